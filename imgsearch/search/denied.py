"""What captions say of what is unwanted: one that denies it does not show it, one that names it does."""

from __future__ import annotations

from itertools import compress
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from imgsearch.asking.denied import denies, names, names_somebody
from imgsearch.asking.somebody import ANYBODY
from imgsearch.search.encode import EncodedText
from imgsearch.search.find import Candidates
from imgsearch.search.similarity import Similarities

Value = TypeVar("Value")


def without_denials(found: Candidates, index: int, text: EncodedText) -> Candidates:
    """Candidates for one unwanted text, as if they had no captions that deny what it names.

    Who asks for a man without a shirt means also him of whom "a man with no shirt" is said, which is near to "shirt"
    in its words and in its meaning. Pixels and other captions say whether one is there.

    Args:
        found: what the database found.
        index: number of the text in the query.
        text: the unwanted text.
    """
    kept = {
        place: [not any(denies(caption, way) for way in _ways(text)) for caption in row.captions]
        for place, row in enumerate(found.rows)
        if row.captions
    }
    kept = {place: are_kept for place, are_kept in kept.items() if not all(are_kept)}
    if not kept:
        return found
    rows = [
        row._replace(captions=_keep(row.captions, kept[place])) if place in kept else row
        for place, row in enumerate(found.rows)
    ]
    similarity: dict[tuple[int, str], Similarities] = {
        key: [_keep(values, kept[place]) if place in kept else values for place, values in enumerate(lists)]
        for key, lists in found.similarity.items()
        if key[0] == index
    }
    return found._replace(rows=rows, similarity=similarity)


def are_named(found: Candidates, text: EncodedText) -> npt.NDArray[np.bool_]:
    """(N,) of which candidates a caption has the words of an unwanted text; without what denies it, it shows it.

    A single word scores low even where it is seen, lower than a sentence. Of people any word for somebody says it.
    """
    ways, is_of_people = _ways(text), asks_for_people(text)
    rows = (
        any(names(caption, way) for caption in row.captions or () for way in ways)
        or (is_of_people and any(map(names_somebody, row.captions or ())))
        for row in found.rows
    )
    return np.fromiter(rows, dtype=np.bool_, count=len(found.rows))


def asks_for_people(text: EncodedText) -> bool:
    """Whether a text names people, whoever they are."""
    return ANYBODY.issuperset((text.english or text.text).split())


def _ways(text: EncodedText) -> list[str]:
    return [text.text] if text.english is None else [text.text, text.english]


def _keep(values: list[Value] | None, kept: list[bool]) -> list[Value] | None:
    return values and list(compress(values, kept))
