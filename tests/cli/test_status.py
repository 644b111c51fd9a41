"""`imgsearch status` counts what is there, and says what to do where something is missing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, update
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from imgsearch.cli.status import _slow_lines
from imgsearch.doctor.screening import check_screening
from imgsearch.tables import Caption, Encoder, Image, LoadReject, Regressor, Screening, ScreeningPolicy
from tests.builders import demand_screening, hide
from tests.rated_database import fill_rated

CAT = {"path": "/c/a.jpg", "gallery": "cats", "source": "home/cats", "sha256": b"a" * 32, "file_bytes": 1_500_000_000}


@pytest.fixture(autouse=True)
def address(database_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))


@pytest.fixture
def filled(session: Session) -> Session:
    """40 pictures and 201 rated pairs of one gallery, and a picture of each of two galleries that are called alike."""
    fill_rated(session)
    for number, source in enumerate(("home/cats", "work/cats")):
        cat = CAT | {"source": source, "path": f"/{source}", "sha256": bytes([number]) * 32}
        session.execute(insert(Image).values(name=source, mtime_ns=1, width=1, height=1, **cat))
    session.execute(update(Image).where(Image.name == "7.jpg").values(missing_since=Image.loaded_at))
    session.execute(insert(LoadReject).values(file="/c/b.jpg", reason="damaged"))
    for name in ("gone.jpg", "gone.jpg", "other.jpg"):
        key = f"{name}#{session.query(Caption).count()}"
        session.execute(insert(Caption).values(caption_key=key, image_name=name, image_id=0, text="a wall"))
    hide(session, Image.name.in_(["3.jpg", "5.jpg"]))
    session.commit()
    return session


def status(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["status", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def section(output: str, title: str) -> list[str]:
    """The lines below a title, without their indent."""
    lines = output.splitlines()
    below = lines[lines.index(title) + 1 :]
    return [line.strip() for line in below[: next(i for i, line in enumerate(below) if not line.startswith("  "))]]


def test_an_empty_database_says_what_to_do() -> None:
    output = status()
    assert section(output, "pictures") == ["none yet; `imgsearch load DIR` loads some"]
    assert set(row.split()[-1] for row in section(output, "rows")) == {"0"}
    assert section(output, "encoders") == []
    assert section(output, "regressors") == ["the one that ships with imgsearch scores"]
    assert output.splitlines()[-1].startswith("database ")
    assert output.splitlines()[-1].endswith(" MB")


def test_pictures_are_counted_by_gallery_and_those_that_are_not_shown_by_why(filled: Session) -> None:
    assert section(status(), "pictures") == [
        "home/cats                   1  0 flagged, 1.5 GB",
        "work/cats                   1  0 flagged, 1.5 GB",
        "g                          40  2 flagged, 1 missing and not shown, 0.0 MB",
    ]
    demand_screening(filled)
    filled.commit()
    *_, last, advice = section(status(), "pictures")
    assert last == "g                          40  2 flagged, 38 unscreened and not shown, 0.0 MB"
    assert "imgsearch load" in advice


def test_what_an_upgrade_has_not_screened_again_is_told_as_doctor_tells_it(filled: Session) -> None:
    filled.execute(update(ScreeningPolicy).values(without_texts="hide"))
    filled.execute(insert(Screening).values(kind="texts", revision="of an older version"))
    filled.commit()
    told = check_screening(filled)
    assert section(status(), "pictures")[-1] == f"{told.found}; {told.remedy}"
    assert json.loads(status("--json"))["screened_by_other_rules"] == ["texts"]


def test_rows_of_each_kind_and_captions_without_a_picture_are_counted(filled: Session) -> None:
    *rows, waiting = section(status(), "rows")
    assert [row.rsplit(maxsplit=1) for row in rows] == [
        ["captions", "123"], ["expert ratings", "201"], ["crowd ratings", "0"], ["rated pairs", "201"],
        ["test queries", "0"], ["minor evidence", "2"], ["minor reviews", "0"], ["rejects", "1"], ["searches", "0"],
    ]  # fmt: skip
    assert waiting == "3 captions reach no picture: gone.jpg, other.jpg"


def test_encoders_have_their_vectors_and_regressors_their_errors(filled: Session) -> None:
    small = filled.query(Encoder.id).where(Encoder.name == "small").scalar()
    for number, metrics in enumerate(({"mse_captions": 0.01234, "mse_pixels": 0.5}, {"mse_pixels": 0.25}, {})):
        values: dict[str, Any] = {"encoder_id": small, "artifact": b"", "card": {}, "metrics": metrics}
        filled.execute(insert(Regressor).values(is_active=number == 1, **values))
    filled.commit()
    output = status()
    assert section(output, "encoders") == [
        "small                      40  pictures, 0 captions; active, 6-d, revision 1",
        "minilm                      0  pictures, 120 captions; 6-d, revision 1",
        "use-multilingual            0  pictures, 120 captions; 6-d, revision 1",
    ]
    numbers = [row.id for row in filled.query(Regressor.id).order_by(Regressor.id)]
    assert section(output, "regressors") == [
        f"number {numbers[2]}",
        f"number {numbers[1]}".ljust(20) + "   active  MSE 0.2500 pixels",
        f"number {numbers[0]}".ljust(31) + "MSE 0.0123 captions, MSE 0.5000 pixels",
    ]


def test_json_has_the_numbers(filled: Session) -> None:
    found = json.loads(status("--json"))
    assert found["galleries"][-1] == {
        "source": "", "gallery": "g", "pictures": 40, "flagged": 2, "unscreened": 0, "missing": 1, "file_bytes": 40,
    }  # fmt: skip
    assert (found["rows"]["captions"], found["captions_without_picture"]) == (123, {"gone.jpg": 2, "other.jpg": 1})
    assert [encoder["name"] for encoder in found["encoders"]] == ["small", "minilm", "use-multilingual"]
    assert found["regressors"] == []
    assert found["database_bytes"] > 1_000_000


def test_a_search_that_the_database_ended_says_so_in_place_of_its_times() -> None:
    search = {"searched_at": datetime(2024, 5, 31, 12, 30), "took_ms": 20_000.4, "text": "a\tb", "plan": None}
    ended, answered = ({**search, "is_answered": told, "phases_ms": {"find": 1234.5}} for told in (False, True))
    assert _slow_lines([ended, answered]) == [
        r"2024-05-31 12:30:00  20,000 ms (ended by the database)  a\tb",
        "    without a plan",
        r"2024-05-31 12:30:00  20,000 ms (find 1,234)  a\tb",
        "    without a plan",
    ]
