"""What indexes that pass over hidden rows, and statistics that tell nothing, cost where there are many pictures.

    python benchmarks/law_at_size.py 100000 [--rounds 3]

Invented pictures with two captions each, of which one in five is hidden. Migration 0035 is taken back and made again in
turns on the same rows; the same statements run each time, with the searcher's rights. Figures are the server's time on
the processor. A search that goes on meanwhile says for how long the migration shuts it out.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, Connection, Engine, func, insert, literal, select, text
from sqlalchemy.orm import Session

from benchmarks.record import Column, Record, Spread
from benchmarks.records import add_record_option, recording
from benchmarks.unscreened import forgo_screening
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.db.roles import SEARCHER_ROLE, become
from imgsearch.db.staging import stage
from imgsearch.queries.browsing import Browsing, select_browsed, select_browsed_count
from imgsearch.queries.candidates import CandidateShape, Scan, select_candidates
from imgsearch.queries.explain import Explain
from imgsearch.queries.filters import Filters, conditions
from imgsearch.queries.own_words import select_own_words
from imgsearch.queries.session import EXACT_UP_TO, select_search_settings
from imgsearch.search.browse import FACETED, FEW, FEW_FACETED, MOST_COUNTED
from imgsearch.tables import Encoder, Image, ImageEmbedding
from imgsearch.vectors.index import create_vector_index

SQL = Path(__file__).parents[1] / "migrations" / "sql"
DIMENSION, REPEATS = 64, 8
WAY = re.compile(r"((?:Index|Seq|Bitmap Index)[\w ]* Scan (?:Backward )?(?:using|on) \w+)")
#: Name -> filters; the share of the pictures that pass is in the name.
FILTERS: dict[str, dict[str, Any]] = {
    "": {},
    " gallery 90 %": {"gallery": "all"},
    " gallery .1 %": {"gallery": "few"},
    " photographer 70 %": {"photographer": "Boris"},
    " photographer 1 %": {"photographer": "Anna"},
    " photographer of nobody": {"photographer": "Nobody"},
    " tag 100 %": {"tags": ("x",)},
    " tag 10 %": {"tags": ("tenth",)},
    " tag .01 %": {"tags": ("rare",)},
    " place 25 %": {"places": ("omsk",)},
    " people 2 %": {"people": ("ann",)},
    " colour 30 %": {"colours": ("red",)},
    " year 10 %": {"taken_from": datetime(2021, 1, 1), "taken_to": datetime(2022, 1, 1)},
    " day .03 %": {"taken_from": datetime(2021, 5, 1), "taken_to": datetime(2021, 5, 2)},
    " shape 30 %": {"orientation": "portrait"},
    " photographer 70 % and tag 10 %": {"photographer": "Boris", "tags": ("tenth",)},
}
PICTURES = text(
    "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height, photographer, "
    "taken_at, tags, metadata, colours, source, source_path) "
    "SELECT 'p' || n, '/p' || n, CASE WHEN n % 1000 = 1 THEN 'few' WHEN n % 10 > 0 THEN 'all' ELSE 'other' END, "
    "sha256(n::text::bytea), 1, 1, 4, CASE WHEN n % 10 < 3 THEN 5 ELSE 3 END, "
    "CASE WHEN n % 100 = 7 THEN 'Anna' WHEN n % 10 < 7 THEN 'Boris' ELSE 'Carl ' || n % 500 END, "
    "timestamp '2015-01-01' + (n * 7919 % 3650) * interval '1 day', "
    "array_cat(ARRAY['x'], "
    "CASE WHEN n % 10000 = 77 THEN ARRAY['rare'] WHEN n % 10 = 3 THEN ARRAY['tenth'] ELSE '{}' END), "
    "CASE WHEN n % 4 = 1 THEN '{\"city\": \"Omsk\"}'::jsonb ELSE '{}' END "
    "|| CASE WHEN n % 50 = 9 THEN '{\"persons\": [\"Ann\"]}'::jsonb ELSE '{}' END, "
    "CASE WHEN n % 10 < 3 THEN ARRAY['red', 'blue'] ELSE ARRAY['white'] END, 's', 'p' || n "
    "FROM generate_series(1, :count) n"
)
CAPTIONS = text(
    "INSERT INTO caption (caption_key, image_id, image_name, text, is_hidden) "
    "SELECT name || '#' || k, id, name, 'a thing of kind ' || id % 1000 || ' beside ' || k, is_hidden "
    "FROM image, generate_series(0, 1) k"
)
HIDE = text(
    "INSERT INTO minor_evidence (image_id, is_hidden, source, term, probability) "
    "SELECT id, is_hidden, 'caption', 'child', 1 FROM image WHERE id % 5 = 0"
)


class Case(NamedTuple):
    """What sets a transaction up, a statement, and parameters of both."""

    set_up: Any
    statement: Any
    parameters: dict[str, Any]


def fill(session: Session, count: int) -> int:
    """Pictures, captions, vectors with their index; the encoder's id."""
    encoder = Encoder(name="bench", revision="1", dimension=DIMENSION, is_active=True)
    session.add(encoder)
    session.execute(PICTURES, {"count": count})
    session.execute(CAPTIONS)
    vectors = np.random.default_rng(0).normal(size=(count, DIMENSION)).astype(np.float32)
    ids = session.scalars(select(Image.id).order_by(Image.id)).all()
    rows = ((image_id, HalfVector(vector)) for image_id, vector in zip(ids, vectors, strict=True))
    staged = stage(session, "staged", {"image_id": BigInteger, "embedding": HALFVEC}, rows)
    source = select(literal(encoder.id), staged.c.image_id, staged.c.embedding)
    session.execute(insert(ImageEmbedding).from_select(["encoder_id", "image_id", "embedding"], source))
    session.execute(HIDE)
    session.commit()
    create_vector_index(session, ImageEmbedding, encoder.id, DIMENSION)
    session.commit()
    return encoder.id


