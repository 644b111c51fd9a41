from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from imgsearch.terminal import UNSAFE, escape_unsafe

#: First and last of each stretch of characters that steer a terminal, and their neighbours that do not.
STRETCHES = [
    (0x00, 0x08, (0x09,)),
    (0x0B, 0x1F, (0x0A, 0x20)),
    (0x7F, 0x9F, (0x7E, 0xA0)),
    (0x2028, 0x202E, (0x2027, 0x202F)),
    (0x2066, 0x2069, (0x2065, 0x206A)),
    (0xD800, 0xDFFF, (0xD7FF, 0xE000)),
]


@pytest.mark.parametrize(("first", "last", "beside"), STRETCHES)
def test_what_steers_a_terminal_is_written_as_its_number(first: int, last: int, beside: tuple[int, ...]) -> None:
    for code in (first, (first + last) // 2, last):
        escaped = escape_unsafe(f"a{chr(code)}b")
        assert escaped == f"a\\u{code:04x}b"
        assert json.loads(f'"{escaped}"') == f"a{chr(code)}b"
    for code in beside:
        assert escape_unsafe(f"a{chr(code)}b") == f"a{chr(code)}b"


def test_nothing_else_is_changed() -> None:
    known = {code for first, last, _ in STRETCHES for code in range(first, last + 1)}
    assert {code for code in range(0x10000) if UNSAFE.search(chr(code))} == known
    assert escape_unsafe("\x1b[2J\x1b") == r"\u001b[2J\u001b"


@pytest.mark.parametrize("charset", ["latin-1", "cp437", "utf-8"])
def test_what_a_terminals_charset_lacks_comes_out_as_json(charset: str) -> None:
    told = {"query": "слон 😀"}
    script = (
        f"from imgsearch.terminal import fit_streams; fit_streams(); print({json.dumps(told, ensure_ascii=False)!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONIOENCODING": charset}, capture_output=True, check=True
    )
    assert json.loads(done.stdout.decode(charset)) == told


def test_commands_answer_on_a_terminal_of_another_charset() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "imgsearch", "--env-file", "нет", "config", "show"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1:strict"},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert b"\\u043d\\u0435\\u0442" in done.stderr
