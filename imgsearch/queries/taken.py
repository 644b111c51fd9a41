"""Filters by when pictures were taken, by the clock where they were."""

from __future__ import annotations

from sqlalchemy import DateTime, String, Text, bindparam, cast, func
from sqlalchemy.dialects.postgresql import TSMULTIRANGE

from imgsearch.months import MONTHS, RUSSIAN_MONTHS, read_month
from imgsearch.queries.one_filter import Filter
from imgsearch.queries.stretches import first_moment, first_too_late, say_stretches, stretches
from imgsearch.tables import Image

DAY = "2024, 2024-05, 2024-05-31 or 31.05.2024"
TIME_FILTERS = (
    Filter(
        "taken_from",
        "--from",
        Image.taken_at >= bindparam("filter_taken_from", type_=DateTime),
        f"Only pictures taken at or after this local time: {DAY}, or with a time.",
        ("Taken from", "Снято с"),
        parse=first_moment,
        clean=first_moment,
        placeholder="2024-05",
        longest=40,
    ),
    Filter(
        "taken_to",
        "--to",
        Image.taken_at < bindparam("filter_taken_to", type_=DateTime),
        "Only pictures taken up to this time, including the whole of that year, month or day.",
        ("to", "по"),
        parse=first_too_late,
        clean=first_too_late,
        placeholder="31.05.2024",
        longest=40,
    ),
    Filter(
        "not_taken",
        "--not-taken",
        ~func.coalesce(
            Image.taken_at.bool_op("<@")(
                cast(func.concat("{", bindparam("filter_not_taken", type_=Text), "}"), TSMULTIRANGE)
            ),
            False,
        ),
        f"Only pictures that were not taken in this year, month or on this day: {DAY}.",
        ("Not taken in", "Снято не в"),
        parse=stretches,
        clean=stretches,
        say=say_stretches,
        placeholder="2024-05",
        longest=40,
    ),
    Filter(
        "month",
        "--month",
        # Without TM the names are English in every locale.
        func.to_char(Image.taken_at, "FMmonth") == bindparam("filter_month", type_=String),
        "Only pictures taken in this month of any year.",
        ("Month", "Месяц"),
        clean=read_month,
        choices=MONTHS,
        russian=RUSSIAN_MONTHS,
    ),
)
