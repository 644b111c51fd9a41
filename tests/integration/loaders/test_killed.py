"""kill -9 of a loader at random moments: IMGSEARCH_KILLS says how many, and `pytest -s` prints each."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from sqlalchemy import Engine, select
from sqlalchemy.engine import URL

from imgsearch.tables import EncodingTask, ImageEmbedding
from imgsearch.vectors.index import is_index_valid, vector_index_name
from tests.integration.loaders.processes import start
from tests.integration.loaders.test_again import TABLES, dump, opened

KILLS = int(os.environ.get("IMGSEARCH_KILLS", "3"))
SEED = 20
#: A load of the set below has many more: this one is in the midst of it.
COMMIT = 25
PICTURES = 60
COMPARED = (*TABLES, "thumbnail")


@pytest.fixture
def large_set(tmp_path: Path) -> Path:
    """Enough of each kind of rows for several transactions."""
    root = tmp_path / "set"
    random_number = random.Random(SEED).randrange
    for number in range(PICTURES):
        folder = root / ("test_images" if number % 6 == 0 else "train_images")
        folder.mkdir(parents=True, exist_ok=True)
        colour = (number * 4, random_number(256), random_number(256))
        Pillow.new("RGB", (400, 300), colour).save(folder / f"{number}.jpg")
    captions = [
        (p, n, f"A {'girl' if p % 9 == n else 'dog'} runs {p} {n} .") for p in range(PICTURES) for n in range(5)
    ]
    pairs = [(p, c % PICTURES) for p in range(PICTURES) for c in (p, p + 7, p + 20)]
    lines = {
        "own_captions.tsv": [f"{p}.jpg#{n}\t{text}" for p, n, text in captions],
        "ExpertAnnotations.tsv": [f"{p}.jpg\t{c}.jpg#0\t{1 + p % 4}\t{1 + c % 4}\t2" for p, c in pairs],
        "CrowdAnnotations.tsv": [f"{p}.jpg\t{c}.jpg#1\t0.666666666667\t2\t1" for p, c in pairs],
        "test_queries.csv": [
            "|query_id|query_text|image",
            *(f"{p}|{p}.jpg#0|A dog runs {p} 0 .|{p}.jpg" for p in range(0, PICTURES, 6)),
        ],
        "train_dataset.csv": [
            "image,query_id,query_text",
            *(f"{p}.jpg,{c}.jpg#0,A dog runs {c} 0 ." for p, c in pairs),
        ],
    }
    for name, rows in lines.items():
        (root / name).write_text("\n".join(rows) + "\n")
    return root


def load(context: ForkServerContext, url: URL, folder: Path) -> float:
    """Seconds of a load that is left alone."""
    process, _ = start(context, url, folder)
    started = time.perf_counter()
    process.join(timeout=120)
    assert process.exitcode == 0
    return time.perf_counter() - started


def count_rows(found: dict[str, list[tuple[Any, ...]]]) -> int:
    return sum(map(len, found.values()))


def is_complete(engine: Engine) -> bool:
    """Whether no task is left and every index of vectors of pictures is there."""
    with engine.connect() as connection:
        tasks = connection.execute(select(EncodingTask.image_id)).all()
        encoders = connection.scalars(select(ImageEmbedding.encoder_id).distinct()).all()
        return not tasks and all(
            is_index_valid(connection, vector_index_name(ImageEmbedding, each)) for each in encoders
        )


def test_load_killed_at_random_moments_is_finished_by_the_next_one(
    context: ForkServerContext, clone_database: Callable[[], URL], large_set: Path
) -> None:
    undisturbed = clone_database()
    seconds = load(context, undisturbed, large_set)
    with opened(undisturbed) as engine:
        expected = dump(engine, COMPARED)
        assert is_complete(engine)
    assert all(rows or name == "load_reject" for name, rows in expected.items())
    total = count_rows(expected)
    # At least this kill interrupts a load, however fast the machine is.
    cut = clone_database()
    process, _ = start(context, cut, large_set, COMMIT)
    process.join(timeout=120)
    assert process.exitcode == -9
    with opened(cut) as engine:
        assert 0 < count_rows(dump(engine, COMPARED)) < total
        load(context, cut, large_set)
        assert dump(engine, COMPARED) == expected
        assert is_complete(engine)
    chance = random.Random(SEED)
    equal = partial = number = 0
    while number < KILLS:
        url = clone_database()
        moment = chance.random() * seconds
        process, _ = start(context, url, large_set)
        process.join(timeout=moment)
        process.kill()
        process.join()
        if process.exitcode == 0:
            seconds *= 0.9  # it had finished: the machine is less busy than it was
            continue
        number += 1
        assert process.exitcode == -9
        with opened(url) as engine:
            there = count_rows(dump(engine, COMPARED))
            rerun = load(context, url, large_set)
            same = dump(engine, COMPARED) == expected and is_complete(engine)
        equal += same
        partial += 0 < there < total
        print(f"kill {number:2} after {moment:5.2f} s: {there:4} of {total} rows, rerun {rerun:5.2f} s, equal: {same}")
    print(
        f"{equal} of {KILLS} reruns equal to an undisturbed load; {partial} were killed with a part of the rows there"
    )
    assert equal == KILLS
