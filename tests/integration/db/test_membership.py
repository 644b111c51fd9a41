from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from imgsearch.db.roles import grant_role
from imgsearch.errors import BadInput


def test_only_a_login_that_exists_becomes_a_member(engine: Engine) -> None:
    odd = 'imgsearch_test_"odd"; DROP'
    member = text("SELECT pg_has_role(:name, 'imgsearch_analyst', 'MEMBER')")
    with engine.connect() as connection:  # rolled back at its end
        with pytest.raises(BadInput, match=r"the server has no role 'imgsearch_test_nobody'; create it"):
            grant_role(connection, "imgsearch_analyst", "imgsearch_test_nobody")
        connection.exec_driver_sql('CREATE ROLE "imgsearch_test_""odd""; DROP"')
        assert connection.scalar(member, {"name": odd}) is False
        grant_role(connection, "imgsearch_analyst", odd)
        assert connection.scalar(member, {"name": odd}) is True
