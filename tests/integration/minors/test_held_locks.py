"""No login that only reads keeps a picture from being hidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from imgsearch.minors.review import review
from imgsearch.tables import Image

#: Advisory locks of numbers that anybody can read in our source, now or before.
NUMBERS = (7_236_105_318, 7_236_105_319)
TABLES = ("image", "screening_policy")


@pytest.mark.parametrize("role", ["searcher", "analyst"])
def test_whatever_a_reader_locks_a_flag_is_written(
    session: Session, gallery: dict[str, int], connect_as: Callable[[str], Engine], role: str
) -> None:
    reader = connect_as(role)
    with reader.connect() as held:
        for number in NUMBERS:
            held.execute(select(func.pg_advisory_lock(number)))
        for table in TABLES:
            held.execute(text(f"LOCK TABLE {table} IN ACCESS SHARE MODE"))
        held.execute(select(Image.id)).all()
        session.execute(text("SET LOCAL lock_timeout = '2s'"))
        review(session, ["dog.jpg"], "flag", "eve")
        session.commit()
        assert session.scalar(select(Image.is_hidden).where(Image.name == "dog.jpg"))
        held.execute(select(func.pg_advisory_unlock_all()))


@pytest.mark.parametrize("role", ["searcher", "analyst", "web"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT begin_batch()",
        "SELECT FROM screening_policy FOR KEY SHARE",
        "SELECT FROM screening_policy FOR NO KEY UPDATE",
        "LOCK TABLE screening_policy IN SHARE MODE",
    ],
)
def test_nobody_else_holds_what_batches_wait_for(
    gallery: dict[str, int], connect_as: Callable[[str], Engine], role: str, statement: str
) -> None:
    with connect_as(role).connect() as other, pytest.raises(DBAPIError, match="permission denied"):
        other.execute(text(statement))
