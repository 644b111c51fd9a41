"""Loading experts' and the crowd's ratings as they come, and aggregating them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Double, Integer, SmallInteger, String, Table, func, select
from sqlalchemy.orm import Session

from imgsearch.counted import counted
from imgsearch.db.staging import ColumnType, begin_batch, delete_vanished, find_unknown, lock_images, stage, upsert
from imgsearch.files import Location
from imgsearch.tables import CrowdAnnotation, ExpertAnnotation, Image, MatchRating, match_rating_source
from loaders.names import Names, image_name_of
from loaders.report import LoadResult, replace_rejects
from loaders.rows import Row, RowFormat, read_rows
from loaders.texts import find_oversize, in_batches

#: Shares come rounded to some digits.
SHARE_TOLERANCE = 1e-3
MAX_VOTES = 1_000_000
#: Combinations of values that are kept in memory: few people rate a pair, so there are few.
REMEMBERED = 4096
PAIR = ("image_id", "caption_key")


class Rating(NamedTuple):
    """A row of either file."""

    row: Row
    image_name: str
    caption_key: str
    values: tuple[float, ...]


def load_expert_annotations(
    session: Session, file: Location, *, source: str | None = None, strict: bool = False
) -> LoadResult:
    """Load experts' ratings; commits every batch. Call refresh_match_rating() afterwards.

    Raises:
        BadInput: the file cannot be read or has another format, or whose pictures it judges is unknown.
        BadRow: a row is bad and the load is strict.
    """
    return _load(session, file.resolve(), source, EXPERTS, LoadResult("expert ratings", strict))


def load_crowd_annotations(
    session: Session, file: Location, *, source: str | None = None, strict: bool = False
) -> LoadResult:
    """Load the crowd's votes; commits every batch. Call refresh_match_rating() afterwards.

    Raises:
        BadInput: the file cannot be read or has another format, or whose pictures it judges is unknown.
        BadRow: a row is bad and the load is strict.
    """
    return _load(session, file.resolve(), source, CROWD, LoadResult("crowd ratings", strict))


def refresh_match_rating(session: Session) -> LoadResult:
    """Bring the aggregated ratings up to date with the raw ones; commits."""
    result = LoadResult("match ratings")
    begin_batch(session)
    source = select(match_rating_source)
    lock_images(session, select(Image.name).where(Image.id.in_(select(match_rating_source.c.image_id))))
    result.deleted = delete_vanished(session, MatchRating.__table__, source, PAIR)
    written = upsert(session, MatchRating.__table__, source, PAIR)
    total = session.scalar(select(func.count()).select_from(MatchRating)) or 0
    session.commit()
    result.count(written, total)
    return result


@lru_cache(maxsize=REMEMBERED)
def _parse_experts(values: tuple[str, ...]) -> tuple[float, ...]:
    ratings = []
    for value in values:
        if value not in ("1", "2", "3", "4"):
            raise ValueError(f"rating {value!r} is not 1, 2, 3 or 4")
        ratings.append(int(value))
    return tuple(ratings)


@lru_cache(maxsize=REMEMBERED)
def _parse_votes(values: tuple[str, ...]) -> tuple[float, ...]:
    yes, no = (_parse_count(value) for value in values[1:])
    try:
        share = float(values[0])
    except ValueError:
        raise ValueError(f"share {values[0]!r} is not a number") from None
    if not 0 <= share <= 1:
        raise ValueError(f"share {values[0]} is not between 0 and 1")
    if yes + no == 0:
        raise ValueError("nobody voted")
    if abs(share - yes / (yes + no)) > SHARE_TOLERANCE:
        raise ValueError(f"share {values[0]} is not {yes} of {counted(yes + no, 'vote')}")
    return share, yes, no


def _parse_count(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) <= MAX_VOTES):
        raise ValueError(f"number of votes {value!r} is not a whole number from 0 to {MAX_VOTES}")
    return int(value)


class Raters(NamedTuple):
    """What one kind of rater gives, and where it is kept."""

    row_format: RowFormat
    parse: Callable[[tuple[str, ...]], tuple[float, ...]]
    """From the values after picture and caption id to those of the columns; ValueError says what is wrong."""
    table: Any
    columns: Mapping[str, ColumnType]


EXPERTS = Raters(
    RowFormat(("image", "caption id", "expert1", "expert2", "expert3"), "\t", header=False),
    _parse_experts,
    ExpertAnnotation.__table__,
    {"expert1": SmallInteger, "expert2": SmallInteger, "expert3": SmallInteger},
)
CROWD = Raters(
    RowFormat(("image", "caption id", "share of yes", "yes votes", "no votes"), "\t", header=False),
    _parse_votes,
    CrowdAnnotation.__table__,
    {"yes_share": Double, "yes_count": Integer, "no_count": Integer},
)


def _load(session: Session, file: Location, source: str | None, raters: Raters, result: LoadResult) -> LoadResult:
    columns = raters.columns
    names = Names.of_file(session, file, source)
    for batch in in_batches(_read_ratings(file, names, raters, result)):
        begin_batch(session)
        staged = _stage_ratings(session, batch, columns)
        unknown = find_unknown(session, staged, Image.name == staged.c.image_name)
        for number in unknown:
            rating = batch[number]
            reason = f"picture {rating.image_name} is not loaded"
            result.refuse_row(file, rating.row.number, reason, rating.row.content)
        fresh = select(
            Image.id.label("image_id"), Image.is_hidden, staged.c.caption_key, *(staged.c[name] for name in columns)
        ).join_from(staged, Image, Image.name == staged.c.image_name)
        written = upsert(session, raters.table, fresh, PAIR)
        session.commit()
        result.count(written, len(batch) - len(unknown))
    replace_rejects(session, file, result.rejects)
    return result


def _read_ratings(file: Location, names: Names, raters: Raters, result: LoadResult) -> Iterator[Rating]:
    """The file's ratings, in which pictures have the names that they have in the database, each pair once."""
    first_seen: dict[tuple[str, str], int] = {}
    for rating in _read_named(file, names, raters, result):
        pair = rating.image_name, rating.caption_key
        if pair in first_seen:
            reason = f"duplicate of line {first_seen[pair]}: the pair is rated already"
            result.refuse_row(file, rating.row.number, reason, rating.row.content)
        else:
            first_seen[pair] = rating.row.number
            yield rating


