"""What stands beside a time and makes something else of it: "not in 2019", "room 2015", "a house built in 1905"."""

from __future__ import annotations

import re
from functools import lru_cache

from imgsearch.asking.meaning import Place
from imgsearch.asking.tokens import SIGNS
from imgsearch.rescoring.russian import russian_lexicon

#: Characters in front of a time that are looked at.
LONGEST_BEFORE = 40
#: What a text says a time is not.
_DENYING = frozenset(
    "not no except excluding without minus besides isn't wasn't aren't weren't "
    "не кроме без исключением исключая помимо минус".split()
)
#: What goes with these words.
_LEADS = frozenset(
    "but and that which are is was were taken shot за но а и которые которая который снятые снято снята снятый "
    "сделанные сделаны сделано сделана".split()
)
#: When something came to be, which says nothing of when it was photographed.
_CAME_TO_BE = (
    r"\b(?:built|born|founded|established|published|printed|est\.?|"
    r"(?<!photo )(?<!photos )(?<!picture )(?<!pictures )(?<!images )made|issued|released|produced|manufactured|"
    r"minted|designed|"
    r"painted|written|constructed|model(?:\s+year)?|vintage|edition)|"
    r"(?<!\w)(?:построен\w*|постройки|род(?:ил|ивш)\w*|рожд[её]н\w*|рождения|издан\w*|основан\w*|выпущен\w*|выпуска|"
    r"произвед[её]н\w*|написан\w*|модел\w+|работа[ею]т)"
)
_OF_THING = (
    r"\s+(?:model|edition|vintage|calendars?|planners?|diary|numbers?|digits|coins?|banknotes?)\b|"
    r"\s+(?:календар\w+|ежедневник\w*|цифр\w*|монет\w*|банкнот\w*)|"
    r"\s*(?:выпуска|постройки|рождения|издания|основания|производства|чеканки|урожая|модельного|г\.?\s?[рв]\.)(?!\w)|(?<=г)\.?\s?[рв]\.(?!\w)"
)
#: What has a number.
_NUMBERED = (
    r"[$€£₽#№]\s?|\b(?:usd|eur|numbers?|nr\.?|rooms?|routes?|highway|flight|page|gate|iso|model|price|size|calendar|planner|coin|banknote|windows)\s|"
    r"(?<!\w)(?:номер\w*|комнат\w+|кабинет\w*|рейс\w*|страниц\w+|маршрут\w*|цена|ценой|размер\w*|квартира|кв|артикул|календарь|монета|банкнота)\.?\s"
)
#: "Rooms 2015 and 2017"; of days, "1, 2 and 3 May 2019", all or none are meant.
_MORE_NUMBERS = r"(?:\d+(?:st|nd|rd|th)?(?:\s*,\s*|\s*,?\s+(?:and|or|&|и|или)\s+))"
_DAYS_BEFORE = re.compile(rf"(?<![\w.,/-]){_MORE_NUMBERS.replace(r'd+', 'd{1,2}')}+$")
#: What is counted or measured.
_UNITS = (
    r"\s*(?:[$€£₽]|(?:dollars?|euros?|usd|eur|rub|sq\.?|square|ro?ubles?|pounds|met(?:er|re)s?|m|km|kilomet(?:er|re)s?|miles|feet|ft|kg|mm|cm|years|pieces|"
    r"calories|watts?|px|pixels|degrees|rpm|hp|руб\w*|р\.?(?=\s*$)|кв\.?|доллар\w*|евро|м|км|кг|мм|см|метр\w*|километр\w*|лет|штук|шт|"
    r"пиксел\w+|градус\w*)(?!\w))"
)
#: "In the sixties style"; and what is called as a quarter of a year is, Audi Q3.
_STYLE = r"[\s-]+(?:styles?|look|fashion|mode|themed?|inspired|spirit|clothes|clothing|outfits?|costumes?)\b"
_MAKE = r"\b(?:audi|ауди)(?!\w)"
#: Such a car or its model, beside which its year stands.
_MODEL = rf"(?:{_MAKE}|(?<!\w)q\d(?!\w))"
#: What is called by a year.
_NAMED = re.compile(
    r"(?<!\w)(?:(?:peugeot|пежо)\s+2008|(?:bmw|бмв)\s+2002|(?:улиц|площад)\w+\s+1905(?:\s+года)?)$", re.IGNORECASE
)
_DONE = re.compile(
    r"(?<!\w)(?!(?:за|на|пере)?(?:сня|сним|фото|сфото|отсня|сдела|груз|добав))(?P<verb>\w+[аеиыуюя](?:ть(?:ся)?|л(?:а|о|и|ся|ась|ись)?))\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s+\w")
