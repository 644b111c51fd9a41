from __future__ import annotations

import pytest

from imgsearch.minors import find_terms
from imgsearch.minors.words.garbled import mend


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("g&#105;rl &amp; co", "girl & co"),
        ("M%C3%A4dchen", "Mädchen"),
        (r"\u0434\u043e\u043c", "дом"),
        ("РґРѕРј", "дом"),
        ("MÃ¤dchen", "Mädchen"),
        ("MÃƒÂ¤dchen", "Mädchen"),
        ("ñòàðûé äîì", "старый дом"),
        ("été à Malmö, 50%", "été à Malmö, 50%"),
        ("\ud83d\ude00 \udcff", "\ud83d\ude00 \udcff"),
    ],
)
def test_letters_are_mended_as_they_were_meant(text: str, meant: str) -> None:
    assert mend(text) == meant


def test_places_lie_in_the_text_as_it_stands() -> None:
    (term,) = find_terms("A M&auml;dchen")
    assert (term.lemma, term.form, term.start, term.end) == ("Mädchen", "madchen", 0, len("A M&auml;dchen"))


@pytest.mark.parametrize("text", ["&" + "amp;" * 100_000, "%25" * 100_000, "Ã" * 300_000, "ä" * 300_000 + "z"])
def test_long_texts_end(text: str) -> None:
    assert find_terms(text) == []