def _read_named(file: Location, names: Names, raters: Raters, result: LoadResult) -> Iterator[Rating]:
    for batch in in_batches(_parse_rows(file, raters, result)):
        # A text may have been written for a picture that is not loaded; a picture that is not loaded has no rating.
        loaded, _ = names.follow(rating.image_name for rating in batch)
        written_for = {rating.caption_key: image_name_of(rating.caption_key) for rating in batch}
        known = names.expect(written_for.values())
        keys = {key: known.pictures.get(said, said) + key.removeprefix(said) for key, said in written_for.items()}
        for rating in batch:
            if rating.image_name not in loaded.pictures:
                result.refuse_row(file, rating.row.number, loaded.why_not(rating.image_name), rating.row.content)
                continue
            yield Rating(rating.row, loaded.pictures[rating.image_name], keys[rating.caption_key], rating.values)


def _parse_rows(file: Location, raters: Raters, result: LoadResult) -> Iterator[Rating]:
    for row in read_rows(file, raters.row_format, result):
        image_name, caption_key = row.values[0], row.values[1]
        try:
            if not image_name or not caption_key:
                raise ValueError("image or caption id is empty")
            if (oversize := find_oversize(caption_key)) is not None:
                raise ValueError(oversize)
            values = raters.parse(row.values[2:])
        except ValueError as exc:
            result.refuse_row(file, row.number, str(exc), row.content)
            continue
        yield Rating(row, image_name, caption_key, values)


def _stage_ratings(session: Session, batch: list[Rating], columns: Mapping[str, ColumnType]) -> Table:
    key: dict[str, ColumnType] = {"position": Integer, "image_name": String, "caption_key": String}
    rows = ((index, r.image_name, r.caption_key, *r.values) for index, r in enumerate(batch))
    staged = stage(session, "staged_rating", {**key, **columns}, rows)
    lock_images(session, select(staged.c.image_name))
    return staged
