"""Where a login leads, and which rights a visitor's transactions have."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from imgsearch.db.roles import EDITOR_ROLE, SEARCHER_ROLE
from imgsearch.web.accounts import User
from imgsearch.web.visitor import Visitor

from .conftest import CONFIG, PASSWORD, csrf_of, log_in


@pytest.mark.parametrize(("target", "leads_to"), [("/rate?by_list=1", "/rate?by_list=1"), ("//evil.example", "/")])
def test_the_page_that_wanted_a_login_comes_after_it_however_many_tries_it_takes(
    client: TestClient, accounts: None, target: str, leads_to: str
) -> None:
    form = {"name": "sam", "password": "wrong password", "csrf": csrf_of(client.get("/login").text), "next": target}
    answers = [client.post("/login", data=form) for _ in range(CONFIG.logins_per_minute + 1)]
    assert [answer.status_code for answer in answers] == [401] * CONFIG.logins_per_minute + [429]
    kept = [re.findall(r'name="next" value="([^"]*)"', answer.text) for answer in answers]
    assert kept == [[leads_to]] * len(answers)
    answer = client.post("/login", data=form | {"name": "eve", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


@pytest.mark.parametrize(
    ("role", "expected"),
    [(None, SEARCHER_ROLE), ("searcher", SEARCHER_ROLE), ("editor", EDITOR_ROLE), ("admin", EDITOR_ROLE)],
)
def test_editors_and_admins_alone_have_the_rights_of_editors(role: str | None, expected: str) -> None:
    user = User(1, "ann", role, sees_originals=True, epoch=0) if role is not None else None
    assert Visitor.new(user, "en", "192.0.2.1").database_role == expected


def test_who_asks_is_found_out_with_the_rights_of_the_page_alone(
    client: TestClient, accounts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []

    def note(session: Session, *_asked: object) -> None:
        seen.append(session.scalar(text("SELECT current_user")))

    log_in(client, "sam")
    for name in ("read_token", "read_account"):
        monkeypatch.setattr(f"imgsearch.web.visitor.{name}", note)
    client.get("/")
    client.get("/", headers={"Authorization": "Bearer imgs_x"})
    assert seen == ["imgsearch_web"] * 2
