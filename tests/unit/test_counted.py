"""One thing is not several: numbers in messages and outputs agree with what they count."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from imgsearch.counted import counted, every
from imgsearch.web.language import LANGUAGES, THINGS, say_count, say_moment, say_score, say_total
from imgsearch.web.texts import TEXTS

ROOT = Path(__file__).parents[2]
THINGS_COUNTED = (
    "captions|columns|encoders|files|folds|hits|machines|matches|members|pairs|parts|people|pictures|queries|ratings|removals|"
    "rows|searches|sources|texts|tokens|votes"
)
#: A number that is never one: the greatest that is allowed.
A_LIMIT = re.compile(r"[A-Z_]+")
#: (File, what is formatted): several by what comes before it.
SEVERAL = {
    ("imgsearch/cli/train_portable.py", "len(learned)"),
    ("imgsearch/reports/eda/holdings.py", "texts.iloc[0]"),
    ("imgsearch/reports/models/shown.py", "sheets.sheets[0].rankings[0].picture_count"),
    ("imgsearch/training/captioned.py", "split"),
    ("imgsearch/training/encoder.py", "split"),
    ("imgsearch/training/people.py", "step"),
    ("imgsearch/training/zoo/data.py", "count"),
    ("loaders/scan.py", "extension"),
    ("loaders/table_files.py", "extension"),
}


def test_one_is_one_and_all_others_are_several() -> None:
    assert [counted(count, "picture") for count in (0, 1, 2, 2000)] == [
        "0 pictures", "1 picture", "2 pictures", "2,000 pictures"
    ]  # fmt: skip
    assert [counted(count, "match is", "matches are") for count in (1, 2)] == ["1 match is", "2 matches are"]
    assert [every(count, "row") for count in (0, 1, 2)] == ["all 0 rows", "the one row", "all 2 rows"]


def numbered(file: Path) -> Iterator[tuple[str, str]]:
    """Every number before the name of several things, with the text that it stands in."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            for value, after in zip(node.values, node.values[1:], strict=False):
                if (
                    isinstance(value, ast.FormattedValue)
                    and isinstance(after, ast.Constant)
                    and re.match(rf" (?:{THINGS_COUNTED})\b", str(after.value))
                    and not A_LIMIT.fullmatch(ast.unparse(value.value))
                ):
                    yield ast.unparse(value.value), ast.unparse(node)


def test_no_text_puts_a_number_before_several_things() -> None:
    """Those have `counted` or `every` say the number and the things."""
    found = {
        (str(file.relative_to(ROOT)), value): text
        for package in ("imgsearch", "loaders")
        for file in sorted((ROOT / package).rglob("*.py"))
        for value, text in numbered(file)
    }
    assert found.keys() - SEVERAL == set(), found
    assert SEVERAL - found.keys() == set()


def test_the_page_counts_as_people_do() -> None:
    assert [say_total("en", count, True, is_browsing=False) for count in (1, 2)] == ["1 match", "2 matches"]
    assert [say_total("en", count, True, is_browsing=True) for count in (0, 1, 2)] == [
        "0 pictures", "1 picture", "2 pictures"
    ]  # fmt: skip
    assert say_total("en", 1, False, is_browsing=False) == "at least 1 match"
    assert say_total("en", 1700, True, is_browsing=False, maybe=1200) == "1\u00a0700 matches (1\u00a0200 perhaps)"
    assert say_total("ru", 17, True, is_browsing=False, maybe=12) == "Найдено: 17, под вопросом: 12"
    assert say_total("ru", 1, False, is_browsing=True) == "Изображений не меньше 1"
    assert say_count("en", "rated_you", 1) == "You have rated 1 pair"


@pytest.mark.parametrize("key", THINGS)
def test_every_text_that_counts_has_its_number_in_both_languages(key: str) -> None:
    for language in LANGUAGES:
        assert "2\u00a0000" in say_count(language, key, 2000)


def test_no_text_of_the_page_names_several_things_itself() -> None:
    names = {word for _one, many in THINGS.values() for word in [many]}
    for english, _russian in TEXTS.values():
        assert not re.search(rf"\}} (?:{'|'.join(names)})\b", english), english


def test_a_day_without_a_time_has_none() -> None:
    day = datetime(2021, 6, 5)
    assert say_moment("en", day) == "2021-06-05"
    assert say_moment("ru", day) == "05.06.2021"
    assert say_moment("en", day.replace(minute=1)) == "2021-06-05 00:01"
    assert say_moment("ru", day.replace(hour=17, minute=40)) == "05.06.2021 17:40"
    assert say_moment("en", day.replace(second=1)) == "2021-06-05 00:00"


def test_of_a_year_alone_no_day_is_said() -> None:
    year = datetime(2021, 1, 1)
    assert [say_moment(language, year) for language in LANGUAGES] == ["2021", "2021"]
    assert say_moment("en", year.replace(hour=1)) == "2021-01-01 01:00"
    assert say_moment("ru", year.replace(day=2)) == "02.01.2021"


def test_scores_have_the_language_s_decimal_sign() -> None:
    assert [say_score(language, 0.677) for language in LANGUAGES] == ["0.68", "0,68"]
    assert say_score("ru", 1.0) == "1,00"
