"""Everything that the page says is there in both languages, each in its own letters, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imgsearch import web
from imgsearch.months import MONTHS
from imgsearch.pictures.palette import COLOURS
from imgsearch.queries.filters import ORIENTATIONS
from imgsearch.web.language import THINGS
from imgsearch.web.texts import TEXTS

FOLDER = Path(web.__file__).parent
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted([*FOLDER.rglob("*.py"), *FOLDER.glob("templates/*.html")])
    if not path.name.startswith("texts")
)
WORD = re.compile(r"[^\W\d_]+")
LATIN, CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[А-Яа-яЁё]")
#: Those whose Russian is the same.
SAME = {"api", "docs_title"}
#: Of the page's own error, which says it without a reason where the reader knows no Russian one.
WITHOUT_VALUES = {"unreadable"}


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_is_in_the_letters_of_its_language(key: str) -> None:
    english, russian = TEXTS[key]
    assert not CYRILLIC.search(english)
    assert (CYRILLIC.search(russian) is None) is (key in SAME)
    # A Latin letter that looks like a Cyrillic one, or something left in a word.
    assert [word for word in WORD.findall(russian) if LATIN.search(word) and CYRILLIC.search(word)] == []


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_take_the_same_values(key: str) -> None:
    english, russian = (set(re.findall(r"\{(\w*)\}", said)) for said in TEXTS[key])
    if key in THINGS:  # Russian texts with a number are written so that no word changes with it
        assert english == russian | {"things"}
    else:
        assert russian == (set() if key in WITHOUT_VALUES else english)


def test_a_text_that_is_asked_for_by_its_key_is_there_and_no_other() -> None:
    asked = set(re.findall(r"""\bt\(["'](\w+)["'][,)]""", SOURCES))
    assert len(asked) > 100
    assert asked <= set(TEXTS)
    # Those that are put together, or called like values of filters, or what is answered to an error.
    beginnings = tuple(re.findall(r"""\bt\(["'](\w+_)["'] [~+]""", SOURCES))
    named = {*COLOURS, *ORIENTATIONS, *MONTHS} | set(re.findall(r"""["'](\w+)["']""", SOURCES))
    assert [key for key in TEXTS if key not in asked | named and not key.startswith(beginnings)] == []
