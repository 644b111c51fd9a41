"""Taking pictures out, and keeping out what was withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from unicodedata import normalize

from sqlalchemy import BigInteger, ColumnElement, Select, delete, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from imgsearch.db.roles import act_for
from imgsearch.db.staging import begin_batch, stage
from imgsearch.errors import BadInput
from imgsearch.queries.arrays import is_any
from imgsearch.queries.waiting import list_some
from imgsearch.tables import Image, Removal
from loaders.former import Place, spellings

#: Columns of a picture that its removal repeats.
KEPT = (Image.sha256, Image.name, Image.source, Image.source_path)


class Withdrawn(NamedTuple):
    """Why a file stays out."""

    removed_by: str
    removed_on: str
    reason: str

    def __str__(self) -> str:
        """A sentence for whoever loads the file."""
        why = f": {self.reason}" if self.reason else ""
        return f"{self.removed_by} removed it on {self.removed_on} for good{why}; `imgsearch remove --allow` lets it in"


def find_pictures(
    session: Session, names: Collection[str] = (), *, source: str | None = None, ids: Collection[int] = ()
) -> list[int]:
    """Ids of the pictures that are meant.

    Raises:
        BadInput: a name or the source is unknown, or this role may not see it.
    """
    found = {row.name: row.id for row in session.execute(select(Image.name, Image.id).where(Image.name.in_(names)))}
    if unknown := [name for name in dict.fromkeys(names) if name not in found]:
        raise BadInput(f"no such picture: {list_some(unknown)}; a name is what the column image.name holds")
    wanted: list[ColumnElement[bool]] = [Image.id.in_([*found.values(), *ids])]
    if source is not None:
        wanted.append(Image.source == source)
    meant = list(session.scalars(select(Image.id).where(or_(*wanted)).order_by(Image.id)))
    if source is not None and not meant:
        raise BadInput(f"the source {source} has no pictures; `imgsearch status` names the sources")
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
        stays_out: whether loads leave these bytes out from now on.

    Returns:
        How many there were.
    """
    begin_batch(session)
    if by is not None:
        session.execute(select(act_for(by)))
    staged = stage(session, "staged_removal", {"image_id": BigInteger}, ((image_id,) for image_id in ids))
    meant = Image.id.in_(select(staged.c.image_id))
    columns = [*(column.name for column in KEPT), "stays_out", "reason"]
    record = select(*KEPT, literal(stays_out), literal(reason)).where(meant).order_by(Image.id)
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
    latest = _latest().where(Removal.name.in_(names)).subquery()
    kept_out = select(latest).where(latest.c.stays_out)
    rows = session.execute(kept_out).mappings().all()
    if unknown := [name for name in dict.fromkeys(names) if name not in {row["name"] for row in rows}]:
        raise BadInput(f"no picture of this name was removed for good: {list_some(unknown)}")
    if by is not None:
        session.execute(select(act_for(by)))
    copied = ("sha256", "name", "source", "source_path")
    said = {"stays_out": False, "reason": reason}
    session.execute(insert(Removal), [{column: row[column] for column in copied} | said for row in rows])
    return len(rows)


def withdrawn_bytes(session: Session, hashes: Collection[bytes]) -> dict[bytes, Withdrawn]:
    """Which of these bytes are to stay out, and why."""
    latest = _latest().where(is_any(Removal.sha256, hashes)).subquery()
    day = func.to_char(latest.c.removed_at, "YYYY-MM-DD")
    rows = session.execute(select(latest.c.sha256, latest.c.removed_by, day, latest.c.reason).where(latest.c.stays_out))
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
