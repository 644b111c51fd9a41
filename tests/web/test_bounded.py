"""What a provider says is neither long nor slow."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx2
import pytest

from imgsearch.web import bounded
from imgsearch.web.bounded import BoundedStream, bound
from imgsearch.web.id_token import merge_claims


class Body(httpx2.SyncByteStream):
    """Parts, each after a pause."""

    def __init__(self, parts: list[bytes], pause: float = 0.0) -> None:
        self.parts = parts
        self.pause = pause
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            time.sleep(self.pause)
            yield part

    def close(self) -> None:
        self.is_closed = True


def test_a_short_answer_is_read_as_it_is_and_closed() -> None:
    body = Body([b'{"a"', b": 1}"])
    answer = httpx2.Response(200, stream=body, request=httpx2.Request("GET", "https://example.org"))
    bound(answer)
    assert answer.read() == b'{"a": 1}'
    assert body.is_closed


def test_a_long_answer_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "MOST_BYTES", 10)
    assert b"".join(BoundedStream(Body([b"12345", b"67890"]))) == b"1234567890"
    with pytest.raises(httpx2.ReadError, match="more than 10 bytes"):
        list(BoundedStream(Body([b"12345"] * 3)))


def test_an_answer_that_drips_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "ANSWER_SECONDS", 0.2)
    read: list[bytes] = []
    with pytest.raises(httpx2.ReadTimeout, match="takes more than"):
        read.extend(BoundedStream(Body([b"x"] * 100, pause=0.05)))
    assert len(read) < 10


@pytest.mark.parametrize(
    ("claims", "more", "email"),
    [
        ({"email": "a@good.org", "email_verified": True}, {"email": "b@evil.org"}, ("a@good.org", True)),
        ({"email": "a@good.org"}, {"email": "b@evil.org", "email_verified": True}, ("b@evil.org", True)),
        (
            {"email": "a@good.org", "email_verified": False},
            {"email": "a@good.org", "email_verified": True},
            ("a@good.org", False),
        ),
        ({}, {"email": "b@good.org", "email_verified": True}, ("b@good.org", True)),
        ({"email": "a@good.org"}, {"email_verified": True}, (None, True)),
    ],
)
def test_an_address_and_whether_it_was_verified_are_of_one_source(
    claims: dict[str, object], more: dict[str, object], email: tuple[object, object]
) -> None:
    merged = merge_claims({"sub": "1", "name": "Ann", **claims}, {"sub": "1", "name": "Eve", "groups": ["x"], **more})
    assert (merged.get("email"), merged.get("email_verified")) == email
    assert (merged["name"], merged["groups"]) == ("Ann", ["x"])
