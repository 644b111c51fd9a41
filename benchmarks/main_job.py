"""Time the main job on a rated set: load, second load, cold query, warm search.

    python benchmarks/main_job.py DIR

Every figure stands beside a baseline of the same run: encoding beside the bare encoder on the same pictures and
threads, a cold query beside `python -c "import torch"`. The database is an embedded one in a folder of its own.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

QUERIES = [
    "two dogs running in the snow",
    "a man climbing a rock",
    "собака прыгает в воду",
    "people walking down a busy street",
    "a red race car",
    "someone is surfing a big wave",
    "женщина в красном платье",
    "a bird in flight",
]
RUNS = 7


def run(*command: str, environment: dict[str, str]) -> tuple[float, str]:
    """Seconds and stdout of a command that has to succeed."""
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return seconds, done.stdout + done.stderr


class Bare(NamedTuple):
    """What the encoders alone take for the same pictures and captions, which are in memory already."""

    pictures: float
    captions: float


def bare_encoding(pictures: list[Image], captions: list[str]) -> Bare:
    """Seconds in batches of the sizes that the loaders use."""
    from imgsearch.encoders import load_encoder

    spent = []
    for names, items, size in ((["small"], pictures, 32), (["minilm", "use-multilingual"], captions, 1024)):
        seconds = 0.0
        for name in names:
            encoder = load_encoder(name)
            encode: Callable[[list[Any]], Any] = encoder.encode_images if name == "small" else encoder.encode_texts
            encode(items[:size])
            start = time.perf_counter()
            for first in range(0, len(items), size):
                encode(items[first : first + size])
            seconds += time.perf_counter() - start
        spent.append(seconds)
    return Bare(*spent)


def read_set(directory: Path) -> tuple[list[Image], list[str]]:
    """Every picture, and every distinct caption of the rated set: a text is encoded once."""
    from imgsearch.pictures.decode import read_picture

    folders = [directory / name for name in ("train_images", "test_images") if (directory / name).is_dir()]
    pictures = [read_picture(path) for folder in folders for path in sorted(folder.iterdir())]
    own = (directory / "own_captions.tsv").read_text().splitlines()
    rated = (directory / "train_dataset.csv").read_text().splitlines()[1:]
    texts = {line.split("\t")[0]: line.split("\t")[1] for line in own}
    texts |= {line.split(",")[1]: line.split(",", 2)[2] for line in rated}
    return pictures, list(dict.fromkeys(texts.values()))


def warm_search_ms() -> list[float]:
    """Milliseconds of search() without encoding, one for each call."""
    from imgsearch.cli.database import open_session
    from imgsearch.search import Query, read_models, search

    spent = []
    with open_session() as session:
        models = read_models(session)
        session.rollback()
        for _ in range(25):
            for query in QUERIES:
                timings = search(session, models, Query.of(query)).timings_ms
                spent.append(sum(value for step, value in timings.items() if step != "encode"))
    return spent[len(QUERIES) :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="a folder in the layout of the rated set")
    directory: Path = parser.parse_args().directory
    command = str(Path(sys.executable).with_name("imgsearch"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        os.environ.pop("IMGSEARCH_DATABASE_URL", None)
        environment = dict(os.environ)
        run(command, "db", "start", environment=environment)
        try:
            measure(directory, command, environment)
        finally:
            run(command, "db", "stop", environment=environment)


def measure(directory: Path, command: str, environment: dict[str, str]) -> None:
    """Print every figure."""
    pictures, captions = read_set(directory)
    before = bare_encoding(pictures, captions)
    run(command, "db", "upgrade", environment=environment)
    first, printed = run(command, "load", str(directory), environment=environment)
    after = bare_encoding(pictures, captions)
    print(printed[printed.index("  inserted") :].strip("\n"))
    bare = sum(before + after) / 2
    print(f"bare encoders       {bare:7.1f} s for {len(pictures)} pictures and {len(captions)} captions")
    encoding = float(printed.rsplit("encoding ", 1)[1].split()[0])
    print(f"first load          {first:7.1f} s; encoding at {bare / encoding:.0%} of the bare encoders' speed")
    seconds, _ = run(command, "load", str(directory), environment=environment)
    print(f"second load         {seconds:7.1f} s")
    seconds, printed = run(command, "train", "regressor", environment=environment)
    print(f"train regressor     {seconds:7.1f} s")
    print(printed[printed.index("mean squared") : printed.find("fold 1")].strip())
    cold, torch_import = [], []
    for number in range(RUNS):
        text = f"{QUERIES[number % len(QUERIES)]} number {number}"
        cold.append(run(command, "query", text, environment=environment)[0])
        torch_import.append(run(sys.executable, "-c", "import torch", environment=environment)[0])
    ratio = statistics.median(a / b for a, b in zip(cold, torch_import, strict=True))
    print(f"cold query          {statistics.median(cold):7.2f} s, {ratio:.2f} of `import torch`")
    spent = sorted(warm_search_ms())
    print(f"warm search         p50 {statistics.median(spent):.1f} ms, p95 {spent[int(len(spent) * 0.95)]:.1f} ms")
    _, printed = run(command, "evaluate", environment=environment)
    print(printed[: printed.find("by picture: fold 1")].strip())


if __name__ == "__main__":
    main()
