"""ID tokens are kept for the way out at the provider, and nobody reads them."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from imgsearch.tables import IdToken
from imgsearch.web.id_tokens import LONGEST
from tests.page_logs import page_logs

from .conftest import OpenSite, csrf_of
from .logins import ROLES, Issuer, is_somebody


def kept(session: Session) -> list[Any]:
    session.rollback()
    return list(session.scalars(select(IdToken).order_by(IdToken.kept_until)))


def hint_of_logout(browser: TestClient) -> str | None:
    """What a browser that logs out is to bring the provider."""
    out = browser.post("/logout", data={"csrf": csrf_of(browser.get("/rate").text)})
    (address,) = re.findall(r'<a class="button" href="([^"]*)"', out.text)
    hints = parse_qs(urlsplit(address.replace("&amp;", "&")).query).get("id_token_hint")
    return hints[0] if hints else None


def test_an_id_token_is_kept_for_the_way_out_alone_and_nobody_reads_it(
    open_site: OpenSite, site: TestClient, issuer: Issuer, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    other = open_site(oidc=issuer.config(), roles=ROLES)
    with page_logs():
        for browser in (site, other):
            browser.get(issuer.way_back(browser, "60"))
        rows = [(row.session_sha256, row.sealed, row.kept_until) for row in kept(session)]
        now = session.scalar(select(func.now()))
        assert now is not None
        assert [timedelta(days=13) < until - now <= timedelta(days=14) for _, _, until in rows] == [True, True]
        cookies = " ".join(f"{name}={value}" for browser in (site, other) for name, value in browser.cookies.items())
        hint = hint_of_logout(site)
    assert hint is not None
    assert b'"60"' in urlsafe_b64decode(hint.split(".")[1] + "==")
    for part in hint.split("."):
        assert part not in cookies
        assert not any(part.encode() in sealed or part.encode() in key for key, sealed, _ in rows)
    assert "eyJ" not in capsys.readouterr().err
    assert kept(session) == []  # the other browser's too, whose session has ended
    assert not is_somebody(other)


def test_a_token_that_is_too_long_or_no_longer_whole_is_none(
    site: TestClient, issuer: Issuer, session: Session
) -> None:
    issuer.lie(claims={"more": "x" * LONGEST})
    site.get(issuer.way_back(site, "61"))
    assert kept(session) == []
    assert hint_of_logout(site) is None
    issuer.lie()
    changes: list[dict[str, Any]] = [
        {"sealed": IdToken.sealed.op("||")(b"\0")},
        {"kept_until": func.now() - timedelta(seconds=1)},
    ]
    for change in changes:
        site.get(issuer.way_back(site, "61"))
        session.execute(update(IdToken).values(change))
        session.commit()
        assert hint_of_logout(site) is None


def test_tokens_whose_time_has_come_go_with_the_next_login(site: TestClient, issuer: Issuer, session: Session) -> None:
    site.get(issuer.way_back(site, "62"))
    session.execute(update(IdToken).values(kept_until=func.now() - timedelta(seconds=1)))
    session.commit()
    before = [row.session_sha256 for row in kept(session)]
    site.get(issuer.way_back(site, "63"))
    after = [row.session_sha256 for row in kept(session)]
    assert (len(before), len(after)) == (1, 1)
    assert before != after


def test_none_is_kept_where_the_provider_has_no_logout(open_site: OpenSite, issuer: Issuer, session: Session) -> None:
    issuer.lie(metadata={"end_session_endpoint": None})
    site = open_site(oidc=issuer.config(), roles=ROLES)
    site.get(issuer.way_back(site, "64"))
    assert is_somebody(site)
    assert kept(session) == []
