"""Time the main job on a rated set: load, second load, cold query, warm search.

    python benchmarks/main_job.py DIR --record bench.json

Every figure stands beside a baseline of the same run: encoding beside the bare encoder on the same pictures and
threads, a cold query beside `python -c "import torch"`. The database is an embedded one in a folder of its own.
Figures are printed and written as JSON: benchmarks/compare.py compares two, scripts/bench_docs.py puts one into docs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.record import Better, Figure, Record
from benchmarks.records import add_record_option, recording

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
LOADS = 3
#: Searches with the models in memory that are timed, and those before them.
SEARCHES, WARMING = 150, 40
#: What is wanted: of the ratio of a figure that has a baseline, else of its value.
GOALS = {
    "encoding in the first load": 1.18,
    "everything else in the first load": 10,
    "second load": 3,
    "cold query": 0.5,
    "warm search": 15,
    "warm search, p95": 18,
    "mean squared error, own captions": 0.0152,
    "mean squared error, pixels": 0.0259,
}
COSINE, SCORE = "text to image, cosine", "text to image, score"
#: Figure -> split, model and metric of `imgsearch evaluate`, unit, which way is better.
QUALITY: dict[str, tuple[tuple[str, str, str], str, Better]] = {
    "mean squared error, own captions": (("picture", "captions", "mse"), "", "lower"),
    "mean squared error, few captions": (("picture", "few_captions", "mse"), "", "lower"),
    "mean squared error, pixels": (("picture", "pixels", "mse"), "", "lower"),
    "tau_c, own captions": (("picture", "captions", "tau_c"), "%", "higher"),
    "tau_c, pixels": (("picture", "pixels", "tau_c"), "%", "higher"),
    "test queries by cosine, R@1": (("test queries, all", COSINE, "recall_1"), "%", "higher"),
    "test queries by cosine, R@5": (("test queries, all", COSINE, "recall_5"), "%", "higher"),
    "test queries by cosine, R@10": (("test queries, all", COSINE, "recall_10"), "%", "higher"),
    "test queries by score, R@1": (("test queries, all", SCORE, "recall_1"), "%", "higher"),
    "test queries by score, R@5": (("test queries, all", SCORE, "recall_5"), "%", "higher"),
    "test queries by score, R@10": (("test queries, all", SCORE, "recall_10"), "%", "higher"),
    "ten best, the same as of 1,000 candidates": (("searches", "first 10", "same_top_10"), "", "higher"),
}


class Ran(NamedTuple):
    """What a command took, in seconds, and what it wrote."""

    seconds: float
    stdout: str


def run(*command: str, environment: dict[str, str]) -> Ran:
    """Run a command that has to succeed."""
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return Ran(seconds, done.stdout)


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


def read_pictures(directory: Path) -> list[Image]:
    """Every picture of the rated set."""
    from imgsearch.pictures.decode import read_picture

    folders = [directory / name for name in ("train_images", "test_images") if (directory / name).is_dir()]
    return [read_picture(path) for folder in folders for path in sorted(folder.iterdir())]


def read_captions(directory: Path) -> list[str]:
    """Every distinct caption of the rated set: a text is encoded once."""
    own = (directory / "own_captions.tsv").read_text().splitlines()
    rated = (directory / "train_dataset.csv").read_text().splitlines()[1:]
    texts = {line.split("\t")[0]: line.split("\t")[1] for line in own}
    texts |= {line.split(",")[1]: line.split(",", 2)[2] for line in rated}
    return list(dict.fromkeys(texts.values()))


def new_texts(captions: list[str]) -> list[str]:
    """Texts of people's own, each once, which searches have not encoded before; none that is refused at once."""
    from imgsearch.minors import mentions_minors

    lawful = [caption for caption in captions if not mentions_minors(caption)]
    return lawful[:: max(len(lawful) // (WARMING + SEARCHES), 1)][: WARMING + SEARCHES]


def warm_search_ms(captions: list[str]) -> dict[str, list[float]]:
    """Milliseconds of a search with the models in memory, one for each call: of new texts, and of texts asked before.

    Encoders remember the last texts, so that only the first of these is what a visitor waits for.
    """
    from imgsearch.cli.database import open_session
    from imgsearch.search import Query, read_models, search

    with open_session() as session:
        models = read_models(session)
        session.rollback()

        def spent(text: str) -> float:
            start = time.perf_counter()
            search(session, models, Query.of(text))
            return 1000 * (time.perf_counter() - start)

        new = [spent(text) for text in new_texts(captions)]
        again = [spent(QUERIES[number % len(QUERIES)]) for number in range(WARMING + SEARCHES)]
    return {"warm search": new[WARMING:], "warm search, texts asked before": again[WARMING:]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, help="a folder in the layout of the rated set")
    add_record_option(parser)
    arguments = parser.parse_args()
    command = str(Path(sys.executable).with_name("imgsearch"))
    with recording("main", arguments.record) as record, tempfile.TemporaryDirectory(prefix="imgsearch") as folder:
        print(f"commit {record.commit}, {record.machine}, pace {record.pace_ms[0]:.1f} ms")
        os.environ["IMGSEARCH_DATA_DIR"] = folder
        os.environ.pop("IMGSEARCH_DATABASE_URL", None)
        # Modules are compiled once, as on a machine that is in use, whatever this one's variables say.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/bytecode"
        environment = dict(os.environ)
        run(command, "db", "start", environment=environment)
        try:
            measure_loads(record, arguments.directory, command, environment)
            measure_queries(record, arguments.directory, command, environment)
            measure_quality(record, command, environment)
        finally:
            run(command, "db", "stop", environment=environment)


def tell(figure: Figure) -> None:
    """Print a figure as soon as it is known."""
    ratio = "" if figure.ratio is None else f", {figure.ratio:.2f} of {figure.baseline:.3g} {figure.unit}"
    print(f"{figure.name:<44}{figure.value:>9.4g} {figure.unit}{ratio}", flush=True)


def measure_loads(record: Record, directory: Path, command: str, environment: dict[str, str]) -> None:
    """The first load beside the bare encoders, and the second, which finds nothing new."""
    pictures, captions = read_pictures(directory), read_captions(directory)
    before = bare_encoding(pictures, captions)
    run(command, "db", "upgrade", environment=environment)
    first = run(command, "load", str(directory), environment=environment)
    after = bare_encoding(pictures, captions)
    encoding = float(first.stdout.rsplit("encoding ", 1)[1].split()[0])
    name = "encoding in the first load"
    tell(record.add(name, encoding, "s", baseline=[sum(before), sum(after)], goal=GOALS[name]))
    name = "everything else in the first load"
    tell(record.add(name, first.seconds - encoding, "s", goal=GOALS[name]))
    seconds = [run(command, "load", str(directory), environment=environment).seconds for _ in range(LOADS)]
    tell(record.add("second load", seconds, "s", goal=GOALS["second load"]))


def measure_queries(record: Record, directory: Path, command: str, environment: dict[str, str]) -> None:
    """A cold query beside an import that it does without, and searches with the models in memory."""
    cold, torch_import = [], []
    for number in range(RUNS):
        text = f"{QUERIES[number % len(QUERIES)]} number {number}"
        cold.append(run(command, "query", text, environment=environment).seconds)
        torch_import.append(run(sys.executable, "-c", "import torch", environment=environment).seconds)
    tell(record.add("cold query", cold, "s", baseline=torch_import, goal=GOALS["cold query"]))
    for name, spent in warm_search_ms(read_captions(directory)).items():
        tell(record.add(name, spent, "ms", goal=GOALS.get(name)))
        slow = f"{name}, p95"
        tell(record.add(slow, sorted(spent)[int(len(spent) * 0.95)], "ms", goal=GOALS.get(slow)))


def measure_quality(record: Record, command: str, environment: dict[str, str]) -> None:
    """Training, and the figures of `imgsearch evaluate`, which are the same on every machine."""
    trained = run(command, "train", "regressor", environment=environment)
    tell(record.add("train regressor", trained.seconds, "s"))
    figures = read_figures(run(command, "evaluate", "--resamples", "0", "--json", environment=environment).stdout)
    for name, (_, unit, better) in QUALITY.items():
        if name in figures:
            tell(record.add(name, figures[name], unit, better=better, goal=GOALS.get(name)))
        else:
            print(f"{name:<48} not measured: this set has nothing for it", flush=True)


def read_figures(evaluation: str) -> dict[str, float]:
    """Those figures of QUALITY, by their names there, that `imgsearch evaluate --json` wrote to stdout."""
    values = {(f["split"], f["model"], f["metric"]): f["value"] for f in json.loads(evaluation)["figures"]}
    return {name: values[key] for name, (key, _, _) in QUALITY.items() if key in values}


if __name__ == "__main__":
    main()
