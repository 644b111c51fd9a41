"""What an address or a body says counts, or is refused by name; a file from the page has what the page shows."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from imgsearch.tables import Collection, Image
from imgsearch.web.accounts import make_token

from .conftest import BLUE, RED, AddPicture, OpenSite, jpeg


@pytest.fixture
def editor(session: Session, accounts: None) -> dict[str, str]:
    token = make_token(session, "eve", "t")
    session.commit()
    return {"Authorization": f"Bearer {token}"}


def test_each_of_several_tags_counts_however_they_are_written(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    both, one = add_picture("a.png"), add_picture("b.png")
    session.execute(update(Image).values(tags=["snow"]))
    session.execute(update(Image).where(Image.id == both).values(tags=["ice", "snow"]))
    session.commit()
    for written in ("tags=ice&tags=snow", "tags=ice,snow", "tags=snow&tags=&tags=ice"):
        hits = client.get(f"/api/search?{written}").json()["hits"]
        assert [hit["image_id"] for hit in hits] == [both], written
        assert f"/picture/{one}?" not in client.get(f"/?{written}").text
    long = "&".join(["tags=" + "x" * 300] * 4)
    assert client.get(f"/api/search?{long}").json() == {"detail": "tags has more than 1000 characters"}
    assert client.get(f"/?{long}").status_code == 400


@pytest.mark.parametrize("twice", ["limit=1&limit=2", "photographer=a&photographer=b", "literal=1&literal=0"])
def test_of_two_values_none_is_dropped_without_a_word(client: TestClient, add_picture: AddPicture, twice: str) -> None:
    add_picture("r.jpg")
    answer = client.get(f"/api/search?q=red&{twice}")
    name = twice.partition("=")[0]
    assert answer.status_code == 422
    assert answer.json() == {"detail": f"{name} stands in the address more than once; give it one value"}


@pytest.mark.parametrize(
    "asked",
    [
        ("DELETE", "/api/pictures/{id}?reason=asked&forevr=true", None),
        ("DELETE", "/api/pictures/{id}?reason=asked&forever=true&forever=false", None),
        ("GET", "/api/collections?page=2", None),
        ("POST", "/api/collections/1/share?day=3", None),
        ("GET", "/api/shared/x?day=3", None),
        ("POST", "/api/collections", {"name": "W", "image": [1]}),
        ("POST", "/api/reports", {"image_id": 1, "kind": "other", "why": "x"}),
        ("POST", "/api/reports?reason=x", {"image_id": 1, "kind": "other"}),
    ],
)
def test_every_route_refuses_what_it_does_not_read(
    open_site: OpenSite,
    add_picture: AddPicture,
    session: Session,
    editor: dict[str, str],
    asked: tuple[str, str, dict[str, Any] | None],
) -> None:
    method, path, body = asked
    answer = open_site().request(method, path.format(id=add_picture("r.jpg")), json=body, headers=editor)
    assert answer.status_code == 422, answer.text
    assert isinstance(answer.json()["detail"], str)
    assert session.scalar(select(func.count()).select_from(Image)) == 1
    assert session.scalar(select(func.count()).select_from(Collection)) == 0


@pytest.mark.parametrize(
    "asked",
    ["/?q=red&min_score=0%2C01", "/?q=red&min_score=+0", "/?like={id}", "/?q=red&nearest=1", "/?sort=score&browse=1"],
)
def test_a_file_has_what_the_page_shows(client: TestClient, add_picture: AddPicture, asked: str) -> None:
    image_id = add_picture("r.jpg", RED)
    add_picture("b.jpg", BLUE)
    page = client.get(asked.format(id=image_id)).text
    shown = [int(found) for found in re.findall(r'class="tile[^"]*" href="/picture/(\d+)', page)]
    link = re.search(r'href="(/api/search\?[^"]*format=csv[^"]*)"', page)
    assert link is not None
    answer = client.get(unescape(link[1]))
    assert answer.status_code == 200, answer.text
    assert [int(row["image_id"]) for row in csv.DictReader(answer.text.lstrip("\ufeff").splitlines())] == shown


def test_an_upload_loses_no_file_and_no_path(
    open_site: OpenSite, editor: dict[str, str], tmp_path: Path, add_picture: AddPicture
) -> None:
    site = open_site(uploads=tmp_path)
    one: Any = ("picture", ("a.jpg", jpeg(RED)))
    two_paths = [one, ("path", (None, "b.jpg")), ("path", (None, "c.jpg"))]
    for address, form, name in (
        ("/api/pictures", [one, one], "picture"),
        ("/api/pictures", two_paths, "path"),
        ("/api/pictures?path=d.jpg", [one], "path"),
    ):
        answer = site.post(address, files=form, headers=editor)
        assert answer.status_code == 422
        assert name in answer.json()["detail"]
    assert list(tmp_path.glob("[a-d].jpg")) == []
    tags = [("tags", (None, tag)) for tag in "xy"]
    assert site.post("/api/pictures", files=[one, *tags], headers=editor).status_code == 202
    add_picture("r.jpg")
    assert site.post("/api/search/image", files=[one, one]).status_code == 200
