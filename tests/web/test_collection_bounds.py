"""How much a collection takes, how long its link is good for, and in which order things are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.tables import Account, Collection, CollectionPicture
from imgsearch.tables.collection import LONGEST_COLLECTION_NAME
from imgsearch.web.collections import (
    MOST_DAYS,
    add_pictures,
    find_collection,
    list_collections,
    read_member_ids,
    read_shared,
    share,
)

from .conftest import AddPicture

pytestmark = pytest.mark.usefixtures("accounts")


@pytest.fixture
def account(session: Session) -> int:
    found = session.scalar(select(Account.id).where(Account.name == "sam"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "kept"),
    [("x", "x"), ("x" * LONGEST_COLLECTION_NAME, "x" * LONGEST_COLLECTION_NAME), (" a\x00b \n c", "ab c")],
)
def test_a_name_is_kept_in_one_line_up_to_its_bound(session: Session, account: int, name: str, kept: str) -> None:
    made = find_collection(session, account, name)
    assert session.scalar(select(Collection.name).where(Collection.id == made)) == kept
    assert find_collection(session, account, kept) == made


@pytest.mark.parametrize("name", ["", " ", "\x00", "\u200b\u202e", "x" * (LONGEST_COLLECTION_NAME + 1)])
def test_other_names_are_refused(session: Session, account: int, name: str) -> None:
    with pytest.raises(BadInput, match=f"^a collection's name has 1 to {LONGEST_COLLECTION_NAME} characters$"):
        find_collection(session, account, name)


def test_two_requests_that_make_a_collection_at_once_get_the_same(engine: Engine, account: int) -> None:
    blocked = text("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE application_name = 'second'")

    def find() -> int:
        with Session(engine) as second, second.begin():
            second.execute(text("SET LOCAL application_name = 'second'"))
            return find_collection(second, account, "Red")

    with ThreadPoolExecutor(1) as pool, Session(engine) as first, Session(engine) as looking:
        made = find_collection(first, account, "Red")
        found = pool.submit(find)
        while not looking.scalar(blocked):
            assert not found.done(), found.result()
            looking.rollback()
        first.commit()
        assert found.result() == made


def test_a_collection_is_filled_to_its_bound_and_no_further(
    session: Session, account: int, add_picture: AddPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.web.collections.MOST_PICTURES", 3)
    ids = [add_picture(f"{number}.jpg") for number in range(4)]
    made = find_collection(session, account, "Red")
    add_pictures(session, made, ids[:2])
    with pytest.raises(BadInput, match=r"^a collection has at most 3 pictures$"):
        add_pictures(session, made, ids[2:])
    add_pictures(session, made, [ids[2]])
    with pytest.raises(BadInput, match="at most 3"):
        add_pictures(session, made, [ids[3]])
    assert read_member_ids(session, made) == ids[:3]


def test_pictures_of_a_collection_stand_in_the_order_in_which_they_came(
    session: Session, account: int, add_picture: AddPicture
) -> None:
    first, second, third = (add_picture(f"{number}.jpg") for number in range(3))
    made = find_collection(session, account, "Red")
    add_pictures(session, find_collection(session, account, "Other"), [first])
    add_pictures(session, made, [third, second, third])
    session.execute(update(CollectionPicture).values(added_at=func.now() - func.make_interval(0, 0, 0, 1)))
    add_pictures(session, made, [first, second])
    assert read_member_ids(session, made) == [second, third, first]


def test_collections_are_listed_by_name_whatever_their_letters(session: Session, account: int) -> None:
    for name in ("b", "C", "A"):
        find_collection(session, account, name)
    assert [each.name for each in list_collections(session, account)] == ["A", "b", "C"]


@pytest.mark.parametrize("days", [1, MOST_DAYS])
def test_a_link_is_good_for_as_many_days_as_were_said(session: Session, account: int, days: int) -> None:
    made = find_collection(session, account, "Red")
    shared = read_shared(session, share(session, made, days=days))
    now = session.scalar(select(func.now()))
    assert now is not None
    assert shared.shared_until is not None
    assert (shared.id, shared.name, (shared.shared_until - now).days) == (made, "Red", days)


@pytest.mark.parametrize("days", [0, -1, MOST_DAYS + 1])
def test_other_numbers_of_days_are_refused(session: Session, account: int, days: int) -> None:
    with pytest.raises(BadInput, match=f"^a link is good for 1 to {MOST_DAYS} days$"):
        share(session, find_collection(session, account, "Red"), days=days)
