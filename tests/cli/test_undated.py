"""A text with a date from which there is no picture is answered like any other without hits."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner, Result

from imgsearch.cli import main
from imgsearch.errors import EmptyIndex
from imgsearch.search import SearchResult
from imgsearch.shown.hits import Hits
from tests.cli.without_database import search_by


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[SearchResult]:
    """What was answered, where no picture passes any filter."""

    def search(*_asked: object, **_options: object) -> SearchResult:
        raise EmptyIndex("nothing passes")

    return search_by(monkeypatch, search, has_dates=True)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["query", *words])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dog 1987", ["taken: 1987 (--literal takes the text as it is)", "No picture is from 1987."]),
        (
            "собака в июне 1987",
            [
                "снято: июнь 1987 (--literal ищет текст как он есть)",
                "Нет ни одного изображения с этой датой: июнь 1987.",
            ],
        ),
        (
            "vertical photo of a dog",
            ["only: vertical (--literal takes the text as it is)", "No picture is vertical."],
        ),
        (
            "чёрно-белые фото собаки",
            [
                "только: чёрно-белые (--literal ищет текст как он есть)",
                "Нет ни одного изображения такого вида: чёрно-белые.",
            ],
        ),
    ],
)
def test_the_command_says_that_nothing_is_from_then(recorded: list[SearchResult], text: str, said: list[str]) -> None:
    for more in ([], ["--nearest"], ["--page", "2"]):
        done = run(text, *more)
        assert (done.exit_code, done.stdout.splitlines()) == (0, said)
    assert [result.text for result in recorded] == [text] * 3
    assert Hits(recorded[0]).message == said[1]


def test_programs_get_an_answer_without_hits(recorded: list[SearchResult]) -> None:
    found = json.loads(run("dog 1987", "--json").stdout)
    assert (found["matched"], found["total"], found["hits"], found["understood"]) == (False, 0, [], {"taken": ["1987"]})
    table = run("dog 1987", "--csv")
    assert (list(csv.DictReader(table.stdout.splitlines())), table.stderr) == ([], "No picture is from 1987.\n")


@pytest.mark.parametrize("words", [["dog", "--from", "1987"], ["dog", "--to", "1987"], ["dog 1987", "--literal"]])
def test_a_filter_that_nothing_passes_stays_an_error(recorded: list[SearchResult], words: list[str]) -> None:
    done = run(*words)
    assert (done.exit_code, done.stderr) == (1, "Error: nothing passes\n")
    assert recorded == []
