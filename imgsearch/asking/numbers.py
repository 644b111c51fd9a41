"""Small numbers in front of a thing as captions write them: "2 dogs" is two dogs, «3 собаки» три собаки."""

from __future__ import annotations

import re
from functools import lru_cache

from imgsearch.asking.vocabulary import is_english

ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
RUSSIAN = ("один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять")
#: By the end of the thing's name: "1 собака", "2 собаки".
_FEMININE = {1: ("одна", ("а", "я")), 2: ("две", ("ы", "и"))}
GENITIVE = ("одного", "двух", "трех", "четырех", "пяти", "шести", "семи", "восьми", "девяти", "десяти")
_COUNT = rf"(?:10|[1-9]|{'|'.join((*ENGLISH, *RUSSIAN, *GENITIVE))}|одна|две|одной)(?!\S)"
#: One of these is in every text that bounds a number: a quick look, since the thorough ones take a while to compile.
_MARK = re.compile(r"exactly|precisely|least|most|more|less|fewer|imum|ровно|мен|бол|мин|макс|хотя|\+")
#: From here on more than so many are many.
_MANY = 4
#: A single one of several.
_ONE = {
    "people": "one person",
    "men": "one man",
    "women": "one woman",
    "человек": "один человек",
    "людей": "один человек",
}
#: "3-5 people", «от 3 до 5 человек».
_RANGE = re.compile(
    r"(?<!\S)(?<!\bс )(?:from |от )?(?P<least>[1-9])(?: ?[-–] ?| to | до )(?P<most>[2-9]|10) "
    r"(?=(?P<thing>[^\W\d_]{2,})(?!\S))"
)
_NUMBER = re.compile(r"(?<!\S)(?P<number>[1-9]|10) (?P<thing>[^\W\d_]{2,})(?!\S)")


def say_numbers(text: str) -> str:
    """The text with its small numbers as words, where a word follows that is no name.

    Encoders and captions know hardly any numbers in figures, nor "at least" and "exactly"; more than two are several.

    Args:
        text: as spell() gives it.
    """
    if any(map(str.isdigit, text)):
        text = _RANGE.sub(_say_range, text)
    if _MARK.search(text):
        or_more, bound, fewer, more, plus = _bounds()
        text = fewer.sub(_say_fewer, bound.sub("", or_more.sub(r"\g<count> ", text)))
        text = plus.sub(r"\1", more.sub(_say_more, text))
    return _NUMBER.sub(_say, text) if any(map(str.isdigit, text)) else text


@lru_cache(maxsize=1)
def _bounds() -> tuple[re.Pattern[str], ...]:
    """What captions never say of a number, behind it and before it; "fewer" and "more than" it; and a plus sign."""
    bound = (
        r"exactly|precisely|at (?:least|most)|(?:no|not) (?:more|less|fewer) than|a (?:minimum|maximum) of|"
        r"ровно|не (?:менее|меньше|более|больше)(?: чем)?|(?:как )?минимум|максимум|хотя бы|по меньшей мере"
    )
    sources = (
        rf"(?<!\S)(?P<count>{_COUNT}) (?:or|и|или) (?:more|fewer|less|более|больше|менее) (?=\w)",
        rf"(?<!\S)(?:{bound}) (?={_COUNT} \w)",
        rf"(?<!\S)(?:less|fewer|меньше|менее)(?: than| чем)? (?P<count>{_COUNT}) (?P<thing>[^\W\d_]+)",
        rf"(?<!\S)(?:(?P<english>more than)|(?:больше|более)(?: чем)?) (?P<count>{_COUNT})(?= [^\W\d_])",
        r"(?<!\S)(10|[1-9])\+(?= [^\W\d_])",
    )
    return tuple(map(re.compile, sources))


def _say_more(match: re.Match[str]) -> str:
    """What "more than two" are called: several, or many."""
    is_many = _count(match["count"]) >= _MANY
    if match["english"]:
        return "many" if is_many else "several"
    return "много" if is_many else "несколько"


def _say_fewer(match: re.Match[str]) -> str:
    """What "fewer than three" are at most: two; of no more than one only the thing is left."""
    count, thing = _count(match["count"]) - 1, match["thing"]
    if count < 1:
        return match.group()
    if count > 1:
        return f"{(ENGLISH if match['count'].isascii() and thing.isascii() else GENITIVE)[count - 1]} {thing}"
    return _ONE.get(thing, f"one {thing.removesuffix('s')}" if thing.isascii() else thing)


def _say_range(match: re.Match[str]) -> str:
    """What from three to five are called: several; two or three are these."""
    least, most, is_english_thing = int(match["least"]), int(match["most"]), match["thing"].isascii()
    if least >= most or (is_english_thing and not is_english(match["thing"])):
        return match.group()
    if most > least + 1:
        return "several " if is_english_thing else "несколько "
    words = ENGLISH if is_english_thing else RUSSIAN
    return f"{words[least - 1]} {'or' if is_english_thing else 'или'} {words[most - 1]} "


def _count(said: str) -> int:
    if said.isdigit():
        return int(said)
    words = (ENGLISH, RUSSIAN, GENITIVE)
    return next((number for names in words for number, name in enumerate(names, 1) if re.fullmatch(name, said)), 1)


def _say(match: re.Match[str]) -> str:
    number, thing = int(match["number"]), match["thing"]
    if thing.isascii():
        return f"{ENGLISH[number - 1]} {thing}" if is_english(thing) else match.group()
    if not "\u0400" <= thing[-1] <= "\u04ff":
        return match.group()
    word, endings = _FEMININE.get(number, ("", ()))
    return f"{word if endings and thing.endswith(endings) else RUSSIAN[number - 1]} {thing}"
