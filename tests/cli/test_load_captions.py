"""`imgsearch load captions` reads what it loaded for words that mean a minor."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from imgsearch.cli import main
from tests.builders import demand_screening, insert_image
from tests.screened import states


def test_captions_that_name_a_minor_hide_their_picture_and_the_others_open_it(
    session: Session, database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMGSEARCH_DATABASE_URL", database_url.render_as_string(hide_password=False))
    demand_screening(session, of_pixels=False)
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(name.encode())
        insert_image(session, tmp_path / name, (4, 3), "g")
    session.commit()
    assert states(session) == {"a.jpg": "unscreened", "b.jpg": "unscreened"}
    session.rollback()
    (tmp_path / "captions.tsv").write_text("b.jpg#0\tA red car\nb.jpg#1\tA car\na.jpg#0\tA child on a swing\n")
    done = CliRunner().invoke(main, ["load", "captions", str(tmp_path / "captions.tsv")])
    assert done.exit_code == 0, done.output
    assert states(session) == {"a.jpg": "hidden", "b.jpg": "clear"}
    assert [line.split()[:2] for line in done.stdout.splitlines() if line.startswith("captions")] == [["captions", "3"]]
    # What a refused file may say of minors is read at once, else its pictures stayed out of sight.
    refused = CliRunner().invoke(main, ["load", "metadata", str(tmp_path / "captions.tsv")])
    assert (refused.exit_code, "has no column with the pictures' names" in refused.stderr) == (1, True)
    assert states(session) == {"a.jpg": "hidden", "b.jpg": "clear"}
