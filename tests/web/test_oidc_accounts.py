"""Accounts of people whom a provider vouches for: never another's, and made by one function."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from imgsearch.errors import BadInput
from imgsearch.search import SearchModels
from imgsearch.tables import Account
from imgsearch.web.accounts import make_token, set_password
from imgsearch.web.app import create_app
from tests.page_logs import page_logs

from .conftest import CONFIG, PASSWORD, OpenSite, log_in
from .logins import ROLES, Issuer, is_somebody


def test_a_name_or_address_of_somebody_with_a_password_gives_nothing_of_theirs(
    site: TestClient, issuer: Issuer, accounts: None, session: Session
) -> None:
    issuer.claim("38", preferred_username="ada", email="ada", name="ada", groups=["editors"])
    assert site.get(issuer.way_back(site, "38")).status_code == 303
    roles = {name: role for name, role in session.execute(select(Account.name, Account.role))}
    assert roles.pop("ada") == "admin"
    ((name, role),) = ((name, role) for name, role in roles.items() if name.startswith("ada-"))
    assert role == "editor"
    assert f'title="{name}"' in site.get("/").text
    site.cookies.clear()
    assert log_in(site, "ada") == 303
    site.cookies.clear()
    # Whom the provider vouches for has no password to guess or to set.
    assert log_in(site, name) == 401
    with pytest.raises(BadInput, match=f"{name} has no password here; {issuer.address} vouches"):
        set_password(session, name, PASSWORD)


def test_a_name_that_is_taken_is_nobodys_else(
    site: TestClient, issuer: Issuer, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.get(issuer.way_back(site, "39")).status_code == 303
    session.execute(text("UPDATE account SET password_hash = 'x', issuer = NULL, subject = NULL"))
    session.commit()
    site.cookies.clear()
    with page_logs():
        assert site.get(issuer.way_back(site, "39")).status_code == 403
    assert "already; remove it with `imgsearch user remove`" in capsys.readouterr().err
    assert not is_somebody(site)


def test_a_subject_of_another_provider_is_another_person(open_site: OpenSite, issuer: Issuer, session: Session) -> None:
    with Issuer.running() as second:
        for provider, groups in ((issuer, ["admins"]), (second, ["editors"])):
            site = open_site(oidc=provider.config(), roles=ROLES)
            provider.claim("40", groups=groups)
            assert site.get(provider.way_back(site, "40")).status_code == 303
    assert sorted(session.scalars(select(Account.role))) == ["admin", "editor"]
    assert len(set(session.scalars(select(Account.name)))) == 2


def test_a_session_ends_where_the_operator_trusts_the_provider_no_more(
    open_site: OpenSite, issuer: Issuer, site: TestClient, accounts: None
) -> None:
    site.get(issuer.way_back(site, "43"))
    for settings in ({}, {"oidc": issuer.config(issuer="https://login.example.org")}):
        later = open_site(**settings)
        later.cookies.update(dict(site.cookies))
        assert not is_somebody(later)
        assert log_in(later, "sam") == 303
        assert is_somebody(later)


def test_a_login_of_the_page_alone_makes_accounts_by_one_function_and_touches_none_with_a_password(
    web_engine: Engine, models: SearchModels, issuer: Issuer, accounts: None, session: Session
) -> None:
    config = replace(CONFIG, oidc=issuer.config(), roles=ROLES)
    issuer.claim("45", groups=["admins"])
    with TestClient(create_app(web_engine, config, models), follow_redirects=False) as browser:
        assert browser.get(issuer.way_back(browser, "45")).status_code == 303
        assert browser.get("/review").status_code == 200
    refused = (
        "INSERT INTO account (name, role, issuer, subject) VALUES ('x', 'admin', 'y', 'z')",
        "UPDATE account SET role = 'admin'",
        "UPDATE account SET password_hash = 'x' WHERE name = 'ada'",
        "UPDATE account SET issuer = 'y', subject = 'z', password_hash = NULL",
        "DELETE FROM account",
    )
    for statement in refused:
        with web_engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.exec_driver_sql(f"SET ROLE imgsearch_web; {statement}")
    with web_engine.connect() as connection, pytest.raises(IntegrityError, match="uq_account_name"):
        connection.exec_driver_sql("SET ROLE imgsearch_web; SELECT admit_account('y', 'z', 'ada', 'searcher')")
    for call in ("NULL, NULL, 'ada', 'searcher'", "'y', NULL, 'new', 'admin'", "NULL, NULL, 'new', 'admin'"):
        with web_engine.connect() as connection:
            assert connection.exec_driver_sql(f"SELECT admit_account({call})").scalar() is None
    session.rollback()
    kept = session.execute(select(Account.role, Account.issuer).where(Account.name == "ada")).one()
    assert tuple(kept) == ("admin", None)


def test_on_a_standby_somebody_known_gets_in_and_nobody_new(
    open_site: OpenSite, issuer: Issuer, engine: Engine, session: Session
) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES)
    assert site.get(issuer.way_back(site, "46")).status_code == 303
    session.rollback()
    name = engine.url.database
    with engine.begin() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    engine.dispose()
    try:
        site.cookies.clear()
        assert site.get(issuer.way_back(site, "46")).status_code == 303
        assert is_somebody(site)
        assert site.get(issuer.way_back(site, "47")).status_code == 403
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql("SET default_transaction_read_only = off")
            connection.commit()
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
            connection.commit()
        engine.dispose()


def test_a_token_ends_with_whoever_vouched_for_its_account(
    open_site: OpenSite, issuer: Issuer, session: Session
) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES)
    issuer.claim("61", name="Tess", groups=["editors"])
    assert site.get(issuer.way_back(site, "61")).status_code == 303
    name = session.scalars(select(Account.name).where(Account.issuer == issuer.config().issuer)).one()
    bearer = {"Authorization": f"Bearer {make_token(session, name, '')}"}
    session.commit()
    site.cookies.clear()
    assert site.get("/review", headers=bearer).status_code == 200
    assert open_site().get("/review", headers=bearer, follow_redirects=False).status_code != 200
