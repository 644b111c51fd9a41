"""What a text asks for besides names decides which of the pictures that have them are shown."""

from __future__ import annotations

import pytest
from pgvector import HalfVector

from imgsearch.asking.meaning import Beside
from imgsearch.search import Part, Query, ask
from imgsearch.search.encoded import EncodedQuery
from imgsearch.search.score import score_candidates
from tests.own import FakeOwn
from tests.unit.test_scores import AXIS, Candidate, Told, found_by, models, text

PETER = "Peter Jones"


def test_a_query_has_it_where_the_gallery_knows_the_names() -> None:
    own = FakeOwn(names=frozenset([PETER]))
    query = ask("Peter Jones with a dog in 2019, no snow", own=own)
    assert query.texts == ["Peter Jones with a dog", "snow"]
    assert query.beside == Beside("dog", ("Peter Jones",))
    assert ask("Peter Jones with a dog", own=own).beside == Beside("dog", ("Peter Jones",))
    assert ask("Peter Jones with a dog", own=FakeOwn()).beside is None
    assert ask("Peter Jones with a dog", own=own, literal=True).beside is None


def test_of_the_pictures_that_have_the_names_the_likelier_way_counts() -> None:
    rows = [
        Candidate(0.5, HalfVector(AXIS[0]).to_binary(), persons=[PETER]),
        Candidate(0.5, HalfVector(AXIS[0]).to_binary(), persons=[PETER]),
        Candidate(0.5, HalfVector(AXIS[0]).to_binary(), persons=["Peter Smith"]),
        Candidate(0.5, HalfVector(AXIS[0]).to_binary(), places=[PETER]),
    ]
    query = Query([Part("Jones with a dog")], beside=Beside("a dog", ("Jones",)))
    asked = EncodedQuery(query, [text(0)], [], AXIS[:1], [], beside=text(1))
    told = Told({0: [0.1, 0.6, 0.1, 0.1], 1: [0.9, 0.2, 0.9, 0.9]})
    found = score_candidates(models(told), asked, found_by(rows))
    assert found.score.tolist() == pytest.approx([0.9, 0.6, 0.1, 0.9])
    assert found.matches.tolist() == [True, True, False, True]
    alone = EncodedQuery(query, [text(0)], [], AXIS[:1], [])
    assert score_candidates(models(told), alone, found_by(rows)).matches.tolist() == [False, True, False, False]
