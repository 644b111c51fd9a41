"""Words that say that a picture shows a minor, in English and Russian, in all their forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from imgsearch.minors.normal import Word, is_cyrillic, normalize, words

Language = Literal["en", "ru"]

DISCLAIMERS: dict[Language, str] = {
    "en": "This image is unavailable in your country in compliance with local laws",
    "ru": "Это изображение недоступно в вашей стране в соответствии с местным законодательством",
}
MAJORITY_YEARS = 18

#: Lemmas that also name young animals and small things, and the words after them that tell.
AMBIGUOUS = frozenset({"baby", "kid", "juvenile", "infant", "adolescent"})
NOT_PEOPLE = frozenset(
    """
    alligator alligators animal animals ape apes bear bears bird birds buffalo calf calves camel cat cats chick
    chicken chickens chicks cow cows crab crocodile deer dog dogs dolphin donkey duck duckling ducklings ducks eagle
    elephant elephants flamingo fox foxes frog giraffe giraffes goat goats goose gorilla gull hawk hippo horse horses
    iguana kangaroo kitten kittens koala lamb lambs lion lions lizard llama monkey monkeys moose orangutan ostrich otter owl owls
    panda pandas peacock penguin penguins pig piglet piglets pigs pony pups puppy puppies rabbit rabbits raccoon rhino
    robin seal seals shark sheep snake sparrow spider squirrel squirrels swan swans tiger tigers tortoise turtle
    turtles whale whales wolf wolves zebra zebras
    back blue glove gloves grand grands leather ribs spinach carrots corn
    """.split()
)
#: What may be so many years old without being a person.
AGED_THINGS = frozenset(
    """
    boat bridge building car cat church dog dogs horse house mare port puppy rum scotch ship stallion tree truck
    whiskey whisky wine юбилей юбилея план плана дуб дуба дерево собака собаки кот кошка машина дом вино виски
    автомобиль война войны период стаж опыт срок срока контракт контракта гарантия история истории
    """.split()
)
#: Compounds whose last part alone would be evidence.
COMPOUND_PREFIXES = frozenset({"cow", "play"})

_ENGLISH_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
)
_RUSSIAN_NUMBERS = (
    "одно|двух|трех|четырех|пяти|шести|семи|восьми|девяти|десяти|одиннадцати|двенадцати|"
    "тринадцати|четырнадцати|пятнадцати|шестнадцати|семнадцати"
)
_AGE = re.compile(
    rf"""
    (?<!\w)(?:
        (?P<en>\d{{1,2}}|{"|".join(_ENGLISH_NUMBERS)})(?:\s|-)*(?:years?|yrs?|months?|weeks?)(?:\s|-)*olds?
      | (?P<short>\d{{1,2}})\s?(?:yo|y/o)
      | aged?\s+(?P<aged>\d{{1,2}}|{"|".join(_ENGLISH_NUMBERS)})
      | (?P<ru>\d{{1,2}})\s?-?\s?(?:ти|ми|х)?-?летн\w+
      | (?:{_RUSSIAN_NUMBERS})летн(?:ий|яя|ее|его|ему|им|ем|юю|ей|ие|их|ими)
    )(?!\w)
    """,
    re.VERBOSE,
)
_MONTHS_OR_WEEKS = re.compile(r"month|week")
_NEXT_WORD = re.compile(r"[\s-]*([^\W\d_]+)")


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
    not a baby. Ages under 18 count unless a dog or a whisky has them.

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
        if (term := _lookup(word)) is not None and not _is_harmless(term, found, index, normalized)
    ]
    terms.extend(_ages(normalized))
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
def _forms() -> dict[str, tuple[str, Language]]:
    """Form -> (lemma, language)."""
    forms: dict[str, tuple[str, Language]] = {}
    languages: tuple[Language, ...] = ("en", "ru")
    for language in languages:
        content = (files("imgsearch.minors") / f"lexicon_{language}.txt").read_text(encoding="utf-8")
        for line in content.splitlines():
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


def _is_harmless(term: Term, found: list[Word], index: int, normalized: str) -> bool:
    """Whether the words around say that it is an animal, a thing or part of a compound."""
    if index > 0 and found[index - 1].form in COMPOUND_PREFIXES and normalized[term.start - 1] == "-":
        return True
    after = found[index + 1].form if index + 1 < len(found) else ""
    if term.lemma in AMBIGUOUS and after in NOT_PEOPLE:
        return normalized[term.end : found[index + 1].start].strip(" -") == ""
    # "little leaguer" is a child, a major leaguer is not.
    return term.lemma == "leaguer" and (index == 0 or found[index - 1].form != "little")


def _ages(normalized: str) -> Iterator[Term]:
    for match in _AGE.finditer(normalized):
        years = next((value for value in match.groups() if value is not None), None)
        young_by_unit = _MONTHS_OR_WEEKS.search(match.group()) is not None
        if years is not None and years.isdecimal() and int(years) >= MAJORITY_YEARS and not young_by_unit:
            continue
        following = _NEXT_WORD.match(normalized, match.end())
        if following is not None and following.group(1) in AGED_THINGS:
            continue
        language: Language = "ru" if "летн" in match.group() else "en"
        yield Term("age under 18", match.group(), match.start(), match.end(), language)
