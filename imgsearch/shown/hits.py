"""What a search from Python gives: a sequence of hits that a notebook shows as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, overload

from imgsearch.extras import require
from imgsearch.search.result import MARKS, Hit, SearchResult
from imgsearch.shown.sheet import figure, score_of
from imgsearch.undated import say_why_nothing

if TYPE_CHECKING:
    from pandas import DataFrame

#: Thumbnails in a notebook's cell; each is about 15 kB of the notebook's file.
SHOWN = 50
STYLE = (
    "display:grid;grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:12px;font:13px/1.4 system-ui,sans-serif"
)
NOTHING_MATCHES = {
    "en": "Nothing matches; nearest=True shows the nearest pictures anyway.",
    "ru": "Ничего не найдено; nearest=True покажет ближайшие изображения.",
}


class Hits(Sequence[Hit]):
    """Hits of one search, best first; where nothing was compared, as in browsing, scores and distances are NaN.

    Attributes:
        result: everything that the search said: language, timings, which models it used.
    """

    def __init__(self, result: SearchResult) -> None:
        self.result = result
        self._shown = result.told

    @property
    def message(self) -> str | None:
        """Why there is no match: the disclaimer, or that nothing matches; None when something does."""
        return say_why_nothing(self.result, NOTHING_MATCHES)

    def frame(self) -> DataFrame:
        """One row for each hit, with the fields of Hit as columns but for the digest; no rows when there is none."""
        require("report")
        from pandas import DataFrame

        return DataFrame.from_records(self._shown, columns=list(Hit._fields)).drop(columns="sha256")

    def __len__(self) -> int:
        return len(self._shown)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> list[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | list[Hit]:
        return self._shown[index]

    def __repr__(self) -> str:
        lines = [self.message] if self.message is not None else []
        lines += [f"{hit.rank:>4} {MARKS[hit.band]}{score_of(hit):>5}  {hit.name}" for hit in self._shown]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Thumbnails with their scores; made anew, so that no metadata of the originals gets into a notebook."""
        parts = [f"<p>{escape(self.message)}</p>"] if self.message is not None else []
        if self._shown:
            figures = "".join(map(figure, self._shown[:SHOWN]))
            parts.append(f'<div style="{STYLE}">{figures}</div>')
        if len(self._shown) > SHOWN:
            parts.append(f"<p>and {len(self._shown) - SHOWN} more</p>")
        return "".join(parts)
