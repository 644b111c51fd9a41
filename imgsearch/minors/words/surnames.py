"""Words for minors that are somebody's surname: Сергей Мальцев, Ivan Vnukov."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from imgsearch.minors.words.forms import first_names
from imgsearch.minors.words.transliterated import transliterate

#: Of Russian surnames that are words for minors this is the end, and of those words it is "of many".
_ENDS = ("ов", "ев", "ov", "ev")
#: Given names that no list of children's names has, with е for ё.
_GIVEN = """
    александр александра алла альбина анастасия анатолий анжела антонина аркадий борис вадим валентин валентина валерий
    валерия василий виктор виталий владимир владислав всеволод вячеслав галина геннадий георгий герман глеб григорий
    давид дмитрий евгений евгения екатерина елена елизавета иван инна иннокентий ирина ксения кристина лариса леонид
    лидия людмила любовь марат маргарита мария михаил надежда наталья наталия николай ольга оксана павел петр рената
    родион роман руслан рустам светлана святослав сергей станислав степан тамара татьяна тимур филипп эдуард эльвира
    юлия юлиана юрий яков alexander alexey alexei andrey dmitriy dmitry evgeny igor ivan nikolay pyotr sergey sergei
    vasily yuri yury anatoly
"""
_INITIAL = r"(?<!\w)[А-ЯЁA-Z]\.\s?"
_BEFORE = re.compile(
    rf"(?:{_INITIAL}|(?i:(?<!\w)(?:автор\w*|съ[её]мка|фото|photo(?:s|graph(?:er|y)?)?|author|credit)\s*:\s*"
    r"|(?:фотограф\w*|автор\w*|photographer|photos? by|©|\(c\))\s*))$"
)
_INITIALS_AFTER = re.compile(rf"\s+(?:{_INITIAL}){{1,2}}")
_NAME_BEFORE, _NAME_AFTER = re.compile(r"(?<![^\W\d_])([^\W\d_]+)\s+$"), re.compile(r",?\s+([^\W\d_]+)")
#: So many letters around a name are looked at.
_NEAR = 40


def may_be_surname(form: str) -> bool:
    """Whether a form of the lexicon ends as a surname does."""
    return form.endswith(_ENDS)


def is_surname(form: str, text: str) -> bool:
    """Whether a word is a surname wherever a text has it: with a capital, and beside a given name or an author's sign.

    Args:
        form: of the lexicon, in lower case.
        text: as it was written.
    """
    called = list(re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE))
    return bool(called) and all(match.group()[0].isupper() and _is_called(text, match.span()) for match in called)


def _is_called(text: str, place: tuple[int, int]) -> bool:
    before, after = text[max(0, place[0] - _NEAR) : place[0]], text[place[1] : place[1] + _NEAR]
    if _BEFORE.search(before) or _INITIALS_AFTER.match(after):
        return True
    beside = (_NAME_BEFORE.search(before), _NAME_AFTER.match(after))
    return any(name is not None and _is_given(name.group(1)) for name in beside)


def _is_given(name: str) -> bool:
    return name[0].isupper() and name.casefold().replace("ё", "е") in _given_names()


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    russian: Sequence[str] = [*_GIVEN.split(), *(name.replace("ё", "е") for name in first_names("ru"))]
    return frozenset({*russian, *transliterate(russian), *first_names("en")})
