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
from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
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
DEPTHS = (1, 5, 10)
RANKS = (*(Column(f"R@{k}", "%", 1, "higher") for k in DEPTHS), Column("MRR", "", 3, "higher"))
#: Shares of queries.
ENDS = (0.5, 0.9, 0.99, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["ends", "long", "foreign", "english"])
    parser.add_argument("files", nargs="*", type=Path)
    add_record_option(parser)
    given = parser.parse_args()
    with recording(f"answers-{given.what}", given.record) as record:
        measure(record, given.what, given.files)


def measure(record: Record, what: str, files: Sequence[Path]) -> None:
    """Keep the figures of one kind."""
    if what == "english":
        count_foreign(record, files)
        return
    with open_session() as session:
        models = read_models(session)
        session.rollback()
        if what == "long":
            measure_long(record, session, models)
        else:
            lines = files[0].read_text(encoding="utf-8").splitlines()
            (measure_ends if what == "ends" else measure_foreign)(record, session, models, lines)


def measure_ends(record: Record, session: Session, models: SearchModels, texts: Sequence[str]) -> None:
    runs = []
    for text in texts:
        if mentions_minors(text):
            continue
        encoded = encode_query(models, Query.of(text))
        found = find_candidates(session, models, encoded, LOOKED_AT, Timer())
        places = np.flatnonzero(score_candidates(models, encoded, found).matches)
        if len(places):
            runs.append(int(np.diff([-1, *places]).max()))
    columns = [Column(f"{share:.0%} of them, at most", "", 0) for share in ENDS]
    grid = record.grid("", columns, "candidates in a row without a match before the last one")
    grid.row(f"{len(runs)} queries with a match", *(np.quantile(runs, share) for share in ENDS))


def measure_long(record: Record, session: Session, models: SearchModels) -> None:
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
    words = np.mean([len(" ".join(texts).split()) for _, texts in own])
    grid = record.grid("", RANKS, f"{len(own)} pictures, {words:.0f} words each")

    def encode(text: str) -> FloatArray:
        vector: FloatArray = models.encoder.encode_texts([spell(text)])[0]
        return vector

    ways: dict[str, Callable[[list[str]], FloatArray]] = {
        "the first caption alone": lambda texts: encode(texts[0]),
        "all five as one text": lambda texts: encode(" ".join(texts)),
        "all five as five sentences": lambda texts: np.sum([encode(text) for text in texts], axis=0),
    }
    for name, way in ways.items():
        similar = [(number, vectors @ way(texts)) for number, texts in own]
        grid.row(name, *_shares([1 + int((near > near[number]).sum()) for number, near in similar]))


def measure_foreign(record: Record, session: Session, models: SearchModels, lines: Sequence[str]) -> None:
    ids = {name: image_id for name, image_id in session.execute(select(Image.name, Image.id).where(~Image.is_hidden))}
    session.rollback()
    pairs = [(ids[name], text) for name, text in (line.split("\t") for line in lines) if name in ids]
    columns = (*RANKS, Column("matches each", "", 1, "higher"))
    grid = record.grid("", columns, f"{len(pairs)} texts, read as")
    for name, reads in (("English, by their letters", _is_latin), ("their language", is_english)):
        for module in (imgsearch.search.encode, imgsearch.encoders.small):
            setattr(module, "is_english", reads)  # noqa: B010 (mypy would have it exported)
        ranks, matches = [], 0
        for image_id, text in pairs:
            result = search(session, models, Query.of(text, limit=DEPTH, nearest=True))
            found = [hit.image_id for hit in (*result.hits, *result.nearest)]
            ranks.append(found.index(image_id) + 1 if image_id in found else NOWHERE)
            matches += len(result.hits)
        grid.row(name, *_shares(ranks), matches / len(pairs))


def count_foreign(record: Record, files: Sequence[Path]) -> None:
    texts = [line.rpartition("\t")[2] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    grid = record.grid("", (Column("texts", "", 0), Column("taken for another language", "", 0)))
    grid.row("English captions", len(texts), sum(not is_english(text) for text in texts))


def _is_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter < "\u0250" for letter in letters) >= len(letters)


def _shares(ranks: Sequence[float]) -> list[float]:
    """In the order of RANKS."""
    found = np.array(ranks, dtype=np.float64)
    return [*(100 * float(np.mean(found <= k)) for k in DEPTHS), float(np.mean(1 / found))]


if __name__ == "__main__":
    try:
        main()
    except BadInput as exc:
        raise SystemExit(str(exc)) from exc
