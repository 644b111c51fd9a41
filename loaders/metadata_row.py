"""One row of what photographers tell of their pictures: its columns, and what is in them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from imgsearch.embedded.twice import Twice
from imgsearch.errors import BadInput
from imgsearch.files import Location
from imgsearch.moment import parse_moment
from imgsearch.queries.cleaned import normal_tag
from imgsearch.queries.one_filter import UNSTORABLE
from loaders.rows import check_distinct

#: What a column may be called; every other column is kept in image.metadata under its own name.
NAMES = {
    "image": ("image", "image_name", "picture", "name", "file", "file_name", "filename"),
    "taken_at": ("taken_at", "taken", "date_taken", "datetimeoriginal", "datetime", "date"),
    "photographer": ("photographer", "author", "artist", "creator"),
    "tags": ("tags", "keywords", "tag"),
}
#: Columns that hold sentences, which become captions.
CAPTION_NAMES = ("caption", "captions", "description", "headline", "caption_abstract", "image_description")
#: Columns that hold who is in the picture; commas stand within names.
PERSON_NAMES = frozenset({"person", "persons", "personinimage", "person_in_image"})
BETWEEN_PERSONS = re.compile(r"[;|]")
#: As JSON writes it, and not a backslash, itself written as two, in front of these letters.
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
#: Under these names image.metadata has what loads note themselves; what is kept there is not read as somebody's words.
RESERVED = frozenset({"file", "file_stamp"})
LONGEST_TAG = 100
LONGEST_PHOTOGRAPHER = 300
#: Lists and objects within one another: far more than any camera writes.
DEEPEST = 50


class Fields(NamedTuple):
    """Which of a file's columns hold what; None where it has no such column."""

    image: str
    taken_at: str | None
    photographer: str | None
    tags: str | None
    captions: tuple[str, ...]
    others: tuple[str, ...]


class Record(NamedTuple):
    """What a file says of one picture."""

    row_number: int
    content: str
    image_name: str
    taken_at: datetime | None
    photographer: str | None
    tags: list[str]
    captions: dict[str, str]
    """Sentences by column."""
    details: dict[str, Any]
    """Of the other columns; None where the file has nothing to say."""


class Nameless(ValueError):
    """A row that names no picture."""


def find_fields(file: Location, columns: Sequence[str], begins: str = "") -> Fields:
    """Tell the columns apart by their names.

    Args:
        file: for the error.
        columns: as the file spells them; what has no name is none.
        begins: what to tell of the file's beginning where no column names the picture.

    Raises:
        BadInput: none of them names the picture, or two have one name.
    """
    plain = {plain_name(column): column for column in reversed(columns)}
    known = {field: next((plain[n] for n in names if n in plain), None) for field, names in NAMES.items()}
    if known["image"] is None:
        remedy = f"call it one of {', '.join(NAMES['image'])}"
        raise BadInput(f"{file} has no column with the pictures' names; {remedy}{begins and f'; {begins}'}")
    check_distinct(file, columns, columns)
    # A row that has what no text can be is refused; the others are not to say that they lack it.
    captions = tuple(plain[name] for name in CAPTION_NAMES if name in plain)
    taken = {*known.values(), *captions}
    others = tuple(c for c in columns if c and c not in {*taken, *RESERVED} and not UNSTORABLE.search(c))
    return Fields(known["image"], known["taken_at"], known["photographer"], known["tags"], captions, others)


def plain_name(column: str) -> str:
    """A column's name in lower case, with underscores for blanks and hyphens."""
    return re.sub(r"[\s-]+", "_", column.strip().lower())


def parse_row(
    number: int, content: str, item: dict[str, Any], fields: Fields, undated: list[tuple[int, str]] | None
) -> Record:
    """What a row says.

    Args:
        number: its line.
        content: as it stands in the file.
        item: its cells by column.
        fields: the columns.
        undated: gets line and fault of a date that cannot be read; without it the whole row is refused.

    Raises:
        ValueError: the row cannot be loaded; says why.
    """
    _check_storable(item)
    # As it is spelt, since two files may differ in the form of their letters alone.
    name = _spelt(item, fields.image)
    if not name:
        raise Nameless(f"{fields.image} is empty")
    taken = _text(item, fields.taken_at)
    photographer = " ".join(_text(item, fields.photographer).split())
    if len(photographer) > LONGEST_PHOTOGRAPHER:
        raise ValueError(f"{fields.photographer} has {len(photographer)} characters, more than {LONGEST_PHOTOGRAPHER}")
    details = {column: _detail(column, item.get(column)) for column in fields.others}
    return Record(
        row_number=number,
        content=content,
        image_name=name,
        taken_at=_moment(number, taken, undated),
        photographer=photographer or None,
        tags=_tags(item.get(fields.tags) if fields.tags is not None else None),
        captions={column: text for column in fields.captions if (text := " ".join(_text(item, column).split()))},
        details=details,
    )


def _moment(number: int, text: str, undated: list[tuple[int, str]] | None) -> datetime | None:
    """When; a date that cannot be read costs no more than itself, unless nobody is to be told."""
    try:
        return parse_moment(text).start if text else None
    except ValueError as exc:
        if undated is None:
            raise
        undated.append((number, str(exc)))
        return None


def _check_storable(item: dict[str, Any]) -> None:
    """Refuse what JSON lets through and PostgreSQL does not, and what says two things of one."""
    if twice := next((name for name, value in item.items() if isinstance(value, Twice)), None):
        raise ValueError(f"{twice[:80]} stands there twice")
    if _is_deeper(item, DEEPEST):
        raise ValueError(f"lists and objects are nested more than {DEEPEST} deep")
    try:
        text = json.dumps(item, ensure_ascii=False, allow_nan=False)
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("not valid UTF-8") from None
    except ValueError:
        raise ValueError("a number is infinite, too long, or none at all") from None
    if NUL.search(text):
        raise ValueError("contains a NUL character")


def _is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if levels == 0:
        return True
    inner = value.values() if isinstance(value, dict) else value
    return any(_is_deeper(each, levels - 1) for each in inner)


def _text(item: dict[str, Any], column: str | None) -> str:
    return unicodedata.normalize("NFC", _spelt(item, column))


def _spelt(item: dict[str, Any], column: str | None) -> str:
    value = item.get(column) if column is not None else None
    if isinstance(value, bool | list | dict):
        raise ValueError(f"{column} is not a text")
    return "" if value is None else str(value).strip()


def _detail(column: str, value: object) -> object:
    """What a column that has no meaning of its own says of a picture; several persons one by one."""
    if value == "":
        return None
    if isinstance(value, str) and plain_name(column) in PERSON_NAMES and BETWEEN_PERSONS.search(value):
        value = [name for part in BETWEEN_PERSONS.split(value) if (name := part.strip())]
    return _composed(value)


def _composed(value: object) -> object:
    """Texts as searches and filters have them, in Unicode's composed form; Macs write names in the other one."""
    if isinstance(value, dict):
        return {key: _composed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_composed(inner) for inner in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _tags(value: object) -> list[str]:
    """Keywords in lower case, each once; in a text they are separated by commas, semicolons or bars."""
    if value is None:
        return []
    given = re.split(r"[,;|]", value) if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(tag, str | int | float) for tag in given):
        raise ValueError("tags are neither a text nor a list of texts")
    tags = dict.fromkeys(normal_tag(str(tag)) for tag in given)
    tags.pop("", None)
    if too_long := [tag for tag in tags if len(tag) > LONGEST_TAG]:
        raise ValueError(f"tag {too_long[0][:40]!r}... has more than {LONGEST_TAG} characters")
    return list(tags)
