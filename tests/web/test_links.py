"""Links of a page of results, and what is recorded of following them."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from io import StringIO

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from imgsearch.search import Filters, SearchModels, Written
from imgsearch.tables import Click, Encoder, ImageEmbedding, Search
from imgsearch.web.asked import Asked
from imgsearch.web.finding import Finder, page_fields
from imgsearch.web.language import choose_language
from imgsearch.web.question import Extent, Link, Question
from imgsearch.web.site import ratio_class

from .conftest import BLUE, DIMENSION, RED, AddPicture, csrf_of, jpeg


def links(page: str, rel: str) -> list[str]:
    return [unescape(found) for found in re.findall(rf'rel="{rel}" href="([^"]*)"', page)]


def test_pages_lead_to_the_one_before_and_the_one_after(
    client: TestClient, add_picture: AddPicture, monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    monkeypatch.setattr("imgsearch.web.finding.PAGE_HITS", 2)
    for n in range(5):
        add_picture(f"{n}.png", (200, 0, 30 * n))
    asked = "/?q=red&nearest=1"
    pages = [client.get(f"{asked}&page={number}").text for number in (1, 2, 3)]
    assert [links(page, "prev") for page in pages] == [[], [f"{asked}&page=1"], [f"{asked}&page=2"]]
    assert [links(page, "next") for page in pages] == [[f"{asked}&page=2"], [f"{asked}&page=3"], []]
    assert [len(re.findall('class="tile', page)) for page in pages] == [2, 2, 1]
    assert ["· Page 1" in pages[0], "· Page 2" in pages[1], "· Page 3" in pages[2]] == [False, True, True]
    assert session.scalar(select(func.count()).select_from(Search)) == 1  # looking further is the same search


def test_without_weaker_matches_there_is_no_page_after_them(
    client: TestClient, add_picture: AddPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.web.finding.PAGE_HITS", 1)
    for n in range(3):
        add_picture(f"{n}.png")
    parts = client.app.state.site  # type: ignore[attr-defined]
    queries = [
        parts.finder.make(Written(["red"]), Filters(), **page_fields(1), nearest=nearest) for nearest in (True, False)
    ]
    assert [parts.finder.find(query).has_next for query in queries] == [True, False]


def test_the_page_leads_to_the_same_hits_as_a_file(client: TestClient, add_picture: AddPicture) -> None:
    ids = [add_picture(f"{n}.png", (200, 0, 30 * n)) for n in range(3)]
    for asked in ("/?q=red&q=-blue&nearest=1&photographer=", "/?sort=oldest"):
        (address,) = re.findall(r'href="(/api/search[^"]+)" download', client.get(asked).text)
        answer = client.get(unescape(address))
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert 'filename="pictures.csv"' in answer.headers["Content-Disposition"]
        assert sorted(int(row["image_id"]) for row in csv.DictReader(StringIO(answer.text))) == ids
    parquet = client.get("/api/search", params={"q": "red", "nearest": True, "format": "parquet"})
    assert parquet.content[:4] == b"PAR1"
    assert client.get("/api/search?q=red&format=xls").status_code == 422


def test_a_link_leaves_out_what_is_empty() -> None:
    link = Link(Asked(gallery="g", photographer="a&b"), Question(("red",), extent=Extent(nearest=True)))
    assert link() == "/?q=red&nearest=1&gallery=g&photographer=a%26b"
    assert link(nearest=False, gallery="", page=2) == "/?q=red&photographer=a%26b&page=2"
    assert link(all=True) == "/?q=red&nearest=1&all=1&gallery=g&photographer=a%26b"
    assert Link(Asked(), Question(like=(3,), extent=Extent(every=True)))() == "/?like=3&all=1"


@pytest.mark.parametrize(
    ("asked", "counts"), [(Asked(gallery="g"), False), (Asked(taken_from="2024"), True), (Asked(), False)]
)
def test_the_gallery_alone_does_not_open_the_filters(asked: Asked, counts: bool) -> None:
    assert asked.beyond_gallery is counts


def test_filters_take_in_the_whole_last_day_and_every_tag() -> None:
    filters = Asked(
        gallery="g",
        taken_from="2024-05",
        taken_to="2024-05-31",
        photographer=" ann ",
        tags="a, ,b",
        orientation="square",
    ).filters()
    assert filters.values == {
        "gallery": "g",
        "taken_from": datetime(2024, 5, 1),
        "taken_to": datetime(2024, 6, 1),
        "photographer": "ann",
        "tags": ("a", "b"),
        "orientation": "square",
    }


@pytest.mark.parametrize(
    ("size", "name"),
    [((100, 100), "r20"), ((300, 200), "r30"), ((200, 300), "r13"), ((1, 100), "r10"), ((100, 1), "r60")],
)
def test_a_tile_has_the_shape_of_its_picture(size: tuple[int, int], name: str) -> None:
    assert ratio_class(*size) == name


@pytest.mark.parametrize(
    ("chosen", "accepted", "expected"),
    [
        (None, "", "en"),
        (None, "de", "en"),
        (None, "ru-RU", "ru"),
        (None, "en;q=0.2, ru;q=0.9", "ru"),
        (None, "ru;q=0.2, en;q=0.9", "en"),
        (None, "ru;q=x, en;q=0.1", "en"),
        (None, "ru;q=0, de", "en"),
        (None, "en;q=0, ru;q=0.1", "ru"),
        (None, "EN ; q=0.2 , RU-ru; q=0.3", "ru"),
        (None, "de, ru, en", "ru"),
        ("en", "ru", "en"),
        ("ru", "en", "ru"),
        ("de", "ru", "ru"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_best_accepted(chosen: str | None, accepted: str, expected: str) -> None:
    assert choose_language(chosen, accepted) == expected


def test_a_chosen_language_stays(client: TestClient) -> None:
    assert 'lang="en"' in client.get("/").text
    assert client.get("/language/ru").headers["location"] == "/"
    assert '<html lang="ru">' in client.get("/").text
    assert client.get("/language/de").status_code == 404


def test_a_picture_that_is_asked_about_is_not_among_the_like(client: TestClient, add_picture: AddPicture) -> None:
    asked, near = add_picture("a.png", RED), add_picture("b.png", (200, 0, 60))
    page = client.get(f"/?like={asked}").text
    assert re.findall(r'href="/picture/(\d+)', page) == [str(near)]


def test_a_dropped_picture_is_looked_for_in_the_chosen_gallery(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("r.png", RED, gallery="one")
    other = add_picture("b.png", BLUE, gallery="two")
    form = {"csrf": csrf_of(client.get("/").text), "gallery": "two"}
    sent = client.post("/by-picture", data=form, files={"picture": ("x.jpg", jpeg(RED))})
    page = client.get(sent.headers["location"]).text
    assert re.findall(r'href="/picture/(\d+)', page) == [str(other)]


@pytest.mark.parametrize("signed", ["", "1", "1.x", "x" * 50])
def test_a_picture_opened_from_elsewhere_is_no_click(
    client: TestClient, add_picture: AddPicture, session: Session, signed: str
) -> None:
    image_id = add_picture("r.png")
    client.get("/?q=red")
    assert client.get(f"/picture/{image_id}", params={"search": signed}).status_code == 200
    assert session.scalars(select(Click)).all() == []


def test_newly_trained_models_are_taken_up_by_the_next_search(
    client: TestClient, session: Session, models: SearchModels, add_picture: AddPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_picture("r.png")
    read: list[int] = []

    def read_again(_session: Session) -> SearchModels:
        read.append(len(read))
        return replace(models, encoder_id=active())

    def active() -> int:
        return session.scalars(select(Encoder.id).where(Encoder.is_active)).one()

    monkeypatch.setattr("imgsearch.search.warm.read_models", read_again)
    finder = Finder(client.app.state.site.database)  # type: ignore[attr-defined]
    for _ in range(3):
        assert finder.ranked("red", 3)[0].name == "r.png"
    assert len(read) == 1
    other = Encoder(name="small", revision="2", dimension=DIMENSION)
    session.add(other)
    session.flush()
    session.execute(
        insert(ImageEmbedding).from_select(
            ["encoder_id", "image_id", "is_hidden", "embedding"],
            select(literal(other.id), ImageEmbedding.image_id, ImageEmbedding.is_hidden, ImageEmbedding.embedding),
        )
    )
    session.execute(update(Encoder).values(is_active=False))
    session.execute(update(Encoder).where(Encoder.id == other.id).values(is_active=True))
    session.commit()
    found = finder.find(finder.make(Written(["red"]), Filters(), **page_fields(1), nearest=True))
    assert (found.result.encoder_id, len(read)) == (other.id, 2)
