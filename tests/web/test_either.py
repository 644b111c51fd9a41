"""A text that is read as either of some things says so, and is taken for words by a click."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from .conftest import RED, AddPicture
from .test_understood import chips


@pytest.mark.parametrize(
    ("q", "language", "chip", "things"),
    [
        ("dog or cat", "en", "either: dog or cat", "dog | cat"),
        ("собака или кошка", "ru", "что-то одно: собака или кошка", "собака | кошка"),
    ],
)
def test_either_of_two_things_is_told_and_taken_back(
    client: TestClient, add_picture: AddPicture, q: str, language: str, chip: str, things: str
) -> None:
    add_picture("red.png", RED)
    shown = chips(client.get("/", params={"q": q}, headers={"Accept-Language": language}).text)
    assert list(shown) == [chip]
    assert client.get("/api/search", params={"q": q}).json()["understood"] == {"either": [things]}
    [again] = parse_qs(urlsplit(shown[chip]).query)["q"]
    assert again == f'"{q}"'
    assert client.get("/api/search", params={"q": again}).json()["understood"] == {"phrase": [q]}
