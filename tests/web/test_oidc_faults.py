"""What faults of an OpenID Connect provider do to the page: one line, and passwords go on."""

from __future__ import annotations

import json
import re
import time

import pytest
from fastapi.testclient import TestClient

from imgsearch.web.config import Roles
from tests.page_logs import page_logs

from .conftest import OpenSite, csrf_of, log_in
from .logins import Issuer

ROLES = Roles({"photo editors": "editor", "admins": "admin", "viewers": "searcher"})


def told(text: str) -> str:
    found = re.search(r'role="alert">(.*?)</p>', text)
    assert found is not None, text
    return found[1]


def nowhere(open_site: OpenSite, issuer: Issuer) -> TestClient:
    """A page whose provider is down."""
    return open_site(oidc=issuer.config(issuer="http://127.0.0.1:1"), roles=ROLES)


def test_a_provider_that_is_down_is_told_of_in_one_line_and_passwords_go_on(
    open_site: OpenSite, issuer: Issuer, accounts: None, capsys: pytest.CaptureFixture[str]
) -> None:
    site = nowhere(open_site, issuer)
    with page_logs():
        for language, said in (
            ("en", "127.0.0.1 does not answer. Try again in a minute."),
            ("ru", "127.0.0.1 не отвечает. Попробуйте ещё раз через минуту."),
        ):
            site.get(f"/language/{language}")
            answer = site.get("/login/oidc")
            assert (answer.status_code, told(answer.text)) == (503, said)
        assert log_in(site, "eve") == 303
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    errors = [line for line in lines if line["level"] == "error"]
    assert [line["event"] for line in errors] == ["oidc"] * 2
    assert errors[0]["error"].startswith("http://127.0.0.1:1 cannot be used: ")
    assert "refused" in errors[0]["error"]


def test_a_provider_that_goes_down_after_the_way_there_is_told_of_too(open_site: OpenSite, accounts: None) -> None:
    with Issuer.running() as short_lived:
        site = open_site(oidc=short_lived.config(), roles=ROLES)
        way = short_lived.way_back(site, "19")
    assert site.get(way).status_code == 503
    assert log_in(site, "eve") == 303
    assert site.post("/logout", data={"csrf": csrf_of(site.get("/review").text)}).status_code == 303


def test_a_provider_that_hangs_is_given_up_soon_and_left_alone_for_a_while(
    open_site: OpenSite, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.web.provider.ANSWER_SECONDS", 0.5)
    site = open_site(oidc=issuer.config(), roles=ROLES)
    issuer.lie(delay=3)
    started = time.monotonic()
    assert [site.get("/login/oidc").status_code for _ in range(5)] == [503] * 5
    assert time.monotonic() - started < 2.5  # asked once
    issuer.lie()
    monkeypatch.setattr("imgsearch.web.provider.LEFT_ALONE_SECONDS", 0)
    again = open_site(oidc=issuer.config(), roles=ROLES)
    assert again.get("/login/oidc").status_code == 303


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"issuer": "https://evil.example"}, "it calls itself https://evil.example; name it so by --oidc-issuer"),
        ({"token_endpoint": "ftp://x"}, "its description names no token_endpoint that is an address of https"),
        ({"jwks_uri": None}, "its description names no jwks_uri that is an address of https"),
        ({"code_challenge_methods_supported": ["plain"]}, "it knows no PKCE with S256"),
    ],
)
def test_a_provider_that_describes_itself_as_another_is_not_used(
    open_site: OpenSite, issuer: Issuer, metadata: dict[str, object], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    issuer.lie(metadata=metadata)
    with page_logs():
        assert open_site(oidc=issuer.config(), roles=ROLES).get("/login/oidc").status_code == 503
    assert f"{issuer.address} cannot be used: {said}" in capsys.readouterr().err


def test_a_provider_with_a_new_key_is_believed_at_once(open_site: OpenSite, issuer: Issuer) -> None:
    site = open_site(oidc=issuer.config(), roles=Roles({}, "searcher"))
    assert site.get(issuer.way_back(site, "20")).status_code == 303
    issuer.lie(new_key=True)
    assert site.get(issuer.way_back(site, "20")).status_code == 303
