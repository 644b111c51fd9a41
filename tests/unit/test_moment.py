from __future__ import annotations

from datetime import datetime

import pytest

from imgsearch.moment import parse_moment


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", datetime(2024, 1, 1), datetime(2025, 1, 1)),
        ("2024-02", datetime(2024, 2, 1), datetime(2024, 3, 1)),
        ("2024-12", datetime(2024, 12, 1), datetime(2025, 1, 1)),
        (" 2024-05-31 ", datetime(2024, 5, 31), datetime(2024, 6, 1)),
        ("31.05.2024", datetime(2024, 5, 31), datetime(2024, 6, 1)),
        ("31.5.2024 7:05", datetime(2024, 5, 31, 7, 5), datetime(2024, 5, 31, 7, 6)),
        ("2024:05:31 12:30:15", datetime(2024, 5, 31, 12, 30, 15), datetime(2024, 5, 31, 12, 30, 16)),
        ("2024-05-31T23:30:15.25+03:00", datetime(2024, 5, 31, 23, 30, 15), datetime(2024, 5, 31, 23, 30, 16)),
        ("2024-05-31T23:30:15Z", datetime(2024, 5, 31, 23, 30, 15), datetime(2024, 5, 31, 23, 30, 16)),
        ("0001", datetime.min, datetime(2, 1, 1)),
        ("0001-01-01", datetime.min, datetime(1, 1, 2)),
        ("9999", datetime(9999, 1, 1), datetime.max),
        ("9999-12", datetime(9999, 12, 1), datetime.max),
        ("31.12.9999", datetime(9999, 12, 31), datetime.max),
        ("9999-12-31 23:59", datetime(9999, 12, 31, 23, 59), datetime.max),
        ("9999-12-31 23:59:59", datetime(9999, 12, 31, 23, 59, 59), datetime.max),
    ],
)
def test_moment_is_as_long_as_what_was_written(text: str, start: datetime, end: datetime) -> None:
    assert parse_moment(text) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024-13-01", "30.02.2024", "0000:00:00 00:00:00", "2024-05-31 25:00", "9999-13", "9999-02-29"],
)
def test_what_is_no_date_is_refused_with_the_formats(text: str) -> None:
    with pytest.raises(
        ValueError,
        match=r"^'.*' is not a date( that exists)?; "
        r"write it as 2024, 2024-05, 2024-05-31, 31.05.2024 or 2024-05-31 12:30$",
    ):
        parse_moment(text)
