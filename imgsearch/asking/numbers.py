"""Small numbers in front of a thing as captions write them: "2 dogs" is two dogs, «3 собаки» три собаки."""

from __future__ import annotations

import re

from imgsearch.asking.vocabulary import is_english

ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
RUSSIAN = ("один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять")
#: By the end of the thing's name: "1 собака", "2 собаки".
_FEMININE = {1: ("одна", ("а", "я")), 2: ("две", ("ы", "и"))}
_NUMBER = re.compile(r"(?<!\S)(?P<number>[1-9]|10) (?P<thing>[^\W\d_]{2,})(?!\S)")


def say_numbers(text: str) -> str:
    """The text with its small numbers as words, where a word follows that is no name.

    Encoders and captions know hardly any numbers in figures.

    Args:
        text: as spell() gives it.
    """
    return _NUMBER.sub(_say, text) if any(map(str.isdigit, text)) else text


def _say(match: re.Match[str]) -> str:
    number, thing = int(match["number"]), match["thing"]
    if thing.isascii():
        return f"{ENGLISH[number - 1]} {thing}" if is_english(thing) else match.group()
    if not "\u0400" <= thing[-1] <= "\u04ff":
        return match.group()
    word, endings = _FEMININE.get(number, ("", ()))
    return f"{word if endings and thing.endswith(endings) else RUSSIAN[number - 1]} {thing}"
