"""The tables that documents have of records."""

from __future__ import annotations

import pytest

from benchmarks.record import Figure, number
from scripts.bench_docs import fill
from tests.unit.test_bench import record


def made_of(mark: str, figures: list[Figure], **values: object) -> list[str]:
    """What stands between the marks, without when and where it was measured."""
    page = f"before\n<!-- bench:{mark} -->\nold\n<!-- end -->\nafter\n"
    lines = fill(page, {"main": record(*figures, **values)}).splitlines()  # type: ignore[arg-type]
    assert lines[:2] + lines[-4:-3] + lines[-2:] == ["before", f"<!-- bench:{mark} -->", "", "<!-- end -->", "after"]
    assert lines[-3] == "(2026-01-02; commit abc; x, 2 cores, 24 GB, Python 3.11; load average 0.5.)"
    return lines[2:-4]


def test_documents_have_lists_with_the_columns_that_they_need() -> None:
    figures = [Figure("a", 1.5, "s", samples=[1.4, 1.5, 1.6], baseline=3.0), Figure("b", 0.01551, "")]
    assert made_of("main", figures) == [
        "|  |  | baseline of the same run | ratio | samples |",
        "| --- | --: | --: | --: | --: |",
        "| a | 1.50 s | 3.00 s | .50 | 3 (± 4.8%) |",
        "| b | .0155 |  |  |  |",
    ]
    assert made_of("main", figures[1:], headings={"": "what"})[:2] == ["| what |  |", "| --- | --: |"]


def test_documents_have_grids_with_units_where_a_column_has_one() -> None:
    figures = [
        Figure("one | p50", 12.34, "ms", table="t"),
        Figure("two | p50", 1234.5, "ms", table="t", digits=0),
        Figure("two | size", 0.5, "GB", table="t", digits=1, low=0.25, high=0.75),
        Figure("three | size", 3.0, "s", table="t"),
    ]
    assert made_of("main/t", figures) == [
        "|  | p50, ms | size |",
        "| --- | --: | --: |",
        "| one | 12.3 |  |",
        "| two | 1,234 | .5 (.2 to .8) GB |",
        "| three |  | 3.00 s |",
    ]


def test_documents_say_what_was_wanted_and_missed() -> None:
    figures = [
        Figure("warm", 32.0, "ms", goal=15.0),
        Figure("cold", 1.0, "s", baseline=2.0, goal=0.5),
        Figure("recall | 1,000", 0.992, "", "higher", digits=3, goal=0.99),
        Figure("other", 1.0, "s"),
    ]
    assert made_of("main/goals", figures)[2:] == [
        "| warm | at most 15 ms | 32.0 ms: **missed** |",
        "| cold | at most .5 of its baseline | .50 |",
        "| recall, 1,000 | at least .99 | .992 |",
    ]


def test_a_mark_in_a_list_is_filled_with_its_indent() -> None:
    page = "- what\n\n  <!-- bench:main -->\n  <!-- end -->\n"
    lines = fill(page, {"main": record(Figure("a", 1.0, "s"))}).splitlines()
    assert all(line.startswith("  ") for line in lines[2:] if line)
    assert lines[-1] == "  <!-- end -->"


@pytest.mark.parametrize(
    "page", ["<!-- bench:none -->\n<!-- end -->\n", "<!-- bench:main -->\n", "<!-- bench:main/x -->\n<!-- end -->"]
)
def test_a_mark_that_nothing_fills_is_told(page: str) -> None:
    with pytest.raises(SystemExit, match=r"mark|no record has"):
        fill(page, {"main": record(Figure("a", 1.0, "s"))})


def test_numbers_are_printed_as_documents_print_them() -> None:
    assert [number(value, digits) for value, digits in ((0.5, 2), (-0.5, 1), (0.0, 1), (-0.001, 2), (1234.56, 1))] == [
        ".50",
        "-.5",
        "0.0",
        "0.00",
        "1,234.6",
    ]
