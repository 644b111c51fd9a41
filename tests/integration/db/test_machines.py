"""What `imgsearch db distribute` says where it cannot begin, and what holds of its copies without other machines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Column, Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors

from imgsearch.db import connect_url
from imgsearch.db.machines import Machine, own_machine, parse_machine
from imgsearch.errors import BadInput
from imgsearch.queries.filters import FILTERS, Filters
from imgsearch.queries.names import FOLDED
from imgsearch.queries.spread import SpreadImage, select_folded, select_nearest
from imgsearch.tables import CaptionEmbedding, Image, ImageEmbedding
from imgsearch.tables.spread import SpreadCaptionEmbedding, SpreadImageEmbedding
from imgsearch.vectors.distribute import distribute, gather


def test_a_server_without_citus_is_named(engine: Engine) -> None:
    with pytest.raises(BadInput, match=r"this server has no Citus; install its package"):
        list(distribute(engine, [Machine("db2", 5432)]))


def test_only_a_superuser_joins_machines(connect_as: Callable[[str], Engine]) -> None:
    with pytest.raises(BadInput, match="only a superuser may join machines"):
        list(distribute(connect_as("owner"), [Machine("db2", 5432)]))


def test_what_is_on_one_machine_is_not_brought_back(engine: Engine) -> None:
    with pytest.raises(BadInput, match="on this machine already"):
        list(gather(engine))


@pytest.mark.parametrize("given", ["db2", ":5432", "db2:", "db2:port", "db2:0", "db2:65536"])
def test_a_machine_is_a_host_and_a_port(given: str) -> None:
    with pytest.raises(BadInput, match="write HOST:PORT"):
        parse_machine(given)


def test_a_machine_may_be_named_by_an_address() -> None:
    assert parse_machine("[fd00::2]:5432") == ("fd00::2", 5432)


@pytest.mark.parametrize(
    ("url", "machine"),
    [("postgresql://db1/photos", ("db1", 5432)), ("postgresql://db1:6543/photos", ("db1", 6543))],
)
def test_others_reach_this_server_as_its_url_says(url: str, machine: tuple[str, int]) -> None:
    assert own_machine(connect_url(url)) == machine


@pytest.mark.parametrize(
    "url", [URL.create("postgresql", query={"host": "/run/postgresql"}), connect_url("postgresql://db1,db2/photos")]
)
def test_a_socket_or_several_servers_need_a_name(url: URL) -> None:
    with pytest.raises(BadInput, match="--coordinator HOST:PORT"):
        own_machine(url)


def test_every_filter_has_its_columns_in_the_copy() -> None:
    for row in FILTERS.values():
        columns = {each.name for each in visitors.iterate(row.condition) if isinstance(each, Column)}
        assert columns
        assert columns <= set(SpreadImage.c.keys()), row.name


def test_copies_have_the_types_of_what_they_copy() -> None:
    for copy, original in (
        (SpreadImage, Image),
        (SpreadImageEmbedding, ImageEmbedding),
        (SpreadCaptionEmbedding, CaptionEmbedding),
    ):
        for column in copy.c:
            assert column.type is original.__table__.c[column.name].type
            assert column.nullable == original.__table__.c[column.name].nullable


def test_names_are_folded_before_other_machines_are_asked(session: Session) -> None:
    for name in FOLDED:
        asked = str(select_nearest(1, 3, 5, (name,)).compile(session.connection()))
        assert "fold_name" not in asked
        assert f"(folded_{name})" in asked
    given = Filters(photographer="Семёнов", tags=["Ёлка"], gallery="g")
    folded = select_folded(given.names)
    assert folded is not None
    found = session.execute(folded, given.parameters).one()._mapping
    assert found["folded_tags"] == ["tag:елка"]
    assert set(found["folded_photographer"]) == {"семенов", "семёнов"}
    either = Filters(photographer="Семёнов | O’Neil")
    names = session.execute(select_folded(("photographer",)), either.parameters).scalar_one()  # type: ignore[arg-type]
    assert {"семенов", "o'neil"} <= set(names)
    assert select_folded(("gallery",)) is None
