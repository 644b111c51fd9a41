"""Reading what photographers tell of their pictures: CSV with any columns, or a JSON list of objects."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from imgsearch.embedded.exiftool import SOURCE_FILE, read_exiftool
from imgsearch.embedded.record import DETAILS
from imgsearch.errors import BadInput
from imgsearch.moment import parse_moment
from imgsearch.queries.filters import UNSTORABLE, normal_tag
from loaders.report import LoadResult
from loaders.rows import RowFormat, read_lines, read_names, read_rows

#: What a column may be called; every other column is kept in image.metadata under its own name.
NAMES = {
    "image": ("image", "image_name", "picture", "name", "file", "file_name", "filename"),
    "taken_at": ("taken_at", "taken", "date_taken", "datetimeoriginal", "datetime", "date"),
    "photographer": ("photographer", "author", "artist", "creator"),
    "tags": ("tags", "keywords", "tag"),
}
#: Columns that hold sentences, which become captions.
CAPTION_NAMES = ("caption", "captions", "description", "headline", "caption_abstract", "image_description")
#: As JSON writes it, and not a backslash, itself written as two, in front of these letters.
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
DELIMITERS = (",", ";", "\t", "|")
LONGEST_TAG = 100
LONGEST_PHOTOGRAPHER = 300
#: Digits of a whole number, and lists and objects within one another: far more than any camera writes.
LONGEST_NUMBER = 1000
DEEPEST = 50


class Fields(NamedTuple):
    """Which of a file's columns hold what; None where it has no such column."""

    image: str
    taken_at: str | None
    photographer: str | None
    tags: str | None
    captions: tuple[str, ...]
    others: tuple[str, ...]


#: Of a file that exiftool wrote: what it says stands in columns of other names, see docs/embedded.md.
EXIFTOOL_FIELDS = Fields(
    SOURCE_FILE, "taken_at", "photographer", "tags", tuple(f"caption {number}" for number in range(10)), DETAILS
)


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


def read_metadata(file: Path, result: LoadResult) -> tuple[Fields, Iterator[Record]]:
    """The file's columns and its good records; the others go to the result's rejects.

    Raises:
        BadInput: the file cannot be read, is no JSON, or has no column with the pictures' names.
        BadRow: a row is bad and the load is strict.
    """
    if file.suffix.lower() == ".json":
        objects = _read_json(file, result)
        columns = list(dict.fromkeys(key for _, _, item in objects for key in item))
        if SOURCE_FILE in columns:
            return EXIFTOOL_FIELDS, _parse_exiftool(file, result)
        fields = find_fields(file, columns)
        return fields, _parse_all(file, fields, objects, result)
    columns, delimiter = _read_header(file)
    if SOURCE_FILE in columns:
        return EXIFTOOL_FIELDS, _parse_exiftool(file, result)
    fields = find_fields(file, columns)
    rows = (
        (row.number, row.content, dict(zip(columns, row.values, strict=True)))
        for row in read_rows(file, RowFormat(tuple(columns), delimiter, header=True), result)
    )
    return fields, _parse_all(file, fields, rows, result)


def _parse_exiftool(file: Path, result: LoadResult) -> Iterator[Record]:
    """What exiftool wrote, read as loads read the files themselves."""
    for number, row in enumerate(read_exiftool(file), start=1):
        found = row.embedded
        if not row.source_file:
            result.refuse_row(file, number, "an entry without a SourceFile")
            continue
        yield Record(
            row_number=number,
            content=row.source_file,
            image_name=row.source_file,
            taken_at=found.taken_at,
            photographer=found.photographer,
            tags=list(dict.fromkeys(normal_tag(keyword) for keyword in found.keywords)),
            captions=dict(zip(EXIFTOOL_FIELDS.captions, (caption.text for caption in found.captions), strict=False)),
            details=dict.fromkeys(EXIFTOOL_FIELDS.others) | found.details,
        )


