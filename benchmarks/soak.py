"""All of it at once for a given time, while what it runs on is killed: does a visitor see an error, or lose something?

    python -m benchmarks.soak with-sense --seconds 1800 --clients 4

The folder is a rated set with train_images and own_captions.tsv. Everything runs as in service: two pages (`serve
--workers 2`, which is killed, and one that goes on), `load --watch` on a folder where files come and go, a database
that waits for its standby at each commit. Visitors search and ask for hidden pictures; an editor flags, clears and
removes; two regressors take turns, and about once a minute two encoders, by `imgsearch models switch`. Every --pause
seconds a process of the page, the watch, the page or the database is killed with SIGKILL and started again, in turn;
after three fifths of the time the primary goes dark and the standby takes over.

A documented error is 503 while the database was down, or a cut or refused connection to the page that was killed, at
most 2 s after it was back. Exits with 1 after any other error, when a hidden picture was shown, when something that was
acknowledged is gone, when a switch loses pictures, or when files and pictures do not agree in the end; a run of ten
minutes or more, too when the memory of the page that goes on has grown by more than 5 % from the second quarter of the
time to the last.
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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from typing import TypeVar

from benchmarks.record import Better, Record
from benchmarks.records import add_record_option, recording
from benchmarks.soaking.database import Cluster
from benchmarks.soaking.encoder import save_encoder
from benchmarks.soaking.faults import Faults
from benchmarks.soaking.ledger import Ledger
from benchmarks.soaking.outcome import Memory, count_lost, settle
from benchmarks.soaking.owners import Folder, Owner
from benchmarks.soaking.programs import Page, Program
from benchmarks.soaking.switches import Switches
from benchmarks.soaking.visitors import Visitor

Kind = TypeVar("Kind", bound=Program)
PART = 40
FAILOVER_AT = 0.6
SAMPLE_SECONDS = 5


def run_command(*arguments: str) -> str:
    """Run imgsearch, which has to succeed; what it prints."""
    done = subprocess.run([sys.executable, "-m", "imgsearch", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"imgsearch {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def lay_out(directory: Path, root: Path, parts: int) -> tuple[list[Path], list[str]]:
    """Folders of PART pictures with their captions below root; the pictures that are left, and all captions' texts."""
    captions: dict[str, list[str]] = {}
    texts = []
    for line in (directory / "own_captions.tsv").read_text().splitlines():
        key, text = line.split("\t")
        captions.setdefault(key.split("#")[0], []).append(line)
        texts.append(text)
    pictures = sorted((directory / "train_images").glob("*.jpg"))
    for part in range(parts):
        folder = root / f"part{part}"
        folder.mkdir(parents=True)
        chosen = pictures[part * PART : (part + 1) * PART]
        for picture in chosen:
            shutil.copy(picture, folder)
        lines = [line for picture in chosen for line in captions.get(picture.name, [])]
        (folder / "captions.tsv").write_text("\n".join(lines) + "\n")
    return pictures[parts * PART :], texts


