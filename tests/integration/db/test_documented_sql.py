"""The queries of docs/sql.md as an analyst runs them, on a small database that has an answer to each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from pgvector import HalfVector
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.models.activation import set_active
from imgsearch.tables import (
    Caption,
    Click,
    CrowdAnnotation,
    Encoder,
    Evaluation,
    ExpertAnnotation,
    Image,
    ImageEmbedding,
    LoadReject,
    MatchFeedback,
    MatchPrediction,
    ModelPrediction,
    ModelResult,
    Search,
)
from loaders.annotations import refresh_match_rating
from loaders.minors import load_minors

DOCUMENT = Path(__file__).parents[3] / "docs" / "sql.md"
STATEMENTS = re.findall(r"^```sql\n(.*?);\n```", DOCUMENT.read_text(), re.DOTALL | re.MULTILINE)
#: Stands in every text that the flagged picture has, its name and its photographer's.
HIDDEN = "hiddengirl"
DIMENSION = 512
#: Picture -> photographer, captions. Of each picture and each text there is a rating.
PICTURES = {
    "dog.jpg": ("Anna", ["A dog runs", "Two dogs play"]),
    "boat.jpg": ("Boris", ["A boat at sea"]),
    "bare.jpg": ("Boris", []),
    f"{HIDDEN}.jpg": (f"Of {HIDDEN}", [f"A {HIDDEN} girl smiles"]),
}


@pytest.fixture
def filled(session: Session) -> int:
    """A database with all that the queries ask for, of shown pictures and of one that is flagged; that one's id."""
    encoder_id = session.scalar(
        insert(Encoder).values(name="fake", revision="1", dimension=DIMENSION).returning(Encoder.id)
    )
    assert encoder_id is not None
    set_active(session, encoder_id, None)
    ids = {}
    random = np.random.default_rng(0)
    for number, (name, (photographer, texts)) in enumerate(PICTURES.items()):
        values = {"path": f"/photos/{name}", "gallery": "photos", "sha256": bytes([number]) * 32, "file_bytes": 9}
        values |= {"mtime_ns": 1, "width": 4, "height": 3, "photographer": photographer, "tags": [photographer.lower()]}
        added = insert(Image).values(name=name, taken_at=text("timestamp '2024-05-31'"), **values).returning(Image.id)
        ids[name] = int(session.scalars(added).one())
        vector = random.normal(size=DIMENSION)
        session.execute(
            insert(ImageEmbedding).values(
                encoder_id=encoder_id, image_id=ids[name], embedding=HalfVector(vector / np.linalg.norm(vector))
            )
        )
        for index, said in enumerate(texts):
            values = {"caption_key": f"{name}#{index}", "image_name": name, "image_id": ids[name], "text": said}
            session.execute(insert(Caption).values(values))
        session.execute(insert(LoadReject).values(file=f"/photos/{name}", reason="damaged", image_id=ids[name]))
    rate(session, ids)
    session.commit()
    refresh_match_rating(session)
    search_and_measure(session, ids, encoder_id)
    session.commit()
    load_minors(session, find_terms)
    assert session.scalars(select(Image.name).where(Image.is_hidden)).all() == [f"{HIDDEN}.jpg"]
    session.rollback()
    return ids[f"{HIDDEN}.jpg"]


def rate(session: Session, ids: dict[str, int]) -> None:
    for name, image_id in ids.items():
        for number, key in enumerate(session.scalars(select(Caption.caption_key)).all()):
            # What people find a good match for a text that speaks of a child is flagged as well.
            one, yes = (1, 0) if HIDDEN in key and HIDDEN not in name else (4, 3)
            other = 1 + (number + len(name)) % 2
            session.execute(
                insert(ExpertAnnotation).values(
                    image_id=image_id, caption_key=key, expert1=one, expert2=one, expert3=other
                )
            )
            session.execute(
                insert(CrowdAnnotation).values(
                    image_id=image_id, caption_key=key, yes_share=yes / 4, yes_count=yes, no_count=4 - yes
                )
            )


def search_and_measure(session: Session, ids: dict[str, int], encoder_id: int) -> None:
    """Searches with and without hits, one that was opened; ratings of the page; what models said."""
    searches = {
        said: session.scalar(
            insert(Search).values(text=said, encoder_id=encoder_id, hit_count=hits, took_ms=5).returning(Search.id)
        )
        for said, hits in (("a unicorn", 0), ("a ship", 2), ("a dog", 3))
    }
    evaluation_id = session.scalar(
        insert(Evaluation)
        .values(encoder="fake 1", regressor="x", data_fingerprint="", seed=0, settings={})
        .returning(Evaluation.id)
    )
    result = {"encoder_id": encoder_id, "model": "ridge", "features": "raw", "target": "mean", "split": "picture"}
    result |= {"metrics": {"mse": 0.05, "kendall_tau_c": 40}, "params": {}, "seed": 0, "data_fingerprint": ""}
    result_id = session.scalar(insert(ModelResult).values(run_id=uuid4(), **result).returning(ModelResult.id))
    captions = session.execute(select(Caption.id, Caption.caption_key)).all()
    for name, image_id in ids.items():
        session.execute(insert(Click).values(search_id=searches["a dog"], image_id=image_id))
        session.execute(insert(MatchFeedback).values(text=f"like {name}", rater="ann", rating=3, image_id=image_id))
        for caption in captions:
            session.execute(
                insert(MatchPrediction).values(
                    evaluation_id=evaluation_id, split="picture", model="pixels", image_id=image_id,
                    caption_key=caption.caption_key, predicted=0.4,
                )
            )  # fmt: skip
            session.execute(
                insert(ModelPrediction).values(
                    result_id=result_id, image_id=image_id, caption_id=caption.id, fold=0, predicted=0.4
                )
            )


def test_there_are_statements() -> None:
    assert len(STATEMENTS) >= 15


def test_each_documented_query_has_an_answer_without_the_flagged_picture(
    filled: int, connect_as: Callable[[str], Engine]
) -> None:
    empty, shows = [], []
    with connect_as("analyst").connect() as connection:
        for statement in STATEMENTS:
            answer = connection.exec_driver_sql(statement)
            columns, rows = list(answer.keys()), answer.all()
            if not rows:
                empty.append(statement)
            ids = [row[at] for row in rows for at, name in enumerate(columns) if name.startswith("image_id")]
            if HIDDEN in str(rows) or filled in ids:
                shows.append(statement)
    assert empty == []
    assert shows == []
