"""What a search costs each machine, on one and on more, in a database whose vector indexes are on others.

    IMGSEARCH_DATABASE_URL=... python -m benchmarks.machines QUERIES [HOST:PORT ...]

QUERIES holds a text a line. Without machines the database is asked as it is. With them it is distributed to the first,
the first two and the first four, of which the others join later, and asked each time; the login must be a superuser's.
Counted, not timed, so that one computer may play all machines: what is sent to each by the coordinator, pages that each
reads or finds in memory, and bytes of its vector indexes.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from benchmarks.record import Column, Grid, Record
from benchmarks.records import add_record_option, recording
from imgsearch.cli.database import database_engine
from imgsearch.db import make_engine
from imgsearch.db.machines import Machine, own_machine, parse_machine
from imgsearch.search import Query, SearchModels, read_models, search
from imgsearch.settings import read_settings
from imgsearch.vectors.distribute import distribute

#: Shards that every number of machines can share evenly.
SHARDS = 4
COUNTS = (1, 2, 4)
#: After so long an idle connection has told the server what it did.
FLUSHED_AFTER_S = 12
SENT_TO = re.compile(r"on server \S+?@(\S+) ")
PAGES = "SELECT sum(blks_hit + blks_read) FROM pg_stat_database WHERE datname = current_database()"
INDEXES = "SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relkind = 'i' AND relname ~ '_hnsw_'"

COLUMNS = (
    Column("statements of the program", "", 0),
    Column("statements to each worker", "", 0),
    Column("pages, coordinator", "", 0),
    Column("pages, each worker", "", 0),
    Column("index of each worker", "MB", 1),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queries", type=Path)
    parser.add_argument("machines", nargs="*", type=parse_machine)
    add_record_option(parser)
    given = parser.parse_args()
    with recording("machines", given.record) as record:
        measure_all(record, given)


def measure_all(record: Record, given: argparse.Namespace) -> None:
    """Keep a row for each number of machines."""
    grid = record.grid("", COLUMNS, "workers")
    texts = given.queries.read_text(encoding="utf-8").splitlines()
    engine = database_engine(read_settings())
    if not given.machines:
        measure(grid, engine, [], texts)
    for count in COUNTS if given.machines else ():
        for line in distribute(engine, given.machines[:count], shards=SHARDS):
            print(f"    {line}")
        measure(grid, engine, given.machines[:count], texts)


def measure(grid: Grid, engine: Engine, machines: Sequence[Machine], texts: Sequence[str]) -> None:
    """Keep what a search costs this server and, on average, each of the machines."""
    with Session(engine) as session:
        models = read_models(session)
        session.rollback()
        ask(session, models, texts)  # connections are made, catalogues read
        sent = count_sent(session, models, texts[0])
    before = pages(engine, machines)
    statements = 0

    def count(*_: Any) -> None:  # noqa: ANN401
        nonlocal statements
        statements += 1

    event.listen(engine, "before_cursor_execute", count)
    with Session(engine) as session:
        scans = ask(session, models, texts)
        after_s = time.monotonic() + FLUSHED_AFTER_S
        session.close()
        while time.monotonic() < after_s:
            time.sleep(1)
    event.remove(engine, "before_cursor_execute", count)
    after = pages(engine, machines)
    print(f"{len(machines)} machines, {len(texts)} searches, {dict(scans)}")
    sizes = index_bytes(engine, machines)
    read = {name: (total - before[name]) / len(texts) for name, total in after.items()}
    here, *others = after
    workers = [statistics.mean(of[name] for name in others) if others else None for of in (sent, read)]
    index = statistics.mean(sizes[name] for name in others or [here]) / 1e6
    grid.row(f"{len(machines) or 'none'}", statements / len(texts), workers[0], read[here], workers[1], index)


def ask(session: Session, models: SearchModels, texts: Sequence[str]) -> Counter[str | None]:
    return Counter(search(session, models, Query.of(each)).scan for each in texts)


def count_sent(session: Session, models: SearchModels, asked: str) -> Counter[str]:
    """Statements, BEGIN and COMMIT among them, that one search has sent to each machine."""
    driver: Any = session.connection().connection.driver_connection
    session.rollback()
    sent: Counter[str] = Counter()

    def note(said: Any) -> None:  # noqa: ANN401 (psycopg's Diagnostic)
        if found := SENT_TO.search(said.message_detail or ""):
            sent[found[1]] += 1

    driver.add_notice_handler(note)
    session.execute(text("SET citus.log_remote_commands = on"))
    session.commit()
    search(session, models, Query.of(asked))
    session.execute(text("RESET citus.log_remote_commands"))
    session.commit()
    driver.remove_notice_handler(note)
    return sent


def pages(engine: Engine, machines: Sequence[Machine]) -> dict[str, int]:
    return {name: ask_server(engine, machine, PAGES) for name, machine in named(engine, machines)}


def index_bytes(engine: Engine, machines: Sequence[Machine]) -> dict[str, int]:
    return {name: ask_server(engine, machine, INDEXES) for name, machine in named(engine, machines)}


def named(engine: Engine, machines: Sequence[Machine]) -> list[tuple[str, Machine]]:
    here = own_machine(engine.url)
    return [(str(machine), machine) for machine in (here, *machines)]


def ask_server(engine: Engine, machine: Machine, statement: str) -> int:
    there = make_engine(engine.url.set(host=machine.host, port=machine.port))
    with there.connect() as connection:
        if machine != own_machine(engine.url):
            connection.execute(text("SET citus.override_table_visibility = off"))
        answer = connection.scalar(text(statement))
    there.dispose()
    return int(answer or 0)


if __name__ == "__main__":
    main()
