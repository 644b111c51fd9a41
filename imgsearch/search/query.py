"""What is asked for: one value that the command line, the HTTP API, the page and Python all build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from imgsearch.asking import NOTHING, Understood
from imgsearch.errors import BadInput
from imgsearch.queries.filters import EVERYTHING, Filters
from imgsearch.search.pages import check_page

if TYPE_CHECKING:
    from PIL import Image

MAXIMUM_QUERY_CHARACTERS = 2000
MAXIMUM_PARTS = 10
MAXIMUM_WEIGHT = 100.0


@dataclass(frozen=True)
class Part:
    """A text or a picture of a query."""

    text: str | None = None
    image: Image.Image | None = None
    weight: float = 1.0
    """How much it counts; below 0 it is unwanted."""

    def __str__(self) -> str:
        """As it is typed."""
        weight = "" if abs(self.weight) == 1 else f"{abs(self.weight):g}:"
        return f"{'-' if self.weight < 0 else ''}{weight}{self.text if self.text is not None else '(picture)'}"


@dataclass(frozen=True)
class Query:
    """Texts and pictures to search by, which page of the answer, and what the pictures must be.

    Raises:
        BadInput: there are too many parts, none is wanted, a text is empty or too long, a weight or the score is out
            of range, or the page is.
    """

    parts: Sequence[Part]
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
    said: str | None = None
    """What was typed, where the parts are what ask() understood of it; it is shown and recorded."""
    understood: Understood = NOTHING
    """How the parts and the filters differ from what was typed."""
    tries_others: bool = False
    """Whether, when nothing matches, what may have been meant instead is searched for."""

    def __post_init__(self) -> None:
        """Clean the texts, and refuse what cannot be searched for."""
        object.__setattr__(self, "parts", _clean_parts(self.parts))
        if self.said is not None:
            object.__setattr__(self, "said", _clean_text(self.said))
        check_page(self.limit, self.offset)
        if self.min_score is not None and not 0 <= self.min_score <= 1:
            raise BadInput(f"the minimum score is {self.min_score}; it must be a number from 0 to 1")

    @classmethod
    def of(cls, *asked: str | Image.Image | Part, **options: Any) -> Query:  # noqa: ANN401 (the other fields)
        """A query of texts and pictures of equal weight: ``Query.of("a dog", limit=5)``."""
        return cls([_as_part(each) for each in asked], **options)

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
        first = self.parts[0]
        if len(self.parts) == 1 and first.text is not None:
            return first.text
        return " ".join(map(str, self.parts))


def _as_part(asked: str | Image.Image | Part) -> Part:
    if isinstance(asked, Part):
        return asked
    return Part(text=asked) if isinstance(asked, str) else Part(image=asked)


def _clean_parts(parts: Sequence[Part]) -> tuple[Part, ...]:
    if not parts or len(parts) > MAXIMUM_PARTS:
        raise BadInput(f"the query has {len(parts)} parts; it must have between 1 and {MAXIMUM_PARTS}")
    cleaned = tuple(part if part.text is None else replace(part, text=_clean_text(part.text)) for part in parts)
    for part in cleaned:
        if not 0 < abs(part.weight) <= MAXIMUM_WEIGHT:
            raise BadInput(f"the weight of {str(part)!r} is out of range; it must be above 0 and at most 100")
    if all(part.weight < 0 for part in cleaned):
        raise BadInput("all parts of the query are negative; add something to look for")
    return cleaned


def _clean_text(text: str) -> str:
    # What PostgreSQL cannot store, NUL and lone surrogates, says nothing of a scene either.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
    if not text:
        raise BadInput('the query is empty; describe a scene, for example "two dogs running in the snow"')
    if len(text) > MAXIMUM_QUERY_CHARACTERS:
        raise BadInput(f"the query has {len(text)} characters; {MAXIMUM_QUERY_CHARACTERS} are the most")
    return text
