"""What `imgsearch db upgrade` tells of a server's warnings."""

from __future__ import annotations

from imgsearch.db.refusals import tell_warnings

GATHERED = [
    "statistics of image.name stay until a superuser deletes them",
    "statistics of thumbnail.width and height stay until a superuser deletes them",
]


def test_statistics_that_stay_are_one_line_with_the_statement_that_ends_them() -> None:
    said = tell_warnings([GATHERED[0], "functions keep the rights of ann", GATHERED[1]], was_empty=False)
    assert said == [
        "functions keep the rights of ann",
        "statistics from before may tell what hidden pictures have; a superuser runs DELETE FROM pg_statistic USING "
        "pg_attribute WHERE starelid = attrelid AND staattnum = attnum AND attstattarget = 0 once",
    ]


def test_of_a_database_that_was_empty_no_statistics_stay() -> None:
    assert tell_warnings([*GATHERED, "functions keep the rights of ann"], was_empty=True) == [
        "functions keep the rights of ann"
    ]
    assert tell_warnings([], was_empty=False) == []
