"""Ratings of texts and pictures: which pair to ask about next, and how far the raters agree."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import chain, islice
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, distinct, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from imgsearch.asking.mistakes.others import other_texts
from imgsearch.db.roles import EDITOR_ROLE, SEARCHER_ROLE, act_for
from imgsearch.search import Hit
from imgsearch.tables import LONGEST_TEXT, Caption, MatchFeedback, RatingTask, Search
from imgsearch.web.database import Database
from imgsearch.web.finding import Finder

#: Texts that are tried for one pair; each costs a search.
TEXTS_TRIED = 4
RANKS_LOOKED_AT = 40
RECENT_SEARCHES = 200


class Pair(NamedTuple):
    """A text and a picture to rate."""

    text: str
    image_id: int
    score: float | None
    """What the model says; None when the pair was named by somebody."""


class Agreement(NamedTuple):
    """How far raters of the same pairs agree."""

    pairs: int
    same_percent: float
    near_percent: float
    """Of the comparisons that differ by one step at most."""


def rate(session: Session, text: str, image_id: int, rater: str, rating: int) -> None:
    """Keep a rating, in place of the rater's earlier one; the caller commits. The database signs and dates it."""
    session.execute(select(act_for(rater)))
    statement = insert(MatchFeedback).values(image_id=image_id, text=text, rating=rating)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["image_id", "text", "rater", "is_hidden"],
            set_={"rating": statement.excluded.rating},
        )
    )


def choose_pair(database: Database, finder: Finder, rater: str, *, sees_searches: bool) -> Pair | None:
    """The pair that the model is least sure of, among a few texts, that this rater has not rated.

    Unsure: the score is near the threshold that separates hits from the rest, or other raters disagree about the pair.

    Args:
        database: where the texts are.
        finder: searches for them, as the searcher, so that flagged pictures never come up.
        rater: name of the account.
        sees_searches: whether other people's searches may be shown.
    """
    best: tuple[float, Pair] | None = None
    for text in _choose_texts(database, finder.wanted if sees_searches else None):
        hits = finder.ranked(text, RANKS_LOOKED_AT)
        with database.acting_as(SEARCHER_ROLE) as session:
            rated = _read_ratings(session, text)
        threshold = _threshold(hits)
        for hit in hits:
            given = rated.get(hit.image_id, {})
            if rater in given:
                continue
            doubt = abs(hit.score - threshold) - (max(given.values()) - min(given.values()) if given else 0)
            if best is None or doubt < best[0]:
                best = (doubt, Pair(text, hit.image_id, hit.score))
    return best[1] if best is not None else None


def listed_pair(session: Session, rater: str, after: int = 0) -> tuple[int, Pair] | None:
    """The next pair of the list that this rater has not rated, with its place; those left for later come last.

    Args:
        session: of the searcher, so that flagged pictures' pairs do not exist.
        rater: name of the account.
        after: the place up to which pairs were left for later.
    """
    row = session.execute(
        select(RatingTask.id, RatingTask.text, RatingTask.image_id)
        .where(_is_open(rater))
        .order_by(RatingTask.id <= after, RatingTask.id)
        .limit(1)
    ).one_or_none()
    return (row.id, Pair(row.text, row.image_id, None)) if row is not None else None


def count_listed(session: Session, rater: str) -> int:
    """Pairs of the list that this rater has not rated."""
    return session.scalar(select(func.count()).select_from(RatingTask).where(_is_open(rater))) or 0


def _is_open(rater: str) -> ColumnElement[bool]:
    rated = select(MatchFeedback.id).where(
        MatchFeedback.image_id == RatingTask.image_id,
        MatchFeedback.text == RatingTask.text,
        MatchFeedback.rater == rater,
    )
    return and_(~RatingTask.is_hidden, ~rated.exists())


def read_agreement(session: Session) -> Agreement:
    """Compare every two raters of the same pair."""
    one, other = aliased(MatchFeedback), aliased(MatchFeedback)
    step = func.abs(one.rating - other.rating)
    both = (one.image_id == other.image_id) & (one.text == other.text) & (one.rater < other.rater)
    pairs, same, near = session.execute(
        select(
            func.count(distinct(tuple_(one.image_id, one.text))),
            func.coalesce(100.0 * func.count().filter(step == 0) / func.nullif(func.count(), 0), 0.0),
            func.coalesce(100.0 * func.count().filter(step <= 1) / func.nullif(func.count(), 0), 0.0),
        ).join_from(one, other, both)
    ).one()
    return Agreement(int(pairs), float(same), float(near))


def count_rated(session: Session, rater: str) -> int:
    """Pairs that a rater has rated."""
    return session.scalar(select(func.count()).where(MatchFeedback.rater == rater)) or 0


def others_ratings(session: Session, text: str, image_id: int, rater: str) -> list[int]:
    """What others gave a pair."""
    ratings = select(MatchFeedback.rating).where(
        MatchFeedback.text == text, MatchFeedback.image_id == image_id, MatchFeedback.rater != rater
    )
    return list(session.scalars(ratings.order_by(MatchFeedback.rating)))


def _choose_texts(database: Database, wanted: Callable[[str], list[str]] | None) -> list[str]:
    """What recent searches look for, and captions.

    Args:
        database: where they are.
        wanted: what a search looks for, which alone a picture can fit; None where searches may not be seen.
    """
    found: list[str] = []
    if wanted is not None:
        text_or_empty = func.coalesce(Search.text, "")
        recent = (
            select(text_or_empty)
            # One without a score named a time or a kind alone, or only what should not be there: no picture fits it.
            .where(
                ~Search.refused,
                Search.best_score.is_not(None),
                func.char_length(text_or_empty).between(1, LONGEST_TEXT),
            )
            .order_by(Search.id.desc())
            .limit(RECENT_SEARCHES)
        )
        with database.acting_as(EDITOR_ROLE) as session:
            searched = set(session.scalars(recent))
        drawn = random.sample(sorted(searched), len(searched))
        # No picture shows what was hardly meant: cj,frf, motercycle. It takes milliseconds to tell, of each.
        meant = islice((text for text in drawn if not other_texts(text)), TEXTS_TRIED // 2)
        found += chain.from_iterable(map(wanted, meant))
        found = list(dict.fromkeys(found))[: TEXTS_TRIED // 2]
    captions = (
        select(Caption.text)
        .where(~Caption.is_hidden, func.char_length(Caption.text).between(1, LONGEST_TEXT))
        .order_by(func.random())
        .limit(TEXTS_TRIED - len(found))
    )
    with database.acting_as(SEARCHER_ROLE) as session:
        return [*found, *session.scalars(captions)]


def _threshold(hits: Sequence[Hit]) -> float:
    """The score between the worst match and the best of the rest, as far as there are both."""
    matching = [hit.score for hit in hits if hit.matches]
    rest = [hit.score for hit in hits if not hit.matches]
    bounds = [*([min(matching)] if matching else []), *([max(rest)] if rest else [])]
    return sum(bounds) / len(bounds) if bounds else 0.0


def _read_ratings(session: Session, text: str) -> dict[int, dict[str, int]]:
    ratings: dict[int, dict[str, int]] = {}
    rows = session.execute(
        select(MatchFeedback.image_id, MatchFeedback.rater, MatchFeedback.rating).where(MatchFeedback.text == text)
    )
    for image_id, rater, rating in rows:
        ratings.setdefault(image_id, {})[rater] = rating
    return ratings
