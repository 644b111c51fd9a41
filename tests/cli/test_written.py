"""Every option and argument that names what a command writes behaves alike."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from imgsearch.cli import main
from imgsearch.cli.written import WrittenType
from imgsearch.errors import ImgsearchError
from imgsearch.writing import writing

from .test_help import ALL

WRITTEN = {
    ("db", "backup"): "FILE",
    ("export", "dbt"): "FILE",
    ("export", "trec"): "FOLDER",
    ("export", "views"): "FOLDER",
    ("query", "--export"): "FILE",
    ("query", "--sheet"): "FILE",
    ("report", "eda", "--out"): "FILE",
    ("report", "models", "--out"): "FILE",
    ("train", "encoder", "--out"): "DIRECTORY",
    ("train", "minors", "--folds"): "FILE",
    ("train", "minors", "--out"): "DIRECTORY",
    ("train", "portable", "--out"): "FILE",
    ("train", "regressor", "--out"): "FILE",
}


def paths() -> dict[tuple[str, ...], click.Parameter]:
    """Every parameter that is a path which need not be there."""
    return {
        (*path, *([parameter.opts[0]] if isinstance(parameter, click.Option) else [])): parameter
        for path, command in ALL.items()
        for parameter in command.params
        if isinstance(parameter.type, click.Path) and not parameter.type.exists
    }


def test_whatever_is_written_is_of_one_kind() -> None:
    found = {name for name, parameter in paths().items() if isinstance(parameter.type, WrittenType)}
    assert found == WRITTEN.keys()
    assert paths().keys() == found


@pytest.mark.parametrize("words", WRITTEN, ids=" ".join)
def test_what_cannot_be_written_is_refused_before_anything_is_done(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(main, [*words, str(tmp_path / "file" / "x")])
    assert result.exit_code == 2
    assert f"{tmp_path / 'file'} is no folder; name another place" in " ".join(result.output.split())


def test_a_folder_of_which_nothing_comes_is_not_left_behind(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for name, stays in (("new", False), ("there", True)):
        with pytest.raises(ImgsearchError), writing(tmp_path / name, folder=True):
            raise ImgsearchError("there is nothing to write")
        assert (tmp_path / name).is_dir() is stays


def test_an_empty_name_is_not_the_current_folder() -> None:
    for arguments in (["export", "views", ""], ["query", "dog", "--export", ""], ["load", ""], ["load", "", "--watch"]):
        done = CliRunner().invoke(main, arguments)
        assert (done.exit_code, "it is empty; name a" in done.output) == (2, True), arguments
