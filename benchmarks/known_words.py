"""What known words, such as tags, add to the score, fitted to experts' ratings: WEIGHTS in rescoring/known.py.

    python benchmarks/known_words.py

Uses the database that `imgsearch` uses, into which a rated set with own captions was loaded. Nobody rated pictures with
tags, so each rated picture gets some: five content words of its own captions, drawn at random. Scores come from
regressors that saw neither the picture nor its tags, in five folds by picture; the weights of each fold are fitted on
the other four. Printed: the mean squared error without tags and with them, by how many of the query's words they hold.
"""

from __future__ import annotations

import argparse

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.cli.database import open_session
from imgsearch.models.loaded import read_active_encoder
from imgsearch.rescoring.asked import JOINING
from imgsearch.rescoring.known import Known, known_overlap, raise_scores
from imgsearch.rescoring.words import WORD, rarity, stem_word
from imgsearch.tables import Caption
from imgsearch.training.pairs import RatedPairs, read_rated_pairs
from imgsearch.training.regressor import predict_out_of_fold

TAGS = 5
#: Words that more captions have than one in so many e-folds are no tags: a, the, in.
LEAST_RARITY = 2.0
FOLDS = 5
#: Tried for both weights.
GRID = np.arange(0, 6.01, 0.25)

SITUATIONS = ("pixels", "few_captions")
#: Above the first and up to the second.
SHARES = {
    "none": (-1, 0),
    "up to a quarter": (0, 0.25),
    "up to a half": (0.25, 0.5),
    "up to three quarters": (0.5, 0.75),
    "more": (0.75, 1),
    "all": (-1, 1),
}
COLUMNS = (
    Column("pairs", "", 0, "higher"),
    Column("experts' mean", "", 3, "higher"),
    *(
        Column(f"{name}: {what}")
        for name in ("pixels only", "few captions")
        for what in ("MSE without tags", "with tags")
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    add_record_option(parser)
    options = parser.parse_args()
    with recording("known-words", options.record) as record:
        measure(record, options.seed)


def measure(record: Record, seed: int) -> None:
    """Keep the errors with and without invented tags, by how many of the query's words those hold."""
    with open_session() as session:
        encoder_id, encoder = read_active_encoder(session)
        rated = read_rated_pairs(session, encoder_id, encoder)
        tags = draw_tags(session, rated, seed)
        session.rollback()
    predicted = predict_out_of_fold(rated, rated.image_id, seed=seed, progress=lambda line: None)
    share = np.array(
        [
            known_overlap(text, [Known(tags.get(image_id, ()), "")])[0][0]
            for text, image_id in zip(rated.text, rated.image_id.tolist(), strict=True)
        ]
    )
    grid = record.grid("", COLUMNS, "share of the query's words that tags hold")
    raised = {}
    for situation in SITUATIONS:
        score = predicted.by_situation[situation]
        raised[situation] = raise_out_of_fold(score, share, rated, seed)
        print(f"{situation}: weights on all pairs {fit(score, share, rated.rating)}")
    for name, (low, high) in SHARES.items():
        rows = (share > low) & (share <= high)
        if rows.any():
            scores = [of[situation][rows] for situation in SITUATIONS for of in (predicted.by_situation, raised)]
            errors = [float(np.square(each - rated.rating[rows]).mean()) for each in scores]
            grid.row(name, int(rows.sum()), float(rated.rating[rows].mean()), *errors)


def draw_tags(session: Session, rated: RatedPairs, seed: int) -> dict[int, tuple[str, ...]]:
    """Some content words of each picture's own captions."""
    generator = np.random.default_rng(seed)
    words: dict[int, dict[str, str]] = {}
    rows = select(Caption.image_id, Caption.text).where(Caption.image_id.in_(set(rated.image_id.tolist())))
    for image_id, text in session.execute(rows.order_by(Caption.id)):
        for word in WORD.findall(text.lower()):
            if word not in JOINING and rarity(stem_word(word)) >= LEAST_RARITY:
                words.setdefault(image_id, {}).setdefault(stem_word(word), word)
    return {
        image_id: tuple(generator.permutation(sorted(found.values()))[:TAGS].tolist())
        for image_id, found in words.items()
    }


def fit(
    score: npt.NDArray[np.float32], share: npt.NDArray[np.float64], rating: npt.NDArray[np.float32]
) -> tuple[float, float]:
    """The two weights with the least squared error."""
    errors = {
        (first, second): float(np.square(raise_scores(score, share, (first, second)) - rating).mean())
        for first in GRID.tolist()
        for second in GRID.tolist()
    }
    return min(errors, key=errors.__getitem__)


def raise_out_of_fold(
    score: npt.NDArray[np.float32], share: npt.NDArray[np.float64], rated: RatedPairs, seed: int
) -> npt.NDArray[np.float64]:
    """(N,) scores, each raised by weights that were fitted on other pictures."""
    from sklearn.model_selection import GroupKFold

    raised = score.astype(np.float64)
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=seed).split(score, groups=rated.image_id):
        raised[test] = raise_scores(score[test], share[test], fit(score[train], share[train], rated.rating[train]))
    return raised


if __name__ == "__main__":
    main()