class Soak:
    """What runs, and for how long."""

    def __init__(self, options: argparse.Namespace, folder: Path, stack: ExitStack) -> None:
        self.options, self.faults, self.ledger, self.memory = options, Faults(), Ledger(), Memory()
        self.root = folder / "photos"
        rest, self.texts = lay_out(options.directory.resolve(), self.root, options.parts)
        self.cluster = Cluster(folder, self.faults)
        stack.callback(self.cluster.stop)
        os.environ["IMGSEARCH_DATABASE_URL"] = self.cluster.url
        run_command("load", str(self.root))
        self.switches = Switches(self.cluster, self.faults, self.ledger, save_encoder(folder / "encoder", self.texts))
        environment = dict(os.environ)
        watch = ["load", str(self.root), "--watch", "--every", "30"]
        self.watch = self._start(stack, Program("the watch", watch, folder / "watch.log", self.faults, environment))
        self.page = self._start(stack, Page("the page", 2, folder / "page.log", self.faults, environment))
        self.steady = self._start(stack, Page("the other page", 1, folder / "steady.log", self.faults, environment))
        self.folder = Folder(self.root / "come and go", rest, self.ledger, options.seed)
        (folder / "password").write_text("a password of this run")
        run_command("user", "add", "ed", "--role", "editor", "--password-file", str(folder / "password"))
        token = run_command("user", "token", "ed")
        self.owner = Owner(self.cluster, self.ledger, self.visitor(self.page), token, options.seed)
        self.end = 0.0

    @staticmethod
    def _start(stack: ExitStack, program: Kind) -> Kind:
        stack.callback(program.stop)
        return program

    def visitor(self, page: Page) -> Visitor:
        """A new one."""
        return Visitor(page, self.cluster, self.faults, self.ledger, self.texts)

    def jobs(self) -> Iterator[Callable[[], None]]:
        """What is done again and again, each in a thread of its own."""
        for number in range(self.options.clients):
            yield self.visitor((self.page, self.steady)[number % 2]).search
        yield self.visitor(self.page).pry
        yield self.folder.change
        yield from (self.owner.flag_and_clear, self.owner.remove, self.switches.switch, self._remember)
        yield from (self.watch.keep_up, self.page.keep_up, self.steady.keep_up)
        if self.options.pause:
            yield self._killer()

    def _killer(self) -> Callable[[], None]:
        chance = random.Random(self.options.seed)
        kills = cycle((lambda: self.page.kill_worker(chance), self.watch.kill, self.page.kill, self.cluster.kill))
        failover = self.end - self.options.seconds * (1 - FAILOVER_AT)

        def kill() -> None:
            time.sleep(self.options.pause)
            if time.monotonic() > failover and not self.cluster.has_failed_over:
                self.cluster.fail_over()
            else:
                next(kills)()

        return kill

    def _remember(self) -> None:
        self.memory.add(self.steady.memory_mb())
        time.sleep(SAMPLE_SECONDS)

    def run(self) -> None:
        """Do all of it side by side until the time is over."""
        self.end = time.monotonic() + self.options.seconds
        threads = [threading.Thread(target=self._repeat, args=(job,)) for job in self.jobs()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _repeat(self, job: Callable[[], None]) -> None:
        while time.monotonic() < self.end:
            try:
                job()
            except Exception as exc:
                self.ledger.fail(f"{getattr(job, '__name__', job)}: {type(exc).__name__}: {exc}".splitlines()[0])
                time.sleep(1)

    def report(self, record: Record) -> int:
        """Keep what came of it; the exit code."""
        left = settle(self.cluster, self.root)
        lost = self.cluster.insist(lambda session: count_lost(session, self.ledger)) | self.switches.lack()
        memory, is_flat = self.memory.measure()
        for program in (self.watch, self.page, self.steady):
            if "Traceback" in (said := program.log.read_text(errors="replace")) or '"event": "fault"' in said:
                self.ledger.fail(f"{program.name} logged a fault: {program.log}")
        record.headings[""] = f"in {self.options.seconds:,.0f} s, {self.options.clients} clients"
        for name, number in self.ledger.all_counts().items():
            keep(record, name, number, better="higher")
        for kind, number in sorted(self.faults.counts().items()):
            keep(record, f"down: {kind}", number, better="higher")
            keep(record, f"down at most: {kind}", self.faults.longest(kind), "s")
        for name, number in lost.items():
            keep(record, f"lost: {name}", number)
        keep(record, "files that are no picture", len(left.not_loaded))
        keep(record, "pictures without a file that are not missing", len(left.not_missing))
        print(left.not_loaded[:3], left.not_missing[:3])
        taken = sorted(self.ledger.milliseconds)
        keep(record, "search, p50", statistics.median(taken), "ms")
        keep(record, "search, p95", taken[int(len(taken) * 0.95)], "ms")
        for name, value in memory.items():
            keep(record, name, value, "MB")
        keep(record, "**undocumented errors**", len(self.ledger.errors))
        for error, number in Counter(self.ledger.errors).most_common(20):
            print(f"  {number} times: {error}")
        sys.stdout.flush()
        return int(bool(self.ledger.errors or any(lost.values()) or any(left) or not is_flat))


def keep(record: Record, name: str, value: float, unit: str = "", *, better: Better = "lower") -> None:
    """Keep and print a figure: counts whole."""
    figure = record.add(name, value, unit, better=better, digits=2 if unit == "MB" else 0)
    print(f"{name:<60}{figure.say():>9} {unit}")


@contextmanager
def own_folder(keep: bool) -> Iterator[Path]:
    """Where everything lies; it is kept for a look where that is wanted."""
    folder = Path(tempfile.mkdtemp(prefix="soak"))
    folder.chmod(0o711)
    yield folder
    if keep:
        print(f"kept in {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--parts", type=int, default=4, help=f"folders of {PART} pictures that stay")
    parser.add_argument("--pause", type=float, default=15, help="seconds between two kills; 0: nothing is killed")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--keep", action="store_true", help="keep the logs and the database")
    add_record_option(parser)
    options = parser.parse_args()
    killing = f"a kill every {options.pause:.0f} s"
    print(f"{options.seconds:.0f} s, {options.clients} clients, {killing}, {os.cpu_count()} cores", flush=True)
    with own_folder(options.keep) as folder, ExitStack() as stack:
        os.environ["IMGSEARCH_DATA_DIR"] = str(folder / "data")
        soak = Soak(options, folder, stack)
        with recording("soak", options.record) as record:
            soak.run()
            code = soak.report(record)
    sys.exit(code)


if __name__ == "__main__":
    main()
