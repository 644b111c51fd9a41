"""Where an answer ends, how many matches it has, in which order they come, and browsing without a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import numpy as np
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput, EmptyIndex, NoSuchPicture
from imgsearch.search import Filters, Part, Query, SearchModels, SearchResult, Sort, record_search
from imgsearch.search import search as run
from imgsearch.search.find import Candidates
from imgsearch.search.pages import QUIET
from imgsearch.search.score import Scores
from imgsearch.tables import Image
from tests.asking import search, search_parts
from tests.builders import fill, hide
from tests.fakes import unit

from .conftest import AddImage

#: Distances of the candidates that match, from the first one on.
PLACES = {0, 3, 9, 40, 98, 99, 100, 155}
BEYOND = 155 + QUIET + 5


@pytest.fixture
def many(session: Session, models: SearchModels, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """A thousand pictures of which the candidates in PLACES match, and one that is too far off; the ids of those."""
    fill(session, models, 1000)
    matching: set[int] = set()

    def score(_models: object, _encoded: object, found: Candidates, _remembered: object) -> Scores:
        places = np.arange(len(found.rows))
        matches = np.isin(places, [*PLACES, BEYOND])
        matching.update(found.rows[place].image_id for place in sorted(PLACES) if place < len(found.rows))
        return Scores(np.asarray(matches * (0.5 + places % 7 / 20), dtype=np.float32), matches)

    monkeypatch.setattr("imgsearch.search.scan.score_candidates", score)
    return matching


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 8, 10, 100])
def test_pages_hold_all_matches_once_and_the_last_one_says_so(
    session: Session, models: SearchModels, many: set[int], limit: int
) -> None:
    offset: int | None = 0
    found: list[int] = []
    results: list[SearchResult] = []
    while offset is not None:
        results.append(search(session, models, "dog", limit=limit, offset=offset))
        found += [hit.image_id for hit in results[-1].hits]
        offset = results[-1].next_offset
    assert sorted(found) == sorted(many)
    assert [len(result.hits) for result in results[:-1]] == [limit] * (len(results) - 1)
    assert results[-1].hits != []
    assert (results[-1].total, results[-1].total_is_exact) == (len(PLACES), True)


@pytest.mark.usefixtures("many")
def test_a_scan_that_ended_early_says_at_least_how_many(session: Session, models: SearchModels) -> None:
    first = search(session, models, "dog", limit=3)
    assert (first.total, first.total_is_exact, first.next_offset) == (6, False, 3)  # a match is near the end of it
    whole = search(session, models, "dog", limit=10)
    assert (whole.total, whole.total_is_exact, whole.next_offset) == (8, True, None)


def test_a_series_counts_as_one(session: Session, models: SearchModels, add_image: AddImage) -> None:
    for number in range(4):
        add_image(f"{number}.jpg", unit(1, number))
    session.execute(update(Image).where(Image.name != "3.jpg").values(series=7))
    session.commit()
    found = search(session, models, "dog", min_score=0)
    assert (found.total, len(found.hits), found.next_offset) == (2, 2, None)
    assert search(session, models, "dog", min_score=0, every=True).total == 4


@pytest.fixture
def dated(session: Session, add_image: AddImage) -> None:
    """Four pictures of which one has no date, and a hidden one."""
    for number, name in enumerate(("b.jpg", "a.jpg", "none.jpg", "c.jpg", "hidden.jpg")):
        add_image(name, unit(1, number))
        if name != "none.jpg":
            taken = update(Image).where(Image.name == name)
            session.execute(taken.values(taken_at=datetime(2020 + number % 3, 5, 1), photographer="Ann"))
    hide(session, Image.name == "hidden.jpg")
    session.commit()


def names(result: SearchResult) -> list[str]:
    return [hit.name for hit in result.hits]


@pytest.mark.usefixtures("dated")
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["a.jpg", "c.jpg", "b.jpg", "none.jpg"]),
        ("oldest", ["b.jpg", "c.jpg", "a.jpg", "none.jpg"]),
        ("score", ["b.jpg", "a.jpg", "none.jpg", "c.jpg"]),
    ],
)
def test_matches_come_in_the_order_that_is_asked_for_over_all_pages(
    session: Session, models: SearchModels, sort: Sort, expected: list[str]
) -> None:
    def find(**options: Any) -> SearchResult:  # noqa: ANN401
        return search(session, models, "dog", sort=sort, min_score=0.0, **options)

    assert names(find()) == expected
    pages = [find(limit=1, offset=offset) for offset in range(4)]
    assert [name for page in pages for name in names(page)] == expected
    assert [page.next_offset for page in pages] == [1, 2, 3, None]
    assert [page.hits[0].rank for page in pages] == [1, 2, 3, 4]


@pytest.mark.usefixtures("dated")
def test_weaker_pictures_come_after_the_matches_whatever_their_date(session: Session, models: SearchModels) -> None:
    found = search(session, models, "dog", sort="newest", nearest=True, min_score=1.0)
    assert (found.hits, [hit.name for hit in found.nearest]) == ([], ["b.jpg", "a.jpg", "none.jpg", "c.jpg"])


@pytest.mark.usefixtures("dated")
def test_browsing_shows_all_that_may_be_shown_by_date(session: Session, models: SearchModels) -> None:
    newest = run(session, models, Query(()))
    assert names(newest) == ["a.jpg", "c.jpg", "b.jpg", "none.jpg"]
    assert (newest.total, newest.total_is_exact, newest.next_offset, newest.is_browsing) == (4, True, None, True)
    assert newest.facets["year"][0].value == "2020"
    pages = [run(session, models, Query((), limit=3, offset=offset, sort="oldest")) for offset in (0, 3)]
    assert [names(page) for page in pages] == [["b.jpg", "c.jpg", "a.jpg"], ["none.jpg"]]
    assert [page.next_offset for page in pages] == [3, None]
    assert record_search(session, newest) is None


@pytest.mark.usefixtures("dated")
def test_browsing_obeys_filters_and_shows_one_of_a_series(session: Session, models: SearchModels) -> None:
    session.execute(update(Image).where(Image.name.in_(["a.jpg", "b.jpg"])).values(series=5))
    session.commit()
    assert names(run(session, models, Query(()))) == ["a.jpg", "c.jpg", "none.jpg"]
    assert names(run(session, models, Query((), sort="oldest"))) == ["b.jpg", "c.jpg", "none.jpg"]
    assert run(session, models, Query(())).hits[0].more == 1
    before = Filters(taken_to=datetime(2021, 1, 1))
    assert names(run(session, models, Query((), filters=before))) == ["c.jpg", "b.jpg"]
    with pytest.raises(EmptyIndex, match="no picture with a vector passes the filters: photographer Bo"):
        run(session, models, Query((), filters=Filters(photographer="Bo")))


def test_nothing_can_be_scored_where_nothing_is_asked_for() -> None:
    with pytest.raises(BadInput, match="nothing to compare pictures with"):
        Query((), sort="score")
    with pytest.raises(BadInput, match="must be one of score, newest, oldest"):
        Query.of("dog", sort="best")


def test_a_tag_that_means_a_minor_is_refused_like_a_text(session: Session, models: SearchModels) -> None:
    found = run(session, models, Query((), filters=Filters(tags=("boy",))))
    assert found.disclaimer is not None
    assert (found.hits, found.total) == ([], None)


def test_a_picture_of_the_gallery_is_asked_by_and_is_no_hit_of_its_own(
    session: Session, models: SearchModels, add_image: AddImage
) -> None:
    ids = [add_image(f"{number}.jpg", unit(1, number)) for number in range(3)]
    found = search_parts(session, models, [Part(like=ids[1])])
    assert ids[1] not in [hit.image_id for hit in found.hits]
    assert (len(found.hits), found.total, found.text) == (2, 2, None)
    hide(session, Image.id == ids[1])
    session.commit()
    for missing in (ids[1], 10**6):
        with pytest.raises(NoSuchPicture, match=f"there is no picture {missing} to search by"):
            search_parts(session, models, [Part(like=missing)])


def test_what_matches_in_the_gallery_matches_where_a_narrowed_search_finds_nothing(
    session: Session, models: SearchModels, add_image: AddImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best of the gallery decides, as what is judged beside a weak one alone would not match."""
    best = add_image("best.jpg", unit(1), photographer="Ann Lee")
    weak = add_image("weak.jpg", unit(1, 1), photographer="Bo Day")
    looked: list[list[int]] = []

    def score(_models: object, _encoded: object, found: Candidates, _remembered: object) -> Scores:
        ids = [row.image_id for row in found.rows]
        looked.append(ids)
        return Scores(np.full(len(ids), 0.5, np.float32), np.full(len(ids), best in ids))

    monkeypatch.setattr("imgsearch.search.scan.score_candidates", score)
    judging = replace(models, absence=cast(Any, object()))
    wide = search(session, judging, "dog")
    assert {count.value: count.matches for count in wide.facets["photographer"]} == {"Ann Lee": 1, "Bo Day": 1}
    assert looked == [[best, weak]]  # without filters nothing is judged twice
    narrowed = search(session, judging, "dog", filters=Filters(photographer="Bo Day"))
    assert ([hit.image_id for hit in narrowed.hits], narrowed.total) == ([weak], 1)
    assert looked[1:] == [[weak], [best, weak], [best, weak, weak]]
    alone = search(session, judging, "dog", filters=Filters(photographer="Bo Day"), min_score=0.9)
    assert alone.hits == []
