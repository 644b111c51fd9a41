"""What full-text search on captions adds to the vector index: each picture is looked for by one of its own captions.

    python benchmarks/words.py DIR

DIR is a rated set with own_captions.tsv. The captions whose number is 4, and every caption with the text of one of the
test queries numbered 4, are taken out of the database, which is an embedded one in a folder of its own; then they are
searched for among all pictures that may be shown. Printed: how often the picture is among the candidates, and recall
of the search.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.cli.database import open_session
from imgsearch.minors import mentions_minors
from imgsearch.search import Query, SearchModels, read_models
from imgsearch.search.encode import encode_query
from imgsearch.search.find import find_candidates
from imgsearch.search.pages import candidates_for
from imgsearch.search.rank import judge, rank_hits
from imgsearch.search.score import score_candidates
from imgsearch.search.timer import Timer
from imgsearch.tables import Caption, Image, TestQuery

HELD_OUT = "%#4"
DEPTHS = (1, 5, 10)
COLUMNS = (
    Column("picture among the candidates", "%", 1, "higher"),
    *(Column(f"R@{k}", "%", 1, "higher") for k in DEPTHS),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    add_record_option(parser)
    options = parser.parse_args()
    command = str(Path(sys.executable).with_name("imgsearch"))
    with tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        os.environ.pop("IMGSEARCH_DATABASE_URL", None)
        subprocess.run([command, "load", str(options.directory)], check=True, stdout=subprocess.DEVNULL)
        try:
            with recording("words", options.record) as record, open_session() as session:
                asked = hold_out(session)
                # A picture that lost a text has to be read anew before it is shown.
                subprocess.run([command, "load", "minors"], check=True, stdout=subprocess.DEVNULL)
                measure(record, session, asked)
        finally:
            subprocess.run([command, "db", "stop"], check=True)


def hold_out(session: Session) -> dict[str, list[tuple[str, int]]]:
    """Kind of query -> texts and the pictures that they stand for; these are no captions of the gallery any more."""
    asked = {
        "own captions": session.execute(
            select(Caption.text, Caption.image_id)
            .join(Image, Image.id == Caption.image_id)
            .where(~Image.is_hidden, Caption.caption_key.like(HELD_OUT))
        ).all(),
        "test queries": session.execute(
            select(TestQuery.text, TestQuery.image_id)
            .join(Image, Image.id == TestQuery.image_id)
            .where(~Image.is_hidden, TestQuery.query_key.like(HELD_OUT))
        ).all(),
    }
    tested = select(TestQuery.text).where(TestQuery.query_key.like(HELD_OUT))
    held_out = or_(Caption.caption_key.like(HELD_OUT), Caption.text.in_(tested))
    session.execute(delete(Caption).where(held_out).execution_options(synchronize_session=False))
    session.commit()
    return {kind: [(str(text), image_id) for text, image_id in rows] for kind, rows in asked.items()}


def measure(record: Record, session: Session, asked: dict[str, list[tuple[str, int]]]) -> None:
    """Keep a row for each kind of query, with words and without."""
    models = read_models(session)
    session.rollback()
    grid = record.grid("", COLUMNS, "queries, candidates from")
    for kind, rows in asked.items():
        pairs = [(text, image_id) for text, image_id in rows if not mentions_minors(text)]
        found = {}
        for name, by_words in (("vectors", False), ("vectors and words", True)):
            found[by_words], figures = measure_side(session, models, pairs, by_words=by_words)
            grid.row(f"{len(pairs)} {kind}, {name}", *figures)
        by_vector, by_both = found[False], found[True]
        for text in sorted(by_both ^ by_vector):
            print(f"  {'only by words' if text in by_both else 'lost'}: {text}")


def measure_side(
    session: Session, models: SearchModels, pairs: list[tuple[str, int]], *, by_words: bool
) -> tuple[set[str], list[float]]:
    """The queries whose picture is among the candidates, and figures in the order of COLUMNS."""
    ranks, among = [], set()
    for text, image_id in pairs:
        encoded = encode_query(models, Query.of(text, min_score=0.0))
        if not by_words:
            encoded = replace(encoded, wanted_texts=[])
        found = find_candidates(session, models, encoded, candidates_for(10), Timer())
        hits = [hit.image_id for hit in rank_hits(encoded, judge(found, score_candidates(models, encoded, found)))[0]]
        ranks.append(hits.index(image_id) + 1 if image_id in hits else np.inf)
        if image_id in {row.image_id for row in found.rows}:
            among.add(text)
    shares = [100 * float(np.mean(np.array(ranks) <= k)) for k in DEPTHS]
    return among, [100 * len(among) / len(pairs), *shares]


if __name__ == "__main__":
    main()
