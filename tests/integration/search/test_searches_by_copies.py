"""Searches and checks by copies for other machines say what they say without them."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from imgsearch.doctor.machines import check_machines
from imgsearch.errors import EmptyIndex
from imgsearch.search import Filters, SearchModels
from imgsearch.tables import Image
from imgsearch.vectors import copies as copying
from imgsearch.vectors.compared import Differences, compare_copies, find_differences
from imgsearch.vectors.copies import mend_copies, settle_waiting
from tests.asking import search
from tests.builders import hide
from tests.integration.search.copies_in_place import fill_with_captions, make_first_copies


@pytest.fixture
def ids(session: Session, models: SearchModels) -> list[int]:
    return fill_with_captions(session, models)


def test_the_check_asks_as_searches_do_and_names_the_remedy(session: Session, ids: list[int]) -> None:
    make_first_copies(session)
    mend_copies(session, compare_copies(session))
    assert check_machines(session).is_ok
    session.execute(text("DELETE FROM spread.image WHERE id = :image"), {"image": ids[4]})
    session.commit()
    check = check_machines(session)
    assert check.found == f"image has 29 rows of 30: lacks picture {ids[4]}"
    assert check.remedy == "run `imgsearch db distribute`, as a superuser"
    assert session.scalar(text("SELECT session_user = current_user"))


FILTERS = [
    Filters(),
    Filters(photographer="Anna"),
    Filters(tags=("x",), gallery="half"),
    Filters(orientation="portrait"),
]


@pytest.mark.usefixtures("always_by_index")
def test_searches_through_copies_find_what_indexes_here_found(
    session: Session, ids: list[int], models: SearchModels
) -> None:
    hide(session, Image.id == ids[3])
    session.commit()

    def found() -> list[list[tuple[str, float]]]:
        results = [search(session, models, "a dog on a boat", min_score=0.0, filters=filters) for filters in FILTERS]
        session.rollback()
        return [[(hit.name, round(hit.score, 6)) for hit in result.hits] for result in results]

    before = found()
    assert all(before)
    make_first_copies(session)
    with pytest.raises(EmptyIndex):
        found()
    session.rollback()
    mend_copies(session, compare_copies(session))
    assert found() == before
    assert "p3" not in {name for hits in before for name, _ in hits}


@pytest.mark.parametrize("step", ["mended", "told what was missed"])
def test_a_flag_waits_for_what_is_copied_meanwhile_and_other_changes_do_not(
    session: Session, ids: list[int], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    make_first_copies(session)
    session.execute(text("INSERT INTO spread.waiting VALUES ('image', :image)"), {"image": ids[4]})
    session.commit()
    came: list[str] = []

    def come(now: Session) -> None:
        with Session(now.get_bind().engine) as other:
            other.execute(text("SET lock_timeout = '100ms'"))
            other.execute(update(Image).where(Image.id == ids[4]).values(file_bytes=2))
            with pytest.raises(OperationalError, match="lock timeout"):
                hide(other, Image.id == ids[4])
            came.append(step)

    def find(now: Session, copy: Table, parts: list[int]) -> Differences:
        come(now)
        return find_differences(now, copy, parts)

    if step == "mended":
        session.execute(text("DELETE FROM spread.waiting"))
        session.commit()
        monkeypatch.setattr(copying, "find_differences", find)
        mend_copies(session, compare_copies(session))
    else:
        monkeypatch.setattr(copying, "_refuse_waiting", come)
        settle_waiting(session)
    assert came
