"""Which texts may be in another language of Latin letters."""

from __future__ import annotations

import pytest

from imgsearch.asking.mistakes.foreign import may_be_foreign


@pytest.mark.parametrize(
    "text", ["perro", "Hund", "vélo", "köpek", "straße", "coche rojo", "coche rojo grande", "łódź", "żaba", "koe"]
)
def test_few_words_that_are_not_english_may_be(text: str) -> None:
    assert may_be_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "dog",
        "dogs",
        "parasol",  # English knows it too
        "perro dog",
        "собака",
        "perro собака",
        "ba",
        "a b c",
        "",
        "perro2",
        "dsc_0042.jpg",
        "coche rojo en casa",
        "1998",
    ],
)
def test_others_may_not(text: str) -> None:
    assert not may_be_foreign(text)
