from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import get_completion_class

from imgsearch.cli import main

ROOT = Path(__file__).parents[2]


def test_the_commands_document_is_up_to_date(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "command_docs.py"
    program = f"import runpy; print(runpy.run_path({str(script)!r})['document'](), end='')"
    # Neither the terminal nor the user may change what is written.
    environment = os.environ | {"COLUMNS": "60", "USER": "somebody", "IMGSEARCH_DATA_DIR": str(tmp_path)}
    written = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )
    assert written.stdout == (ROOT / "docs" / "commands.md").read_text(), "run `python scripts/command_docs.py`"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_documented_shell_completes_commands(shell: str) -> None:
    assert f"_IMGSEARCH_COMPLETE={shell}_source imgsearch" in (ROOT / "docs" / "commands.md").read_text()
    completion = get_completion_class(shell)
    assert completion is not None
    proposed = completion(main, {}, "imgsearch", "_IMGSEARCH_COMPLETE").get_completions([], "doc")
    assert [item.value for item in proposed] == ["doctor"]
    options = completion(main, {}, "imgsearch", "_IMGSEARCH_COMPLETE").get_completions(["query", "a dog"], "--near")
    assert [item.value for item in options] == ["--nearest"]


def test_completion_script_is_printed_for_bash() -> None:
    # Bash itself is asked for its version on the way.
    program = [sys.executable, "-c", "from imgsearch.cli import main; main(prog_name='imgsearch')"]
    environment = os.environ | {"_IMGSEARCH_COMPLETE": "bash_source"}
    printed = subprocess.run(program, capture_output=True, text=True, check=True, env=environment)
    assert "complete -o nosort -F" in printed.stdout
