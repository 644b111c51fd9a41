"""Pictures that editors put into the folder of uploads, from which loads take them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.minors import find_terms
from imgsearch.tables import Caption, Image
from imgsearch.web import uploads
from imgsearch.web.bodies import FORM_BYTES
from loaders.folder import load_folder
from loaders.removing import remove_pictures
from tests.web.conftest import BLUE, RED, OpenSite, jpeg
from tests.web.test_archive import bearer

pytestmark = pytest.mark.usefixtures("accounts")


class Sender:
    """Sends uploads as an editor."""

    def __init__(self, site: TestClient, session: Session, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.headers = bearer(session, "eve")

    def __call__(self, path: str = "", data: bytes = b"", name: str = "x.jpg", **told: Any) -> Any:  # noqa: ANN401
        files = {"picture": (name, data or jpeg(RED))}
        return self.site.post("/api/pictures", files=files, data={"path": path, **told}, headers=self.headers)

    def files(self) -> list[str]:
        return sorted(str(each.relative_to(self.folder)) for each in self.folder.rglob("*") if each.is_file())


@pytest.fixture
def send(open_site: OpenSite, session: Session, tmp_path: Path) -> Sender:
    folder = tmp_path / "uploads"
    folder.mkdir()
    return Sender(open_site(uploads=folder, max_upload_bytes=100_000), session, folder)


def load(session: Session, folder: Path) -> None:
    assert [reject for result in load_folder(session, folder, find_terms) for reject in result.rejects] == []


def test_an_upload_waits_for_a_load_that_takes_it_with_all_that_was_told(send: Sender, session: Session) -> None:
    told: dict[str, Any] = {
        "caption": ["собака & <кот>", "a dog\nand a cat"],
        "language": "ru",
        "title": "Two animals",
        "tags": ["Dog, cat", "Pets"],
        "place": "Минск",
        "photographer": "Ann Smith",
    }
    first = send("2024/june/a.jpg", **told)
    assert (first.status_code, first.json()) == (202, {"path": "2024/june/a.jpg", "state": "waiting", "image_id": None})
    assert session.scalars(select(Image.id)).all() == []
    load(session, send.folder)
    picture = session.scalars(select(Image)).one()
    assert (picture.source, picture.source_path, picture.photographer) == ("uploads", "2024/june/a.jpg", "Ann Smith")
    assert picture.tags == ["dog", "cat", "pets"]
    assert picture.details["file"]["title"] == ["Two animals"]
    assert picture.details["file"]["sublocation"] == "Минск"
    assert sorted(session.scalars(select(Caption.text))) == ["a dog\nand a cat", "собака & <кот>"]
    again = send("2024/june/a.jpg", **told)
    expected = {"path": "2024/june/a.jpg", "state": "clear", "image_id": picture.id}
    assert (again.status_code, again.json()) == (200, expected)
    assert send.files() == ["2024/june/a.jpg", "2024/june/a.jpg.xmp"]


def test_an_upload_that_is_sent_again_changes_nothing_and_another_is_refused(send: Sender) -> None:
    assert [send("a.jpg", caption="one").status_code for _ in range(2)] == [202, 202]
    before = {file: (send.folder / file).read_bytes() for file in send.files()}
    assert set(before) == {"a.jpg", "a.jpg.xmp"}
    assert send("a.jpg", jpeg(BLUE), caption="one").status_code == 409
    assert send("a.jpg", caption="two").status_code == 409
    assert send("a.jpg").status_code == 409
    assert {file: (send.folder / file).read_bytes() for file in send.files()} == before


def test_a_foreign_sidecar_is_neither_replaced_nor_taken(send: Sender) -> None:
    (send.folder / "a.jpg.xmp").write_text("somebody's")
    assert [send("a.jpg", caption="one").status_code, send("a.jpg").status_code] == [409, 409]
    assert send.files() == ["a.jpg.xmp"]
    assert (send.folder / "a.jpg.xmp").read_text() == "somebody's"


REFUSED = (
    "../a.jpg", "a/../../b.jpg", "/etc/a.jpg", "a//b.jpg", "./a.jpg", "a/./b.jpg", "..\\a.jpg", "C:\\a.jpg", "C:a.jpg",
    "b\\a.jpg", ".a.jpg", ".git/a.jpg", "@eaDir/a.jpg", "a\n.jpg", "a\u202e.jpg", " a.jpg", "a.jpg ", "b /a.jpg",
    "a.jpg/", "a", "a.txt", "a.jpg.xmp", "captions.csv", "a.svg", "x" * 200 + ".jpg", "a/" * 21 + "a.jpg",
    "d/" * 500 + "a.jpg",
)  # fmt: skip


def test_names_that_lead_out_or_that_no_load_takes_are_refused(send: Sender) -> None:
    outside = sorted(send.folder.parent.rglob("*"))
    assert {path: send(path).status_code for path in REFUSED} == dict.fromkeys(REFUSED, 422)
    # No header of a form holds the first, and of others its parser may keep what stands behind a backslash.
    named = [path for path in REFUSED if "\n" not in path and not path.endswith("\\a.jpg")]
    assert {name: send(name=name).status_code for name in named} == dict.fromkeys(named, 422)
    assert sorted(send.folder.parent.rglob("*")) == outside


def test_an_upload_does_not_follow_links_out_of_its_folder(send: Sender, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (send.folder / "out").symlink_to(tmp_path / "other")
    (send.folder / "a.jpg").symlink_to(tmp_path / "other" / "a.jpg")
    assert [send(path).status_code for path in ("out/a.jpg", "out/new/a.jpg", "a.jpg")] == [409, 409, 409]
    assert list((tmp_path / "other").iterdir()) == []


def test_names_are_kept_in_composed_letters(send: Sender) -> None:
    assert send("e\u0301te\u0301.jpg").json()["path"] == "\u00e9t\u00e9.jpg"
    assert send("\u00e9t\u00e9.jpg").status_code == 202
    assert send.files() == ["\u00e9t\u00e9.jpg"]


def test_what_is_no_whole_picture_is_refused_with_the_reason(send: Sender) -> None:
    for data in (b"no picture", b"\xff\xd8\xff", jpeg()[:-200]):
        answer = send("a.jpg", data)
        assert answer.status_code == 422
        assert answer.json()["detail"]
    assert send.files() == []


def test_texts_that_no_load_could_keep_are_refused(send: Sender) -> None:
    refused: list[dict[str, Any]] = [
        {"caption": "x" * 10_001},
        {"tags": "x" * 101},
        {"photographer": "x" * 301},
        {"language": "e n"},
    ]
    for told in refused:
        assert send("a.jpg", **told).status_code == 422, told
    assert send.files() == []


def test_what_was_removed_for_good_is_refused_until_it_is_allowed(send: Sender, session: Session) -> None:
    send("a.jpg")
    load(session, send.folder)
    remove_pictures(session, session.scalars(select(Image.id)).all(), stays_out=True)
    session.commit()
    (send.folder / "a.jpg").unlink()
    answer = send("b.jpg")
    assert answer.status_code == 409
    assert "removed for good" in answer.json()["detail"]
    assert send("c.jpg", jpeg(BLUE)).status_code == 202
    assert send.files() == ["c.jpg"]


def test_a_body_above_the_limit_is_refused(send: Sender) -> None:
    assert send("a.jpg", jpeg() + b"\0" * (100_000 + FORM_BYTES)).status_code == 413
    assert send.files() == []


def test_a_disk_that_fails_leaves_nothing_behind(send: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Path, target: Path) -> None:
        if Path(target).suffix == ".jpg":
            raise OSError(28, "No space left on device")
        Path(target).write_bytes(Path(source).read_bytes())

    monkeypatch.setattr("imgsearch.web.uploads.os.link", fail)
    answer = send("a.jpg", caption="one")
    assert (answer.status_code, answer.json()["detail"]) == (503, "the upload cannot be kept: No space left on device")
    assert send.files() == []


def test_a_page_without_a_folder_for_uploads_says_so(open_site: OpenSite, session: Session, tmp_path: Path) -> None:
    for site, said in ((open_site(), "--uploads DIR"), (open_site(uploads=tmp_path / "away"), "not be mounted")):
        answer = Sender(site, session, tmp_path)("a.jpg")
        assert answer.status_code == 503
        assert said in answer.json()["detail"]


def test_a_path_that_is_accepted_is_one_that_loads_take(send: Sender, session: Session) -> None:
    paths = ["a.jpg", "Über uns/ё.JPEG", "_/#1 (2).png", "x" * 196 + ".jpg", "captions.csv/a.webp"]
    assert [send(path).status_code for path in paths] == [202] * len(paths)
    load(session, send.folder)
    assert sorted(session.scalars(select(Image.source_path))) == sorted(paths)


def test_put_reports_whether_the_file_is_new(tmp_path: Path) -> None:
    assert [uploads.put(tmp_path, "a.jpg", BytesIO(b"1"), b"") for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"tags": "a," * 3000}, "tags: there are 3,000 of them; 1,000 are the most"),
        ({"caption": "x" * 10_001}, "caption: a text has 10,001 characters; 10,000 are the most"),
    ],
)
def test_what_is_told_at_too_great_length_is_named_as_in_the_form(
    send: Sender, told: dict[str, Any], said: str
) -> None:
    answer = send("a.jpg", **told)
    assert (answer.status_code, answer.json(), send.files()) == (422, {"detail": said}, [])
