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


@pytest.mark.parametrize("url", ["postgresql://a,b:x/y?nonsense=1", "mysql://a:1,b:2/c"])
def test_nonsense_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        connect_url(url)
    assert url not in str(caught.value)
