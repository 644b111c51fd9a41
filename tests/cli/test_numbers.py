"""Numbers on the command line."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from imgsearch.cli import main
from imgsearch.cli.numbers import Number, WholeNumber
from tests.cli.test_help import ALL


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_number_has_a_range(path: tuple[str, ...]) -> None:
    kinds = [each.type for each in ALL[path].params]
    numbers = [each for each in kinds if isinstance(each, click.types.IntParamType | click.types.FloatParamType)]
    assert all(isinstance(each, WholeNumber | Number) for each in numbers)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("query dogs --limit many", "'many' is no whole number from 1 to 1,000"),
        ("query dogs --limit 0", "'0' is no whole number from 1 to 1,000"),
        ("query dogs --limit 1.5", "'1.5' is no whole number from 1 to 1,000"),
        ("query --like 1_7", "'1_7' is no whole number from 1 on"),
        ("query --like ١٧", "'١٧' is no whole number from 1 on"),
        ("query dogs --page 0", "'0' is no whole number from 1 on"),
        ("query dogs --min-score nan", "'nan' is no number from 0 to 1, such as 0.5"),
        ("query dogs --min-score high", "'high' is no number from 0 to 1, such as 0.5"),
        ("compare --timeout inf", "'inf' is no number from 0 on"),
        ("evaluate --seed -1", "'-1' is no whole number from 0 to 2,147,483,647"),
        ("collection add Wedding a.jpg --account ann", "'a.jpg' is no whole number from 1 on"),
        ("models remove 0", "'0' is no whole number from 1 to 2,147,483,647"),
    ],
)
def test_what_is_no_number_is_refused_with_the_numbers_that_are_taken(call: str, said: str) -> None:
    """Before a database is asked: there is none."""
    result = CliRunner().invoke(main, call.split(), env={"IMGSEARCH_DATABASE_URL": "postgresql://127.0.0.1:1/none"})
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


def test_numbers_at_both_ends_are_taken() -> None:
    kind, share = WholeNumber(1, 10), Number(0, 1)
    assert [kind.convert(each, None, None) for each in ("1", "10", 3)] == [1, 10, 3]
    assert [share.convert(each, None, None) for each in ("0", "1", ".5")] == [0, 1, 0.5]
