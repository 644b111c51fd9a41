"""Which hits stand on a page: the same ones however the pages are cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from imgsearch.errors import BadInput

Item = TypeVar("Item")

#: Hits that are chosen at a time, and candidates for each of them: docs/benchmarks.md shows what fewer lose.
STAGE_HITS = 10
OVERSAMPLE = 7
#: Candidates that are scored at a time beyond the first hits.
BLOCK = 1000
MAXIMUM_LIMIT = 1000
#: No page reaches further.
MAXIMUM_HITS = 10_000


class Stage(NamedTuple):
    """So many hits are chosen, the best of the first so many candidates that no earlier stage has chosen."""

    hits: int
    candidates: int


def check_page(limit: int, offset: int) -> None:
    """Refuse a page that cannot be given.

    Raises:
        BadInput: limit or offset is out of range.
    """
    if not 1 <= limit <= MAXIMUM_LIMIT:
        raise BadInput(f"the limit is {limit}; it must be between 1 and {MAXIMUM_LIMIT}")
    if offset < 0 or offset + limit > MAXIMUM_HITS:
        raise BadInput(f"hits {offset + 1} to {offset + limit} are out of range; the first {MAXIMUM_HITS} can be seen")


def stages() -> Iterator[Stage]:
    """Ten hits at a time of so many more candidates each, then the rest of the thousand, then whole blocks."""
    first = BLOCK // (STAGE_HITS * OVERSAMPLE)
    for number in range(1, first + 1):
        yield Stage(STAGE_HITS, number * STAGE_HITS * OVERSAMPLE)
    yield Stage(BLOCK - first * STAGE_HITS, BLOCK)
    candidates = BLOCK
    while True:
        candidates += BLOCK
        yield Stage(BLOCK, candidates)


def stages_until(end: int) -> list[Stage]:
    """The stages that choose the first ``end`` hits."""
    chosen: list[Stage] = []
    reached = 0
    for stage in stages():
        chosen.append(stage)
        reached += stage.hits
        if reached >= end:
            break
    return chosen


def candidates_for(end: int) -> int:
    """The number of candidates that must be scored to know the first ``end`` hits."""
    return stages_until(end)[-1].candidates


def choose_page(sort_keys: Sequence[tuple[float, ...]], limit: int, offset: int) -> list[int]:
    """The candidates on a page.

    Args:
        sort_keys: of each candidate, in the order of the candidates; the least is the best, no two are equal.
        limit: hits on the page.
        offset: hits on the pages before.

    Returns:
        Their indexes, best first.
    """
    end = offset + limit
    waiting: list[int] = []
    sequence: list[int] = []
    seen = 0
    for stage in stages_until(end):
        waiting += range(seen, min(stage.candidates, len(sort_keys)))
        seen = max(seen, min(stage.candidates, len(sort_keys)))
        waiting.sort(key=sort_keys.__getitem__)
        sequence += waiting[: stage.hits]
        del waiting[: stage.hits]
    return sorted(sequence[offset:end], key=sort_keys.__getitem__)
