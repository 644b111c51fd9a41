"""Reading the documents as tests compare them with the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md")),
)
FENCED = re.compile(r"^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"(?<!`)`(?P<code>[^`]+)`(?!`)")


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def code_lines(text: str) -> list[str]:
    """Lines of fenced and of indented blocks, those that a backslash continues joined."""
    fenced = "\n".join(match["code"] for match in FENCED.finditer(text))
    rest = FENCED.sub("", text)
    indented = "\n".join(line for line in rest.splitlines() if line.startswith("    "))
    lines = re.sub(r"\\\n\s*", "", f"{fenced}\n{indented}").splitlines()
    return [line.strip() for line in lines if line.strip()]


def inline_code(text: str) -> list[str]:
    """What stands in backticks in the text, in one line each."""
    prose = "\n".join(line for line in FENCED.sub("", text).splitlines() if not line.startswith("    "))
    return [" ".join(match["code"].split()) for match in INLINE.finditer(prose)]


def in_backticks(cell: str) -> list[str]:
    return [match["code"] for match in INLINE.finditer(cell)]


def table(document: str, header: str) -> list[list[str]]:
    """The cells of the table that has this header line, without header and rule."""
    lines = [line.strip() for line in read(document).splitlines()]
    assert lines.count(header) == 1, f"{document} has {lines.count(header)} tables with the header {header}"
    rows = []
    for line in lines[lines.index(header) + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    assert rows
    return rows


def found(document: str, pattern: str) -> list[str]:
    """The groups of the one place of a document that a pattern fits, whatever its line breaks."""
    matches = list(re.finditer(pattern.replace(" ", r"\s+"), read(document)))
    assert len(matches) == 1, f"{document} says {len(matches)} times: {pattern}"
    return list(matches[0].groups())


def numbers(document: str, pattern: str) -> list[float]:
    """Those groups as numbers; 5,000 and .47 are numbers too."""
    return [float(group.replace(",", "")) for group in found(document, pattern)]
