"""Pictures by the names that people give for them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from imgsearch.errors import BadInput, list_some
from imgsearch.tables import Image

#: Unknown names that an error lists.
SHOWN_UNKNOWN = 10
#: Pictures that may have been meant.
SHOWN_ALIKE = 5
HOW = "a name is what the column image.name holds, and flagged pictures exist for editors only"


def find_named(session: Session, names: Collection[str]) -> dict[str, int]:
    """The ids of pictures by their names, each once, in the order of the names.

    Args:
        session: of any role; what it may not see is not there.
        names: as image.name has them.

    Raises:
        BadInput: there is no picture of a name; the message tells those of the same file name in other folders.
    """
    rows = session.execute(select(Image.name, Image.id).where(Image.name.in_(names)))
    found = {row.name: row.id for row in rows}
    if unknown := [name for name in dict.fromkeys(names) if name not in found]:
        meant = tell_alike(session, Image.name, unknown) or HOW
        raise BadInput(f"no such picture: {list_some(unknown, SHOWN_UNKNOWN)}; {meant}")
    return {name: found[name] for name in dict.fromkeys(names)}


def tell_alike(
    session: Session, column: ColumnElement[Any] | InstrumentedAttribute[str], unknown: Iterable[str]
) -> str | None:
    """Names in a column whose last parts are those of unknown ones, whatever the folder and the case.

    Returns:
        Some of them and what to write, as the end of a sentence; None where there are none.
    """
    wanted = {_file_name(name) for name in unknown}
    called = func.lower(func.normalize(func.regexp_replace(column, "^.*/", "")))
    alike = select(column.label("name")).where(called.in_(wanted)).distinct().subquery()
    counted = select(alike.c.name, func.count().over().label("there")).order_by(alike.c.name).limit(SHOWN_ALIKE)
    rows = session.execute(counted).all()
    if not rows:
        return None
    more = f" and {rows[0].there - len(rows):,} more" if rows[0].there > len(rows) else ""
    told = f"there {'is' if rows[0].there == 1 else 'are'} {', '.join(row.name for row in rows)}{more}"
    return f"{told}; write the whole name, with its folders"


def _file_name(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/")).rstrip("/").rpartition("/")[2].lower()
