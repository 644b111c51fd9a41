"""The forms that ship are those of the lexicons."""

from __future__ import annotations

from pathlib import Path

from imgsearch.minors.words.forms import certain_forms, compile_forms
from scripts.compile_forms import TARGET, write

AGAIN = "run `python scripts/compile_forms.py`"


def test_the_compiled_forms_are_those_of_the_lexicons() -> None:
    assert certain_forms() == compile_forms(), AGAIN


def test_the_file_is_what_the_script_writes(tmp_path: Path) -> None:
    write(tmp_path / "forms.tsv")
    assert (tmp_path / "forms.tsv").read_bytes() == TARGET.read_bytes(), AGAIN
