"""Whatever is asked about a picture that may not be shown is answered as about one that never was."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from imgsearch.minors.review import review
from imgsearch.tables import Image
from tests.builders import demand_screening

from .conftest import AddPicture, csrf_of, flag, log_in, routes_of

#: Ids are from here on, so that they are found in answers; no picture ever had the other.
FIRST, NEVER = 7001, 7999
VISITORS = (None, "sam", "tom")
#: What differs from answer to answer whatever is asked.
CHANGING = re.compile(r'(?<=name="csrf" value=")\w+|(?<=name="csrf-token" content=")\w+|(?<=search=)[\w.-]+')
CHANGING_HEADERS = {"date", "set-cookie", "x-request-id", "content-length"}


class Asked(NamedTuple):
    """A request about a picture: its route, and how it is sent."""

    method: str
    route: str
    rest: str = ""
    """Of the address."""
    data: dict[str, str] | None = None
    json: dict[str, Any] | None = None


ABOUT = (
    Asked("GET", "/thumbnail/{image_id}.webp"),
    Asked("GET", "/picture/{image_id}"),
    Asked("GET", "/picture/{image_id}/full.jpg"),
    Asked("POST", "/picture/{image_id}/report", data={"kind": "minor", "reason": "x"}),
    Asked("GET", "/shared/{token}/{image_id}.webp"),
    Asked("GET", "/review/thumbnail/{image_id}.webp"),
    Asked("GET", "/review/picture/{image_id}.jpg"),
    Asked("GET", "/review/face/{image_id}.jpg"),
    Asked("DELETE", "/api/pictures/{image_id}", "?reason=x"),
    Asked("DELETE", "/api/collections/{collection_id}/pictures/{image_id}"),
    Asked("GET", "/", "?like={image_id}"),
    Asked("GET", "/", "?like={image_id}&like={shown}&q=red"),
    Asked("GET", "/api/search", "?like={image_id}"),
    Asked("GET", "/api/search", "?like={image_id}&like={shown}&nearest=1"),
    Asked("GET", "/api/search", "?like={image_id}&format=csv"),
    Asked("POST", "/api/reports", json={"image_id": "{image_id}", "kind": "minor", "reason": "x"}),
    Asked("GET", "/rate", "?text=red&image={image_id}"),
    Asked("GET", "/rate", "?rated_text=red&rated_image={image_id}"),
    Asked("POST", "/rate", data={"text": "red", "image": "{image_id}", "rating": "4"}),
    Asked("POST", "/collections", data={"name": "Mine", "image": "{image_id}"}),
    Asked("POST", "/collections/{collection_id}/take", data={"image": "{image_id}"}),
    Asked("POST", "/api/collections", json={"name": "Mine", "images": ["{image_id}"]}),
)


class Gallery(NamedTuple):
    """Ids of pictures by what became of them, and a collection that had all of them, with its link."""

    shown: int
    hidden: dict[str, int]
    etags: dict[int, str]
    collection_id: int
    token: str


@pytest.fixture
def gallery(client: TestClient, add_picture: AddPicture, accounts: None, session: Session) -> Gallery:
    """Pictures that were shown, rated, collected, shared and opened before they were hidden."""
    session.execute(text(f"ALTER TABLE image ALTER COLUMN id RESTART WITH {FIRST}"))
    shown = add_picture("shown.png")
    shades = {"flagged": (200, 30, 30), "unscreened": (210, 10, 40)}  # a verdict is on bytes
    hidden = {state: add_picture(f"{state}.png", shade, caption=f"words of {state}") for state, shade in shades.items()}
    log_in(client, "sam")
    send = {"X-CSRF-Token": csrf_of(client.get("/").text)}
    added = {"name": "All", "images": [shown, *hidden.values()]}
    made = client.post("/api/collections", json=added, headers=send).json()
    token = client.post(f"/api/collections/{made['id']}/share", headers=send).json()["token"]
    for image_id in hidden.values():
        form = {"text": "red", "image": image_id, "rating": 4, "csrf": csrf_of(client.get("/rate").text)}
        assert client.post("/rate", data=form).status_code == 303
    etags = {each: client.get(f"/thumbnail/{each}.webp").headers["etag"] for each in hidden.values()}
    client.cookies.clear()
    flag(session, hidden["flagged"])
    review(session, ["shown.png"], "clear", "eve")
    demand_screening(session)
    session.commit()
    return Gallery(shown, hidden, etags, made["id"], token)


def answer(client: TestClient, asked: Asked, gallery: Gallery, image_id: int, **headers: str) -> tuple[Any, ...]:
    """What comes back, without what says nothing."""
    fields = {"image_id": image_id, "shown": gallery.shown, "collection_id": gallery.collection_id}
    path = (asked.route + asked.rest).format(token=gallery.token, **fields)
    csrf = csrf_of(client.get("/login").text)
    json = asked.json and {
        name: image_id if value == "{image_id}" else [image_id] if isinstance(value, list) else value
        for name, value in asked.json.items()
    }
    data = asked.data and {name: value.format(**fields) for name, value in asked.data.items()} | {"csrf": csrf}
    got = client.request(asked.method, path, data=data, json=json, headers={"X-CSRF-Token": csrf, **headers})
    kept = {name: hide(value, image_id) for name, value in got.headers.items() if name not in CHANGING_HEADERS}
    return got.status_code, kept, hide(CHANGING.sub("", got.text), image_id)


def hide(said: str, image_id: int) -> str:
    return said.replace(str(image_id), "ID")


def test_every_address_of_a_picture_is_asked(client: TestClient) -> None:
    assert {(asked.method, asked.route) for asked in ABOUT} >= {
        each for each in routes_of(client) if "image_id" in each[1]
    }


@pytest.mark.parametrize("state", ["flagged", "unscreened"])
@pytest.mark.parametrize("visitor", VISITORS)
def test_a_hidden_picture_is_answered_like_one_that_never_was(
    client: TestClient, gallery: Gallery, session: Session, visitor: str | None, state: str
) -> None:
    hidden = gallery.hidden[state]
    assert session.scalar(select(Image.is_hidden).where(Image.id == hidden))
    if visitor is not None:
        log_in(client, visitor)
    for asked in ABOUT:
        assert answer(client, asked, gallery, hidden) == answer(client, asked, gallery, NEVER), asked
        if asked.method == "GET":
            for headers in (
                {"If-None-Match": gallery.etags[hidden]},
                {"If-None-Match": "*"},
                {"If-Match": gallery.etags[hidden]},
                {"Range": "bytes=0-9"},
                {"If-Modified-Since": "Mon, 01 Jan 2035 00:00:00 GMT"},
            ):
                got = answer(client, asked, gallery, hidden, **headers)
                assert got == answer(client, asked, gallery, NEVER, **headers), (asked, headers)
            head = asked._replace(method="HEAD")
            assert answer(client, head, gallery, hidden) == answer(client, head, gallery, NEVER), head


def test_lists_exports_and_shared_collections_are_without_it(client: TestClient, gallery: Gallery) -> None:
    addresses = (
        f"/shared/{gallery.token}", f"/api/shared/{gallery.token}", "/collections", "/api/collections",
        f"/collections/{gallery.collection_id}", f"/api/collections/{gallery.collection_id}",
        "/?browse=1&all=1", "/api/search?all=1&limit=1000", "/api/search?q=words+of+flagged&nearest=1",
        *(f"/api/search?q=red&nearest=1&all=1&format={kind}" for kind in ("csv", "run", "qrels")),
        "/api/search?q=flaged&nearest=1", "/?q=unscrened", "/?q=wrds", "/rate", "/rate?by_list=1",
        "/api/openapi.json", "/login",
    )  # fmt: skip
    for visitor in (None, "sam", "eve"):
        if visitor is not None:
            log_in(client, visitor)
        for address in addresses:
            said = client.get(address).text
            for state, image_id in gallery.hidden.items():
                for trace in (f"{state}.png", f"/{image_id}.webp", f"/picture/{image_id}", f'"image_id":{image_id},'):
                    assert trace not in said, (visitor, address, trace)
    assert [each["pictures"] for each in client.get("/api/collections").json()] == []
    log_in(client, "sam")
    assert [each["pictures"] for each in client.get("/api/collections").json()] == [1]
