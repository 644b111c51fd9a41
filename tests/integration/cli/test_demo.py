"""The demo prints what README and docs/install.md say that it prints."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.composed import missing

from .conftest import Run

ROOT = Path(__file__).parents[3]
#: Another processor's rounding moves a score by less.
SCORE_OFF = 0.015
HIT = re.compile(r"\d+ [ ~?] (?P<score>\d\.\d\d)\s+(?P<name>\S+).*", re.ASCII)


def commands() -> list[list[str]]:
    """The searches that `make demo` runs."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("\t$(BIN)/imgsearch query")]


def said(document: str) -> Iterator[tuple[list[str], list[str]]]:
    """The searches of a document, each with the lines below it."""
    for block in (ROOT / document).read_text(encoding="utf-8").split("\n    imgsearch query ")[1:]:
        first, *lines = block.splitlines()
        printed = []
        for line in lines:
            if not line.startswith("    "):
                break
            printed.append(line.removeprefix("    "))
        yield ["query", *shlex.split(first)], printed


def assert_printed(printed: list[str], expected: list[str]) -> None:
    """Line by line, scores about; where a document leaves lines out, what stands behind is at the end.

    Pictures whose scores are about the same may stand in each other's place.
    """
    scores = {hit["name"]: float(hit["score"]) for line in printed if (hit := HIT.match(line.strip()))}
    if "..." in expected:
        at = expected.index("...")
        printed = [*printed[:at], "...", *printed[at - len(expected) + 1 :]]
    assert len(printed) == len(expected), "\n".join(printed)
    for line, wanted in zip(printed, expected, strict=True):
        hit, wanted_hit = HIT.match(line.strip()), HIT.match(wanted.strip())
        if hit and wanted_hit:
            assert float(hit["score"]) == pytest.approx(float(wanted_hit["score"]), abs=SCORE_OFF)
            assert scores[wanted_hit["name"]] == pytest.approx(float(wanted_hit["score"]), abs=SCORE_OFF)
            line, wanted = (
                text.replace(one["score"], "", 1).replace(one["name"], "", 1)
                for text, one in ((line, hit), (wanted, wanted_hit))
            )
        assert line.split() == wanted.split()


def test_the_demo_prints_what_the_documents_say(
    imgsearch: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    gathering = [sys.executable, str(ROOT / "scripts/demo_pictures.py"), "demo/pictures"]
    if subprocess.run(gathering, check=False).returncode:
        missing("PyPI, which has the demo's pictures, cannot be reached")
    imgsearch("load", "demo/pictures")
    printed = {tuple(command): imgsearch(*command).output.splitlines() for command in commands()}
    documented = [*said("README.md"), *said("docs/install.md")]
    assert {tuple(command) for command, _ in documented} == printed.keys()
    for command, expected in documented:
        assert_printed(printed[tuple(command)], expected)
