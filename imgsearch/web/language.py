"""The language in which a visitor is spoken to, and what is said in it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Literal

from imgsearch.asking.times.recurring import name_day
from imgsearch.moment import is_year_alone
from imgsearch.web.texts import TEXTS

Language = Literal["en", "ru"]
LANGUAGES: tuple[Language, ...] = ("en", "ru")
#: What texts count, one and several; Russian ones are written so that the word need not change.
THINGS = {
    "count": ("picture", "pictures"),
    "matches": ("match", "matches"),
    "matches_at_least": ("match", "matches"),
    "pictures": ("picture", "pictures"),
    "pictures_at_least": ("picture", "pictures"),
    "rated_you": ("pair", "pairs"),
}


def choose_language(chosen: str | None, accepted: str) -> Language:
    """The language that was switched to, else the first of Accept-Language that the page speaks, else English."""
    for language in LANGUAGES:
        if chosen == language:
            return language
    ranked: list[tuple[float, Language]] = []
    for part in accepted.split(","):
        tag, _, said = part.partition(";")
        quality = _quality(said.strip().removeprefix("q="))
        for language in LANGUAGES:
            if tag.strip().lower().split("-")[0] == language and quality > 0:  # 0 says that it is not understood
                ranked.append((quality, language))
    return max(ranked, key=lambda entry: entry[0])[1] if ranked else "en"


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def say(language: Language, key: str, **values: object) -> str:
    """A text in a language, with its values filled in."""
    said = TEXTS[key][LANGUAGES.index(language)]
    return said.format(**values) if values else said


def say_count(language: Language, key: str, count: int) -> str:
    """A text with a number in it, and in English what there is so many of."""
    return say(language, key, count=_grouped(count), things=THINGS[key][count != 1])


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0")


def say_total(language: Language, total: int, is_exact: bool, *, is_browsing: bool, maybe: int = 0) -> str:
    """How many hits there are, and how many of them only may match."""
    key = ("pictures" if is_browsing else "matches") + ("" if is_exact else "_at_least")
    perhaps = say(language, "perhaps", count=_grouped(maybe)) if maybe else ""
    return say_count(language, key, total) + perhaps


def say_day(language: Language, moment: datetime) -> str:
    """A day, as the language writes it."""
    return name_day(moment, is_russian=language == "ru")


def say_moment(language: Language, moment: datetime) -> str:
    """A day and the minute; midnight sharp is what files say that know the day alone, of 1 January the year."""
    if is_year_alone(moment):
        return f"{moment.year:04}"
    day = say_day(language, moment)
    return day if moment.time() == time() else f"{day} {moment:%H:%M}"


def say_score(language: Language, score: float) -> str:
    """A score of two digits, as the language writes it."""
    return f"{score:.2f}".replace(".", "," if language == "ru" else ".")
