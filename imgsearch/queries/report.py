"""Statements that the reports read from; each is an aggregate, or names rows by keys alone.

Whatever shows a picture or its texts comes from `select_shown_pictures` and `select_shown_captions`, which run in a
role for which flagged pictures do not exist.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, func, null, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from imgsearch.db.roles import ANALYST_ROLE, ROLES_THAT_SEE_FLAGGED, SEARCHER_ROLE, become
from imgsearch.minors.sources import hides, is_of, names_of
from imgsearch.queries import AnySelect
from imgsearch.tables import (
    NOT_LOADED,
    Caption,
    CrowdAnnotation,
    ExpertAnnotation,
    Image,
    LoadReject,
    MatchRating,
    MinorEvidence,
    MinorReview,
    TestQuery,
)


def select_safe_role() -> AnySelect:
    """Drop to a role for which flagged pictures do not exist, until the transaction ends.

    A login may be an analyst and nothing else; everybody else drops to the role that searches use.
    """
    may_search = func.pg_has_role(SEARCHER_ROLE, "MEMBER")
    return select(become(case((may_search, SEARCHER_ROLE), else_=ANALYST_ROLE)))


def select_sees_flagged() -> AnySelect:
    """Whether rows of flagged pictures count in what this login reads."""
    member = (func.pg_has_role(role, "USAGE") for role in ROLES_THAT_SEE_FLAGGED)
    return select(or_(~func.row_security_active(Image.__tablename__), *member))


def select_readable_columns(table: Table) -> AnySelect:
    """One row that says for each column whether this login may read it."""
    return select(*(func.has_column_privilege(table.name, c.name, "SELECT").label(c.name) for c in table.columns))


def select_profile(
    table: Table, columns: Sequence[ColumnElement[Any]], distinct: Collection[str], numbers: Collection[str]
) -> AnySelect:
    """One row that profiles a table.

    Args:
        table: which table.
        columns: those of its columns that may be read.
        distinct: names of columns whose distinct values are counted.
        numbers: names of columns that get minimum, mean and maximum.

    Returns:
        A select of row_count and, for each column, <name>__filled, __distinct, __minimum, __mean, __maximum; NULL
        where not asked for.
    """
    figures: list[Any] = [func.count().label("row_count")]
    for c in columns:
        of_numbers: list[Any] = [func.min(c), func.avg(c), func.max(c)] if c.key in numbers else [null()] * 3
        value = func.nullif(c, NOT_LOADED) if c.key == "image_id" else c
        of_all: list[Any] = [func.count(value), func.count(value.distinct()) if c.key in distinct else null()]
        labels = ("filled", "distinct", "minimum", "mean", "maximum")
        figures += [
            figure.label(f"{c.key}__{label}") for figure, label in zip(of_all + of_numbers, labels, strict=True)
        ]
    return select(*figures).select_from(table)


def select_ratings() -> AnySelect:
    """Every rated pair with its raw and aggregated ratings, in a stable order."""
    return (
        select(
            MatchRating.image_id,
            MatchRating.caption_key,
            ExpertAnnotation.expert1,
            ExpertAnnotation.expert2,
            ExpertAnnotation.expert3,
            CrowdAnnotation.yes_count,
            CrowdAnnotation.no_count,
            MatchRating.expert_mean,
            MatchRating.expert_majority,
            MatchRating.crowd_share,
            MatchRating.combined_score,
        )
        .join(ExpertAnnotation, _same_pair(ExpertAnnotation), isouter=True)
        .join(CrowdAnnotation, _same_pair(CrowdAnnotation), isouter=True)
        .order_by(MatchRating.image_id, MatchRating.caption_key)
    )


def _same_pair(table: type[ExpertAnnotation | CrowdAnnotation]) -> ColumnElement[bool]:
    return and_(table.image_id == MatchRating.image_id, table.caption_key == MatchRating.caption_key)


def select_repeated_captions() -> AnySelect:
    """Texts, letter case and final stop aside, that were written for more than one picture; the keys, not the text."""
    words = func.lower(func.rtrim(Caption.text, " .!"))
    keys = func.array_agg(aggregate_order_by(Caption.caption_key, Caption.caption_key)).label("caption_keys")
    pictures = func.count(Caption.image_name.distinct()).label("pictures")
    return select(pictures, keys).group_by(words).having(pictures > 1).order_by(pictures.desc(), func.min(Caption.id))


def select_same_files() -> AnySelect:
    """Pictures that have the same bytes under several names."""
    ids = func.array_agg(aggregate_order_by(Image.id, Image.id)).label("image_ids")
    return select(ids).group_by(Image.sha256).having(func.count() > 1).order_by(func.min(Image.id))


def select_rejects() -> AnySelect:
    """What loads refused, counted by file and reason; contents stay where they are."""
    rejected = func.count().label("rejected")
    return (
        select(LoadReject.file, LoadReject.reason, rejected, func.min(LoadReject.row_number).label("first_row"))
        .group_by(LoadReject.file, LoadReject.reason)
        .order_by(rejected.desc(), LoadReject.file, LoadReject.reason)
    )


def select_lost() -> AnySelect:
    """One row that counts what points to a picture or text that is not there."""
    known = select(Caption.caption_key)
    pictures = select(func.count()).select_from(Image)
    queries = select(func.count()).select_from(TestQuery)
    captions = select(func.count()).select_from(Caption)
    has_caption = select(Caption.id).where(Caption.image_id == Image.id).exists()
    is_rated = select(MatchRating.image_id).where(MatchRating.image_id == Image.id).exists()
    counts = {
        "pictures": pictures,
        "flagged_pictures": pictures.where(Image.is_hidden),
        "uncaptioned_pictures": pictures.where(~has_caption),
        "unrated_pictures": pictures.where(~is_rated),
        "captions": captions,
        "captions_without_picture": captions.where(Caption.image_id == NOT_LOADED),
        "queries": queries,
        "queries_without_picture": queries.where(TestQuery.image_id == NOT_LOADED),
        "expert_pairs_without_text": select(func.count())
        .select_from(ExpertAnnotation)
        .where(ExpertAnnotation.caption_key.not_in(known)),
        "crowd_pairs_without_text": select(func.count())
        .select_from(CrowdAnnotation)
        .where(CrowdAnnotation.caption_key.not_in(known)),
    }
    return select(*(statement.scalar_subquery().label(label) for label, statement in counts.items()))


def select_test_galleries() -> AnySelect:
    """Galleries that hold the pictures of test queries."""
    return select(Image.gallery).join(TestQuery, TestQuery.image_id == Image.id).distinct().order_by(Image.gallery)


def select_evidence_sources() -> AnySelect:
    """Evidence of minors by source."""
    return (
        select(
            MinorEvidence.source,
            func.count().label("evidence"),
            func.count().filter(hides()).label("flagging"),
            func.count(MinorEvidence.image_id.distinct()).filter(hides()).label("pictures"),
        )
        .join(Image, Image.id == MinorEvidence.image_id)
        .group_by(MinorEvidence.source)
        .order_by(MinorEvidence.source)
    )


def select_evidence_terms(limit: int) -> AnySelect:
    """The words that flag most pictures, with the number of pictures by source."""
    pictures = MinorEvidence.image_id.distinct()
    total = func.count(pictures).label("pictures")
    by_source = {
        source: func.count(pictures).filter(MinorEvidence.source == source).label(source) for source in names_of("text")
    }
    return (
        select(MinorEvidence.term, total, *by_source.values())
        .where(MinorEvidence.flags, is_of("text"))
        .group_by(MinorEvidence.term)
        .order_by(total.desc(), MinorEvidence.term)
        .limit(limit)
    )


def select_classifier_probabilities() -> AnySelect:
    """Each picture's probability by the classifier, and whether the picture is flagged for whatever reason."""
    return select(MinorEvidence.probability, MinorEvidence.is_hidden).where(MinorEvidence.source == "classifier")


