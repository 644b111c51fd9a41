from __future__ import annotations

import pytest
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from imgsearch.db import connect_url
from imgsearch.errors import BadInput


def test_several_hosts_are_written_as_libpq_has_them() -> None:
    url = connect_url("postgresql://ann:p%40ss@db1:5432,db2:5433/photos?target_session_attrs=prefer-standby")
    _, options = PGDialect_psycopg().create_connect_args(url)  # type: ignore[no-untyped-call]
    assert options == {
        "user": "ann",
        "password": "p@ss",
        "host": "db1,db2",
        "port": "5432,5433",
        "dbname": "photos",
        "target_session_attrs": "prefer-standby",
    }


@pytest.mark.parametrize("host", ["%2Frun%2Fpostgresql", "%2frun%2fpostgresql:5433"])
@pytest.mark.parametrize("user", ["", "ann@", "ann:p%40s%2Fs@"])
def test_the_folder_of_a_socket_stands_where_libpq_has_it(user: str, host: str) -> None:
    _, options = PGDialect_psycopg().create_connect_args(  # type: ignore[no-untyped-call]
        connect_url(f"postgresql://{user}{host}/photos")
    )
    expected = {"host": "/run/postgresql", "dbname": "photos"} | ({"port": "5433"} if ":" in host else {})
    expected |= {"user": "ann"} if user else {}
    assert options == expected | ({"password": "p@s/s"} if ":" in user else {})


@pytest.mark.parametrize("url", ["postgresql://a,b:x/y?nonsense=1", "mysql://a:1,b:2/c"])
def test_nonsense_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        connect_url(url)
    assert url not in str(caught.value)
