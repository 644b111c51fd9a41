"""What matches and what may, told apart on the page and by the API."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from imgsearch.search import SearchModels
from tests.fakes import CosineRegressor, ToldAbsence

from .conftest import BLUE, RED, AddPicture

ABSENCE = ToldAbsence(0.0)


@pytest.fixture
def models(models: SearchModels) -> SearchModels:
    return replace(models, regressor=CosineRegressor(), absence=ABSENCE)  # type: ignore[arg-type]


@pytest.mark.parametrize(("evidence", "band", "heading"), [(2.0, "matches", None), (0.5, "maybe", "Perhaps these")])
def test_the_page_and_the_api_say_whether_it_matches_or_may(
    client: TestClient,
    add_picture: AddPicture,
    monkeypatch: pytest.MonkeyPatch,
    evidence: float,
    band: str,
    heading: str,
) -> None:
    red = add_picture("r.png", RED)
    add_picture("b.png", BLUE)
    monkeypatch.setattr(ABSENCE, "told", evidence)
    page = client.get("/?q=red").text
    assert f"/thumbnail/{red}.webp" in page
    assert ("Perhaps these" in page) is (heading is not None)
    answer = client.get("/api/search?q=red").json()
    assert [(hit["image_id"], hit["band"], hit["matches"]) for hit in answer["hits"]] == [(red, band, True)]


def test_nothing_is_shown_where_nothing_shows_it(
    client: TestClient, add_picture: AddPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = add_picture("r.png", RED)
    monkeypatch.setattr(ABSENCE, "told", -1.0)
    assert f"/thumbnail/{red}.webp" not in client.get("/?q=red").text
    assert client.get("/api/search?q=red").json()["matched"] is False
    near = client.get("/api/search?q=red&nearest=true").json()["hits"]
    assert [(hit["image_id"], hit["band"], hit["matches"]) for hit in near] == [(red, "below", False)]
