"""Reading what the page on the data needs: counts of everything, but names and texts of what may be shown alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from imgsearch.minors import mentions_minors
from imgsearch.pictures.known import KnownFile
from imgsearch.queries import report as statements
from imgsearch.queries.status import select_encoders, select_galleries
from imgsearch.reports import ratings as figures
from imgsearch.reports.eda.profile import TableProfile, read_profiles

SHOWN_TERMS = 20
SHOWN_SAMPLES = 24
SHOWN_CONTRADICTIONS = 15
SHOWN_TEXTS = 12

Row = Mapping[str, Any]


@dataclass
class EdaData:
    """Everything on the page."""

    profiles: list[TableProfile]
    ratings: pd.DataFrame
    """From select_ratings, one row for each rated pair."""
    lost: Row
    galleries: list[Row]
    test_galleries: list[str]
    rejects: list[Row]
    repeated: list[tuple[str, ...]]
    """Keys of captions that say the same."""
    same_files: list[tuple[int, ...]]
    evidence_sources: list[Row]
    evidence_terms: list[Row]
    probabilities: pd.DataFrame
    verdicts: dict[str, int]
    encoders: list[Row]
    pictures: dict[int, tuple[str, KnownFile]] = field(default_factory=dict)
    """Id -> name and file, of those that may be shown."""
    captions: dict[str, str] = field(default_factory=dict)
    """Key -> text, of those that may be shown."""
    samples: list[tuple[str, KnownFile, str | None]] = field(default_factory=list)
    """Name, file and a caption."""


def read_eda(session: Session) -> EdaData:
    """Read the tables, in transactions that end here.

    Args:
        session: aggregates cover what its login may see, names and pictures only what may be shown to anybody.
    """
    data = EdaData(
        profiles=read_profiles(session),
        ratings=read_ratings(session),
        lost=_rows(session, statements.select_lost())[0],
        galleries=_rows(session, select_galleries()),
        test_galleries=list(session.scalars(statements.select_test_galleries())),
        rejects=_rows(session, statements.select_rejects()),
        repeated=[tuple(row.caption_keys) for row in session.execute(statements.select_repeated_captions())],
        same_files=[tuple(row.image_ids) for row in session.execute(statements.select_same_files())],
        evidence_sources=_rows(session, statements.select_evidence_sources()),
        evidence_terms=_rows(session, statements.select_evidence_terms(SHOWN_TERMS)),
        probabilities=pd.DataFrame(
            session.execute(statements.select_classifier_probabilities()).all(), columns=["probability", "is_hidden"]
        ),
        verdicts={row.verdict: row.verdicts for row in session.execute(statements.select_verdicts())},
        encoders=_rows(session, select_encoders()),
    )
    _read_shown(session, data)
    session.rollback()
    return data


def read_ratings(session: Session) -> pd.DataFrame:
    """Ratings of every pair as a data frame; a rating that was not given is nan."""
    rows = session.execute(statements.select_ratings())
    frame = pd.DataFrame(rows.all(), columns=list(rows.keys()))
    numbers = [name for name in frame.columns if name not in ("image_id", "caption_key")]
    return frame.astype(dict.fromkeys(numbers, float))


def _read_shown(session: Session, data: EdaData) -> None:
    """Fill in names, paths and texts, as the role that sees no flagged picture."""
    named = pd.concat([wide_pairs(data.ratings), figures.contradictions(data.ratings)])
    ids = {int(image_id) for image_id in named["image_id"]} | {i for group in data.same_files for i in group}
    keys = {str(key) for key in named["caption_key"]} | {key for group in data.repeated for key in group}
    keys |= set(rated_texts(data.ratings).index)
    session.rollback()
    session.execute(statements.select_safe_role())
    for row in session.execute(statements.select_shown_pictures(ids)):
        data.pictures[row.id] = (row.name, KnownFile(row.path, row.sha256))
    for row in session.execute(statements.select_shown_captions(keys)):
        # The picture of a rated text may not be loaded, so that nothing in the database hides the text.
        if not mentions_minors(row.text):
            data.captions[row.caption_key] = row.text
    data.samples = [
        (row.name, KnownFile(row.path, row.sha256), row.text)
        for row in session.execute(statements.select_sample_pictures(SHOWN_SAMPLES))
    ]


def wide_pairs(ratings: pd.DataFrame) -> pd.DataFrame:
    """Pairs that one expert finds unrelated and another fully described."""
    rated = figures.expert_pairs(ratings)
    return rated[figures.spread(rated) == figures.SCALE[-1] - figures.SCALE[0]]


def rated_texts(ratings: pd.DataFrame) -> pd.Series[int]:
    """Number of pictures that experts saw each caption with, for the captions with most."""
    counts: pd.Series[int] = figures.expert_pairs(ratings).groupby("caption_key").size()
    return counts.sort_values(ascending=False, kind="stable")[:SHOWN_TEXTS]


def _rows(session: Session, statement: Any) -> list[Row]:  # noqa: ANN401 (any select)
    return [dict(row) for row in session.execute(statement).mappings()]
