"""What is worked out of a query while the database looks for candidates is what their scores then need."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from imgsearch.encoders import FloatArray
from imgsearch.search.meanwhile import reading_ahead
from tests.unit.test_scores import AXIS, encoded, models, text


class Looked:
    """What tells absence, as far as it looks ahead."""

    def __init__(self) -> None:
        self.asked: list[tuple[FloatArray, FloatArray, bool]] = []

    def look_ahead(self, query: FloatArray, near: FloatArray, *, is_latin: bool) -> None:
        self.asked.append((query, near, is_latin))


@pytest.mark.parametrize(("near", "at"), [(AXIS[2:3], 2), (None, 0)])
def test_absence_is_asked_by_the_text_and_by_what_its_words_look_like(near: FloatArray | None, at: int) -> None:
    looked, driver = Looked(), SimpleNamespace(imgsearch_work=None)
    connection: Any = SimpleNamespace(connection=SimpleNamespace(driver_connection=driver))
    told: Any = looked
    asked = encoded(replace(text(), near=near), text(1, weight=-1))
    with reading_ahead(connection, replace(models(None), absence=told), asked):
        driver.imgsearch_work()
    ((query, direction, is_latin),) = looked.asked  # unwanted ones are kept out by their score
    np.testing.assert_array_equal(query, AXIS[0])
    np.testing.assert_array_equal(direction, AXIS[at])
    assert is_latin
    assert driver.imgsearch_work is None
