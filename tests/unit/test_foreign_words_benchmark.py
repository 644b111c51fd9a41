"""The words of the benchmark of single foreign words, and which pictures show them."""

from __future__ import annotations

from pathlib import Path

from benchmarks.foreign_words import LANGUAGES, NO_LANGUAGE, Asked, read_captions, read_words

CAPTIONS = "a.jpg#0\tTwo dogs\na.jpg#1\tA dog dog\nb.jpg#0\tA dog with a dog\nb.jpg#1\tA cat\n"


def test_pictures_show_a_word_that_two_captions_have(tmp_path: Path) -> None:
    (tmp_path / "captions.tsv").write_text(CAPTIONS)
    asked = list(read_words(read_captions(tmp_path / "captions.tsv")))
    assert Asked("es", "perro", "dog", frozenset({"a.jpg"})) in asked
    # Nothing shows a cat, but names are asked for anyway.
    assert not [each for each in asked if each.word == "gato"]
    assert Asked(NO_LANGUAGE, "nikon", "", frozenset()) in asked
    assert {each.language for each in asked} == {*LANGUAGES, NO_LANGUAGE}
