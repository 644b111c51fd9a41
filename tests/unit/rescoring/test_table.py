"""What a query's products with a table come to is kept, and scores take it from there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from imgsearch.encoders import normalize
from imgsearch.encoders.protocol import FloatArray
from imgsearch.models.loaded import shipped_regressor
from imgsearch.rescoring.absence import Absence, shipped_absence
from imgsearch.rescoring.evidence import Seen
from imgsearch.rescoring.features import readers
from imgsearch.rescoring.pairs import Pairs
from imgsearch.rescoring.portable import read_scenes
from imgsearch.rescoring.portable_model import shipped_portable
from imgsearch.rescoring.regressor import Regressor
from imgsearch.rescoring.table import REMEMBERED_QUERIES, Table, Tables
from tests.at_once import at_once


def vectors(count: int, width: int, seed: int = 0) -> FloatArray:
    return normalize(np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32))


@pytest.fixture
def multiplied(monkeypatch: pytest.MonkeyPatch) -> list[Table]:
    """The tables that single queries were multiplied with, each time."""
    found: list[Table] = []
    real = Table._multiply

    def note(table: Table, query: bytes) -> FloatArray:
        found.append(table)
        return real(table, query)

    monkeypatch.setattr(Table, "_multiply", note)
    return found


def test_products_of_one_query_are_kept(multiplied: list[Table]) -> None:
    rows, asked = vectors(5, 4), vectors(2, 4, seed=1)
    table = Table(rows)
    for _ in range(2):
        np.testing.assert_allclose(table(asked[:1]), asked[:1] @ rows.T, rtol=1e-6)
        np.testing.assert_allclose(table.of(asked[1]), rows @ asked[1], rtol=1e-6)
    assert multiplied == [table, table]
    with pytest.raises(ValueError, match="read-only"):
        table(asked[:1])[0] = 0


def test_of_several_queries_and_of_others_than_single_precision_nothing_is_kept(multiplied: list[Table]) -> None:
    rows, asked = vectors(5, 4), vectors(3, 4, seed=1)
    np.testing.assert_array_equal(Table(rows)(asked), asked @ rows.T)
    double = asked[:1].astype(np.float64)
    found = Table(rows)(double)  # type: ignore[arg-type]
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, double @ rows.T)
    assert multiplied == []


def test_what_was_asked_longest_ago_is_forgotten(multiplied: list[Table]) -> None:
    table, asked = Table(vectors(3, 4)), vectors(REMEMBERED_QUERIES + 1, 4, seed=2)
    for query in asked:
        table.of(query)
    table.of(asked[-1])
    assert len(multiplied) == REMEMBERED_QUERIES + 1
    table.of(asked[0])
    assert len(multiplied) == REMEMBERED_QUERIES + 2


def test_threads_may_ask_at_once() -> None:
    rows, asked, wrong = vectors(6, 4), vectors(50, 4, seed=3), []
    table = Table(rows)
    right = [table.of(query).copy() for query in asked]

    def ask(seed: int) -> None:
        for place in np.random.default_rng(seed).integers(0, len(asked), 300):
            if not np.array_equal(table.of(asked[place]), right[place]):
                wrong.append(place)

    at_once(ask)
    assert wrong == []


def test_tables_are_made_of_arrays_once() -> None:
    tables = Tables({"some": vectors(2, 3)})
    assert tables["some"] is tables["some"]
    with pytest.raises(KeyError):
        tables["none"]


def regressors() -> list[Regressor]:
    """The one that ships, and the portable one beside the same pictures; both fresh."""
    shipped = shipped_regressor()
    assert shipped is not None
    background, scenes = shipped.background, len(read_scenes())
    captions = {name: vectors(scenes, each.shape[1], seed=9) for name, each in background.captions.items()}
    around = background._replace(texts=vectors(scenes, background.texts.shape[1], seed=10), captions=captions)
    return [replace(shipped), shipped_portable().for_encoder("other", "1", around)]


def pairs(*, is_latin: bool) -> Pairs:
    widths = {"minilm": 384, "use-multilingual": 512}
    captions = {name: vectors(1, widths[name], seed=5) for name in readers(is_latin=is_latin)}
    words = np.zeros((7, 8), dtype=np.float32) if is_latin else None
    return Pairs(vectors(1, 512, 6), vectors(7, 512, 7), captions, {}, is_latin, words, vectors(1, 512, 8))


@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.parametrize("is_latin", [True, False])
def test_scores_multiply_no_query_that_was_looked_at_ahead(
    multiplied: list[Table], kind: int, *, is_latin: bool
) -> None:
    regressor, asked = regressors()[kind], pairs(is_latin=is_latin)
    regressor.look_ahead(asked._replace(image=asked.image[:0], words=None))
    before = len(multiplied)
    assert before > 0
    ahead = regressor.score(asked)
    assert len(multiplied) == before
    np.testing.assert_array_equal(ahead, regressors()[kind].score(asked))
    assert len(multiplied) == 2 * before  # and nothing was looked at that scores do not need


@pytest.mark.parametrize("is_latin", [True, False])
def test_evidence_multiplies_no_query_that_was_looked_at_ahead(multiplied: list[Table], *, is_latin: bool) -> None:
    absence = shipped_absence()
    fresh = Absence(absence.card, absence.arrays)
    query, near, images = (vectors(count, 512, seed) for count, seed in ((1, 1), (1, 2), (9, 3)))
    seen = Seen("a dog", is_latin, query[0], images, np.full(9, 0.4, np.float32), {}, None, near[0])
    fresh.look_ahead(query[0], near[0], is_latin=is_latin)
    assert len(multiplied) == 5
    ahead = fresh.evidence(seen)
    assert len(multiplied) == 5
    assert ahead == Absence(absence.card, absence.arrays).evidence(seen)
