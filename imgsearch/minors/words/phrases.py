"""Ages and fixed phrases that say that a picture shows a minor, though none of their words does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

MAJORITY_YEARS = 18
_ENGLISH_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
)
_RUSSIAN_NUMBERS = (
    "одно|двух|трех|четырех|пяти|шести|семи|восьми|девяти|десяти|одиннадцати|двенадцати|"
    "тринадцати|четырнадцати|пятнадцати|шестнадцати|семнадцати"
)
_COUNT = rf"\d{{1,2}}|{'|'.join(_ENGLISH_NUMBERS)}"
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_SCHOOLS = r"(?:elementary|primary|middle|secondary|junior[\s-]+high|high|grade)[\s-]+school"
_AT_SCHOOL = "student|pupil|athlete|player|cheerleader|graduate|graduation|prom|class|team|band|choir|football"
_SPORTS = "football|basketball|baseball|soccer|marching"
#: What is called детский because children are in the picture; a playground and a clinic are not among them.
_SHOWS_CHILDREN = (
    r"портрет|фото|снимк|снимок|лиц|рук|руч|ладо|ног|нож|глаз|улыб|смех|радост|хор|команд|групп|коллектив|ансамбл|"
    r"оркестр|класс|утренник|праздник|день рожд|купани|игры|танец|танцы"
)
AGE = re.compile(
    rf"""
    (?<!\w)(?:
        (?P<en>{_COUNT})(?:\s|-)*(?:years?|yrs?|months?|mos?|weeks?|wks?)(?:\s|-)*olds?
      | (?P<short>\d{{1,2}})[\s-]?(?:yo|y/o|y\.o)
      | age[sd]?\s+(?P<aged>{_COUNT})
      | (?:at|of)\s+age\s+(?P<at>{_COUNT})
      | (?P<ru>\d{{1,2}})\s?-?\s?(?:ти|ми|х)?[\s-]?летн\w+
      | (?P<named>(?:{_RUSSIAN_NUMBERS})летн(?:ий|яя|ее|его|ему|им|ем|юю|ей|ие|их|ими))
      | (?:в\s+возрасте|возраста|возраст)\s+(?:от\s+)?(?P<range>\d{{1,2}})
      | (?:младше|моложе)\s+(?P<under>\d{{1,2}})
    )(?!\w)
    """,
    re.VERBOSE,
)
_YOUNG_UNIT = re.compile(r"month|\bmo|week|wk")
_RUSSIAN_MONTHS = re.compile(r"\s*(?:месяц|недел|дн)")

_PHRASES: dict[str, str] = {
    "under 18": r"(?:under|below|younger\s+than)[\s-]+(?:the\s+)?(?:age\s+(?:of\s+)?)?(?:18|eighteen)(?:s|(?=\s*$))",
    "under age": rf"(?:under|below)\s+the\s+age\s+of\s+(?:{_COUNT}|18|eighteen)",
    "до 18 лет": r"до\s+18(?:-?ти)?\s+лет|(?:младше|моложе)\s+18|не\s+достигш\w+\s+18",
    "little league": r"little\s+league",
    "little one": r"little\s+ones?(?=\s*$|\s*[.,!?]|\s+(?:is|are|in|on|at|with|and|playing|sleeping|smiling)\b)",
    "little sister": r"(?:little|baby|kid)[\s-]+(?:brother|sister|bro|sis)s?",
    "minor": r"(?:an?|unaccompanied|young|male|female)\s+minor"
    r"(?=\s*[.,!?]|\s+(?:is|in|on|at|with|and|who|under|without|drinking|smoking|playing|sitting|standing)\b)"
    r"|unaccompanied\s+minor|(?:young|male|female)\s+minor(?=\s*$)",
    "grader": rf"(?:{_ORDINALS}|\d{{1,2}}(?:st|nd|rd|th))[\s-]+graders?",
    "school student": rf"{_SCHOOLS}[\s-]+(?:(?:{_SPORTS})[\s-]+)?(?:{_AT_SCHOOL})\w*",
    "kindergarten class": r"(?:kindergarten|nursery|preschool|pre-school)[\s-]+(?:class|student|pupil|group)\w*",
    "school age": r"(?:pre-?)?school-age[d]?",
    "cub scout": r"(?:cub|brownie)[\s-]+scouts?",
    "ring bearer": r"ring[\s-]+bearers?",
    "детский": rf"детск(?:ий|ая|ое|ие|ого|ой|ому|им|ом|их|ими|ую)\s+(?:\w+\s+)?(?:{_SHOWS_CHILDREN})\w*",
    "воспитанник детского сада": r"воспитанни(?:к|ц)\w*\s+детск\w+\s+(?:сад|дом)\w*",
}
PHRASES = tuple((lemma, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for lemma, pattern in _PHRASES.items())
_CYRILLIC = re.compile("[а-я]")


class Phrase(NamedTuple):
    """A place in a normalised text."""

    lemma: str
    form: str
    start: int
    end: int
    language: Literal["en", "ru"]


def find_phrases(normalized: str) -> Iterator[Phrase]:
    """Fixed phrases; ages are apart, because what follows them counts."""
    for lemma, pattern in PHRASES:
        for match in pattern.finditer(normalized):
            yield _phrase(lemma, match)


def find_ages(normalized: str) -> Iterator[Phrase]:
    """Ages below majority, of whatever has them."""
    for match in AGE.finditer(normalized):
        years = next((value for value in match.groups() if value is not None), "")
        grown = years.isdecimal() and int(years) >= MAJORITY_YEARS
        if grown and not _YOUNG_UNIT.search(match.group()) and not _RUSSIAN_MONTHS.match(normalized, match.end()):
            continue
        yield _phrase("age under 18", match)


def _phrase(lemma: str, match: re.Match[str]) -> Phrase:
    language: Literal["en", "ru"] = "ru" if _CYRILLIC.search(match.group()) else "en"
    return Phrase(lemma, match.group(), match.start(), match.end(), language)
