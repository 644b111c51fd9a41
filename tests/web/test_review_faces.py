"""How old a face looks, from a picture's file to the words on the page."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pillow
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from imgsearch.encoders.lite import FEATURES
from imgsearch.minors.detectors.classifier import Classifier
from imgsearch.minors.detectors.closer import SUMMARY
from imgsearch.minors.detectors.faces import DESCRIPTOR, find
from imgsearch.minors.detectors.stage import Stage
from imgsearch.tables import Image, MinorEvidence
from loaders.classified import load_classified

from .conftest import AddPicture, log_in

CARD = {"revision": "r1", "gate": 0.5, "threshold": 0.25, "prior": 0.4, "closer": [0.0, 1.0], "visible": 0.5}
#: Somebody is there, a minor as likely as not, and a face can be expected.
BIASES = {"person": (FEATURES, 9.0), "minor": (2 * FEATURES, 0.0), "visible": (2 * FEATURES, 9.0)}
BIASES |= {"face": (DESCRIPTOR, 0.0), "closer": (1 + SUMMARY, 0.5)}
DOUBTING = Classifier(
    {name: Stage(np.zeros(size, dtype=np.float32), bias) for name, (size, bias) in BIASES.items()}, CARD
)


def see(monkeypatch: pytest.MonkeyPatch, age: int, sure: float = 0.98) -> None:
    """The networks see one face of an age, from 118 to 154 of 256 rows with what is around it, at the left edge."""

    class Networks:
        def run(self, _names: list[str], given: dict[str, Any]) -> list[Any]:
            if given["pictures"].shape[1] != find.SIDE_PIXELS:
                count = len(given["pictures"])
                ages = np.tile(np.eye(find.AGES, dtype=np.float32)[[age]], (count, 1))
                return [ages, np.zeros((count, DESCRIPTOR), dtype=np.float32)]
            odds, boxes = np.zeros((1, 1344, 1), dtype=np.float32), np.zeros((1, 1344, 4), dtype=np.float32)
            # The place in the 18th row of steps of 8; the box is 64 wide and 32 high around a point one step beside it.
            odds[0, 544], boxes[0, 544] = sure, [1, 0, np.log(8), np.log(4)]
            return [odds, boxes]

    monkeypatch.setattr(find, "_finder", Networks)
    monkeypatch.setattr(find, "_judge", Networks)
    monkeypatch.setattr("imgsearch.web.routes.review.load_classifier", lambda: DOUBTING)


@pytest.fixture
def load_face(
    add_picture: AddPicture, accounts: None, session: Session, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], int]:
    """Loads a file whose face looks so old; the picture's id."""

    def load(age: int) -> int:
        see(monkeypatch, age)
        image_id = add_picture("face.png", size=(600, 400))
        load_classified(session, DOUBTING)
        return image_id

    return load


@pytest.mark.parametrize(
    ("language", "age", "said"),
    [
        ("en", 8, "a person, probably a child, a face that looks about 8, on the left"),
        ("ru", 8, "человек, вероятно ребёнок, лицо на вид примерно 8 лет, слева"),
        ("ru", 3, "человек, вероятно ребёнок, лицо на вид примерно 3 года, слева"),
        ("en", 34, "a person, probably a child, on the left"),
    ],
)
def test_a_file_with_a_face_is_hidden_and_the_page_says_how_old_it_looks(
    client: TestClient, load_face: Callable[[int], int], language: str, age: int, said: str
) -> None:
    image_id = load_face(age)
    log_in(client, "eve")
    client.get(f"/language/{language}")
    for address in ("/review", "/review?name=face.png"):
        assert f">{said}<" in client.get(address).text
    assert f'<img class="face" src="/review/face/{image_id}.jpg"' in client.get("/review?name=face.png").text
    cut = client.get(f"/review/face/{image_id}.jpg")
    # Of 600 x 400 pixels: 54.7 of 256 columns, and from row 118.4 to 153.7 (462 to 601 thousandths).
    assert Pillow.open(BytesIO(cut.content)).size == (129, 55)


def test_faces_are_for_editors_and_only_of_the_file_that_was_looked_at(
    client: TestClient, load_face: Callable[[int], int], session: Session
) -> None:
    image_id = load_face(8)
    address = f"/review/face/{image_id}.jpg"
    log_in(client, "sam")
    assert client.get(address).status_code == 403
    log_in(client, "eve")
    assert client.get(address).status_code == 200
    assert client.get("/review/face/999.jpg").status_code == 404
    path = session.scalars(select(Image.path)).one()
    Pillow.new("RGB", (600, 400), "blue").save(path)
    assert client.get(address).status_code == 404
    session.execute(update(Image).values(sha256=b"x" * 32))
    session.commit()
    assert session.scalars(select(MinorEvidence.face)).all() == []


def test_an_unclear_face_tells_no_age(
    add_picture: AddPicture, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(monkeypatch, 8, sure=0.57)  # not much surer than half
    add_picture("blurred.png", size=(600, 400))
    load_classified(session, DOUBTING)
    found = session.execute(select(MinorEvidence.age, MinorEvidence.face, MinorEvidence.suspects)).one()
    assert tuple(found) == (None, None, True)
