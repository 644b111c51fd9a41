from __future__ import annotations

import pytest

from imgsearch.rescoring.familiar import is_short


@pytest.mark.parametrize(
    ("text", "short"),
    [("dog", True), ("dog in snow", True), ("three black dogs", True), ("three black dogs run", False)],
)
def test_a_short_text_has_three_words_that_say_something(text: str, short: bool) -> None:
    assert is_short(text) is short
