"""Duplicates and anomalies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from imgsearch.counted import counted
from imgsearch.reports import ratings as figures
from imgsearch.reports.document import Block, KeyFigures, Section, Table, Text
from imgsearch.reports.eda.read import SHOWN_CONTRADICTIONS, SHOWN_TEXTS, EdaData, rated_texts, wide_pairs

HIDDEN = "(hidden)"


def duplicates(data: EdaData) -> Section:
    """Texts and files that occur more than once, and captions rated with many pictures."""
    blocks: list[Block] = [
        KeyFigures(
            [
                (len(data.repeated), "texts written for several pictures"),
                (len(data.same_files), "files under several names"),
                (len(figures.expert_pairs(data.ratings)["caption_key"].unique()), "captions in the experts' pairs"),
            ]
        )
    ]
    if data.repeated:
        rows = [
            (data.captions[shown[0]], ", ".join(shown))
            for keys in data.repeated
            if (shown := [key for key in keys if key in data.captions])
        ]
        hidden = len(data.repeated) - len(rows)
        note = f" Not listed, since they belong to hidden pictures: {hidden:,}." if hidden else ""
        blocks.append(
            Table(
                ("text", "captions"),
                rows[:SHOWN_TEXTS],
                "Texts written for more than one picture; upper case and the final full stop do not count." + note,
            )
        )
    if data.same_files:
        names = [[data.pictures[i][0] if i in data.pictures else HIDDEN for i in group] for group in data.same_files]
        blocks.append(
            Table(
                ("pictures", "names"), [(len(group), ", ".join(group)) for group in names[:SHOWN_TEXTS]], "Same bytes."
            )
        )
    else:
        blocks.append(Text("No two pictures have the same bytes."))
    texts = rated_texts(data.ratings)
    if len(texts):
        rows_of_texts = [
            (data.captions.get(str(key), HIDDEN), str(key) if str(key) in data.captions else "", int(count))
            for key, count in texts.items()
        ]
        blocks.append(
            Table(
                ("caption", "key", "pictures rated with it"),
                rows_of_texts,
                "A caption is rated with many pictures, so a split by picture alone tests with texts of the training.",
            )
        )
    return Section("Duplicates", blocks)


def anomalies(data: EdaData) -> Section:
    """What was refused, what refers to nothing, and ratings that contradict each other."""
    lost = data.lost
    wide, against = wide_pairs(data.ratings), figures.contradictions(data.ratings)
    blocks: list[Block] = [
        KeyFigures(
            [
                (sum(int(row["rejected"]) for row in data.rejects), "rejected rows and files"),
                (int(lost["queries_without_picture"]), "test queries without picture"),
                (int(lost["expert_pairs_without_text"]), "expert pairs without text"),
                (int(lost["crowd_pairs_without_text"]), "crowd pairs without text"),
                (len(wide), "pairs rated both 1 and 4 by experts"),
                (len(against), "pairs where the crowd contradicts the experts"),
            ]
        )
    ]
    if data.rejects:
        rows = [(row["file"], row["reason"], int(row["rejected"]), int(row["first_row"])) for row in data.rejects]
        blocks.append(Table(("file", "reason", "rows", "first row"), rows, "What loads refused."))
    else:
        blocks.append(Text("Every row and file was accepted; `load_reject` is empty."))
    blocks.append(
        Text(
            f"Of {counted(lost['captions'], 'caption')} {lost['captions_without_picture']:,} belong to pictures that "
            f"are not loaded: texts of other pictures are rated too. Of {counted(lost['pictures'], 'picture')} "
            f"{lost['uncaptioned_pictures']:,} have no caption of their own and {lost['unrated_pictures']:,} no rating."
        )
    )
    blocks.append(_pairs(data, wide, "Pairs that one expert calls unrelated (1) and another a full description (4)."))
    low, high = figures.CONTRADICTION
    in_favour = int((against["expert_mean"] > against["crowd_share"]).sum())
    blocks.append(
        _pairs(
            data,
            against,
            f"Crowd against experts: one side at {high:.2f} or above, the other at {low:.2f} or below, widest "
            f"gap first. In {in_favour:,} of {len(against):,} the experts see the match and the crowd does not.",
        )
    )
    return Section("Anomalies", blocks)


def _pairs(data: EdaData, pairs: pd.DataFrame, caption: str) -> Block:
    """Pairs with their ratings, those that may be shown."""
    shown = pairs[pairs["image_id"].isin(list(data.pictures)) & pairs["caption_key"].isin(list(data.captions))]
    hidden = len(pairs) - len(shown)
    listed = shown[:SHOWN_CONTRADICTIONS]
    if len(listed) < len(shown):
        caption += f" The first {len(listed)} of {len(shown):,} that may be shown."
    if hidden:
        caption += f" Not listed, since the picture or the caption is hidden: {hidden:,}."
    if not len(listed):
        return Text(caption if hidden else f"{caption} There are none.")
    columns = ["image_id", "caption_key", "yes_count", "no_count", *figures.EXPERTS]
    rows = []
    for image_id, key, yes, no, *experts in listed[columns].to_numpy():
        votes = None if np.isnan(yes) else f"{yes:.0f} of {yes + no:.0f}"
        rows.append(
            (data.pictures[image_id][0], data.captions[key], " ".join(f"{value:.0f}" for value in experts), votes)
        )
    return Table(("picture", "caption", "experts", "crowd's yes"), rows, caption)
