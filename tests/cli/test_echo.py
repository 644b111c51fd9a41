from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from imgsearch.cli.echo import echo, printable

PACKAGES = Path(__file__).parents[2]
NASTY = "\x1b[2J\x07\x9b5m\r\x7f\u2028\u202e\ud800"


def test_a_value_stays_in_its_line_and_letters_stay_as_they_are() -> None:
    assert printable("a\tb\nc\x1b[0m\x9b\udcff") == r"a\tb\nc\u001b[0m\u009b\udcff"
    for text in ("собака 🐕\u200d🦺", "naïve", "日本", "שלום", "2 < 3 \\ 4"):
        assert printable(text) == text


def test_lines_are_printed_and_json_means_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    echo(json.dumps({"name": NASTY}, ensure_ascii=False, indent=2))
    shown = capsys.readouterr().out
    assert json.loads(shown) == {"name": NASTY}
    assert len(shown.splitlines()) == 3
    echo(NASTY, err=True)
    said = capsys.readouterr()
    assert (said.out, said.err.isprintable() or said.err.strip().isprintable()) == ("", True)


@pytest.mark.parametrize("command", ["config show", "--help", "--version"])
def test_output_that_finds_no_room_is_called_so(command: str, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no full device")
    with full.open("w") as output:
        done = subprocess.run(
            [sys.executable, "-m", "imgsearch", *command.split()],
            env=os.environ | {"IMGSEARCH_DATA_DIR": str(tmp_path)},
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: standard output: No space left on device")
    assert len(done.stderr.splitlines()) == 1


def test_commands_print_in_no_other_way() -> None:
    """By what is called: a command that comes later is held to it too."""
    others = []
    for file in (*PACKAGES.glob("imgsearch/cli/*.py"), *PACKAGES.glob("loaders/*.py")):
        if file.name == "echo.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "click.echo", "click.secho"):
                others.append(f"{file.name}:{node.lineno}")
    assert others == []
