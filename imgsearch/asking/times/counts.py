"""How many days or years a time is counted by: "two", «пять», "a couple of"."""

from __future__ import annotations

import re

from imgsearch.asking import numbers

#: Days are the shortest times.
HOURS, _HOURS_OF_DAY = r"hours?|hrs|час(?:а|ов)?", 24
_COUNTS = {
    "a": 1,
    "an": 1,
    "a couple of": 2,
    "couple of": 2,
    **dict(zip(numbers.ENGLISH, range(1, 11), strict=True)),
    **dict(zip(numbers.RUSSIAN, range(1, 11), strict=True)),
    "одну": 1,
    "две": 2,
    "пару": 2,
    **dict(zip(numbers.GENITIVE, range(1, 11), strict=True)),
    "одной": 1,
    "трёх": 3,
    "четырёх": 4,
    **dict(zip(("fifteen", "twenty", "thirty", "forty", "fifty"), (15, 20, 30, 40, 50), strict=True)),
    **dict(zip("пятнадцать двадцать тридцать сорок пятьдесят".split(), (15, 20, 30, 40, 50), strict=True)),
    **dict(zip("пятнадцати двадцати тридцати сорока пятидесяти".split(), (15, 20, 30, 40, 50), strict=True)),
}
#: A number in figures or words.
COUNT = rf"\d{{1,3}}|{'|'.join(_COUNTS)}"


def count_of(said: str | None, unit: str = "", *, is_ago: bool = False) -> int:
    """How many; none is one, as in «год назад».

    Of hours so many days as they reach into, or as are over by then.

    Args:
        said: as COUNT reads it.
        unit: what is counted.
        is_ago: whether that is how long ago it was.
    """
    count = 1 if said is None else int(said) if said.isdigit() else _COUNTS[said.lower()]
    if not re.fullmatch(HOURS, unit, re.IGNORECASE):
        return count
    return count // _HOURS_OF_DAY if is_ago else -(-count // _HOURS_OF_DAY)
