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
        ("НБМЕОШЛБС ЛПЫЛБ", "маленькая кошка"),
        ("photo: ÍÁÌÅÎØËÁÑ ËÏÛËÁ", "photo: маленькая кошка"),
        ("¬\xa0«¥\xadìª\xa0ï ª®èª\xa0", "маленькая кошка"),
        ("Ï‡ÎÂÌ¸Í‡ˇ ÍÓ¯Í‡", "маленькая кошка"),
        ("╨║╨╛╤И╨║╨░", "кошка"),
        ("a c<b>a</b>t <br/>on a <a href='x'>mat</a>", "a cat on a mat"),
        ("=?utf-8?B?0LrQvtGI0LrQsA==?=", "кошка"),
        ("=?UTF-8?Q?=D0=BA=D0=BE=D1=88=D0=BA=D0=B0?= sleeps", "кошка sleeps"),
        ("=?koi8-r?B?y8/by8E=?=", "кошка"),
        (r"\xd0\xba\xd0\xbe\xd1\x88\xd0\xba\xd0\xb0", "кошка"),
        ("=?nobody?B?y8/by8E=?= =?utf-8?B?y8/by8E=?=", "=?nobody?B?y8/by8E=?= =?utf-8?B?y8/by8E=?="),
        ("3 < 4, a <3 b, x <- y", "3 < 4, a <3 b, x <- y"),
        ("маленькая кошка", "маленькая кошка"),
        ("українська мова, її ґанок", "українська мова, її ґанок"),
        ("été à Malmö, 50%", "été à Malmö, 50%"),
        ("\ud83d\ude00 \udcff", "\ud83d\ude00 \udcff"),
    ],
)
def test_letters_are_mended_as_they_were_meant(text: str, meant: str) -> None:
    assert mend(text) == meant


def test_places_lie_in_the_text_as_it_stands() -> None:
    (term,) = find_terms("A M&auml;dchen")
    assert (term.lemma, term.form, term.start, term.end) == ("Mädchen", "madchen", 0, len("A M&auml;dchen"))


@pytest.mark.parametrize(
    "text",
    ["&" + "amp;" * 100_000, "%25" * 100_000, "Ã" * 300_000, "ä" * 300_000 + "z", "<a" * 200_000, "=?a?B?" * 50_000],
)
def test_long_texts_end(text: str) -> None:
    assert find_terms(text) == []
