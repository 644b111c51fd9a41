"""Words that say that a picture shows a minor, in English and Russian, in all their forms."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Literal, NamedTuple

from imgsearch.minors.words.context import is_aged_thing, is_harmless
from imgsearch.minors.words.normal import Word, disguised_words, is_cyrillic, normalize, words
from imgsearch.minors.words.phrases import find_ages, find_phrases

Language = Literal["en", "ru"]
LANGUAGES: tuple[Language, ...] = ("en", "ru")

DISCLAIMERS: dict[Language, str] = {
    "en": "This image is unavailable in your country in compliance with local laws",
    "ru": "Это изображение недоступно в вашей стране в соответствии с местным законодательством",
}


class Term(NamedTuple):
    """A word that is evidence."""

    lemma: str
    form: str
    """As it stands in the normalised text."""
    start: int
    end: int
    """Place in the normalised text."""
    language: Language


def find_terms(text: str) -> list[Term]:
    """Find the words of a text that stand for minors.

    Whole words count, in any case, with or without ё, possessive or not; a cowboy is not a boy, a baby elephant is
    not a baby. Digits and signs between letters may stand for letters. Ages under 18 count unless a dog or a whisky
    has them.

    Args:
        text: a caption or a query, of any length and content.

    Returns:
        Terms in the order of the text.
    """
    normalized = normalize(text)
    found = words(normalized)
    terms = [
        term
        for index, word in enumerate(found)
        if (term := _lookup(word)) is not None and not is_harmless(term.lemma, found, index, normalized)
    ]
    # Nobody writes so by accident: what stands around it excuses nothing.
    terms += (term for word in disguised_words(normalized) if (term := _lookup(word)) is not None)
    terms += (Term(*phrase) for phrase in find_phrases(normalized))
    terms += (Term(*age) for age in find_ages(normalized) if not is_aged_thing(found, age.end, normalized))
    return sorted(terms, key=lambda term: term.start)


def mentions_minors(text: str) -> bool:
    """Whether a text speaks of minors."""
    return bool(find_terms(text))


def detect_language(text: str) -> Language:
    """``ru`` when more letters are Cyrillic than not, else ``en``."""
    letters = [letter for letter in text.casefold() if letter.isalpha()]
    return "ru" if 2 * sum(map(is_cyrillic, letters)) > len(letters) else "en"


def disclaimer(language: Language) -> str:
    """What is shown instead of pictures when a query asks for minors."""
    return DISCLAIMERS[language]


@lru_cache(maxsize=1)
def lexicon_revision() -> str:
    """Changes with the words."""
    return sha256("".join(map(_content, LANGUAGES)).encode()).hexdigest()[:12]


def _content(language: Language) -> str:
    return (files("imgsearch.minors.words") / f"lexicon_{language}.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, Language]]:
    """Form -> (lemma, language)."""
    forms: dict[str, tuple[str, Language]] = {}
    for language in LANGUAGES:
        for line in _content(language).splitlines():
            if line and not line.startswith("#"):
                lemma, _, listed = line.partition(": ")
                forms.update((form, (lemma, language)) for form in listed.split())
    return forms


def _lookup(word: Word) -> Term | None:
    for spelling in word.spellings:
        known = _forms().get(spelling)
        if known is not None:
            return Term(known[0], word.form, word.start, word.end, known[1])
    return None
