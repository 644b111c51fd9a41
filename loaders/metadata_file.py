"""Reading what photographers tell of their pictures: CSV with any columns, or a JSON list of objects."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterator
from typing import Any

from imgsearch.embedded.exiftool import SOURCE_FILE, read_exiftool
from imgsearch.embedded.record import DETAILS
from imgsearch.embedded.twice import Twice, keep_all
from imgsearch.errors import BadInput
from imgsearch.files import Location
from imgsearch.queries.cleaned import normal_tag
from loaders.heard import OTHER, Refused, heard_of_minors, tell
from loaders.lines import read_lines
from loaders.metadata_row import RESERVED, Fields, Nameless, Record, find_fields, parse_row
from loaders.report import LoadResult
from loaders.rows import RowFormat, describe_first_line, read_header, read_rows

DELIMITERS = (",", ";", "\t", "|")
#: Digits of a whole number: far more than any camera writes.
LONGEST_NUMBER = 1000
#: Of a file that exiftool wrote: what it says stands in columns of other names, see docs/embedded.md.
EXIFTOOL_FIELDS = Fields(
    SOURCE_FILE,
    "taken_at",
    "photographer",
    "tags",
    tuple(f"caption {number}" for number in range(10)),
    (*DETAILS, OTHER),
)

#: Of a list without a picture in it.
EMPTY_FIELDS = Fields("image", None, None, None, (), ())


def read_metadata(
    file: Location, result: LoadResult, cells: LoadResult | None = None
) -> tuple[Fields, Iterator[Record]]:
    """The file's columns and its good records; the others go to the result's rejects.

    Args:
        file: CSV or JSON.
        result: gets rows that are refused.
        cells: gets rows that are refused for what stands in their cells, and dates that cannot be read, where they are
            not to go to the result.

    Raises:
        BadInput: the file cannot be read, is no JSON, or has no column with the pictures' names.
        BadRow: a row is bad and the load is strict.
    """
    if file.suffix.lower() == ".json":
        objects = _read_json(file, result)
        if not objects:
            return EMPTY_FIELDS, iter(())
        columns = list(dict.fromkeys(key for _, _, item in objects for key in item))
        if SOURCE_FILE in columns:
            return EXIFTOOL_FIELDS, _parse_exiftool(file, result)
        fields = find_fields(file, columns)
        _note_reserved(file, columns, fields, cells or result)
        return fields, _parse_all(file, fields, objects, result, cells or result)
    lines = read_lines(file)
    headers = {delimiter: read_header(file, lines, delimiter).names for delimiter in DELIMITERS}
    delimiter = max(headers, key=lambda each: len(headers[each]))
    columns = headers[delimiter]
    if SOURCE_FILE in columns:
        return EXIFTOOL_FIELDS, _parse_exiftool(file, result)
    fields = find_fields(file, columns, describe_first_line(lines))
    _note_reserved(file, columns, fields, cells or result)
    rows = (
        (row.number, row.content, dict(zip(columns, row.values, strict=True)))
        for row in read_rows(file, RowFormat(tuple(columns), delimiter, True, columns.index(fields.image)), result)
    )
    return fields, _parse_all(file, fields, rows, result, cells or result)


def _note_reserved(file: Location, columns: Collection[str], fields: Fields, result: LoadResult) -> None:
    """Say which columns have names that loads need for what they note themselves."""
    if reserved := sorted(RESERVED.intersection(columns) - {fields.image}):
        result.notes.append(f"columns of {file} that are left out: {', '.join(reserved)}; rename them to keep them")


def _parse_exiftool(file: Location, result: LoadResult) -> Iterator[Record]:
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
            tags=[tag for tag in dict.fromkeys(map(normal_tag, found.keywords)) if tag],
            captions=dict(zip(EXIFTOOL_FIELDS.captions, (caption.text for caption in found.captions), strict=False)),
            details=dict.fromkeys(EXIFTOOL_FIELDS.others) | found.details | {OTHER: heard_of_minors(found) or None},
        )


def _read_json(file: Location, result: LoadResult) -> list[tuple[int, str, dict[str, Any]]]:
    """The objects of a list with the lines on which they begin."""
    text = "".join(read_lines(file))
    decoder = json.JSONDecoder(parse_int=_parse_int, object_pairs_hook=keep_all)
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
            result.refuse_unread(file, line, "not an object", text[at:end])
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
    file: Location,
    fields: Fields,
    items: Iterator[tuple[int, str, dict[str, Any]]] | list[Any],
    result: LoadResult,
    cells: LoadResult,
) -> Iterator[Record]:
    first_seen: dict[str, int] = {}
    undated: list[tuple[int, str]] = []
    for number, content, item in items:
        try:
            record = parse_row(number, content, item, fields, None if cells.strict else undated)
        except Nameless as exc:
            result.refuse_unread(file, number, str(exc), content)
            continue
        except ValueError as exc:
            name = item.get(fields.image)
            said = Refused(number, tuple(map(str, name if isinstance(name, Twice) else [name])), tell(item))
            cells.refuse_unread(file, number, str(exc), content, said)
            continue
        if record.image_name in first_seen:
            reason = f"duplicate of line {first_seen[record.image_name]}: the picture was described there"
            result.refuse_row(file, number, reason, content, Refused(number, (record.image_name,), tell(item)))
            continue
        first_seen[record.image_name] = number
        yield record
    if undated:
        number, why = undated[0]
        cells.notes.append(f"dates in {file} that are left out: {len(undated):,}; in line {number}, {why}")
