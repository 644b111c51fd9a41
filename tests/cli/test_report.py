"""The pages that `imgsearch report` writes, made of what was read and named once they are written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[object]:
    """What was done with what; nothing is read or written."""
    seen: list[object] = []

    @contextmanager
    def open_session() -> Iterator[str]:
        seen.append("opened")
        yield "session"

    def note(name: str) -> object:
        return lambda *given: f"{name}({', '.join(map(str, given))})"

    def write(report: object, out: Path) -> list[Path]:
        seen.append((report, out))
        return [out, out.with_suffix(".md")]

    monkeypatch.setattr("imgsearch.cli.report.open_session", open_session)
    monkeypatch.setattr("imgsearch.reports.eda.read_eda", note("read"))
    monkeypatch.setattr("imgsearch.reports.eda.compose_eda", note("eda"))
    monkeypatch.setattr("imgsearch.reports.models.read_models_data", note("data"))
    monkeypatch.setattr("imgsearch.reports.models.sheets.read_sheets", note("sheets"))
    monkeypatch.setattr("imgsearch.reports.models.compose_models", note("models"))
    monkeypatch.setattr("imgsearch.search.read_models", note("loaded"))
    monkeypatch.setattr("imgsearch.reports.render.write_report", write)
    return seen


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


@pytest.mark.parametrize(
    ("command", "report"),
    [("eda", "eda(read(session))"), ("models", "models(data(session), sheets(session, loaded(session)))")],
)
def test_a_page_is_made_of_what_was_read_and_its_files_are_named(
    steps: list[object], tmp_path: Path, command: str, report: str
) -> None:
    done = run(command, "--out", tmp_path / "page.html")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [str(tmp_path / "page.html"), str(tmp_path / "page.md")]
    assert done.stderr == ""
    assert steps == ["opened", (report, tmp_path / "page.html")]


@pytest.mark.parametrize("command", ["eda", "models"])
def test_a_page_of_another_ending_is_refused_before_anything_is_read(
    steps: list[object], tmp_path: Path, command: str
) -> None:
    refused = run(command, "--out", tmp_path / "page.pdf")
    assert refused.exit_code == 1
    assert "ends in .html or .md" in refused.stderr
    assert run(command).exit_code == 2
    assert steps == []