def select_verdicts() -> AnySelect:
    """Editors' verdicts, counted."""
    return select(MinorReview.verdict, func.count().label("verdicts")).group_by(MinorReview.verdict)


def select_shown_pictures(ids: Collection[int]) -> AnySelect:
    """Those of these pictures that may be shown."""
    return select(Image.id, Image.name, Image.path, Image.sha256).where(Image.id.in_(ids), ~Image.is_hidden)


def select_shown_captions(keys: Collection[str]) -> AnySelect:
    """Those of these captions that may be shown."""
    return select(Caption.caption_key, Caption.text).where(Caption.caption_key.in_(keys), ~Caption.is_hidden)


def select_sample_pictures(limit: int) -> AnySelect:
    """Pictures that may be shown, spread evenly over all of them, each with its first caption."""
    tile = func.ntile(limit).over(order_by=Image.id).label("tile")
    shown = select(Image.id, Image.name, Image.path, Image.sha256, tile).where(~Image.is_hidden).subquery()
    first = (
        select(Caption.text)
        .where(Caption.image_id == shown.c.id, ~Caption.is_hidden)
        .order_by(Caption.caption_key)
        .limit(1)
        .lateral()
    )
    return (
        select(shown.c.name, shown.c.path, shown.c.sha256, first.c.text)
        .join(first, true(), isouter=True)
        .ext(distinct_on(shown.c.tile))
        .order_by(shown.c.tile, shown.c.id)
    )
