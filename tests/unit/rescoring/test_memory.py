"""What was worked out of pictures is kept, and is the same beside whatever other pictures."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from imgsearch.encoders import normalize
from imgsearch.encoders.protocol import FloatArray
from imgsearch.models.loaded import shipped_regressor
from imgsearch.rescoring.likeness import describe_pictures, look
from imgsearch.rescoring.memory import BLOCK, RowMemory
from imgsearch.rescoring.pairs import Pairs
from tests.at_once import at_once

WIDTH = 6


def rows(count: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)


class Counting:
    """Doubles rows, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[FloatArray] = []

    def __call__(self, block: FloatArray) -> FloatArray:
        self.asked.append(block)
        return 2 * block

    @property
    def worked_out(self) -> int:
        """Rows that are not there to fill a block up."""
        return sum(int(block.any(axis=1).sum()) for block in self.asked)


@pytest.fixture
def function() -> Counting:
    return Counting()


@pytest.mark.parametrize("count", [1, BLOCK, BLOCK + 1, 3 * BLOCK - 1])
def test_each_row_gets_what_the_function_says_of_it(function: Counting, count: int) -> None:
    memory, asked = RowMemory(function), rows(count)
    for _ in range(2):
        np.testing.assert_array_equal(memory(asked), 2 * asked)
    assert function.worked_out == count
    assert {block.shape for block in function.asked} == {(BLOCK, WIDTH)}  # however many there are


def test_only_what_is_new_is_worked_out(function: Counting) -> None:
    memory, asked = RowMemory(function), rows(10)
    memory(asked[:6])
    turned = asked[::-1]
    np.testing.assert_array_equal(memory(turned), 2 * turned)
    assert function.worked_out == 10
    np.testing.assert_array_equal(memory(asked[[3, 3, 8]]), 2 * asked[[3, 3, 8]])
    assert function.worked_out == 10


def test_the_same_row_twice_is_worked_out_once(function: Counting) -> None:
    asked = rows(3)[[0, 1, 0, 2, 1]]
    np.testing.assert_array_equal(RowMemory(function)(asked), 2 * asked)
    assert function.worked_out == 3


def test_what_was_not_asked_for_longest_is_forgotten(function: Counting) -> None:
    memory, asked = RowMemory(function, capacity=4), rows(5)
    memory(asked[:4])
    memory(asked[:1])
    memory(asked[4:])  # the second row goes
    assert function.worked_out == 5
    memory(asked[[0, 2, 3, 4]])
    assert function.worked_out == 5
    memory(asked[1:2])
    assert function.worked_out == 6


def test_more_rows_than_are_kept_are_told_all_the_same(function: Counting) -> None:
    asked = rows(50)
    memory = RowMemory(function, capacity=4)
    np.testing.assert_array_equal(memory(asked), 2 * asked)
    np.testing.assert_array_equal(memory(asked), 2 * asked)


def test_what_is_given_out_is_not_what_is_kept(function: Counting) -> None:
    memory, asked = RowMemory(function), rows(3)
    memory(asked)[:] = 0
    np.testing.assert_array_equal(memory(asked), 2 * asked)


def test_threads_may_ask_at_once() -> None:
    memory, asked, wrong = RowMemory(lambda block: 2 * block, capacity=20), rows(60), []

    def ask(seed: int) -> None:
        picked = np.random.default_rng(seed)
        for _ in range(200):
            some = asked[picked.integers(0, len(asked), 15)]
            if not np.array_equal(memory(some), 2 * some):
                wrong.append(seed)

    at_once(ask)
    assert wrong == []


def test_a_picture_is_described_the_same_beside_whatever_others() -> None:
    """Pages of one query are scored by processes that remember different pictures."""
    regressor = shipped_regressor()
    assert regressor is not None
    likeness = look(regressor.background, is_latin_query=True)
    pictures = normalize(np.random.default_rng(3).normal(size=(40, regressor.background.images.shape[1])))
    together = RowMemory(lambda block: describe_pictures(block, likeness))(pictures)
    for order in (np.arange(40)[::-1], np.random.default_rng(4).permutation(40)):
        found = RowMemory(lambda block: describe_pictures(block, likeness))(pictures[order])
        np.testing.assert_array_equal(found, together[order])
    alone = RowMemory(lambda block: describe_pictures(block, likeness))
    np.testing.assert_array_equal(np.concatenate([alone(row[None]) for row in pictures]), together)


@pytest.mark.parametrize("processor", ["Haswell", "Nehalem"])
def test_so_it_is_by_the_instructions_of_other_processors(processor: str) -> None:
    """OpenBLAS has a way to multiply for each kind, and takes that of which it is told."""
    one = f"{__file__}::test_a_picture_is_described_the_same_beside_whatever_others"
    environment = os.environ | {"OPENBLAS_CORETYPE": processor, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", one]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.parametrize("is_latin", [True, False])
def test_a_score_is_the_same_whether_pictures_are_remembered_or_not(*, is_latin: bool) -> None:
    """Training sees each pair with a query of its own, and remembers nothing."""
    regressor = shipped_regressor()
    assert regressor is not None
    background, draw = regressor.background, np.random.default_rng(5)
    pictures = normalize(draw.normal(size=(20, background.images.shape[1])))
    readers = [name for name in background.captions if is_latin or name != "minilm"]
    # None of the background's own: it would be as near to a picture as itself, but for the last bits.
    query = normalize(background.texts[:2].sum(axis=0, keepdims=True))
    readings = {name: normalize(background.captions[name][:2].sum(axis=0, keepdims=True)) for name in readers}
    described = [regressor.describe(Pairs(query, pictures, readings, {}, is_latin)) for _ in range(2)]
    np.testing.assert_array_equal(described[0], described[1])
    repeated = {name: np.repeat(vector, 20, axis=0) for name, vector in readings.items()}
    one_by_one = regressor.describe(Pairs(np.repeat(query, 20, axis=0), pictures, repeated, {}, is_latin))
    np.testing.assert_allclose(one_by_one, described[0], atol=1e-4)
