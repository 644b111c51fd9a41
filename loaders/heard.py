"""What files say of minors in places that are not kept: comments, unknown fields, what is damaged or too long."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, not_, select
from sqlalchemy.orm import Session

from imgsearch.counted import counted
from imgsearch.embedded.found import needs_name
from imgsearch.embedded.record import Embedded
from imgsearch.minors.words.lexicon import mentions_minors
from imgsearch.nested import texts_in
from imgsearch.queries.cleaned import normal_tag
from imgsearch.tables import Image, Source

#: Where such texts stand in image.metadata, in which every text is searched for words.
OTHER = "other"
#: Stands in image.metadata once it is read what is written in a picture's file and its sidecars; nobody said it of it.
FILE_STAMP = "file_stamp"
#: Stands under "file" there where a sidecar cannot be opened, or none of it was read by the version before.
UNREAD = "unread"
#: One would do.
MOST = 20
#: Lists and objects within one another that are looked into.
DEEPEST = 50
#: What PLUS calls the age of the youngest model.
_MODEL_AGE = re.compile(r"\bAG-[AU](?=\d\d\b)")


class Refused(NamedTuple):
    """What a refused row says, as far as it can be made out."""

    row_number: int
    names: tuple[str, ...]
    """What may be the names of the pictures that it speaks of."""
    text: str


def all_is_read() -> ColumnElement[bool]:
    """Whether all that speaks of a picture, Image, could be read; else it stays unscreened."""
    return not_(func.coalesce(_is_unread(), false()))


def describe_unread(session: Session) -> list[str]:
    """A note on the pictures of each source of which nobody has read what is written in their files."""
    # The state first: what else is said of a picture may be long.
    never = and_(Image.state == "unscreened", _is_unread(), not_(Image.details.has_key(FILE_STAMP)))
    sources = select(Source.root, func.count()).join(Image, Image.source == Source.name).where(never)
    notes = []
    for root, count in session.execute(sources.group_by(Source.root).order_by(Source.root)):
        said = counted(count, "picture is not shown", "pictures are not shown")
        remedy = f"`imgsearch load {root or 'DIR'}` reads it"
        notes.append(f"{said} until what is written in the files is read: {remedy}")
    return notes


def _is_unread() -> ColumnElement[bool]:
    marked: ColumnElement[bool] = Image.details["file"].has_key(UNREAD)
    return marked


def heard_of_minors(embedded: Embedded) -> list[str]:
    """Texts that name a minor and stand nowhere else in what is kept of a file; they are evidence like all others."""
    kept = {text.text for text in (*embedded.captions, *embedded.titles)}
    kept.update(embedded.words, filter(None, [embedded.copyright]))
    # Tags are stored in small letters and without their sign, which may have told where a word in them begins.
    kept -= {tag for tag in embedded.keywords if _names_minors(tag) and not _names_minors(normal_tag(tag))}
    heard = (_MODEL_AGE.sub("age ", text) for text in embedded.heard if text not in kept)
    return [text for text in heard if _names_minors(text) and not _is_told(text, kept)][:MOST]


def heard_before(said: Iterable[Any]) -> list[str]:
    """Texts that name a minor in what was kept of a file that is damaged now: what they say may be in what is lost.

    Args:
        said: texts, and what stands in image.metadata.
    """
    return [text for text in dict.fromkeys(texts_in(said)) if _names_minors(text)][:MOST]


def tell(said: object) -> str:
    """All texts in a row, and short values with their names, as they are read of what is kept."""
    return ". ".join(_told(said, DEEPEST))


def _told(said: object, levels: int) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif levels and isinstance(said, dict):
        for name, value in said.items():
            if isinstance(value, str | int | float) and needs_name(str(value)):
                yield f"{name}: {value}"
            yield from _told(value, levels - 1)
    elif levels and isinstance(said, list | tuple):
        for each in said:
            yield from _told(each, levels - 1)


def _is_told(text: str, kept: Collection[str]) -> bool:
    """Whether it is a field's name and what is kept of it, which says as much by itself."""
    value = text.partition(": ")[2]
    return value in kept and _names_minors(value)


#: The same stands in many files of an archive.
_names_minors = lru_cache(maxsize=4096)(mentions_minors)
