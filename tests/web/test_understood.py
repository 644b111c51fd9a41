"""What the page and the API make of a text, and how a visitor takes it back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from imgsearch.search import SearchModels
from imgsearch.tables import Image
from tests.fakes import CosineRegressor

from .conftest import BLUE, RED, AddPicture

CHIP = re.compile(r'<a class="chip on" href="([^"]+)" aria-label="[^"]*"><span>([^<]+)</span> ([^<]+?) <b')


@pytest.fixture
def models(models: SearchModels) -> SearchModels:
    return replace(models, regressor=CosineRegressor())  # type: ignore[arg-type]


@pytest.fixture
def pictures(session: Session, add_picture: AddPicture) -> list[int]:
    """A red one and a purple one of 2019, and a red one of 2020."""
    ids = [add_picture("red.png", RED), add_picture("purple.png", (200, 20, 200)), add_picture("late.png", RED)]
    session.execute(update(Image).values(taken_at=datetime(2019, 6, 5)))
    session.execute(update(Image).where(Image.id == ids[2]).values(taken_at=datetime(2020, 1, 1)))
    session.commit()
    return ids


def chips(page: str) -> dict[str, str]:
    return {f"{name} {text}": unescape(href) for href, name, text in CHIP.findall(page)}


def count(page: str) -> int:
    return page.count('class="tile')


@pytest.mark.usefixtures("pictures")
def test_each_thing_that_was_understood_is_shown_and_can_be_undone(client: TestClient) -> None:
    page = client.get("/?q=red+without+blue+in+2019").text
    assert count(page) == 1
    shown = chips(page)
    assert list(shown) == ["without: blue", "taken: 2019"]
    without = client.get(shown["without: blue"]).text
    assert (list(chips(without)), count(without)) == (["taken: 2019"], 2)
    taken = client.get(shown["taken: 2019"]).text
    assert (list(chips(taken)), count(taken)) == (["without: blue"], 2)
    neither = client.get(chips(taken)["without: blue"]).text
    assert (list(chips(neither)), count(neither)) == ([], 3)
    assert 'name="q" id="q" value="red without blue in 2019"' in page


@pytest.mark.usefixtures("pictures")
def test_what_only_asks_for_pictures_is_left_out_and_says_so(client: TestClient) -> None:
    page = client.get("/?q=show+me+photos+of+red").text
    assert count(page) == 3
    shown = chips(page)
    assert list(shown) == ["left out: show me photos of"]
    assert 'name="q" id="q" value="show me photos of red"' in page
    assert list(chips(client.get(shown["left out: show me photos of"]).text)) == []
    answer = client.get("/api/search", params={"q": "show me photos of red"}).json()
    plain = client.get("/api/search", params={"q": "red"}).json()
    assert answer["understood"] == {"colour": ["red"], "request": ["show me photos of"]}
    assert answer["hits"] == plain["hits"]


ORDER = re.compile(r'<option value="(\w*)" selected>([^<]+)<')


@pytest.mark.usefixtures("pictures")
def test_an_order_in_the_text_is_that_of_the_page_until_it_is_taken_back(client: TestClient) -> None:
    page = client.get("/?q=newest+photos+of+red").text
    shown = chips(page)
    assert list(shown) == ["order: newest", "left out: photos of"]
    assert ORDER.findall(page) == [("newest", "Newest first")]
    assert ORDER.findall(client.get(shown["order: newest"]).text) == [("", "Best first")]
    chosen = client.get("/?q=newest+photos+of+red&sort=score").text
    assert (ORDER.findall(chosen), list(chips(chosen))) == (
        [("", "Best first")],
        ["left out: newest", "left out: photos of"],
    )
    answer = client.get("/api/search", params={"q": "newest photos of red"}).json()
    assert answer["understood"] == {"colour": ["red"], "order": ["newest"], "request": ["photos of"]}
    assert answer["hits"][0]["name"] == "late.png"
    oldest = client.get("/api/search", params={"q": "oldest photos of red"}).json()
    assert oldest["hits"][-1]["name"] == "late.png"
    russian = client.get("/", params={"q": "самые старые фото"}, headers={"Accept-Language": "ru"}).text
    assert list(chips(russian)) == ["порядок: самые старые"]
    assert ORDER.findall(russian) == [("oldest", "Сначала старые")]


@pytest.mark.usefixtures("pictures")
def test_a_kind_of_which_there_is_no_picture_is_named(client: TestClient) -> None:
    page = client.get("/?q=black+and+white+photos+of+red").text
    assert "No picture is black and white." in page
    shown = chips(page)
    assert list(shown) == ["only: black and white"]
    assert count(client.get(shown["only: black and white"]).text) == 3
    answer = client.get("/api/search", params={"q": "square photos of red in 1987"})
    assert answer.json()["understood"] == {"colour": ["red"], "only": ["square"], "taken": ["1987"]}
    said = client.get("/api/search", params={"q": "чёрно-белое фото", "format": "csv"}).headers["X-Why-Nothing"]
    assert unquote(said) == "Нет ни одного изображения такого вида: чёрно-белое."
    russian = client.get("/", params={"q": "чёрно-белое фото"}, headers={"Accept-Language": "ru"}).text
    assert "Нет ни одного изображения такого вида: чёрно-белое." in russian
    assert list(chips(russian)) == ["только: чёрно-белое"]


@pytest.mark.usefixtures("pictures")
def test_a_page_may_take_the_text_as_it_is(client: TestClient) -> None:
    page = client.get("/?q=red+without+blue+in+2019&literal=1").text
    assert (chips(page), count(page)) == ({}, 3)
    assert 'href="/?q=red+without+blue+in+2019"' in page


@pytest.mark.usefixtures("pictures")
def test_the_page_says_what_it_searched_for_instead(client: TestClient) -> None:
    page = client.get("/?q=zzzz").text
    assert count(page) == 0
    page = client.get("/", params={"q": "кув"}).text
    assert (count(page), "Searched for, instead of “" in page) == (3, True)
    assert '<a class="chip" href="/?q=red">red</a>' in page


@pytest.mark.usefixtures("pictures")
def test_the_api_tells_what_it_understood(client: TestClient) -> None:
    said = {"q": 'red "big square" without blue in 2019'}
    answer = client.get("/api/search", params=said).json()
    understood = {"colour": ["red"], "phrase": ["big square"], "without": ["blue"], "taken": ["2019"]}
    assert answer["understood"] == understood
    assert ([hit["name"] for hit in answer["hits"]], answer["query"]) == (["red.png"], said["q"])
    literal = client.get("/api/search", params=said | {"literal": "true"}).json()
    assert (literal["understood"], len(literal["hits"]), literal["instead"]) == ({}, 3, None)
    instead = client.get("/api/search", params={"q": "кув"}).json()
    assert (instead["query"], instead["instead"], len(instead["hits"])) == ("кув", "red", 3)


@pytest.mark.usefixtures("pictures")
def test_a_time_of_no_picture_is_an_answer_without_hits(client: TestClient) -> None:
    answer = client.get("/api/search?q=red+in+1987")
    found = answer.json()
    assert (answer.status_code, found["hits"], found["matched"], found["total"]) == (200, [], False, 0)
    assert (found["query"], found["understood"]) == ("red in 1987", {"colour": ["red"], "taken": ["1987"]})
    page = client.get("/?q=red+in+1987")
    assert (page.status_code, list(chips(page.text))) == (200, ["taken: 1987"])
    assert "No picture is from 1987." in page.text
    assert "nearest=1" not in page.text  # which would show no more
    assert client.get("/api/search?q=red+in+1987&format=csv").headers["X-Why-Nothing"] == "No picture is from 1987."
    assert count(client.get(chips(page.text)["taken: 1987"]).text) == 3
    assert client.get("/api/search?q=red&taken_to=1987").status_code == 404


@pytest.mark.usefixtures("pictures")
def test_small_pictures_are_shown_by_their_names(client: TestClient) -> None:
    page = client.get("/", params={"q": "🐶"}).text
    assert '<span>read as:</span> <a class="chip" href="/?q=dog+face">dog face</a>' in page
    assert client.get("/api/search", params={"q": "🐶"}).json()["understood"] == {"named": ["dog face"]}


@pytest.mark.usefixtures("pictures")
def test_what_only_denies_is_browsed(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("blue.png", BLUE, caption="a blue square")
    page = client.get("/?q=without+red").text
    assert (list(chips(page)), count(page)) == (["without: red"], 1)
    assert "1 picture" in page
    assert 'class="score"' not in page
    assert "nearest=1" not in page
    assert '<option value="" selected>Newest first</option>' in page
    assert count(client.get(chips(page)["without: red"]).text) == 3
    found = client.get("/api/search?q=without+red").json()
    assert [(hit["name"], hit["score"]) for hit in found["hits"]] == [("blue.png", None)]
    assert (found["understood"], found["query"], found["total"]) == ({"without": ["red"]}, "without red", 1)
    page = client.get("/?q=-red+-blue").text
    assert (count(page), "Every picture shows it: red, blue." in page) == (0, True)
    nothing = client.get("/api/search?q=-red+-blue&format=csv")
    assert nothing.headers["X-Why-Nothing"] == "Every picture shows it: red, blue."


@pytest.mark.parametrize("q", ["red without a boy -boy", "red -boy", "BOY.", "«Мальчик»", "vfkmxbr"])
@pytest.mark.usefixtures("pictures")
def test_minors_are_refused_however_they_are_typed(client: TestClient, q: str) -> None:
    answer = client.get("/api/search", params={"q": q, "nearest": 1}).json()
    assert (answer["hits"], answer["disclaimer"] is not None) == ([], True)
    assert count(client.get("/", params={"q": q}).text) == 0


def test_text_that_was_understood_is_escaped(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("red.png", BLUE)
    page = client.get("/", params={"q": 'red without <b>"x'}).text
    assert "<b>&#34;x" not in page
    assert "without:" in page


@pytest.mark.parametrize(
    ("text", "chip"),
    [
        ("red by Lev Orlov or Ann Smith", "by: Lev Orlov or Ann Smith"),
        ("red since 2019", "taken: since 2019"),
        ("red in 2019 or 2020", "taken: 2019 or 2020"),
    ],
)
def test_a_click_on_a_photographer_or_a_year_narrows_what_the_text_says_of_them(
    client: TestClient, session: Session, pictures: list[int], text: str, chip: str
) -> None:
    session.execute(update(Image).values(photographer="Lev Orlov"))
    session.execute(update(Image).where(Image.id == pictures[0]).values(photographer="Ann Smith"))
    session.commit()
    page = client.get("/", params={"q": text}).text
    assert (list(chips(page)), count(page)) == ([chip], 3)
    facets = client.get("/api/search", params={"q": text}).json()["facets"]
    for name in ("photographer", "year"):
        assert len(facets[name]) == 2
        for facet in facets[name]:
            assert chip in chips(client.get("/", params={"q": text, **facet["filters"]}).text)
            found = client.get("/api/search", params={"q": text, **facet["filters"]}).json()
            assert found["total"] == facet["count"]


@pytest.mark.parametrize(("language", "said"), [("en", "Lev Orlov or Ann Smith"), ("ru", "Lev Orlov или Ann Smith")])
def test_several_photographers_are_said_in_words(
    client: TestClient, session: Session, pictures: list[int], language: str, said: str
) -> None:
    session.execute(update(Image).values(photographer="Lev Orlov"))
    session.execute(update(Image).where(Image.id == pictures[0]).values(photographer="Ann Smith"))
    session.commit()
    headers = {"Accept-Language": language}
    page = client.get("/", params={"q": "red by Lev Orlov or Ann Smith"}, headers=headers).text
    assert [name.split(": ")[1] for name in chips(page)] == [said]
    given = client.get("/", params={"q": "red", "photographer": "Lev Orlov | Ann Smith"}, headers=headers).text
    assert [name.split(" ", 1)[1] for name in chips(given)] == [said]
    nothing = client.get("/", params={"q": "red by Lev Orlov or Ann Smith in 1999"}, headers=headers).text
    assert f"{said}" in nothing
    assert "Lev Orlov | Ann" not in nothing
