"""Pictures: predictions at their best and worst, and rankings side by side."""

from __future__ import annotations

import pandas as pd

from imgsearch.pictures.known import KnownFile
from imgsearch.reports.document import Picture, Pictures, Rankings, Section, Table, Text
from imgsearch.reports.models.read import ModelsData
from imgsearch.reports.models.sheets import Sheet, Sheets
from imgsearch.reports.pictures import SMALL_PIXELS, thumbnail


def examples(data: ModelsData) -> list[Section]:
    """The best and worst predictions of each model of the score in use."""
    return [
        Section(
            f"Best and worst, {model}",
            [
                Pictures(
                    _pictures(data, found.best),
                    "Matches (rated 2.8 of 4 or more) with the smallest errors; unrelated pairs would be too easy.",
                ),
                Pictures(_pictures(data, found.worst), "Pairs with the largest errors."),
            ],
        )
        for model, found in data.examples.items()
    ]


def _pictures(data: ModelsData, rows: pd.DataFrame) -> list[Picture]:
    found = []
    for image_id, key, predicted, rating in rows[["image_id", "caption_key", "predicted", "rating"]].to_numpy():
        title = f"scored {predicted:.2f}, rated {rating:.2f}"
        found.append(Picture(thumbnail(data.pictures[image_id][1]), title, (data.captions[key],)))
    return found


def side_by_side(sheets: Sheets) -> Section:
    """The first pictures of every ranking for some of the test queries."""
    title = "Rankings side by side"
    if not sheets.sheets:
        return Section(title, [])
    names = [ranked.name for ranked in sheets.sheets[0].rankings]
    places = {name: [r.place for sheet in sheets.sheets for r in sheet.rankings if r.name == name] for name in names}
    rows = [
        (name, sum(place == 1 for place in found), sum(place <= 5 for place in found), max(found))
        for name, found in places.items()
    ]
    return Section(
        title,
        [
            Text(
                f"{len(sheets.sheets)} test queries spread over the {sheets.sheets[0].rankings[0].picture_count} "
                "pictures that may be shown. The outlined picture is the one that the query was written for; others "
                "may match too. Rankings that read captions do not read the query itself."
            ),
            Table(("ranking", "found first", "in the first five", "worst rank"), rows),
            *(_rankings(sheet, sheets.pictures) for sheet in sheets.sheets),
        ],
    )


def _rankings(sheet: Sheet, pictures: dict[int, tuple[str, KnownFile]]) -> Rankings:
    return Rankings(
        sheet.text,
        [
            (
                ranked.name,
                f"wanted picture: rank {ranked.place}",
                [
                    Picture(
                        thumbnail(pictures[image_id][1], SMALL_PIXELS), f"{score:.2f}", marked=image_id == sheet.wanted
                    )
                    for image_id, score in ranked.top
                ],
            )
            for ranked in sheet.rankings
        ],
    )
