"""What is asked for: one value that the command line, the HTTP API, the page and Python all build."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

from imgsearch.asking import NOTHING, Beside, Understood
from imgsearch.counted import counted
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import BadInput
from imgsearch.queries.filters import EVERYTHING, Filters
from imgsearch.search.pages import check_page

if TYPE_CHECKING:
    from PIL import Image

MAXIMUM_QUERY_CHARACTERS = 2000
MAXIMUM_PARTS = 10
MAXIMUM_WEIGHT = 100.0
Sort = Literal["score", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("score", "newest", "oldest")


@dataclass(frozen=True, eq=False)
class PictureVector:
    """What is kept of a picture that was searched by: its vector, never its pixels."""

    encoder_id: int
    """Of the encoder that made it; of no use to any other."""
    values: FloatArray
    """(1, D), unit length."""
    is_plain: bool = False
    """Whether it shows nothing: one colour, or noise around one."""


@dataclass(frozen=True)
class Part:
    """A text or a picture of a query."""

    text: str | None = None
    image: Image.Image | None = None
    weight: float = 1.0
    """How much it counts; below 0 it is unwanted."""
    like: int | None = None
    """The id of a picture of the gallery to search by; it is no hit of its own."""
    vector: PictureVector | None = None
    """A picture that was encoded before."""

    def __str__(self) -> str:
        """As it is typed."""
        weight = "" if abs(self.weight) == 1 else f"{abs(self.weight):g}:"
        picture = "(picture)" if self.like is None else f"(picture {self.like})"
        return f"{'-' if self.weight < 0 else ''}{weight}{self.text if self.text is not None else picture}"


@dataclass(frozen=True)
class Query:
    """Texts and pictures to search by, which page of the answer, and what the pictures must be.

    Raises:
        BadInput: there are too many parts, a text is empty or too long, a weight or the score is out
            of range, the page is, or without parts a score is asked for.
    """

    parts: Sequence[Part]
    """None browses: all pictures that pass the filters, by date; unwanted ones alone all that do not show them."""
    limit: int = 10
    """Number of hits, 1..1000."""
    offset: int = 0
    """Hits on the pages before."""
    min_score: float | None = None
    """Score from which a picture counts as a match; None takes the regressor's threshold."""
    filters: Filters = EVERYTHING
    nearest: bool = False
    """Whether pictures below the threshold are shown too."""
    every: bool = False
    """Whether every picture of a series is shown; else the best one stands for all."""
    given: Filters = EVERYTHING
    """The filters of a query that ask() made, without those that its text says."""
    said: str | None = None
    """What was typed, where the parts are what ask() understood of it; it is shown and recorded."""
    understood: Understood = NOTHING
    """How the parts and the filters differ from what was typed."""
    tries_others: bool = False
    """Whether, when nothing matches, what may have been meant instead is searched for."""
    is_understood: bool = False
    """Whether it was made of a text as people type, in which a word may be misspelt."""
    in_sentences: bool = False
    """Whether the wanted texts are the sentences of one, of which a quarter must be shown."""
    is_either: bool = False
    """Whether any of the wanted texts is enough: "dog or cat"."""
    offers: tuple[str, ...] = ()
    """Texts to offer beside the answer: each asks for a part of it."""
    beside: Beside | None = None
    """Of the single wanted text, where pictures have the names in it."""
    is_foreign: bool = False
    """Whether its texts are in a language other than English, though nothing in their letters says so."""
    sort: Sort | None = None
    """The order of the matches; None: the best first, the newest where there is nothing to compare with."""

    def __post_init__(self) -> None:
        """Clean the texts, and refuse what cannot be searched for."""
        object.__setattr__(self, "parts", _clean_parts(self.parts))
        if self.said is not None:
            object.__setattr__(self, "said", _clean_text(self.said))
        check_page(self.limit, self.offset)
        if self.min_score is not None and not _is_score(self.min_score):
            raise BadInput(
                f"the minimum score is {self.min_score!r}; it must be a number from 0 to 1",
                ru=f"наименьшая оценка – «{self.min_score}», а нужно число от 0 до 1",
            )
        if self.sort not in (None, *SORTS):
            raise BadInput(
                f"the order is {self.sort!r}; it must be one of {', '.join(SORTS)}",
                ru=f"порядок «{self.sort}» – не одно из: {', '.join(SORTS)}",
            )
        if self.is_browsing and self.sort == "score":
            raise BadInput(
                "there is nothing to compare pictures with; give a text or a picture, or sort by newest or oldest",
                ru="сравнивать не с чем: задайте текст или картинку либо сортируйте по дате",
            )

    @classmethod
    def of(cls, *asked: str | Image.Image | Part, **options: Any) -> Query:  # noqa: ANN401 (the other fields)
        """A query of texts and pictures of equal weight: ``Query.of("a dog", limit=5)``."""
        return cls([_as_part(each) for each in asked], **options)

    @property
    def is_browsing(self) -> bool:
        """Whether nothing is wanted, so that there is nothing to compare pictures with."""
        return all(part.weight < 0 for part in self.parts)

    @property
    def order(self) -> Sort:
        """The order of the matches."""
        return self.sort or ("newest" if self.is_browsing else "score")

    @property
    def texts(self) -> list[str]:
        """The texts, wanted and unwanted."""
        return [part.text for part in self.parts if part.text is not None]

    @property
    def end(self) -> int:
        """Hits up to the end of the page."""
        return self.offset + self.limit

    def __str__(self) -> str:
        """As it is typed; a single text stays as it is."""
        if self.said is not None:
            return self.said
        if len(self.parts) == 1 and self.parts[0].text is not None:
            return self.parts[0].text
        return " ".join(map(str, self.parts))


