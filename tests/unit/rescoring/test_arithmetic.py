"""Trees, kernel and words by hand: each step against a figure that needs no code of ours."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np
import pytest

from imgsearch.rescoring import words
from imgsearch.rescoring.kernel import KernelModel, scale_columns
from imgsearch.rescoring.leaves import lay_out
from imgsearch.rescoring.proxies import moments
from imgsearch.rescoring.scorer import Scorer
from imgsearch.rescoring.trees import TreeEnsemble
from imgsearch.rescoring.words import is_russian, read_words, word_overlap

NAN = np.nan


@pytest.fixture
def trees() -> TreeEnsemble:
    """Two trees: the first tests column 2 and then column 0, the second column 1 alone."""
    return TreeEnsemble(
        root=np.array([0, 5], dtype=np.int32),
        feature=np.array([2, 0, 0, 0, 0, 1, 0, 0], dtype=np.int32),
        threshold=np.array([0.5, 0.1, 0, 0, 0, -1.0, 0, 0]),
        child=np.array([[2, 1], [4, 3], [2, 2], [3, 3], [4, 4], [7, 6], [6, 6], [7, 7]], dtype=np.int32),
        missing_left=np.array([True, False, False, False, False, False, False, False]),
        value=np.array([0, 0, 1, 2, 4, 0, 8, 16], dtype=np.float32),
        depth=np.array([2], dtype=np.int32),
        baseline=np.array([0.5]),
    )


@pytest.mark.parametrize(
    ("row", "total"),
    [
        ([0, 0, 0.6], 1 + 16),
        ([0, 0, 0.5], 2 + 16),  # on the threshold goes left
        ([0, 0, np.nextafter(0.5, 1)], 1 + 16),
        ([0.2, 0, 0], 4 + 16),
        ([0.1, -1, 0], 2 + 8),
        ([0.2, -1, NAN], 4 + 8),  # missing: left in the first node,
        ([NAN, NAN, 0], 4 + 16),  # right in the others
    ],
)
def test_a_row_gets_the_leaves_that_it_falls_into(trees: TreeEnsemble, row: list[float], total: float) -> None:
    assert trees.predict(np.array([row])).tolist() == [total + 0.5]
    others = np.array([[0.3, -2.0, 0.1], row, [NAN, 5.0, 9.0]])
    assert trees.predict(others).tolist() == [4 + 8 + 0.5, total + 0.5, 1 + 16 + 0.5]


@pytest.mark.parametrize("missing", [False, True])
def test_all_tests_of_a_tree_at_once_end_at_the_leaf_where_a_walk_ends(trees: TreeEnsemble, missing: bool) -> None:
    leaves = lay_out(trees)
    assert leaves is not None
    generator = np.random.default_rng(0)
    rows = np.concatenate([generator.normal(size=(300, 3)), [[0.1, -1, 0.5]]]).astype(np.float32)
    if missing:
        rows[generator.random(rows.shape) < 0.3] = NAN
    assert len({*trees.predict(rows).tolist()}) == 6
    assert leaves.predict(rows).tolist() == trees.predict(rows).tolist()
    assert leaves.predict(rows[:0]).tolist() == []


def test_numbers_beside_a_threshold_of_double_precision_go_where_a_walk_takes_them(trees: TreeEnsemble) -> None:
    leaves = lay_out(trees)
    assert leaves is not None
    near = np.float32(0.1)  # more than 0.1
    rows = np.array([[near, 0, 0], [np.nextafter(near, np.float32(0)), 0, 0]], dtype=np.float32)
    assert leaves.predict(rows).tolist() == [4 + 16 + 0.5, 2 + 16 + 0.5]


def test_trees_that_share_a_node_are_walked_down(trees: TreeEnsemble) -> None:
    child = trees.child.copy()
    child[5] = [7, 3]
    assert lay_out(trees._replace(child=child)) is None
    assert lay_out(trees._replace(root=np.array([0, 1], dtype=np.int32))) is None


@pytest.mark.parametrize(("leaves", "fits"), [(1, True), (2, True), (16, True), (17, False)])
def test_trees_of_many_leaves_are_walked_down(leaves: int, fits: bool) -> None:
    inner = np.arange(leaves - 1)
    itself = np.arange(2 * leaves - 1)
    # A chain: each node has a leaf to its right and the next node, at the end another leaf, to its left.
    chain = TreeEnsemble(
        root=np.array([0], dtype=np.int32),
        feature=np.zeros(len(itself), dtype=np.int32),
        threshold=np.concatenate([-inner, np.zeros(leaves)]).astype(np.float64),
        child=np.concatenate(
            [np.stack([inner + leaves, inner + 1], axis=1), np.stack([itself, itself], axis=1)[leaves - 1 :]]
        ),
        missing_left=np.zeros(len(itself), dtype=np.bool_),
        value=np.arange(len(itself), dtype=np.float32),
        depth=np.array([leaves - 1], dtype=np.int32),
        baseline=np.array([0.25]),
    )
    found = lay_out(chain)
    assert (found is not None) == fits
    rows = np.arange(-20, 3, 0.5, dtype=np.float32)[:, None]
    if found is not None:
        assert found.predict(rows).tolist() == chain.predict(rows).tolist()
        assert len({*found.predict(rows).tolist()}) == leaves


def test_a_scorer_predicts_the_same_in_both_precisions(trees: TreeEnsemble) -> None:
    kernel = KernelModel(
        column=np.array([0], dtype=np.int32),
        centre=np.zeros(1, dtype=np.float32),
        scale=np.ones(1, dtype=np.float32),
        landmark=np.array([[0.5]], dtype=np.float32),
        weight=np.array([2.0]),
        gamma=np.array([1.0]),
        baseline=np.array([0.0]),
    )
    rows = np.array([[0.5, 0, 0], [0.5, -2, 1]])
    expected = [(4 + 16 + 0.5 + 2) / 2, (1 + 8 + 0.5 + 2) / 2]
    assert Scorer(trees, kernel).predict(rows).tolist() == expected
    assert Scorer(trees, kernel).predict(rows.astype(np.float32)).tolist() == expected


def test_moments_are_numpy_s_own_to_the_bit() -> None:
    values = np.random.default_rng(0).normal(size=(40, 257)).astype(np.float32)
    mean, spread = moments(values)
    np.testing.assert_array_equal(mean, values.mean(axis=1))
    np.testing.assert_array_equal(spread, values.std(axis=1))


@pytest.mark.parametrize(
    ("text", "expected"), [("собака", True), ("a dog ё", True), ("a dog", False), ("café", False), ("", False)]
)
def test_russian_is_what_has_russian_letters(text: str, expected: bool) -> None:
    assert is_russian(text) is expected


def test_columns_are_centred_and_then_multiplied_and_missing_ones_are_in_the_middle() -> None:
    rows = np.array([[3.0, 1.0], [NAN, 0.5]])
    scaled = scale_columns(rows, np.array([1, 0.5], dtype=np.float32), np.array([2, 4], dtype=np.float32))
    assert scaled.tolist() == [[4, 2], [0, 0]]


def test_bells_are_summed_by_their_squared_distance() -> None:
    model = KernelModel(
        column=np.array([2, 0], dtype=np.int32),
        centre=np.array([1, 0], dtype=np.float32),
        scale=np.array([2, 1], dtype=np.float32),
        landmark=np.array([[0, 0], [2, 0], [0, 3]], dtype=np.float32),
        weight=np.array([1.0, 10.0, 100.0]),
        gamma=np.array([0.25]),
        baseline=np.array([0.5]),
    )
    rows = np.array([[0, 99, 1], [0, 99, 2], [3, 99, NAN]])
    expected = [
        0.5 + 1 + 10 * np.exp(-1) + 100 * np.exp(-9 / 4),
        0.5 + np.exp(-1) + 10 + 100 * np.exp(-13 / 4),
        0.5 + np.exp(-9 / 4) + 10 * np.exp(-13 / 4) + 100,
    ]
    np.testing.assert_allclose(model.predict(rows), expected, rtol=1e-5)


def test_a_bell_is_no_higher_than_its_weight() -> None:
    landmark = np.random.default_rng(0).normal(size=(200, 5)).astype(np.float32) * 100
    ones = np.ones(5, dtype=np.float32)
    for weight in np.eye(200)[:20]:
        model = KernelModel(
            np.arange(5, dtype=np.int32), ones * 0, ones, landmark, weight, np.array([1.0]), np.array([0.0])
        )
        # Rounding puts the squared distance of a row to itself on either side of nothing.
        assert model.predict(landmark).max() <= 1


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A hundred pictures, of which the captions of some hold these words."""
    read_words.cache_clear()
    monkeypatch.setattr(words, "_counts", lambda: (99, {"dog": 49, "red": 9, "ball": 4}))
    yield
    read_words.cache_clear()


