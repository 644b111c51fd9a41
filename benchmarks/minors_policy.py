"""Time a change of policy, its estimate and the head of the review queue on a table of many synthetic pictures.

    python benchmarks/minors_policy.py 100000

Each picture has a vector and a probability; one in three has captions that vouch for it. The database is an embedded
one in a folder of its own.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.db.migrate import upgrade
from imgsearch.minors.audit import draw_audit, read_audit
from imgsearch.minors.deciding import Wish, decide_limits, make_plan
from imgsearch.minors.detectors.classifier import load_classifier
from imgsearch.minors.queue import read_waiting
from imgsearch.tables import Image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    add_record_option(parser)
    given = parser.parse_args()
    with recording("minors-policy", given.record) as record, tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        server = EmbeddedServer(Path(folder))
        engine = make_engine(server.url())
        try:
            with engine.connect() as connection:
                upgrade(connection)
                connection.commit()
            engine.dispose()
            with engine.begin() as connection:
                fill(connection, given.count)
            with Session(engine) as session:
                measure(record, session)
        finally:
            engine.dispose()
            server.stop()


def fill(connection: Connection, count: int) -> None:
    """Pictures whose probabilities are mostly low, looked at by the detector that ships."""
    classifier = load_classifier()
    assert classifier is not None
    known = {"count": count, "revision": classifier.revision, "threshold": classifier.threshold}
    known |= {"certain": classifier.certain}
    connection.execute(
        text("INSERT INTO encoder (name, revision, dimension, is_active) VALUES ('small', '1', 8, true)")
    )
    connection.execute(
        text("INSERT INTO screening (kind, revision) VALUES ('texts', 't'), ('pixels', :revision)"), known
    )
    connection.execute(
        text(
            "INSERT INTO image (name, path, gallery, sha256, file_bytes, mtime_ns, width, height, texts_screened_by, "
            "pixels_screened_by, texts_vouch) "
            "SELECT 'p' || n, '/p' || n, 'g', sha256(n::text::bytea), 1, 1, 4, 3, 't', "
            ":revision, n % 3 = 0 FROM generate_series(1, :count) n"
        ),
        known,
    )
    for statement in (
        "INSERT INTO image_embedding (encoder_id, image_id, is_hidden, embedding) "
        "SELECT e.id, i.id, i.is_hidden, '[1,0,0,0,0,0,0,0]'::halfvec FROM image i, encoder e",
        "INSERT INTO minor_evidence (image_id, is_hidden, source, term, probability, flags, suspects) "
        "SELECT id, is_hidden, 'classifier', :revision, p, p >= :certain, p >= :threshold "
        "FROM (SELECT id, is_hidden, power(random(), 4) AS p FROM image) i",
        "ANALYZE",
    ):
        connection.execute(text(statement), known)


def measure(record: Record, session: Session) -> None:
    """Keep seconds and counts."""
    classifier = load_classifier()
    assert classifier is not None

    grid = record.grid("", (Column("took", "s", 1), Column("hidden afterwards", "", 0)), "what")

    def timed(label: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        session.commit()
        hidden = session.scalar(select(func.count()).where(Image.state == "hidden"))
        grid.row(label, time.perf_counter() - started, hidden)

    timed("drawing an audit of 200", lambda: draw_audit(session, 200, 1, "benchmark"))
    timed("reading it", lambda: read_audit(session, classifier.revision))
    timed("the head of the queue", lambda: read_waiting(session, limit=200, detector=classifier))
    for wish in (Wish("lenient", None, 0.05), Wish("strict", None, 0.05), Wish(None, 0.03, 0.05), Wish("default")):
        plan = make_plan(session, wish, classifier, None)
        timed(f"estimate: {wish.hide or wish.at_most}", partial(make_plan, session, wish, classifier, None))
        timed(
            f"deciding: {wish.hide or wish.at_most}", partial(decide_limits, session, plan, classifier, "benchmark", "")
        )


if __name__ == "__main__":
    main()
