"""Taking pictures out, and keeping out what was withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from shlex import quote
from typing import Any, NamedTuple
from unicodedata import normalize

from sqlalchemy import BigInteger, ColumnElement, Select, case, delete, false, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from imgsearch.db.roles import act_for
from imgsearch.db.staging import begin_batch, stage
from imgsearch.errors import BadInput, list_some
from imgsearch.named import find_named, tell_alike
from imgsearch.queries.arrays import is_any
from imgsearch.tables import Image, Removal
from loaders.former import Place, spellings
from loaders.sources import read_sources

#: Columns of a picture that its removal repeats.
KEPT = (Image.sha256, Image.name, Image.source, Image.source_path)


class Withdrawn(NamedTuple):
    """Why a file stays out."""

    removed_by: str
    removed_on: str
    reason: str
    name: str
    """What it was called then, by which it can be allowed again."""

    def __str__(self) -> str:
        """A sentence for whoever loads the file."""
        why = f": {self.reason}" if self.reason else ""
        remedy = f"`imgsearch remove {quote(self.name)} --allow` lets it in"
        return f"{self.removed_by} removed it on {self.removed_on} for good{why}; {remedy}"


def find_pictures(
    session: Session, names: Collection[str] = (), *, source: str | None = None, ids: Collection[int] = ()
) -> list[int]:
    """Ids of the pictures that are meant.

    Raises:
        BadInput: a name or the source is unknown, or this role may not see it.
    """
    found = find_named(session, names)
    wanted: list[ColumnElement[bool]] = [Image.id.in_([*found.values(), *ids])]
    if source is not None:
        wanted.append(Image.source == source)
    meant = list(session.scalars(select(Image.id).where(or_(*wanted)).order_by(Image.id)))
    if source is not None and not meant:
        known = ", ".join(sorted(each.name for each in read_sources(session)))
        raise BadInput(f"no picture is of the source {source}; there are: {known or 'none'}")
    return meant


def remove_pictures(
    session: Session, ids: Sequence[int], *, by: str | None = None, reason: str = "", stays_out: bool = False
) -> int:
    """Delete pictures with their texts, ratings, vectors and small copies, and record who did it; the caller commits.

    Args:
        session: of a loader or the owner.
        ids: of pictures.
        by: who does it, as the owner says; a loader's own login is what the database knows.
        reason: why.
        stays_out: whether loads leave these bytes out from now on; all pictures that have them are deleted then. Bytes
            that stay out already go on doing so.

    Returns:
        How many there were.
    """
    begin_batch(session)
    if by is not None:
        session.execute(select(act_for(by)))
    staged = stage(session, "staged_removal", {"image_id": BigInteger}, ((image_id,) for image_id in ids))
    named = meant = Image.id.in_(select(staged.c.image_id))
    if stays_out:
        same = aliased(Image)
        meant = Image.sha256.in_(select(same.sha256).where(same.id.in_(select(staged.c.image_id))))
    last = select(Removal.stays_out).where(Removal.sha256 == Image.sha256).order_by(Removal.id.desc()).limit(1)
    is_kept_out = or_(literal(stays_out), func.coalesce(last.scalar_subquery(), false()))
    columns = [*(column.name for column in KEPT), "stays_out", "reason"]
    record = select(*KEPT, is_kept_out, literal(reason)).where(meant).order_by(named, Image.id)
    session.execute(insert(Removal).from_select(columns, record, include_defaults=False))
    gone = delete(Image).where(meant).returning(Image.id).cte("gone")
    count = session.scalar(select(func.count()).select_from(gone)) or 0
    session.expire_all()
    return count


def allow_pictures(session: Session, names: Collection[str], *, by: str | None = None, reason: str = "") -> int:
    """Let bytes that were to stay out be loaded again; the caller commits.

    Args:
        session: of a loader or the owner.
        names: that the pictures had when they were removed.
        by: who does it, see remove_pictures().
        reason: why.

    Raises:
        BadInput: none of that name was removed for good.
    """
    begin_batch(session)
    called = (
        select(Removal.sha256, Removal.name, Removal.source, Removal.source_path)
        .where(Removal.name.in_(names))
        .ext(distinct_on(Removal.name, Removal.sha256))
        .order_by(Removal.name, Removal.sha256, Removal.id.desc())
    )
    found = session.execute(called).all()
    kept_out = withdrawn_bytes(session, {row.sha256 for row in found})
    rows = [row for row in found if row.sha256 in kept_out]
    if unknown := [name for name in dict.fromkeys(names) if name not in {row.name for row in rows}]:
        latest = _latest().subquery()
        kept = case((latest.c.stays_out, latest.c.name))
        meant = tell_alike(session, kept, unknown)
        raise BadInput(
            f"no picture of this name was removed for good: {list_some(unknown)}" + (f"; {meant}" if meant else "")
        )
    if by is not None:
        session.execute(select(act_for(by)))
    said = {"stays_out": False, "reason": reason}
    session.execute(insert(Removal), [row._asdict() | said for row in rows])
    return len(kept_out)


def withdrawn_bytes(session: Session, hashes: Collection[bytes]) -> dict[bytes, Withdrawn]:
    """Which of these bytes are to stay out, and why."""
    latest = _latest().where(is_any(Removal.sha256, hashes)).subquery()
    day = func.to_char(latest.c.removed_at, "YYYY-MM-DD")
    columns = (latest.c.sha256, latest.c.removed_by, day, latest.c.reason, latest.c.name)
    rows = session.execute(select(*columns).where(latest.c.stays_out))
    return {sha256: Withdrawn(*said) for sha256, *said in rows}


def withdrawn_places(session: Session, places: Collection[Place]) -> set[Place]:
    """Those of these places from which a picture was removed whose bytes are to stay out."""
    there = select(Removal.source, Removal.source_path, Removal.sha256).where(
        is_any(Removal.source_path, spellings(places))
    )
    rows = session.execute(there.distinct()).all()
    kept_out = withdrawn_bytes(session, {row.sha256 for row in rows})
    found = {(row.source, normalize("NFC", row.source_path)) for row in rows if row.sha256 in kept_out}
    return found & set(places)


def _latest() -> Select[Any]:
    """What was last said of each file's bytes."""
    return select(Removal).ext(distinct_on(Removal.sha256)).order_by(Removal.sha256, Removal.id.desc())
