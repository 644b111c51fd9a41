from __future__ import annotations

import pytest

from imgsearch.asking.vocabulary import is_english, is_listed


@pytest.mark.parametrize(
    "word",
    [
        "dog", "Dogs", "code", "CODE", "parliament", "hackers", "ranches", "canaries", "dairies",
        "tench", "teapot", "hornbill", "echidna",
    ],
)  # fmt: skip
def test_words_of_captions_and_of_the_encoder_are_english_in_each_number(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["jaw", "ceos", "sobaka", "zzzzies", "elephent", "lighthous", "собака", ""])
def test_shorter_words_of_the_encoder_and_unknown_ones_are_not(word: str) -> None:
    assert not is_english(word)


def test_a_shorter_word_is_looked_up_where_that_is_said() -> None:
    assert is_english("jaw", shortest=3)
    assert not is_english("jaw", shortest=4)
    assert not is_english("jo", shortest=3)


def test_words_are_listed_and_what_only_has_the_stem_of_one_is_not() -> None:
    assert [word for word in ("bicycle", "Bicycles", "canaries", "bicycl", "comee") if is_listed(word)] == [
        "bicycle",
        "Bicycles",
        "canaries",
    ]