DOG, RED, BALL, YAK = log(100 / 49.5), log(100 / 9.5), log(100 / 4.5), log(100 / 0.5)


@pytest.mark.usefixtures("counted")
def test_rare_words_count_for_more() -> None:
    found = read_words("Red DOG, dogs 7")
    assert found.rarity == {"7": YAK, "dog": DOG, "red": RED}
    assert found.total == pytest.approx(YAK + DOG + RED)


@pytest.mark.usefixtures("counted")
def test_overlap_is_the_share_of_rarity() -> None:
    whole = RED + BALL + YAK
    captions = [["red ball", "dog", "red dog"], [], ["yak red"], ["dog"]]
    found = word_overlap("red ball yak", captions)
    nothing = [NAN] * 6
    expected = [
        [
            (RED + BALL) / whole,
            (RED + BALL + 0 + RED) / 3 / whole,
            (RED + BALL) / whole,
            (RED + BALL) / whole,
            YAK,
            YAK,
        ],
        nothing,
        [(YAK + RED) / whole, (YAK + RED) / whole, (YAK + RED) / whole, (YAK + RED) / whole, BALL, BALL],
        [0, 0, 0, 0, YAK, whole],
    ]
    np.testing.assert_allclose(found, [[*row, 3, whole / 3] for row in expected], rtol=1e-5)


@pytest.mark.usefixtures("counted")
def test_words_that_only_the_caption_holds_lower_the_share_of_both() -> None:
    both, share = RED + DOG, RED / (RED + DOG)
    found = word_overlap("red dog", [["red ball", "ball red yak"], ["red", "dog"]])
    np.testing.assert_allclose(found[0, :4], [share, share, share, RED / (both + BALL)], rtol=1e-5)
    np.testing.assert_allclose(found[1, :6], [share, 0.5, 1, share, 0, 0], rtol=1e-5, atol=1e-7)


def test_rarity_comes_from_the_counted_captions() -> None:
    pictures, stems = words._counts()
    assert (pictures, stems["12"], stems["abandon"]) == (5999, 2, 4)
    assert read_words("abandoned").total == pytest.approx(log(6000 / 4.5))