def find_fields(file: Path, columns: Sequence[str]) -> Fields:
    """Tell the columns apart by their names.

    Raises:
        BadInput: none of them names the picture, or two have one name.
    """
    plain = {plain_name(column): column for column in reversed(columns)}
    known = {field: next((plain[n] for n in names if n in plain), None) for field, names in NAMES.items()}
    if known["image"] is None:
        raise BadInput(f"{file} has no column with the pictures' names; call it one of {', '.join(NAMES['image'])}")
    if len(set(columns)) < len(columns):
        raise BadInput(f"{file} has two columns of one name: {', '.join(columns)[:200]}")
    # A row that has what no text can be is refused; the others are not to say that they lack it.
    captions = tuple(plain[name] for name in CAPTION_NAMES if name in plain)
    taken = {*known.values(), *captions}
    others = tuple(c for c in columns if c and c not in taken and not UNSTORABLE.search(c))
    return Fields(known["image"], known["taken_at"], known["photographer"], known["tags"], captions, others)


def plain_name(column: str) -> str:
    """A column's name in lower case, with underscores for blanks and hyphens."""
    return re.sub(r"[\s-]+", "_", column.strip().lower())


def _read_header(file: Path) -> tuple[list[str], str]:
    lines = read_lines(file)
    headers = {delimiter: read_names(file, lines, delimiter) for delimiter in DELIMITERS}
    delimiter = max(headers, key=lambda each: len(headers[each]))
    return headers[delimiter], delimiter


def _read_json(file: Path, result: LoadResult) -> list[tuple[int, str, dict[str, Any]]]:
    """The objects of a list with the lines on which they begin."""
    text = "".join(read_lines(file))
    decoder = json.JSONDecoder(parse_int=_parse_int)
    found: list[tuple[int, str, dict[str, Any]]] = []
    try:
        json.loads(text, parse_int=_parse_int)  # says what is wrong better than a search for objects would
    except json.JSONDecodeError as exc:
        raise BadInput(f"{file} is not JSON: {exc.msg} in line {exc.lineno}, column {exc.colno}") from exc
    except RecursionError as exc:
        raise BadInput(f"{file} is nested too deeply") from exc
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        raise BadInput(f"{file} must be a JSON list of objects, one for each picture")
    at, line, counted = _skip(text, at + 1), 1, 0
    while text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        item, end = decoder.raw_decode(text, at)
        if isinstance(item, dict):
            found.append((line, text[at:end], item))
        else:
            result.refuse_row(file, line, "not an object", text[at:end])
        at = _skip(text, end)
    return found


def _parse_int(digits: str) -> int | float:
    """Python reads no number of thousands of digits; an infinite one is refused together with its row."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else math.inf


def _skip(text: str, at: int) -> int:
    """The next place that is neither blank nor a comma."""
    match = re.compile(r"[\s,]*").match(text, at)
    return match.end() if match is not None else at


def _parse_all(
    file: Path, fields: Fields, items: Iterator[tuple[int, str, dict[str, Any]]] | list[Any], result: LoadResult
) -> Iterator[Record]:
    first_seen: dict[str, int] = {}
    undated: list[tuple[int, str]] = []
    for number, content, item in items:
        try:
            record = _parse(number, content, item, fields, None if result.strict else undated)
            if record.image_name in first_seen:
                raise ValueError(f"duplicate of line {first_seen[record.image_name]}: the picture was described there")
        except ValueError as exc:
            result.refuse_row(file, number, str(exc), content)
            continue
        first_seen[record.image_name] = number
        yield record
    if undated:
        number, why = undated[0]
        result.notes.append(f"dates in {file.name} that are left out: {len(undated):,}; in line {number}, {why}")


def _parse(
    number: int, content: str, item: dict[str, Any], fields: Fields, undated: list[tuple[int, str]] | None
) -> Record:
    _check_storable(item)
    name = _text(item, fields.image)
    if not name:
        raise ValueError(f"{fields.image} is empty")
    taken = _text(item, fields.taken_at)
    photographer = " ".join(_text(item, fields.photographer).split())
    if len(photographer) > LONGEST_PHOTOGRAPHER:
        raise ValueError(f"{fields.photographer} has {len(photographer)} characters, more than {LONGEST_PHOTOGRAPHER}")
    details = {column: None if item.get(column) == "" else item.get(column) for column in fields.others}
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
    """Refuse what JSON lets through and PostgreSQL does not."""
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
    value = item.get(column) if column is not None else None
    if isinstance(value, bool | list | dict):
        raise ValueError(f"{column} is not a text")
    return "" if value is None else str(value).strip()


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