def make_cases(encoder_id: int, passing: dict[str, int]) -> dict[str, Case]:
    """Statements by their names."""
    vector = HalfVector(np.random.default_rng(1).normal(size=DIMENSION).astype(np.float32))
    cases = {"words to offer": Case(select(become(SEARCHER_ROLE)), select_own_words(50_000), {})}
    for name, values in FILTERS.items():
        filters, total = Filters(**values), passing[name]
        scan: Scan = "exact" if total <= EXACT_UP_TO else "index"
        shape = CandidateShape(encoder_id, DIMENSION, 100, scan=scan, filters=filters.names, by_known=1, by_words=1)
        words = {"find_captioned": ["'kind' & '7'"], "find_known": ["'omsk'"]}
        browsed, has_filters = Browsing(filters.names), bool(filters.names)
        set_up = select_search_settings(filters.names)
        sorts = "off" if has_filters and total > FEW else "on"
        look = select(become(SEARCHER_ROLE), func.set_config("enable_sort", sorts, True))
        few, few_faceted = (has_filters and total <= most for most in (FEW, FEW_FACETED))
        for kind, before, statement, more in (
            ("set up", set_up, set_up, {}),
            ("search", set_up, select_candidates(shape), {"query_vector": vector, **words}),
            ("browse", look, select_browsed(browsed, 31, 0, few=few), {}),
            ("browse far", look, select_browsed(browsed, 31, 900, few=few), {}),
            ("facets", look, select_browsed(browsed, FACETED, 0, few=few_faceted), {}),
            ("count", look, select_browsed_count(browsed, MOST_COUNTED + 1), {}),
        ):
            cases[kind + name] = Case(before, statement, filters.parameters | more)
    return cases


def spend(session: Session, case: Case, repeats: int) -> tuple[float, str]:
    """The server's milliseconds of one run, and how it gets at rows."""
    with session.begin():
        session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
        process = session.scalar(text("SELECT pg_backend_pid()"))
        session.execute(case.set_up, case.parameters)
        lines = session.scalars(Explain(case.statement), case.parameters).all()
        session.execute(case.statement, case.parameters).all()
        before = _nanoseconds(process)
        for _ in range(repeats):
            session.execute(case.statement, case.parameters).all()
        spent = (_nanoseconds(process) - before) / repeats / 1e6
    return spent, ", ".join(dict.fromkeys(way for line in lines for way in WAY.findall(line)))


def _nanoseconds(process: int) -> int:
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0])


class Looking(threading.Thread):
    """Reads pictures again and again, until it is told to end; how long that took at most."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine, self.longest, self.ends = engine, 0.0, threading.Event()

    def run(self) -> None:
        """See Thread."""
        while not self.ends.is_set():
            started = time.monotonic()
            with self.engine.connect() as connection:
                connection.execute(select(Image.name).limit(1)).all()
            self.longest = max(self.longest, time.monotonic() - started)
            self.ends.wait(0.01)


def change(engine: Engine, *scripts: str) -> tuple[float, float]:
    """Run migrations' statements in one transaction; seconds that took, and for which others were shut out at most."""
    looking = Looking(engine)
    looking.start()
    time.sleep(0.1)
    started = time.monotonic()
    with engine.begin() as connection:
        for script in scripts:
            connection.exec_driver_sql((SQL / script).read_text(), execution_options={"no_parameters": True})
    took = time.monotonic() - started
    looking.ends.set()
    looking.join()
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    return took, looking.longest


def measure(record: Record, engine: Engine, encoder_id: int, rounds: int) -> None:
    """Keep what each statement costs without and with the migration."""
    spent: dict[str, list[list[float]]] = {}
    ways: dict[str, list[str]] = {}
    with engine.begin() as connection:
        passing = {name: _count(connection, Filters(**values)) for name, values in FILTERS.items()}
    cases = make_cases(encoder_id, passing)
    for _ in range(rounds):
        for side, scripts in enumerate((("0035_down.sql",), ("0035_shadows.sql", "0035_orders.sql"))):
            print("{}: {:.1f} s, others shut out for {:.1f} s".format(scripts[0], *change(engine, *scripts)))
            with Session(engine) as session:
                for name, case in cases.items():
                    one, way = spend(session, case, REPEATS)
                    spent.setdefault(name, [[], []])[side].append(one)
                    ways.setdefault(name, []).append(way)
    grid = record.grid("", (Column("before", "ms", 2), Column("now", "ms", 2), Column("ratio", "", 2)), "statement")
    for name, (before, now) in spent.items():
        ratios = [new / old for old, new in zip(before, now, strict=True)]
        grid.row(name, before, now, Spread(statistics.median(ratios), min(ratios), max(ratios)))
        print("  " + " → ".join(dict.fromkeys(ways[name])))


def _count(connection: Connection, filters: Filters) -> int:
    passing = select(func.count()).where(~Image.is_hidden, *conditions(filters.names))
    return connection.scalar(passing, filters.parameters) or 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("law-at-size", options.record) as record, tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        server = EmbeddedServer(Path(folder))
        try:
            engine = make_engine(server.url())
            with engine.begin() as connection:
                upgrade(connection)
                forgo_screening(connection)
            engine.dispose()  # what was open knows no vectors
            with Session(engine) as session:
                encoder_id = fill(session, options.count)
            measure(record, engine, encoder_id, options.rounds)
            engine.dispose()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
