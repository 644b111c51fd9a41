"""A mixed load for a given time: searches, loads, flags and clears, and regressors that take turns.

    python benchmarks/soak.py DIR --seconds 90 --clients 8

DIR is a rated set with train_images and own_captions.tsv. The database is an embedded one in a folder of its own, the
encoder and the command that loads are the real ones. The clients search alone first, which is what their times during
the mixed load are compared with. Exits with 1 after an error, or when a search showed a picture that was flagged from
before the search to after it.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, exists, func, select
from sqlalchemy.orm import Session

from imgsearch.cli.database import open_session
from imgsearch.db import make_engine
from imgsearch.minors.review import Verdict, review
from imgsearch.models.choose import activate_regressor
from imgsearch.models.loaded import read_active_ids, shipped_regressor
from imgsearch.models.store import store_regressor
from imgsearch.search import Query, SearchModels, read_models, search
from imgsearch.tables import Image, ImageEmbedding

PART = 40
LIMIT = 60


class Soak:
    """What everybody works on, and what is counted."""

    def __init__(self, engine: Engine, texts: list[str], regressor_id: int, seed: int) -> None:
        self.engine = engine
        self.texts = texts
        self.regressor_id = regressor_id
        self.random = random.Random(seed)
        self.end = 0.0
        self.counts: Counter[str] = Counter()
        self.errors: list[str] = []
        self.milliseconds: list[float] = []

    def run(self, seconds: float, jobs: list[Callable[[], None]]) -> list[float]:
        """Milliseconds of every search, while all jobs run side by side until the time is over."""
        self.milliseconds = []
        self.end = time.monotonic() + seconds
        threads = [threading.Thread(target=self._repeat, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(self.milliseconds)

    def _repeat(self, job: Callable[[], None]) -> None:
        while time.monotonic() < self.end:
            try:
                job()
            except Exception as exc:
                self.errors.append(f"{type(exc).__name__}: {exc}".splitlines()[0])

    def client(self) -> Callable[[], None]:
        """Searches over a connection of its own; models are read anew when the database names others."""
        engine = make_engine(self.engine.url)
        models: SearchModels | None = None

        def ask() -> None:
            nonlocal models
            text = self.random.choice(self.texts)
            before = self._flagged()
            started = time.perf_counter()
            with Session(engine) as session:
                if models is None or (models.encoder_id, models.regressor_id) != read_active_ids(session):
                    models = read_models(session)
                session.rollback()
                result = search(session, models, Query.of(text, limit=LIMIT))
            self.milliseconds.append((time.perf_counter() - started) * 1000)
            shown = {hit.image_id for hit in (*result.hits, *result.nearest)}
            # One that was flagged or cleared meanwhile may be shown or not.
            self.counts["flagged pictures shown"] += len(shown & before & self._flagged())
            self.counts["pictures shown"] += len(shown)
            self.counts["searches"] += 1

        return ask

    def flag_and_clear(self) -> None:
        """An editor who is not sure."""
        with Session(self.engine) as session:
            name = self.random.choice(session.scalars(select(Image.name).where(~Image.is_hidden)).all())
            verdicts: tuple[Verdict, ...] = ("flag", "clear")
            for verdict in verdicts:
                review(session, [name], verdict, "soak")
                session.commit()
                self.counts[f"times {verdict}"] += 1
                time.sleep(0.5)

    def activate(self) -> None:
        """Let the shipped and the stored regressor take turns."""
        with Session(self.engine) as session:
            for regressor_id in (self.regressor_id, None):
                activate_regressor(session, regressor_id)
                self.counts["activations"] += 1
                time.sleep(1)

    def loader(self, folders: list[Path]) -> Callable[[], None]:
        """The command as a process; after the last folder it begins again, and finds nothing new."""

        def load() -> None:
            folder = folders[self.counts["loads"] % len(folders)]
            run_command("load", str(folder))
            self.counts["loads"] += 1

        return load

    def _flagged(self) -> set[int]:
        with Session(self.engine) as session:
            return set(session.scalars(select(Image.id).where(Image.is_hidden)))


def run_command(*arguments: str) -> None:
    """Run imgsearch, which has to succeed."""
    done = subprocess.run([sys.executable, "-m", "imgsearch", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"imgsearch {arguments[0]}: {done.stderr.strip()}")


def cut(directory: Path, target: Path, parts: int) -> tuple[list[Path], list[str]]:
    """Folders of PART pictures with their captions, and the texts of all captions."""
    captions: dict[str, list[str]] = {}
    texts = []
    for line in (directory / "own_captions.tsv").read_text().splitlines():
        key, text = line.split("\t")
        captions.setdefault(key.split("#")[0], []).append(line)
        texts.append(text)
    pictures = sorted((directory / "train_images").iterdir())
    folders = []
    for part in range(min(parts, len(pictures) // PART)):
        folder = target / f"part{part}"
        folder.mkdir()
        chosen = pictures[part * PART : (part + 1) * PART]
        for picture in chosen:
            shutil.copy(picture, folder)
        lines = [line for picture in chosen for line in captions.get(picture.name, [])]
        (folder / "captions.tsv").write_text("\n".join(lines) + "\n")
        folders.append(folder)
    return folders, texts


def percentiles(milliseconds: list[float]) -> tuple[float, float]:
    """p50 and p95."""
    return statistics.median(milliseconds), milliseconds[int(len(milliseconds) * 0.95)]


def measure(folders: list[Path], texts: list[str], options: argparse.Namespace) -> int:
    """Print the table; the exit code."""
    run_command("load", str(folders[0]))
    with open_session() as session:
        engine = make_engine(session.get_bind().engine.url)
        shipped = shipped_regressor()
        assert shipped is not None
        regressor_id = store_regressor(session, read_models(session).encoder_id, shipped, activate=False)
    soak = Soak(engine, texts, regressor_id, options.seed)
    clients = [soak.client() for _ in range(options.clients)]
    alone = percentiles(soak.run(max(options.seconds / 6, 5), list(clients)))
    soak.counts.clear()
    jobs = [*clients, soak.loader(folders[1:]), soak.flag_and_clear, soak.activate]
    mixed = percentiles(soak.run(options.seconds, jobs))
    with Session(engine) as session:
        has_vector = exists().where(ImageEmbedding.image_id == Image.id)
        soak.counts["pictures in the end"] = session.scalar(select(func.count()).select_from(Image)) or 0
        soak.counts["of these without a vector"] = (
            session.scalar(select(func.count()).select_from(Image).where(~has_vector)) or 0
        )
    soak.counts["errors"] = len(soak.errors)
    soak.counts["flagged pictures shown"] += 0
    print(f"{options.seconds:.0f} s, {options.clients} clients, {os.cpu_count()} cores, seed {options.seed}")
    for name, count in sorted(soak.counts.items()):
        print(f"{name:<28}{count:>9,}")
    print(f"{'search, ms':<28}{'p50':>9}{'p95':>9}")
    for name, (half, most) in (("clients alone", alone), ("with everything else", mixed)):
        print(f"{name:<28}{half:>9.1f}{most:>9.1f}")
    for error, count in Counter(soak.errors).most_common(10):
        print(f"{count} times: {error}")
    return int(bool(soak.errors or soak.counts["flagged pictures shown"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--parts", type=int, default=6, help=f"folders of {PART} pictures")
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        os.environ.pop("IMGSEARCH_DATABASE_URL", None)
        folders, texts = cut(options.directory.resolve(), Path(folder), options.parts)
        try:
            code = measure(folders, texts, options)
        finally:
            run_command("db", "stop")
    sys.exit(code)


if __name__ == "__main__":
    main()
