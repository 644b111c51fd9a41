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
from pathlib import Path

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


def bare_encoder_seconds(folders: list[Path]) -> tuple[int, float]:
    """What the encoder alone takes for the same pictures, which are in memory already."""
    from imgsearch.encoders import load_encoder
    from imgsearch.picture import read_picture

    pictures = [read_picture(path) for folder in folders for path in sorted(folder.iterdir())]
    encoder = load_encoder("small")
    encoder.encode_images(pictures[:32])
    start = time.perf_counter()
    for first in range(0, len(pictures), 32):
        encoder.encode_images(pictures[first : first + 32])
    return len(pictures), time.perf_counter() - start


def warm_search_ms() -> list[float]:
    """Milliseconds of search() without encoding, one for each call."""
    from imgsearch.cli.database import open_session
    from imgsearch.search import read_models, search

    spent = []
    with open_session() as session:
        models = read_models(session)
        session.rollback()
        for _ in range(25):
            for query in QUERIES:
                timings = search(session, models, query).timings_ms
                spent.append(sum(value for step, value in timings.items() if step != "encode"))
    return spent[len(QUERIES) :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="a folder in the layout of the rated set")
    directory: Path = parser.parse_args().directory
    folders = [directory / name for name in ("train_images", "test_images") if (directory / name).is_dir()]
    command = str(Path(sys.executable).with_name("imgsearch"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        os.environ.pop("IMGSEARCH_DATABASE_URL", None)
        environment = dict(os.environ)
        run(command, "db", "start", environment=environment)
        try:
            measure(directory, folders, command, environment)
        finally:
            run(command, "db", "stop", environment=environment)


def measure(directory: Path, folders: list[Path], command: str, environment: dict[str, str]) -> None:
    """Print every figure."""
    count, bare_before = bare_encoder_seconds(folders)
    run(command, "db", "upgrade", environment=environment)
    first, printed = run(command, "load", str(directory), environment=environment)
    print(printed.strip())
    _, bare_after = bare_encoder_seconds(folders)
    bare = (bare_before + bare_after) / 2
    print(f"first load          {first:7.1f} s; bare encoder for the {count} pictures {bare:.1f} s")
    seconds, _ = run(command, "load", str(directory), environment=environment)
    print(f"second load         {seconds:7.1f} s")
    seconds, printed = run(command, "train", "regressor", environment=environment)
    print(f"train regressor     {seconds:7.1f} s")
    print(printed[printed.index("mean squared") :].strip())
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
    print(printed.strip())


if __name__ == "__main__":
    main()
