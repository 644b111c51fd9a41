"""Captions that were loaded and belong to no picture that is there."""

from __future__ import annotations

from sqlalchemy import exists, func, select

from imgsearch.queries import AnySelect
from imgsearch.tables import NOT_LOADED, Caption, MatchRating

#: What to do about them.
REMEDY = (
    "load their pictures, or write the pictures' paths below the folder and load the captions again; "
    "`imgsearch load captions --source NAME` says whose pictures they describe"
)


def select_waiting() -> AnySelect:
    """For each name of a picture that is not loaded the number of captions that wait for it.

    Texts that people judged are left out: they are there for the pictures that they were judged with.
    """
    judged = exists().where(MatchRating.caption_key == Caption.caption_key)
    return (
        select(Caption.image_name, func.count().label("captions"))
        .where(Caption.image_id == NOT_LOADED, ~judged)
        .group_by(Caption.image_name)
        .order_by(Caption.image_name)
    )
