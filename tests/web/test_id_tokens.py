"""ID tokens and answers of a provider that runs and lies: none that is not to be believed lets anybody in."""

from __future__ import annotations

import json
import time

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from tests.page_logs import page_logs

from .conftest import OpenSite
from .logins import ROLES, Issuer, changed, is_somebody, vouched_for


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        ({"claims": {"nonce": "0" * 64}}, "nonce"),
        ({"claims": {"nonce": None}}, "nonce"),
        ({"claims": {"aud": "another page"}}, "aud"),
        ({"claims": {"aud": ["another page"]}}, "aud"),
        ({"claims": {"aud": None}}, "aud"),
        ({"claims": {"aud": ["imgsearch", "another page"], "azp": "another page"}}, "azp"),
        ({"claims": {"iss": "https://evil.example"}}, "iss"),
        ({"claims": {"iss": None}}, "iss"),
        ({"claims": {"exp": int(time.time()) - 60}}, "expired"),
        ({"claims": {"exp": None}}, "exp"),
        ({"claims": {"nbf": int(time.time()) + 3600}}, "not yet valid"),
        ({"claims": {"sub": None}}, "sub"),
        ({"claims": {"sub": ["ann"]}}, "sub"),
        ({"claims": {"sub": ""}}, "subject"),
        ({"claims": {"sub": "x" * 256}}, "subject"),
        ({"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "at_hash"),
        ({"key": "none"}, "none"),
        ({"key": "foreign"}, "signature"),
        ({"key": "public as a secret"}, "HS256"),
    ],
    ids=str,
)
def test_an_id_token_that_is_not_to_be_believed_is_refused(
    site: TestClient,
    issuer: Issuer,
    session: Session,
    lie: dict[str, object],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    issuer.claim("34", groups=["editors"])
    way = issuer.way_back(site, "34")
    issuer.lie(**lie)
    with page_logs():
        assert site.get(way).status_code == 403
    (line,) = (line for line in map(json.loads, capsys.readouterr().err.splitlines()) if line["event"] == "oidc")
    assert said.lower() in line["error"].lower()
    assert (is_somebody(site), vouched_for(session)) == (False, 0)
    issuer.lie()
    assert site.get(issuer.way_back(site, "34")).status_code == 303


def test_userinfo_of_another_person_is_refused(site: TestClient, issuer: Issuer, session: Session) -> None:
    issuer.lie(claims={"groups": None}, userinfo={"sub": "another", "groups": ["admins"]})
    assert site.get(issuer.way_back(site, "35")).status_code == 403
    assert vouched_for(session) == 0


def test_the_answer_of_another_provider_is_refused(open_site: OpenSite, issuer: Issuer) -> None:
    site = open_site(oidc=issuer.config(), roles=ROLES)
    assert site.get(changed(issuer.way_back(site, "36"), iss="https://evil.example")).status_code == 403
    assert site.get(changed(issuer.way_back(site, "36"), iss=issuer.address)).status_code == 303
    issuer.lie(metadata={"authorization_response_iss_parameter_supported": True})
    strict = open_site(oidc=issuer.config(), roles=ROLES)
    assert strict.get(issuer.way_back(strict, "36")).status_code == 403
    assert strict.get(changed(issuer.way_back(strict, "36"), iss=issuer.address)).status_code == 303
