"""Which hits stand on a page: the same ones however the pages are cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from numbers import Integral
from typing import NamedTuple, TypeGuard, TypeVar

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
#: Nor are more candidates looked at for it.
MAXIMUM_CANDIDATES = 2 * MAXIMUM_HITS
#: So many candidates in a row of which none matches end an answer: what lies further off is not looked at.
QUIET = 60


class Stage(NamedTuple):
    """So many hits are chosen, the best of the first so many candidates that no earlier stage has chosen."""

    hits: int
    candidates: int


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is a whole number; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def check_page(limit: int, offset: int) -> None:
    """Refuse a page that cannot be given.

    Raises:
        BadInput: limit or offset is out of range.
    """
    if not (is_whole(limit) and is_whole(offset)):
        raise BadInput(f"the limit is {limit!r} and the offset {offset!r}; both have to be whole numbers")
    if not 1 <= limit <= MAXIMUM_LIMIT:
        raise BadInput(
            f"the limit is {limit}; it must be between 1 and {MAXIMUM_LIMIT}",
            ru=f"на странице {limit}, а может быть от 1 до {MAXIMUM_LIMIT}",
        )
    if offset < 0 or offset + limit > MAXIMUM_HITS:
        raise BadInput(
            f"hits {offset + 1} to {offset + limit} are out of range; the first {MAXIMUM_HITS} can be seen",
            ru=f"изображений с {offset + 1} по {offset + limit} не видно; видны первые {MAXIMUM_HITS}",
        )


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


def candidates_after(count: int) -> int:
    """A number of candidates to look at where so many were not enough: at least twice as many, whole stages."""
    return next(stage.candidates for stage in stages() if stage.candidates >= 2 * count)


class Answered(NamedTuple):
    """Where the matches of an answer end."""

    candidates: int
    """So many of the first candidates hold all of them, as far as is known."""
    is_known: bool
    """Whether no further candidate would add a match."""


def find_end(matches: Sequence[bool], *, are_all: bool) -> Answered:
    """Where QUIET candidates in a row bring no match, so that every page of an answer finds the same end.

    Args:
        matches: of each candidate, in the order of the candidates.
        are_all: whether there are no more candidates.
    """
    last = -1
    for index, is_match in enumerate(matches):
        if is_match and index - last > QUIET:
            return Answered(last + 1, is_known=True)
        if is_match:
            last = index
    return Answered(last + 1, is_known=are_all or len(matches) - last > QUIET)


def choose_hits(
    sort_keys: Sequence[tuple[float, ...]],
    end: int,
    series: Sequence[int | None] | None = None,
    *,
    are_all: bool = True,
    eligible: Sequence[bool] | None = None,
) -> list[int]:
    """The first hits in the order of their stages.

    What a series takes away from a stage the next one makes up for, so that more candidates only add to the end.

    Args:
        sort_keys: of each candidate, in the order of the candidates; the least is the best, no two are equal.
        end: number of hits.
        series: of each candidate; of those that share one the first to be chosen stands for all. None: all are shown.
        are_all: whether there are no more candidates; else only stages are gone through that have all of theirs.
        eligible: of each candidate, whether it may be a hit; None: all may.

    Returns:
        Indexes of the candidates, at most ``end``; fewer where the candidates do not suffice.
    """
    waiting: list[int] = []
    sequence: list[int] = []
    taken: set[int] = set()
    seen = quota = 0
    for stage in stages():
        if len(sequence) >= end or (are_all and not waiting and seen == len(sort_keys)):
            break
        if not are_all and stage.candidates > len(sort_keys):
            break
        reached = min(stage.candidates, len(sort_keys))
        waiting += [index for index in range(seen, reached) if eligible is None or eligible[index]]
        seen, quota = reached, quota + stage.hits
        waiting.sort(key=sort_keys.__getitem__)
        waiting = _take(waiting, sequence, quota, taken, series)
    return sequence[:end]


def _take(
    waiting: list[int], sequence: list[int], quota: int, taken: set[int], series: Sequence[int | None] | None
) -> list[int]:
    """Move the best of those that wait to the sequence until it is long enough; those that go on waiting."""
    for place, index in enumerate(waiting):
        if len(sequence) >= quota:
            return waiting[place:]
        own = None if series is None else series[index]
        if own is None or own not in taken:
            sequence.append(index)
            if own is not None:
                taken.add(own)
    return []
