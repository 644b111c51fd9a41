"""The language in which a visitor is spoken to, and what is said in it."""

from __future__ import annotations

from typing import Literal

from imgsearch.web.texts import TEXTS

Language = Literal["en", "ru"]
LANGUAGES: tuple[Language, ...] = ("en", "ru")


def choose_language(chosen: str | None, accepted: str) -> Language:
    """The language that was switched to, else the first of Accept-Language that the page speaks, else English."""
    for language in LANGUAGES:
        if chosen == language:
            return language
    ranked: list[tuple[float, Language]] = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        for language in LANGUAGES:
            if tag.lower().split("-")[0] == language:
                ranked.append((_quality(quality), language))
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


def say_total(language: Language, total: int, is_exact: bool, *, is_browsing: bool) -> str:
    """How many hits there are."""
    count = f"{total:,}".replace(",", "\u00a0")
    if total == 1 and is_exact and not is_browsing:
        return say(language, "one_match")
    return say(language, ("pictures" if is_browsing else "matches") + ("" if is_exact else "_at_least"), count=count)