_CROWD = r"\s+(?:people|persons|guests|человек|персон|гостей)(?!\w)"


def find_denial(text: str, start: int) -> Place | None:
    """Where a text says that it was not at the time that begins there, by "not" or «не»; None where it does not."""
    words = list(re.finditer(r"\S+", text[:start]))
    if len(words) > 1 and _plain(words[-1]) in ("a", "an", "the") and _plain(words[-2]) in ("not", "no"):
        words.pop()  # not a 2019 photo
    if not words or _plain(words[-1]) not in _DENYING:
        return None
    said = "не" if re.search("[а-я]", words[-1][0], re.IGNORECASE) else "not"
    first = len(words) - 1
    while first and _plain(words[first - 1]) in _LEADS:
        first -= 1
    return Place(words[first].start(), start, said)


def _plain(word: re.Match[str]) -> str:
    return word[0].lower().strip(SIGNS).replace("ё", "е").replace("’", "'")


def is_other(text: str, match: re.Match[str]) -> bool:
    """Whether a time is that of a thing, or a year is a number.

    Args:
        text: tidy.
        match: what was read; ``said`` is the time itself.
    """
    start, end = match.span()
    before = text[max(start - LONGEST_BEFORE, 0) : start]
    made_before, made_behind, numbered, units, crowd, style, car = _expressions()
    if style.match(text, end) or (car.search(before) and "q" in match["said"].lower()):
        return True
    if re.match(r"\d{1,2}(?!\d)", match["said"]) and _DAYS_BEFORE.search(before):
        return True
    if made_before.search(before) or made_behind.match(text, end):
        return True
    if _is_of_car(text, start, end) or _NAMED.search(text[max(start - LONGEST_BEFORE, 0) : end]):
        return True
    if (match.groupdict().get("within") or match.groupdict().get("within_count")) and _is_done(before):
        return True
    is_about = bool(match.groupdict().get("about"))
    if not re.fullmatch(r"\d{4}(?:\W+(?:\w+\W+)?\d{4})?", match["said"]):
        return False
    # "A view from 2000 feet", «до 2000 рублей».
    if units.match(text, end):
        return True
    if match.start("said") != match.start() and not is_about:
        return False
    is_round = match["said"].endswith("00")
    return (is_about and is_round and bool(_GOES_ON.match(text, end))) or bool(
        numbered.search(before) or (is_round and crowd.match(text, end))
    )


def _is_done(before: str) -> bool:
    """Whether a verb stands in front, of what took so long: «построили дом за год», and not «что снял за неделю»."""
    done = _DONE.search(before)
    return done is not None and done["verb"] not in russian_lexicon().words


def _is_of_car(text: str, start: int, end: int) -> bool:
    """Whether a year, or what looks like a quarter, stands beside the model of a car: "Q7 2020 Audi"."""
    first = max(start - LONGEST_BEFORE, 0)
    said = text[first : end + LONGEST_BEFORE].lower()
    start, end = start - first, end - first
    if "q" not in said or not re.search(_MAKE, said):
        return False
    is_model = "q" in said[start:end] or re.search(r"(?<!\w)q\d(?!\w)", said)
    beside = re.search(rf"{_MODEL},?\s+$", said[:start]) or re.match(rf",?\s+{_MODEL}", said[end:])
    return bool(is_model and beside)


@lru_cache(maxsize=1)
def _expressions() -> tuple[re.Pattern[str], ...]:
    """Made when a text names a time."""
    sources = (
        rf"(?:{_CAME_TO_BE}),?\s+$",
        _OF_THING,
        rf"(?:{_NUMBERED}){_MORE_NUMBERS}*$",
        _UNITS,
        _CROWD,
        _STYLE,
        rf"{_MAKE}\s+$",
    )
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)