def _as_part(asked: str | Image.Image | Part) -> Part:
    if isinstance(asked, Part):
        return asked
    return Part(text=asked) if isinstance(asked, str) else Part(image=asked)


def _clean_parts(parts: Sequence[Part]) -> tuple[Part, ...]:
    if len(parts) > MAXIMUM_PARTS:
        raise BadInput(
            f"the query has {counted(len(parts), 'part')}; {MAXIMUM_PARTS} are the most",
            ru=f"частей запроса: {len(parts)}; самое большее {MAXIMUM_PARTS}",
        )
    cleaned = tuple(part if part.text is None else replace(part, text=_clean_text(part.text)) for part in parts)
    for part in cleaned:
        if not 0 < abs(part.weight) <= MAXIMUM_WEIGHT:
            raise BadInput(
                f"the weight of {str(part)!r} is out of range; it must be above 0 and at most 100",
                ru=f"вес части «{part}» недопустим: он должен быть больше 0 и не больше 100",
            )
    return cleaned


def _clean_text(text: str) -> str:
    # What PostgreSQL cannot store, NUL and lone surrogates, says nothing of a scene either.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
    if not any(map(_says_something, text)):
        fault, fault_ru = ("has no words", "в запросе нет слов") if text else ("is empty", "запрос пуст")
        raise BadInput(
            f'the query {fault}; describe a scene, for example "two dogs running in the snow"',
            ru=f"{fault_ru}; опишите сцену, например «две собаки бегут по снегу»",
        )
    if len(text) > MAXIMUM_QUERY_CHARACTERS:
        raise BadInput(
            f"the query has {counted(len(text), 'character')}; {MAXIMUM_QUERY_CHARACTERS:,} are the most",
            ru=f"знаков в запросе: {len(text)}; самое большее {MAXIMUM_QUERY_CHARACTERS}",
        )
    return text


def _is_score(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and 0 <= float(value) <= 1


def _says_something(letter: str) -> bool:
    """Whether it is a letter, a digit, or a small picture."""
    return letter.isalnum() or unicodedata.category(letter) == "So"
