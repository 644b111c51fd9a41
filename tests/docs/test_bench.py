"""Figures in documents: made from docs/bench.json, and none typed by hand where a command measures."""

from __future__ import annotations

import re
import shlex

import pytest

from benchmarks.records import read as read_records
from benchmarks.sections import DATA, ONCE, SECTIONS, Section
from scripts.bench_docs import MARK, RECORD, fill, pages
from tests.docs.markdown import DOCUMENTS, ROOT, code_lines, read

RECORDS = read_records(RECORD)
#: A cell that is nothing but a figure.
NUMBER = r"[-+]?(?:\d[\d,]*)?\.?\d+"
FIGURE = re.compile(rf"{NUMBER}(?:(?:[, ;/–]+| of | to ){NUMBER})*(?: ?(?:%|[a-zA-Z/]+))?")
#: Tables of figures that no record makes, by document and the beginning of their header, and why.
TYPED = {
    ("docs/embedded.md", "| what | limit |"): "limits of the code, with which a test compares them",
    (
        "docs/findings.md",
        "| | MSE | tau-c |",
    ): "beside what others published; a test compares ours with the table above",
    (
        "docs/detector.md",
        "| by eye | hidden |",
    ): "of the shipped classifier's card, with which a test compares them",
    ("docs/models.md", "| preset |"): "facts of published models, whose weights are not here to be measured",
    ("docs/scale-out.md", "| numbers in a vector |"): "bytes by arithmetic, which a test repeats",
    ("docs/scale-out.md", "| | 10 M | 100 M | 1 B |"): "arithmetic, which a test repeats",
}


def tables(text: str) -> list[list[str]]:
    """Lines of each table outside of marks, those in lists too."""
    found: list[list[str]] = [[]]
    for line in MARK.sub("", text).splitlines():
        if line.strip().startswith("|"):
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [table for table in found if table]


def has_figures(table: list[str]) -> bool:
    """Whether most of its cells beside the first column are figures."""
    cells = [cell.strip().replace("**", "") for line in table[2:] for cell in line[1:-1].split("|")[1:]]
    said = [cell for cell in cells if cell]
    return 2 * sum(FIGURE.fullmatch(cell) is not None for cell in said) > len(said)


def test_pages_are_as_the_command_makes_them() -> None:
    stale = [
        page.name for page in pages() if fill(page.read_text(encoding="utf-8"), RECORDS) != page.read_text("utf-8")
    ]
    assert stale == [], "run: python -m scripts.bench_docs"
    assert len(pages()) > 8


def test_tables_of_figures_are_made_from_records_or_listed_with_a_reason() -> None:
    typed = {(document, table[0]) for document in DOCUMENTS for table in tables(read(document)) if has_figures(table)}
    unlisted = [(document, header) for document, header in typed if not any(
        document == listed and header.startswith(start) for listed, start in TYPED
    )]  # fmt: skip
    assert unlisted == [], "make it from a record: scripts/bench_docs.py"
    gone = [key for key in TYPED if not any(doc == key[0] and header.startswith(key[1]) for doc, header in typed)]
    assert gone == [], "TYPED lists tables that are not there any more"


def test_a_table_of_figures_is_noticed() -> None:
    assert has_figures(["| a | b |", "| - | - |", "| x | .5 |", "| y | 1,234 ms |", "| z | |"])
    assert not has_figures(["| a | b |", "| - | - |", "| x | none |", "| y | 5 minutes at most, then again |"])


def test_every_record_is_of_a_section_and_told_on_its_page() -> None:
    told = {page.name: {match["section"] for match in MARK.finditer(page.read_text("utf-8"))} for page in pages()}
    of_commands = {name: section.page for section in SECTIONS for name in (section.name, *section.also)}
    untold = [name for name, page in of_commands.items() if name in RECORDS and name not in told[page]]
    untold += [name for name in ONCE if not any(name in names for names in told.values())]
    assert untold == []
    assert of_commands.keys().isdisjoint(ONCE)
    assert RECORDS.keys() <= of_commands.keys() | ONCE.keys()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_the_command_of_a_section_exists_and_knows_its_options(section: Section) -> None:
    words = shlex.split(section.command)
    script = ROOT / f"{words[1].replace('.', '/')}.py"
    source = script.read_text(encoding="utf-8")
    assert "add_record_option(parser)" in source
    for option in (word for word in words if word.startswith("--")):
        assert f'"{option}"' in source or f'"{option.removeprefix("--")}"' in source, option
    assert (ROOT / "docs" / section.page).is_file()
    assert set(re.findall(r"{(\w+)}", section.command)) <= DATA.keys()


def test_the_document_of_benchmarks_says_how_to_measure_everything() -> None:
    lines = code_lines(read("docs/benchmarks.md"))
    assert any(line.startswith("make bench DIR=") for line in lines)
    assert any(line.startswith("make bench-compare OLD=") for line in lines)
    assert any(line.startswith("python -m scripts.bench_docs bench.json") for line in lines)
