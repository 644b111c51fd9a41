"""Searching by one's own picture has an address, for some hours and for one session; only the vector is kept."""

from __future__ import annotations

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session

from imgsearch.errors import NoSuchPicture
from imgsearch.search import PictureVector, SearchModels
from imgsearch.tables import AskedPicture, Encoder
from imgsearch.web.database import Database
from imgsearch.web.kept import keep_picture, read_kept
from imgsearch.web.visitor import Visitor

from .conftest import BLUE, RED, AddPicture, csrf_of, jpeg
from .test_search_page import shown


def send(client: TestClient, colour: tuple[int, int, int] = BLUE) -> str:
    form = {"csrf": csrf_of(client.get("/").text), "gallery": "g"}
    answer = client.post("/by-picture", data=form, files={"picture": ("x.jpg", jpeg(colour))})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_the_answer_can_be_reloaded_walked_and_narrowed(client: TestClient, add_picture: AddPicture) -> None:
    red, blue = add_picture("r.jpg", RED), add_picture("b.jpg", BLUE)
    address = send(client)
    for _ in range(2):
        page = client.get(address)
        assert (page.status_code, shown(page.text)) == (200, [blue, red])
    assert "Pictures like yours" in page.text
    assert "2 matches" in page.text
    with_text = client.get(f"{address}&q=red")
    assert 'name="picture"' in with_text.text  # typing further keeps the picture
    assert with_text.status_code == 200


def test_nothing_but_the_vector_is_kept_and_not_for_long(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    add_picture("b.jpg", BLUE)
    address = send(client)
    left = func.extract("epoch", AskedPicture.kept_until - func.now())
    row = session.execute(select(AskedPicture.vector, left)).one()
    assert len(row[0]) == 4 * 8  # eight numbers
    assert 4 * 3600 - 60 < float(row[1]) <= 4 * 3600
    assert address.partition("picture=")[2].partition("&")[0] not in str(session.execute(select(AskedPicture)).all())
    logged = "SELECT relpersistence FROM pg_class WHERE oid = 'asked_picture'::regclass"
    assert session.scalar(text(logged)) == "u"
    session.execute(update(AskedPicture).values(kept_until=func.now()))
    session.commit()
    gone = client.get(address)
    assert gone.status_code == 404
    assert "kept no longer than 4 hours" in gone.text
    assert "хранится не дольше 4 часов" in client.get(address, headers={"Accept-Language": "ru"}).text
    send(client)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AskedPicture)) == 1  # what was over is gone


def test_another_session_cannot_use_the_address(client: TestClient, add_picture: AddPicture) -> None:
    add_picture("b.jpg", BLUE)
    address = send(client)
    client.cookies.clear()
    assert client.get(address).status_code == 404
    assert client.get("/?picture=guessed").status_code == 404


@pytest.mark.parametrize("is_plain", [False, True])
def test_a_vector_comes_back_to_its_session_as_it_was_whatever_others_keep(
    engine: Engine, models: SearchModels, is_plain: bool
) -> None:
    database = Database(engine)
    one, other = (Visitor.new(None, "en", "192.0.2.1") for _ in range(2))
    values = np.arange(8, dtype=np.float32)[None]
    token = keep_picture(database, one, PictureVector(models.encoder_id, values, is_plain))
    others = keep_picture(database, other, PictureVector(models.encoder_id, -values, not is_plain))
    assert token is not None
    assert others is not None
    found = read_kept(database, one, token)
    assert (found.encoder_id, found.values.tolist(), found.is_plain) == (models.encoder_id, values.tolist(), is_plain)
    assert read_kept(database, other, others).is_plain is not is_plain
    for visitor, foreign in ((one, others), (other, token)):
        with pytest.raises(NoSuchPicture, match="for your own session; choose it again"):
            read_kept(database, visitor, foreign)


def test_a_vector_of_another_model_is_not_compared(
    client: TestClient, add_picture: AddPicture, session: Session
) -> None:
    add_picture("b.jpg", BLUE)
    address = send(client)
    other = Encoder(name="other", revision="1", dimension=8)
    session.add(other)
    session.flush()
    session.execute(update(AskedPicture).values(encoder_id=other.id))
    session.commit()
    assert client.get(address).status_code == 404
