"""What the law costs: processor time of loads, flags and searches beside those of an earlier version, in turn.

    python benchmarks/law.py RATED --before TREE [--rounds 5]

RATED is a rated set, TREE a checkout of the earlier version. Each round plays the same with both, on an embedded
database of its own: a load, a second one, verdicts, searches and browsing by a catalogue that is warm. Figures are of
the client and of all processes of the server together, the medians of rounds; ratios hold where seconds do not, on a
machine with other work.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks.record import Column, Record, Spread
from benchmarks.records import add_record_option, recording
from imgsearch.db import EmbeddedServer, make_engine
from imgsearch.minors.review import Verdict, review
from imgsearch.queries.filters import Filters
from imgsearch.shown.catalog import Catalog
from imgsearch.tables import Image

TEXTS = ("two dogs running in the snow", "a man climbing a rock", "a red race car", "a bird in flight", "a crowd")
FILTERS: dict[str, dict[str, Any]] = {
    "": {},
    " by gallery": {"gallery": "train_images"},
    " by photographer": {"photographer": "Anna"},
    " by tag": {"tags": ("tenth",)},
    " by place": {"places": ("omsk",)},
    " by time": {"taken_from": datetime(2021, 1, 1), "taken_to": datetime(2022, 1, 1)},
    " by shape": {"orientation": "square"},
}
#: Pictures -> how often.
VERDICTS = {20: 10, 200: 3}
ANNOTATED = text(
    "UPDATE image SET photographer = CASE WHEN id % 5 = 0 THEN 'Anna' ELSE 'Boris' END, "
    "tags = CASE WHEN id % 10 = 3 THEN ARRAY['tenth', 'x'] ELSE ARRAY['x'] END, "
    "taken_at = timestamp '2020-01-01' + id % 1000 * interval '1 day', "
    "metadata = metadata || CASE WHEN id % 4 = 1 THEN '{\"city\": \"Omsk\"}'::jsonb ELSE '{}' END"
)


class Spent:
    """Processor seconds of this process, its children and the server's processes."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._postmaster = int((server.data_dir / "postmaster.pid").read_text().split()[0])
        self.phases: dict[str, float] = {}

    @contextmanager
    def __call__(self, phase: str) -> Iterator[None]:
        """Add what the block spends to a phase."""
        own, of_server = self._own(), self._of_server()
        yield
        served = (self._of_server() - of_server) / os.sysconf("SC_CLK_TCK")
        self.phases[phase] = self.phases.get(phase, 0.0) + self._own() - own + served
        if phase.endswith("load"):  # of which nearly all is encoding
            self.phases[f"{phase}, the server"] = served

    def _own(self) -> float:
        return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

    def _of_server(self) -> int:
        """Ticks of the server's processes, those that have ended among them."""
        ticks = 0
        for process in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = process.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(process.parent.name) == self._postmaster:
                ticks += sum(map(int, fields[11:15]))
            elif int(fields[1]) == self._postmaster:
                ticks += sum(map(int, fields[11:13]))
        return ticks


def play(rated: Path, repeats: int) -> dict[str, float]:
    """Phase -> processor seconds, with the version that is imported."""
    with tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        server = EmbeddedServer(Path(folder))
        try:
            engine = make_engine(server.url())
            spent = Spent(server)
            run("db", "upgrade")
            for phase in ("first load", "second load"):
                with spent(phase):
                    run("load", str(rated))
            with engine.begin() as connection:
                connection.execute(ANNOTATED)
            run("load", "minors")  # reads the texts that are new
            with Session(engine) as session:
                session.execute(text("ANALYZE"))
                session.commit()
                decide(session, spent)
            look(Catalog(engine), spent, repeats)
            engine.dispose()
        finally:
            server.stop()
    return spent.phases


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "imgsearch", *arguments], check=True, stdout=subprocess.DEVNULL)


def decide(session: Session, spent: Spent) -> None:
    """Verdicts on pictures that may be shown, and their contrary."""
    names = list(session.scalars(select(Image.name).where(~Image.is_hidden).order_by(Image.name)))
    verdicts: tuple[Verdict, ...] = ("flag", "clear")
    for count, repeats in VERDICTS.items():
        for verdict in verdicts * repeats:
            with spent(f"{verdict} {count}"):
                review(session, names[:count], verdict, "bench")
                session.commit()


def look(catalog: Catalog, spent: Spent, repeats: int) -> None:
    """Searches and browsing, by each filter."""
    for name, values in FILTERS.items():
        filters = Filters(**values)
        for phase, texts in ((f"search{name}", TEXTS), (f"browse{name}", ("",))):
            ask = [(each,) if each else () for each in texts]
            catalog.search(*ask[0], filters=filters)  # what it loads is kept
            with spent(phase):
                for one in ask * (repeats * len(TEXTS) // len(ask)):
                    catalog.search(*one, filters=filters)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rated", metavar="RATED", type=Path)
    parser.add_argument("--before", metavar="TREE", type=Path, help="without it: this version alone, as JSON")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=20, help="of each search in a round")
    add_record_option(parser)
    options = parser.parse_args()
    if options.before is None:
        print(json.dumps(play(options.rated.resolve(), options.repeats)))
        return
    with recording("law", options.record) as record:
        measure(record, options)


def measure(record: Record, options: argparse.Namespace) -> None:
    """Keep a row for each phase, by both versions in turn."""
    trees = (options.before.resolve(), Path(__file__).resolve().parents[1])
    rounds: list[list[dict[str, float]]] = []
    for number in range(options.rounds):
        order = trees if number % 2 == 0 else trees[::-1]
        played = {tree: _play_with(tree, options) for tree in order}
        rounds.append([played[tree] for tree in trees])
        print(f"round {number + 1}", file=sys.stderr, flush=True)
    grid = record.grid("", (Column("before", "s"), Column("now", "s"), Column("ratio", "", 2)), "processor time of")
    for phase in rounds[0][0]:
        ratios = [now[phase] / before[phase] for before, now in rounds]
        spent = ([each[side][phase] for each in rounds] for side in (0, 1))
        grid.row(phase, *spent, Spread(statistics.median(ratios), min(ratios), max(ratios)))


def _play_with(tree: Path, options: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, __file__, str(options.rated.resolve()), "--repeats", str(options.repeats)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(tree)})
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
