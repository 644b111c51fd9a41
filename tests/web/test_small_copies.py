"""Small copies that no load has made yet."""

from __future__ import annotations

from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from imgsearch.tables import Thumbnail
from imgsearch.web import responses
from tests.web.conftest import AddPicture, flag


def test_a_picture_without_a_small_copy_is_shown_by_its_file(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    path = f"/thumbnail/{add_picture('r.jpg', size=(1200, 800))}.webp"
    stored = client.get(path)
    session.execute(delete(Thumbnail))
    session.commit()
    made = client.get(path)
    assert (made.status_code, made.headers["etag"], made.content) == (200, stored.headers["etag"], stored.content)
    assert client.get(path, headers={"If-None-Match": made.headers["etag"]}).status_code == 304


def test_a_small_copy_of_another_file_is_not_shown(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    path = f"/thumbnail/{add_picture('r.jpg', size=(40, 20))}.webp"
    session.execute(update(Thumbnail).values(sha256=bytes(32), webp=b"what stood there before"))
    session.commit()
    assert Pillow.open(BytesIO(client.get(path).content)).size == (40, 20)


def test_neither_a_hidden_picture_nor_another_file_has_one(
    client: TestClient, add_picture: AddPicture, session: Session, tmp_path: Path
) -> None:
    hidden, replaced = add_picture("a.jpg"), add_picture("b.jpg")
    session.execute(delete(Thumbnail))
    session.commit()
    flag(session, hidden)
    Pillow.new("RGB", (9, 9)).save(tmp_path / "b.jpg")
    for image_id in (hidden, replaced):
        answer = client.get(f"/thumbnail/{image_id}.webp")
        assert (answer.status_code, "etag" in answer.headers) == (404, False)


def test_whoever_asks_for_many_waits_no_longer_than_a_moment(
    client: TestClient, add_picture: AddPicture, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/thumbnail/{add_picture('r.jpg')}.webp"
    session.execute(delete(Thumbnail))
    session.commit()
    monkeypatch.setattr(responses, "LONGEST_WAIT", 0.01)
    with ExitStack() as taken:
        for _ in range(responses.MAKING_AT_A_TIME):
            taken.enter_context(responses._MAKING)
        assert client.get(path).status_code == 503
    assert client.get(path).status_code == 200
