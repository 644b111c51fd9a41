"""Where answers end, and how long and foreign texts are read, in a database that IMGSEARCH_DATA_DIR or _URL names.

    python -m benchmarks.answers ends QUERIES
    python -m benchmarks.answers long
    python -m benchmarks.answers foreign TEXTS
    python -m benchmarks.answers english FILE...

ends: QUERIES holds a text a line; printed is the longest run of candidates without a match that a match follows, of
each query the longest, for the quantiles of them.

long: the five captions of a picture, of those that have five, as one text and as five sentences, against all pictures
by vectors alone.

foreign: TEXTS holds image<TAB>text a line, in a language that has Latin letters; each is searched for as all Latin
texts once were, by the encoders for English too, and as it is now.

english: how many lines of files of English texts, behind their last tab, are taken for another language.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

import imgsearch.encoders.small
import imgsearch.search.encode
from imgsearch.cli.database import open_session
from imgsearch.encoders import FloatArray, is_english
from imgsearch.errors import BadInput
from imgsearch.minors import mentions_minors
from imgsearch.search import Query, SearchModels, read_models, search
from imgsearch.search.encode import encode_query
from imgsearch.search.find import find_candidates
from imgsearch.search.score import score_candidates
from imgsearch.search.timer import Timer
from imgsearch.spelling import spell
from imgsearch.tables import Caption, Image, ImageEmbedding

LOOKED_AT = 1000
MOST_PICTURES = 200
CAPTIONS = 5
DEPTH = 100
NOWHERE = np.inf


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["ends", "long", "foreign", "english"])
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args()
    if given.what == "english":
        count_foreign(given.files)
        return
    with open_session() as session:
        models = read_models(session)
        session.rollback()
        if given.what == "long":
            measure_long(session, models)
        else:
            lines = given.files[0].read_text(encoding="utf-8").splitlines()
            (measure_ends if given.what == "ends" else measure_foreign)(session, models, lines)


def measure_ends(session: Session, models: SearchModels, texts: Sequence[str]) -> None:
    runs = []
    for text in texts:
        if mentions_minors(text):
            continue
        encoded = encode_query(models, Query.of(text))
        found = find_candidates(session, models, encoded, LOOKED_AT, Timer())
        places = np.flatnonzero(score_candidates(models, encoded, found).matches)
        if len(places):
            runs.append(int(np.diff([-1, *places]).max()))
    shown = ", ".join(f"{share:.0%} {np.quantile(runs, share):.0f}" for share in (0.5, 0.9, 0.99, 1))
    print(f"{len(runs)} queries with a match; candidates in a row without one before the last match: {shown}")


def measure_long(session: Session, models: SearchModels) -> None:
    rows = session.execute(
        select(ImageEmbedding.image_id, ImageEmbedding.embedding)
        .where(ImageEmbedding.encoder_id == models.encoder_id, ~ImageEmbedding.is_hidden)
        .order_by(ImageEmbedding.image_id)
    ).all()
    vectors = np.array([row.embedding for row in rows], dtype=np.float32)
    place = {row.image_id: number for number, row in enumerate(rows)}
    said = session.execute(
        select(Caption.image_id, Caption.text).where(~Caption.is_hidden).order_by(Caption.image_id, Caption.id)
    ).all()
    grouped = [(image_id, [row.text for row in group]) for image_id, group in groupby(said, lambda row: row.image_id)]
    own = [(place[image_id], texts) for image_id, texts in grouped if image_id in place and len(texts) == CAPTIONS]
    own = own[:MOST_PICTURES]
    print(f"{len(own)} pictures, {np.mean([len(' '.join(texts).split()) for _, texts in own]):.0f} words each")

    def encode(text: str) -> FloatArray:
        vector: FloatArray = models.encoder.encode_texts([spell(text)])[0]
        return vector

    ways: dict[str, Callable[[list[str]], FloatArray]] = {
        "one caption": lambda texts: encode(texts[0]),
        "as one text": lambda texts: encode(" ".join(texts)),
        "in sentences": lambda texts: np.sum([encode(text) for text in texts], axis=0),
    }
    for name, way in ways.items():
        similar = [(number, vectors @ way(texts)) for number, texts in own]
        print(f"{name}: {_shares([1 + int((near > near[number]).sum()) for number, near in similar])}")


def measure_foreign(session: Session, models: SearchModels, lines: Sequence[str]) -> None:
    ids = {name: image_id for name, image_id in session.execute(select(Image.name, Image.id).where(~Image.is_hidden))}
    session.rollback()
    pairs = [(ids[name], text) for name, text in (line.split("\t") for line in lines) if name in ids]
    for name, reads in (("by letters", _is_latin), ("as it is now", is_english)):
        for module in (imgsearch.search.encode, imgsearch.encoders.small):
            setattr(module, "is_english", reads)  # noqa: B010 (mypy would have it exported)
        ranks, matches = [], 0
        for image_id, text in pairs:
            result = search(session, models, Query.of(text, limit=DEPTH, nearest=True))
            found = [hit.image_id for hit in (*result.hits, *result.nearest)]
            ranks.append(found.index(image_id) + 1 if image_id in found else NOWHERE)
            matches += len(result.hits)
        print(f"{name}: {len(pairs)} texts, {_shares(ranks)}, {matches / len(pairs):.1f} matches each")


def count_foreign(files: Sequence[Path]) -> None:
    texts = [line.rpartition("\t")[2] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    print(f"{sum(not is_english(text) for text in texts)} of {len(texts):,} texts are taken for another language")


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter < "\u0250" for letter in letters) >= len(letters)


def _shares(ranks: Sequence[float]) -> str:
    found = np.array(ranks, dtype=np.float64)
    shares = ", ".join(f"R@{k} {100 * np.mean(found <= k):.1f}" for k in (1, 5, 10))
    return f"{shares}, MRR {np.mean(1 / found):.3f}"


if __name__ == "__main__":
    try:
        main()
    except BadInput as exc:
        raise SystemExit(str(exc)) from exc
