"""What is said of what is unwanted: a caption that denies it does not show it; what names it, does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from imgsearch.asking.denial.denied import denies, names, names_somebody
from imgsearch.asking.denial.denying import PREPOSITIONS
from imgsearch.asking.denial.somebody import ANYBODY
from imgsearch.search.candidate import Candidate
from imgsearch.search.encoded import EncodedText
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
    """(N,) of which candidates something has the words of an unwanted text; without what denies it, it shows it.

    A single word scores low even where it is seen, lower than a sentence. Of people any word for somebody says it, and
    that persons are named. "Not in Moscow" and "not by Orlov" name a place and a photographer.
    """
    ways, is_of_people = _ways(text), asks_for_people(text)
    bare = [_without_preposition(way) for way in ways]
    rows = (
        any(names(caption, way) for caption in row.captions or () for way in ways)
        or _is_known(row, bare)
        or (is_of_people and _has_somebody(row))
        for row in found.rows
    )
    return np.fromiter(rows, dtype=np.bool_, count=len(found.rows))


def _is_known(row: Candidate, ways: Sequence[str]) -> bool:
    """Whether a title, tag, place or name of a candidate has the words of a text."""
    by = (row.photographer,) if row.photographer else ()
    known = (*row.titles, *row.tags, *row.places, *(row.persons or ()), *by)
    return any(names(said, way) and not denies(said, way) for said in known for way in ways)


def _has_somebody(row: Candidate) -> bool:
    return bool(row.persons) or any(map(names_somebody, (*(row.captions or ()), *row.tags)))


def _without_preposition(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in PREPOSITIONS else text


def asks_for_people(text: EncodedText) -> bool:
    """Whether a text names people, whoever they are."""
    return ANYBODY.issuperset((text.english or text.text).split())


def _ways(text: EncodedText) -> list[str]:
    return [text.text] if text.english is None else [text.text, text.english]


def _keep(values: list[Value] | None, kept: list[bool]) -> list[Value] | None:
    return values and list(compress(values, kept))
