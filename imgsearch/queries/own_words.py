"""Names of people, tags and places of a gallery."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, bindparam, cast, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, REGCLASS, REGCONFIG
from sqlalchemy.sql.selectable import LateralFromClause

from imgsearch.queries import AnySelect
from imgsearch.tables import Image


def select_own_words(most: int) -> AnySelect:
    """Photographers, tags, places and persons of pictures that may be shown, each once, no more than ``most``."""
    # One walk through the table; of an empty photographer there is a NULL.
    every = func.array_append(
        func.array_cat(func.array_cat(Image.tags, Image.places), Image.persons), Image.photographer
    )
    said = select(func.unnest(every).label("value")).where(~Image.is_hidden).subquery("said")
    return select(said.c.value).where(said.c.value.is_not(None)).distinct().limit(most)


def select_changes() -> AnySelect:
    """What is another one soon after pictures have changed: how often the server has written them.

    No row on a standby, and where the server does not count. It counts what nobody may see too, which everybody can
    read in pg_stat_all_tables.
    """
    table = cast(literal(Image.__tablename__), REGCLASS)
    counters = [getattr(func, f"pg_stat_get_tuples_{kind}")(table) for kind in ("inserted", "updated", "deleted")]
    written: ColumnElement[int] = counters[0] + counters[1] + counters[2]
    return select(written.label("changes")).where(
        ~func.pg_is_in_recovery(), func.current_setting("track_counts") == "on"
    )


def find_known(said: ColumnElement[str], most: int) -> LateralFromClause:
    """Pictures that may be shown of which all words of a text are said, at most so many; beside what has the text."""
    words = func.plainto_tsquery(cast(literal("russian"), REGCONFIG), func.fold_name(said))
    return func.find_known(words, most).table_valued("image_id", "position").lateral("found")


def select_still_known() -> AnySelect:
    """Which of the texts in ``values`` are all said of some picture that may be shown."""
    values = (
        func.unnest(bindparam("values", type_=ARRAY(String))).table_valued(column("value", String)).render_derived("v")
    )
    found = find_known(values.c.value, 1)
    return select(values.c.value).where(select(found.c.image_id).exists())
