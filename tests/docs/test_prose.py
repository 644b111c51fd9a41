"""Documents are read in editors too: prose ends where the editor's window does."""

from __future__ import annotations

import pytest

from tests.docs.markdown import DOCUMENTS, FENCED, read

WIDEST = 120
#: Tables, marks, pictures and blocks of code are as wide as they have to be.
NOT_PROSE = ("<!--", "![", "    ")


def too_wide(text: str) -> list[str]:
    lines = FENCED.sub("", text).splitlines()
    return [
        line
        for line in lines
        if len(line) > WIDEST and not line.lstrip(" ").startswith("|") and not line.startswith(NOT_PROSE)
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_lines_of_prose_fit_a_window(document: str) -> None:
    assert too_wide(read(document)) == []


def test_a_wide_line_is_noticed_in_prose_alone() -> None:
    wide = "word " * 30
    assert too_wide(f"{wide}\n| {wide} |\n```\n{wide}\n```\n") == [wide]
