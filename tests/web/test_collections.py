"""Collections: an account's own pictures under a name, and links by which anybody may see them."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session

from imgsearch.search import SearchModels
from imgsearch.tables import Collection, CollectionPicture
from imgsearch.web.accounts import remove_account
from imgsearch.web.app import create_app

from .conftest import CONFIG, AddPicture, OpenSite, csrf_of, flag, log_in
from .logins import PUBLIC_URL
from .test_search_page import shown

LINK = re.compile(r"http://testserver(/shared/[\w-]+)")


@pytest.fixture
def ids(add_picture: AddPicture) -> list[int]:
    return [add_picture(f"{number}.jpg") for number in range(3)]


def collect(client: TestClient, name: str, *images: int) -> str:
    """Put pictures into a collection by the page; returns where it is."""
    form = {"name": name, "csrf": csrf_of(client.get("/collections").text), "image": [str(image) for image in images]}
    answer = client.post("/collections", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def share(client: TestClient, where: str, days: int = 30) -> str:
    page = client.post(f"{where}/share", data={"days": days, "csrf": csrf_of(client.get(where).text)})
    (link,) = set(LINK.findall(page.text))
    return str(link)


@pytest.mark.usefixtures("accounts")
def test_a_link_is_told_as_visitors_know_the_page(site: TestClient, ids: list[int]) -> None:
    log_in(site, "sam")
    where = collect(site, "Red", *ids)
    form = {"days": 1, "csrf": csrf_of(site.get(where).text)}
    page = site.post(f"{where}/share", data=form, headers={"Host": "evil.example"}).text
    assert f"{PUBLIC_URL}/shared/" in page
    assert "evil.example" not in page


@pytest.mark.usefixtures("accounts")
def test_pictures_of_a_result_are_collected_and_taken_out(client: TestClient, ids: list[int]) -> None:
    assert "collect" not in client.get("/?q=red&nearest=1").text.split("<main")[1]
    log_in(client, "sam")
    result = client.get("/?q=red&nearest=1").text
    assert set(re.findall(r'name="image" value="(\d+)"', result)) == set(map(str, ids))
    where = collect(client, " Red  ones ", *ids)
    page = client.get(where).text
    assert ("<h1>Red ones</h1>" in page, sorted(shown(page))) == (True, ids)
    assert collect(client, "Red ones", ids[0]) == where  # it is there already
    client.post(f"{where}/take", data={"image": ids[1], "csrf": csrf_of(page)})
    assert sorted(shown(client.get(where).text)) == [ids[0], ids[2]]
    assert "Red ones" in client.get("/collections").text
    client.post(f"{where}/remove", data={"csrf": csrf_of(page)})
    assert client.get(where).status_code == 404


@pytest.mark.usefixtures("accounts")
def test_pictures_that_are_put_in_at_once_keep_their_order(client: TestClient, ids: list[int]) -> None:
    log_in(client, "sam")
    order = [ids[1], ids[2], ids[0]]
    assert shown(client.get(collect(client, "Best first", *order)).text) == order


@pytest.mark.usefixtures("accounts")
def test_whoever_has_the_link_sees_the_collection_without_an_account(
    client: TestClient, open_site: OpenSite, ids: list[int], session: Session
) -> None:
    log_in(client, "sam")
    where = collect(client, "Red", *ids[:2])
    link = share(client, where)
    token = link.rpartition("/")[2]
    assert token not in str(session.execute(select(Collection.share_sha256)).all())
    stranger = open_site(login_required=True)
    page = stranger.get(link)
    assert page.status_code == 200
    assert re.findall(r"/shared/[\w-]+/(\d+)\.webp", page.text) == [str(image) for image in ids[:2]]
    assert (page.headers["Referrer-Policy"], page.headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
    small = stranger.get(f"{link}/{ids[0]}.webp")
    assert small.headers["Content-Type"] == "image/webp"
    for answer in (small, stranger.get(f"/api/shared/{token}")):
        assert (answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert stranger.get(f"{link}/{ids[2]}.webp").status_code == 404  # in no collection of the link
    assert stranger.get(f"/thumbnail/{ids[0]}.webp").status_code in (303, 401)
    ended = stranger.get("/shared/" + "x" * 32)
    assert (ended.status_code, "This link does not work, or no longer." in ended.text) == (404, True)


@pytest.mark.usefixtures("accounts")
def test_a_link_ends_by_its_date_by_its_owner_and_by_the_next_one(
    client: TestClient, ids: list[int], session: Session
) -> None:
    log_in(client, "sam")
    where = collect(client, "Red", *ids)
    first, second = share(client, where), share(client, where, days=2)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    session.execute(update(Collection).values(shared_until=func.now()))
    session.commit()
    assert client.get(second).status_code == 404
    third = share(client, where)
    client.post(f"{where}/unshare", data={"csrf": csrf_of(client.get(where).text)})
    assert client.get(third).status_code == 404
    assert client.post(f"{where}/share", data={"days": 0, "csrf": csrf_of(client.get(where).text)}).status_code == 400


@pytest.mark.usefixtures("accounts")
def test_a_hidden_picture_is_in_no_collection(client: TestClient, ids: list[int], session: Session) -> None:
    log_in(client, "sam")
    where = collect(client, "Red", *ids)
    link = share(client, where)
    flag(session, ids[0])
    assert sorted(shown(client.get(where).text)) == ids[1:]
    assert f"/{ids[0]}.webp" not in client.get(link).text
    assert client.get(f"{link}/{ids[0]}.webp").status_code == 404
    form = {"name": "Other", "image": [str(ids[0])], "csrf": csrf_of(client.get("/collections").text)}
    assert client.post("/collections", data=form).status_code == 400
    assert session.scalar(select(func.count()).where(CollectionPicture.image_id == ids[0])) == 1


@pytest.mark.usefixtures("accounts")
def test_nobody_reaches_the_collections_of_another_account(client: TestClient, ids: list[int]) -> None:
    log_in(client, "sam")
    where = collect(client, "Red", *ids)
    link = share(client, where)
    client.cookies.clear()
    log_in(client, "tom")
    csrf = csrf_of(client.get("/collections").text)
    assert client.get(where).status_code == 404
    for action in ("share", "unshare", "remove", "take"):
        assert client.post(f"{where}/{action}", data={"csrf": csrf, "image": ids[0]}).status_code == 404
        assert client.post(f"{where}/{action}", data={"csrf": "0" * 64, "image": ids[0]}).status_code == 400
    for method, below in (("GET", ""), ("DELETE", ""), ("DELETE", f"/pictures/{ids[0]}"), ("POST", "/share")):
        assert client.request(method, f"/api{where}{below}", headers={"X-CSRF-Token": csrf}).status_code == 404
    assert client.delete(f"/api{where}/share", headers={"X-CSRF-Token": csrf}).status_code == 404
    assert client.get("/api/collections").json() == []
    # One of the same name is another one.
    assert collect(client, "Red", ids[0]) != where
    client.cookies.clear()
    assert client.get(where).status_code == 303
    assert client.get(link).status_code == 200
    log_in(client, "sam")
    assert sorted(shown(client.get(where).text)) == ids


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize(
    ("back", "onward"),
    [
        ("/?q=red&page=2", "/?q=red&page=2#collected"),
        ("https://example.org/", "/#collected"),
        ("//example.org/", "/#collected"),
        ("", None),
    ],
)
def test_who_has_collected_goes_on_where_they_were_and_to_no_other_site(
    client: TestClient, ids: list[int], session: Session, back: str, onward: str | None
) -> None:
    log_in(client, "sam")
    csrf = csrf_of(client.get("/collections").text)
    # What no picture can be called is passed over.
    form = {"name": "Red", "image": [str(ids[0]), "0", "-1", str(10**30)], "back": back, "csrf": csrf}
    answer = client.post("/collections", data=form)
    made = session.scalar(select(CollectionPicture.collection_id).where(CollectionPicture.image_id == ids[0]))
    assert made is not None
    assert (answer.status_code, answer.headers["location"]) == (303, onward or f"/collections/{made}")


@pytest.mark.usefixtures("accounts")
def test_of_a_page_the_pictures_are_put_in_that_are_still_shown(
    client: TestClient, ids: list[int], session: Session
) -> None:
    log_in(client, "sam")
    csrf = csrf_of(client.get("/collections").text)
    form = {"name": "Rest", "image": [str(ids[0]), "999999"], "back": "/?q=red", "csrf": csrf}
    assert client.post("/collections", data=form).headers["location"] == "/?q=red#collected-rest"
    assert 'id="collected-rest"' in client.get(f"/picture/{ids[0]}").text
    assert session.scalars(select(CollectionPicture.image_id)).all() == [ids[0]]
    answer = client.post("/collections", data=form | {"image": ["999998", "999999"]})
    assert (answer.status_code, "there is no picture 999998" in answer.text.lower()) == (400, True)


@pytest.mark.usefixtures("accounts")
def test_collections_and_their_links_go_with_their_account(
    client: TestClient, ids: list[int], session: Session
) -> None:
    log_in(client, "sam")
    link = share(client, collect(client, "Red", *ids))
    remove_account(session, "sam")
    session.commit()
    assert session.scalar(select(func.count()).select_from(CollectionPicture)) == 0
    assert client.get(link).status_code == 404


@pytest.mark.usefixtures("accounts")
def test_the_api_does_the_same(client: TestClient, ids: list[int]) -> None:
    assert client.get("/api/collections").status_code == 401
    log_in(client, "sam")
    headers = {"X-CSRF-Token": csrf_of(client.get("/collections").text)}
    assert client.post("/api/collections", json={"name": "Red", "images": ids}).status_code == 400
    made = client.post("/api/collections", json={"name": "Red", "images": ids}, headers=headers).json()
    assert (made["name"], made["pictures"], made["shared_until"]) == ("Red", 3, None)
    where = f"/api/collections/{made['id']}"
    assert client.get("/api/collections").json() == [made]
    assert [each["image_id"] for each in client.get(where).json()["members"]] == ids
    assert client.delete(f"{where}/pictures/{ids[0]}", headers=headers).status_code == 204
    link = client.post(f"{where}/share?days=3", headers=headers).json()
    client.cookies.clear()
    open_ = client.get(f"/api/shared/{link['token']}").json()
    assert [each["image_id"] for each in open_["members"]] == ids[1:]
    assert client.get(open_["members"][0]["thumbnail"]).status_code == 200
    assert client.get(link["path"]).status_code == 200
    log_in(client, "sam")
    headers = {"X-CSRF-Token": csrf_of(client.get("/collections").text)}
    assert client.delete(f"{where}/share", headers=headers).status_code == 204
    assert client.get(f"/api/shared/{link['token']}").status_code == 404
    assert client.post("/api/collections", json={"name": "Red", "images": [10**9]}, headers=headers).status_code == 404
    assert client.delete(where, headers=headers).status_code == 204
    assert client.get(where).status_code == 404


@pytest.mark.usefixtures("accounts")
def test_the_pages_own_login_suffices(
    web_engine: Engine, models: SearchModels, ids: list[int], session: Session
) -> None:
    with TestClient(create_app(web_engine, CONFIG, models), follow_redirects=False) as client:
        log_in(client, "sam")
        where = collect(client, "Red", *ids)
        assert client.get(share(client, where)).status_code == 200
        client.post(f"{where}/remove", data={"csrf": csrf_of(client.get(where).text)})
    assert session.scalar(text("SELECT count(*) FROM collection_picture")) == 0
