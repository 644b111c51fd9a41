"""Words for minors that are somebody's surname: Сергей Мальцев, Ivan Vnukov."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeGuard

from imgsearch.minors.words.forms import first_names
from imgsearch.minors.words.transliterated import transliterate

#: Of Russian surnames that are words for minors this is the end, and of those words it is "of many".
_ENDS = ("ов", "ев", "ov", "ev")
#: Surnames of other languages; they have no end of their own, so they are names where a photographer is named alone.
_CREDITED = frozenset("child lad sohn son enfant nino bambino youth".split())
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
    rf"(?:{_INITIAL}|(?i:(?<!\w)(?:автор\w*|съ[её]мка|фото|foto(?:graf)?|photo(?:s|graph(?:er|y)?)?|author|credit)"
    r"\s*:\s*"
    r"|(?:фотограф\w*|автор\w*|photographer|photos? by|©|\(c\))\s*"
    r"|(?<!\w)(?:академик|профессор|депутат|губернатор|министр|мэр|тренер|певец|актер|актёр|режисс[её]р|"
    r"дириж[её]р|скульптор|"
    r"композитор|генерал|полковник|майор|капитан|судья|адвокат|прокурор|директор|доктор|космонавт|писатель|поэт|"
    r"господин|г-н)\w{0,3}\s+))$"
)
_GIVEN_AFTER_SIGN = re.compile(r"(?:^|\s)([^\W\d_]+) (?:[^\W\d_]\.? )?$")
#: A grown person is called by both names: Emma Child, director of the museum; Emma Child and Tom Baker.
_GROWN_AFTER = re.compile(
    r"(?:,\s*(?:the\s+)?(?:\w+\s)?(?:director|author|writer|novelist|chef|professor|artist|minister|mp|"
    r"councillor|ceo|chair\w*|"
    r"manager|engineer|lawyer|solicitor|photographer|editor|curator|head|president|secretary|architect|doctor|judge|"
    r"journalist|bride|groom)(?!\w)"
    r"|\s+(?:and|&)\s+(?-i:[A-Z][a-z]+\s[A-Z][a-z]+)(?!\w)|\s+(?-i:Racing|Ltd|Architects|Associates|Solicitors))",
    re.IGNORECASE,
)
_CREDIT_ENDS = re.compile(r"\s*(?:\Z|[.,;|/)\n]|\d{4}\b)")
_INITIALS_AFTER = re.compile(rf"\s+(?:{_INITIAL}){{1,2}}")
_NAME_BEFORE, _NAME_AFTER = re.compile(r"(?<![^\W\d_])([^\W\d_]+)\s+$"), re.compile(r",?\s+([^\W\d_]+)")
_START, _END = re.compile(r"(?:\A|\.\s)\W*$"), re.compile(r"\W*(?:\Z|\.\s)")
#: So many letters around a name are looked at.
_NEAR = 40


def is_called(text: str) -> bool:
    """Whether a text is the name of one person and nothing else: Jane Child, Иван Петрович Внуков."""
    words = text.split()
    capital = all(
        re.fullmatch(r"[^\W\d_][^\W\d_'’.-]*\.?(?:[-'’][^\W\d_]+)*", word) and word[0].isupper() for word in words
    )
    return 2 <= len(words) <= 3 and capital and any(_is_given_name(word) for word in words)


def may_be_surname(form: str) -> bool:
    """Whether a form of the lexicon ends as a surname does, or is one."""
    return form.endswith(_ENDS) or form in _CREDITED


def is_surname(form: str, text: str) -> bool:
    """Whether a word is a surname wherever a text has it.

    It has a capital and stands beside a given name or an author's sign, or both names are a sentence of their own, as
    tags are, which are stored in small letters.

    Args:
        form: of the lexicon, in lower case.
        text: as it was written.
    """
    called = list(re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE))
    is_name = _is_credited if form in _CREDITED else _is_named
    return bool(called) and all(is_name(text, match) for match in called)


def _is_credited(text: str, match: re.Match[str]) -> bool:
    """Whether it ends an author's name: Photo by Jane Child."""
    before = text[max(0, match.start() - _NEAR) : match.start()]
    given = _GIVEN_AFTER_SIGN.search(before)
    is_named = given is not None and given.group(1)[0].isupper() and _is_given(given)
    if is_named and match.group() == "Child" and _GROWN_AFTER.match(text, match.end()):
        return True
    is_author = is_named and given is not None and _BEFORE.search(before[: given.start(1)]) is not None
    return is_author and match.group()[0].isupper() and _CREDIT_ENDS.match(text, match.end()) is not None


def _is_named(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
    first, last = _NAME_BEFORE.search(before), _NAME_AFTER.match(after)
    if not match.group()[0].isupper():
        alone_before, alone_after = _START.search(before) is not None, _END.match(after) is not None
        return (_is_given(first) and _START.search(before[: -len(first.group())]) is not None and alone_after) or (
            _is_given(last) and alone_before and _END.match(after[len(last.group()) :]) is not None
        )
    if _BEFORE.search(before) or _INITIALS_AFTER.match(after):
        return True
    return any(_is_given(name) and name.group(1)[0].isupper() for name in (first, last))


def _is_given(name: re.Match[str] | None) -> TypeGuard[re.Match[str]]:
    return name is not None and _is_given_name(name.group(1))


def _is_given_name(word: str) -> bool:
    return word.casefold().replace("ё", "е") in _given_names()


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    russian: Sequence[str] = [*_GIVEN.split(), *(name.replace("ё", "е") for name in first_names("ru"))]
    return frozenset({*russian, *transliterate(russian), *first_names("en")})
