"""What each ranking puts first for some of the test queries, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Row
from sqlalchemy.orm import Session

from imgsearch.encoders.protocol import FloatArray
from imgsearch.minors import mentions_minors
from imgsearch.models.loaded import SearchModels
from imgsearch.pictures.known import KnownFile
from imgsearch.queries import model_report as statements
from imgsearch.queries.report import select_safe_role
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.columns import pixel_pairs
from imgsearch.rescoring.words import word_overlap

QUERIES = 12
TOP = 5


class Ranked(NamedTuple):
    """One ranking for one query."""

    name: str
    place: int
    """Of the picture that should be found; 1 is best, ties count against it."""
    picture_count: int
    top: list[tuple[int, float]]
    """Pictures' ids and scores, best first."""


class Sheet(NamedTuple):
    """One query and every ranking of it."""

    text: str
    wanted: int
    """The id of the picture that should be found."""
    rankings: list[Ranked]


class Sheets(NamedTuple):
    """Sheets with the pictures on them."""

    sheets: list[Sheet]
    pictures: dict[int, tuple[str, KnownFile]]
    """Id -> name and file."""


def read_sheets(session: Session, models: SearchModels) -> Sheets:
    """Rank the pictures of the test queries' galleries as a role that sees no flagged pictures.

    A query that is one of the picture's own captions is left out of them, else every ranking that reads captions
    would find the query itself.

    Args:
        session: its transactions end here.
        models: from read_models.
    """
    first: dict[int, Row[Any]] = {}
    for row in session.execute(statements.select_asked_queries()):
        if not mentions_minors(row.text):
            first.setdefault(row.image_id, row)
    asked = list(first.values())
    session.rollback()
    session.execute(select_safe_role())
    if not asked or not models.encoder.encodes_texts:
        session.rollback()
        return Sheets([], {})
    galleries = {row.gallery for row in asked}
    pictures = session.execute(statements.select_shown_vectors(models.encoder_id, galleries)).all()
    captions = {
        name: session.execute(
            statements.select_shown_caption_vectors(encoder_id, [row.image_id for row in pictures])
        ).all()
        for name, (encoder_id, _encoder) in models.caption_encoders.items()
    }
    session.rollback()
    known = {row.image_id for row in pictures}
    asked = [row for row in asked if row.image_id in known]
    chosen = [asked[index] for index in np.linspace(0, len(asked) - 1, min(QUERIES, len(asked))).round().astype(int)]
    images = vectors_from_bytes(row.embedding for row in pictures)
    sheets = [_sheet(models, row, pictures, images, captions) for row in chosen]
    return Sheets(sheets, {row.image_id: (row.name, KnownFile(row.path, row.sha256)) for row in pictures})


def _sheet(
    models: SearchModels,
    asked: Row[Any],
    pictures: Sequence[Row[Any]],
    images: FloatArray,
    captions: Mapping[str, Sequence[Row[Any]]],
) -> Sheet:
    """Rank every picture for one query in each way."""
    query = models.encoder.encode_texts([asked.text])
    similarity, caption_query = {}, {}
    for name, (_id, encoder) in models.caption_encoders.items():
        caption_query[name] = encoder.encode_texts([asked.text])
        similarity[name] = _similarities(caption_query[name][0], asked.query_key, pictures, captions[name])
    scores = {"cosine": (query @ images.T)[0]}
    if "minilm" in similarity and not np.isnan(similarity["minilm"]).all():
        scores["closest caption"] = np.nan_to_num(np.nanmax(similarity["minilm"], axis=1, initial=-1), nan=-1)
    if models.regressor is not None:
        near = None if models.words is None else models.words.approach_all(query, [asked.text])
        readings = {name: encoder.encode_texts([asked.text]) for name, encoder in models.readers.items()}
        alone = pixel_pairs(asked.text, query, images, readings, near)
        scores["score, pixels"] = models.regressor.score(alone)
        if any(not np.isnan(values).all() for values in similarity.values()):
            own: dict[int, list[str]] = {}
            for row in next(iter(captions.values())):
                if row.caption_key != asked.query_key:
                    own.setdefault(row.image_id, []).append(row.text)
            told_of = [own.get(picture.image_id) for picture in pictures]
            words = word_overlap(asked.text, told_of) if alone.is_latin else None
            told = alone._replace(caption_query=alone.caption_query | caption_query, similarity=similarity, words=words)
            scores["score, captions"] = models.regressor.score(told)
    ids = [row.image_id for row in pictures]
    wanted = ids.index(asked.image_id)
    return Sheet(
        asked.text, asked.image_id, [rank_pictures(name, score, ids, wanted) for name, score in scores.items()]
    )


def rank_pictures(name: str, score: FloatArray, ids: list[int], wanted: int) -> Ranked:
    """The first pictures by score, and where the wanted one stands.

    Args:
        name: of the ranking.
        score: (G,), high is near.
        ids: (G,) of the pictures.
        wanted: column of the picture that should be found.
    """
    order = sorted(range(len(ids)), key=lambda index: (-float(score[index]), ids[index]))[:TOP]
    place = int((score >= score[wanted]).sum())
    return Ranked(name, place, len(ids), [(ids[index], float(score[index])) for index in order])


def _similarities(
    query: FloatArray, query_key: str, pictures: Sequence[Row[Any]], captions: Sequence[Row[Any]]
) -> FloatArray:
    """(N, C) cosine of the query and each picture's own captions but the query itself; NaN where there are fewer."""
    column = {row.image_id: index for index, row in enumerate(pictures)}
    found: list[list[float]] = [[] for _ in pictures]
    kept = [row for row in captions if row.caption_key != query_key]
    if kept:
        values = vectors_from_bytes(row.embedding for row in kept) @ query
        for row, value in zip(kept, values.tolist(), strict=True):
            found[column[row.image_id]].append(value)
    array = np.full((len(pictures), max(1, *map(len, found)) if found else 1), np.nan, dtype=np.float32)
    for index, row_values in enumerate(found):
        array[index, : len(row_values)] = row_values
    return array
