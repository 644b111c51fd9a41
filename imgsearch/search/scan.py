"""How far a search looks: far enough for its page, and to know whether another one follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from imgsearch.models.loaded import SearchModels
from imgsearch.search.candidate import Candidate
from imgsearch.search.denied import without_denials
from imgsearch.search.encoded import EncodedQuery
from imgsearch.search.evident import are_shown
from imgsearch.search.facets import Count, count_facets, number_photographs
from imgsearch.search.find import Candidates, find_candidates
from imgsearch.search.pages import MAXIMUM_CANDIDATES, candidates_after, candidates_for, find_end
from imgsearch.search.query import Query
from imgsearch.search.rank import MATCHES, Judged, choose, choose_dated, choose_others, judge, rank_hits
from imgsearch.search.result import Hit
from imgsearch.search.score import Scores, score_candidates
from imgsearch.search.score_text import Remembered
from imgsearch.search.threads import one_thread
from imgsearch.search.timer import Timer
from imgsearch.search.wide import find_deciding, has_wider, put_in_front
from imgsearch.search.written import write_places

#: Candidates that every search looks at: most answers end among them, so that their total is known.
FIRST_LOOK = 100
#: Candidates among which matches are sorted by date, where the answer has not ended before.
MAXIMUM_SORTED = 5_000


class Scan(NamedTuple):
    """What one page needs to know of the candidates."""

    found: Candidates
    hits: list[Hit]
    """Of the page."""
    nearest: list[Hit]
    """Of the page, those that do not match."""
    facets: dict[str, list[Count]]
    total: int
    total_maybe: int
    """Of the total, what only may match."""
    total_is_exact: bool
    has_more: bool
    """Whether there are hits on the pages after."""


class _Looked(NamedTuple):
    """Candidates with their scores."""

    judged: Judged
    are_all: bool
    """Whether there are no more candidates."""
    eligible: npt.NDArray[np.bool_]
    """(N,) candidates that may be shown: not the pictures that were asked by."""
    answers: npt.NDArray[np.bool_]
    """(N,) the matches of the answer."""
    is_ended: bool
    """Whether no further candidate would add a match."""

    @property
    def is_empty(self) -> bool:
        """Whether the answer has no match."""
        return self.is_ended and not self.answers.any()


def scan(session: Session, models: SearchModels, encoded: EncodedQuery, timer: Timer, *, explain: bool) -> Scan:
    """Find, score and choose, of as many candidates as one page needs.

    Matches alone are chosen where no others are to be shown, so that a page is full as long as there are enough.
    """
    query, scanner = encoded.query, _Scanner(session, models, encoded, timer, explain)
    count = first_count(query)
    while True:
        looked = scanner.look(count)
        if looked.is_empty and has_wider(models, query) and scanner.widen():
            looked = scanner.look(count)
        with timer("rescore"), one_thread():
            chosen, total = _choose(query, looked), _count(query, looked)
        if looked.are_all or _suffices(query, looked, len(chosen), total) or count >= _most(query):
            break
        count = max(candidates_after(count), candidates_for(query.end))
    judged, found = looked.judged, looked.judged.found
    with timer("rescore"), one_thread():
        ranked = rank_hits(encoded, judged, chosen)
        others = [] if query.nearest or query.offset else choose_others(query, judged, looked.eligible)
        nearest = ranked[1] or rank_hits(encoded, judged, [*chosen[: query.end], *others])[1]
        answers = list(compress(found.rows, looked.answers.tolist()))
        facets = count_facets(answers, every=query.every)
    facets = write_places(session, facets, answers)
    has_more = max(len(chosen), total) > query.end or (query.nearest and not looked.are_all)
    maybe = total - _count_sure(query, looked)
    return Scan(found, ranked[0], nearest, facets, total, maybe, looked.is_ended, has_more)


def find_matches(
    session: Session, models: SearchModels, encoded: EncodedQuery, timer: Timer
) -> tuple[Candidates, list[Candidate]]:
    """What was looked at up to the end of an answer, MAXIMUM_CANDIDATES at most, and all of it that shows a text.

    What its captions deny no picture shows, and what they name it does, unlike in a search for it.
    """
    scanner, count = _Scanner(session, models, encoded, timer, explain=False, is_unwanted=True), FIRST_LOOK
    while True:
        looked = scanner.look(count)
        if looked.are_all or looked.is_ended or count >= MAXIMUM_CANDIDATES:
            found = looked.judged.found
            return found, list(compress(found.rows, looked.answers.tolist()))
        count = min(candidates_after(count), MAXIMUM_CANDIDATES)


def first_count(query: Query) -> int:
    """Candidates that are looked at first."""
    # Where only matches are shown, most answers end long before a large page is full.
    return max(candidates_for(query.end), FIRST_LOOK) if query.nearest or query.offset else FIRST_LOOK


@dataclass
class _Scanner:
    session: Session
    models: SearchModels
    encoded: EncodedQuery
    timer: Timer
    explain: bool
    is_unwanted: bool = False
    """Whether the text is unwanted: captions that deny it do not show it, those that name it do, as do pixels."""
    deciding: Candidates | None = None
    """Candidates of another search by which it is judged what matches; None: by those of this one."""
    is_widened: bool = False
    remembered: Remembered = field(default_factory=dict)
    """Who looks further scores what is new only."""

    def look(self, count: int) -> _Looked:
        """The first candidates, scored."""
        # One more than is looked at tells whether there are more.
        found = find_candidates(self.session, self.models, self.encoded, count + 1, self.timer, explain=self.explain)
        are_all = len(found.rows) <= count
        found = found.part(0, count)
        texts = self.encoded.texts if self.is_unwanted else []
        for index, text in enumerate(texts):
            found = without_denials(found, index, text)
        with self.timer("rescore"), one_thread():
            scores = self._score(found)
            for text in texts:
                scores = scores._replace(matches=scores.matches | are_shown(self.models, found, text))
        eligible = np.array([row.image_id not in self.encoded.liked for row in found.rows], dtype=np.bool_)
        answers = scores.matches & eligible
        end = find_end(answers.tolist(), are_all=are_all)
        answers[end.candidates :] = False
        return _Looked(judge(found, scores), are_all, eligible, answers, end.is_known)

    def widen(self) -> bool:
        """Whether others decide from now on: those of the whole gallery, if any of them matches; asked once."""
        if self.is_widened:
            return False
        self.is_widened = True
        wide = find_deciding(self.session, self.models, self.encoded, self.timer)
        with self.timer("rescore"), one_thread():
            is_shown = score_candidates(self.models, self.encoded, wide, self.remembered).matches.any()
        self.deciding = wide if is_shown else None
        return bool(is_shown)

    def _score(self, found: Candidates) -> Scores:
        if self.deciding is None:
            return score_candidates(self.models, self.encoded, found, self.remembered)
        scores = score_candidates(self.models, self.encoded, put_in_front(self.deciding, found), self.remembered)
        return scores.part(len(self.deciding.rows))


def _choose(query: Query, looked: _Looked) -> list[int]:
    """The candidates up to the end of the page and one more."""
    if query.order != "score":
        return choose_dated(query, looked.judged, looked.answers, looked.eligible)
    eligible = looked.eligible if query.nearest else looked.answers
    are_all = looked.are_all or (looked.is_ended and not query.nearest)
    return choose(query, looked.judged, are_all=are_all, eligible=eligible)


def _suffices(query: Query, looked: _Looked, chosen: int, total: int) -> bool:
    """Whether the page is full, and it is known whether another one follows."""
    if query.order != "score":
        # By date the last candidate may be the first hit.
        return looked.is_ended
    if query.nearest:
        return chosen >= query.end
    return looked.is_ended or (chosen >= query.end and total > query.end)


def _most(query: Query) -> int:
    return MAXIMUM_CANDIDATES if query.order == "score" else max(MAXIMUM_SORTED, candidates_for(query.end))


def _count(query: Query, looked: _Looked) -> int:
    """Matches of the answer, as far as was looked."""
    return _count_photographs(query, looked, looked.answers.tolist())


def _count_sure(query: Query, looked: _Looked) -> int:
    """Of these, what matches for sure; a series does where one of it does."""
    bands = (band for band, *_ in looked.judged.keys)
    sure = [answer and band == MATCHES for answer, band in zip(looked.answers.tolist(), bands, strict=True)]
    return _count_photographs(query, looked, sure)


def _count_photographs(query: Query, looked: _Looked, chosen: list[bool]) -> int:
    return len(set(number_photographs(compress(looked.judged.found.rows, chosen), every=query.every)))
