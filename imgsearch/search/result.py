"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from math import nan
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from imgsearch.asking import NOTHING, Understood
from imgsearch.models.loaded import ActiveIds
from imgsearch.search.facets import Count

if TYPE_CHECKING:
    from imgsearch.search.query import Sort

Band = Literal["matches", "maybe", "below"]
#: The best first.
BANDS: tuple[Band, ...] = get_args(Band)
#: In front of a score where hits are written in lines.
MARKS: dict[Band, str] = {"matches": " ", "maybe": "?", "below": "~"}


class Hit(NamedTuple):
    """One picture that was found."""

    rank: int
    """1 is the best."""
    score: float
    """Predicted verdict of the experts, 0..1; in a search by picture the cosine of the two pictures."""
    matches: bool
    """Whether it is shown: as a match, or as what may be one."""
    image_id: int
    name: str
    path: str
    caption: str | None
    """The picture's own caption that is nearest to the query, None when it has none."""
    distance: float
    """Cosine distance of the query and the picture, 0..2."""
    width: int
    height: int
    series: int | None = None
    """Shared by pictures that are one photograph; None alone."""
    more: int = 0
    """Other pictures of its series, for which it stands."""
    taken_at: datetime | None = None
    """By the clock where it was taken."""
    band: Band = "matches"
    """``matches``, ``maybe``, or ``below`` the threshold of this query."""
    sha256: bytes = b""
    """Of the file that was loaded and screened; another one in its place is not shown."""


@dataclass(frozen=True)
class SearchResult:
    """Hits in order, or why there are none."""

    text: str | None
    """What was asked for; None in a search by one picture alone, and in browsing all."""
    language: str | None
    hits: list[Hit]
    """Pictures that match, and those that may, in the order that was asked for; by score the matches come first."""
    nearest: list[Hit]
    """Best pictures below the threshold, best first; to be shown only when asked."""
    disclaimer: str | None = None
    """What to show instead of pictures when the query asks for minors."""
    disclaimer_language: str | None = None
    """Its language, as pages name it: that of the query if the lexicon reads it."""
    candidate_count: int = 0
    encoder_id: int | None = None
    regressor_id: int | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    plan: list[str] = field(default_factory=list)
    """Lines of EXPLAIN ANALYZE, when asked for."""
    offset: int = 0
    """Hits on the pages before."""
    next_offset: int | None = None
    """Where the next page begins; None after the last hit."""
    scan: str | None = None
    """How candidates were found: exact (all were compared), index, or both when the index gave up early."""
    passing: int | None = None
    """Pictures that pass the filters, as far as they were counted."""
    active: ActiveIds | None = None
    """The models that the database named during the search; None when it was not asked."""
    facets: dict[str, list[Count]] = field(default_factory=dict)
    """By what the matches among the candidates can be narrowed; see FACETS."""
    understood: Understood = NOTHING
    """What was understood of the text; see imgsearch.search.ask."""
    is_narrowed: bool = False
    """Whether filters that its text does not name left nothing, together with those that it names."""
    instead: str | None = None
    """What was searched for instead, since nothing matches what was typed; further pages are asked for with it."""
    suggestions: tuple[str, ...] = ()
    """Texts that may have been meant, by the gallery's own names, tags and places."""
    total: int | None = None
    """Matches of all pages together, a series counting as one; None when nothing was searched."""
    total_maybe: int = 0
    """Of these, what only may match."""
    total_is_exact: bool = True
    """Whether there are no more; else there are at least so many, for not all candidates were looked at."""
    is_browsing: bool = False
    """Whether nothing was asked for but what should not be there, so that scores say nothing."""
    order: Sort = "score"
    """The order of the hits."""
    shows_nearest: bool = False
    """Whether pictures below the threshold are to be shown."""

    @property
    def shown(self) -> list[Hit]:
        """The pictures to show, in order."""
        return [*self.hits, *self.nearest] if self.shows_nearest else list(self.hits)

    @property
    def told(self) -> list[Hit]:
        """The pictures to show, without scores and distances (NaN) where nothing was compared."""
        if not self.is_browsing:
            return self.shown
        return [hit._replace(score=nan, distance=nan) for hit in self.shown]

    @property
    def best_score(self) -> float | None:
        """Highest score among the candidates."""
        return max((hit.score for hit in (*self.hits, *self.nearest)), default=None)
