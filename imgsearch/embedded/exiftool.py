"""Metadata files that exiftool writes: `exiftool -json` and `exiftool -csv`, an object or a row for each picture."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from io import StringIO
from posixpath import basename
from typing import Any, NamedTuple

from imgsearch.embedded.charsets import decode_file
from imgsearch.embedded.found import Found, clean
from imgsearch.embedded.merge import merge
from imgsearch.embedded.precedence import PRECEDENCE
from imgsearch.embedded.record import Embedded
from imgsearch.embedded.twice import keep_all
from imgsearch.errors import BadInput
from imgsearch.files import Location, open_file

DEEPEST = 20
SOURCE_FILE = "SourceFile"
#: Groups of which nothing is kept: of the file system, of exiftool itself, of pixels, of the camera's own notes.
_LEFT_OUT = frozenset("ExifTool System File Composite MakerNotes ICC_Profile ICC-header JFIF Photoshop".split())
#: What exiftool calls differently when it flattens a structure, or in a group that a file does not have.
_OTHER_NAMES = {
    "RegionName": "XMP-mwg-rs:RegionName",
    "RegionPersonDisplayName": "XMP-MP:RegionName",
    "LocationShownCity": "XMP-iptcExt:LocationShown/City",
    "LocationShownProvinceState": "XMP-iptcExt:LocationShown/ProvinceState",
    "LocationShownCountryName": "XMP-iptcExt:LocationShown/CountryName",
    "LocationShownSublocation": "XMP-iptcExt:LocationShown/Sublocation",
    "LocationCreatedCity": "XMP-iptcExt:LocationCreated/City",
    "LocationCreatedProvinceState": "XMP-iptcExt:LocationCreated/ProvinceState",
    "LocationCreatedCountryName": "XMP-iptcExt:LocationCreated/CountryName",
    "LocationCreatedSublocation": "XMP-iptcExt:LocationCreated/Sublocation",
    "OffsetTimeOriginal": "ExifIFD:OffsetTimeOriginal",
    "SubSecTimeOriginal": "ExifIFD:SubSecTimeOriginal",
    "SubSecDateTimeOriginal": "ExifIFD:DateTimeOriginal",
    "TimeCreated": "IPTC:TimeCreated",
    "Make": "IFD0:Make",
    "Model": "IFD0:Model",
    "CountryPrimaryLocationName": "IPTC:Country-PrimaryLocationName",
}
#: Groups as -G has them, and as -G1.
_FAMILIES: dict[str, tuple[str, ...]] = {"XMP": ("XMP-",), "EXIF": ("IFD0:", "ExifIFD:"), "IPTC": ("IPTC:",)}
_GROUPS = frozenset(
    {*_LEFT_OUT, *_FAMILIES, "PNG", *(field.partition(":")[0] for each in PRECEDENCE.values() for field in each)}
)
_FIELDS = tuple(field for fields in PRECEDENCE.values() for field in fields if not field.startswith("Takeout:"))
#: What exiftool puts between the values of a list in a CSV file.
_LISTED = frozenset(
    {*PRECEDENCE["keywords"], *PRECEDENCE["hierarchies"], *PRECEDENCE["persons"], "XMP-dc:Creator", "IPTC:By-line"}
)
_LANGUAGE = re.compile(r"(?P<tag>\w+)-(?P<language>[a-z]{2,3}(?:-[A-Za-z]{2,8})?)")
_ANGLE = re.compile(
    r"(?P<sign>[-+]?)(?P<degrees>\d{1,3}(?:\.\d+)?)(?: deg (?P<minutes>\d+)' (?P<seconds>[\d.]+)\")? ?(?P<side>[NSEW]?)"
)


class Row(NamedTuple):
    """What exiftool says of one file."""

    source_file: str
    """As it was given to exiftool: a path, with slashes on every system; empty for an entry that cannot be read."""
    embedded: Embedded


def read_exiftool(path: Location, *, with_gps: bool = False) -> Iterator[Row]:
    """Read a file that exiftool wrote, told apart by its first character; every option of groups (-G, -G1) will do.

    Args:
        path: of the JSON or CSV file.
        with_gps: also say where the cameras were.

    Raises:
        BadInput: it cannot be opened, is neither JSON nor CSV, or names no SourceFile.
    """
    try:
        with open_file(str(path)) as file:
            data = file.read()
        text = decode_file(data).removeprefix("\ufeff")
    except OSError as exc:
        raise BadInput(f"cannot read {path}: {exc.strerror or exc}") from exc
    is_json = text.lstrip()[:1] in ("[", "{")
    items = _read_json(path, text) if is_json else _read_csv(path, text)
    for number, item in enumerate(items, 1):
        source_file = item.get(SOURCE_FILE)
        if isinstance(source_file, str) and source_file:
            yield Row(source_file, read_row(item, with_gps=with_gps, lists_in_text=not is_json))
        else:
            yield Row("", Embedded(problems=(f"entry {number} names no {SOURCE_FILE}, or cannot be read",)))


def read_row(item: Mapping[str, Any], *, with_gps: bool = False, lists_in_text: bool = False) -> Embedded:
    """Read one object of exiftool's JSON, or one row of its CSV.

    Args:
        item: values by tag, with SourceFile among them.
        with_gps: also say where the camera was.
        lists_in_text: split keywords and names at commas, with which CSV joins them.
    """
    found = Found(with_gps=with_gps)
    for tag, value in _ungrouped(item):
        field, language = _find_field(tag)
        if field is None:
            continue
        with found.guard(tag[:100]):
            if lists_in_text and field in _LISTED and isinstance(value, str):
                value = re.split(r"[,;] *", value)
            _add(found, field, value, language)
    if with_gps:
        _add_place(found, item)
    return merge([found], basename(str(item.get(SOURCE_FILE, "")).replace("\\", "/")))


def _ungrouped(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Tags with their groups in front, also where an option such as -g has made an object of each group."""
    for tag, value in item.items():
        if isinstance(value, dict) and tag in _GROUPS:
            yield from ((f"{tag}:{name}", inner) for name, inner in value.items())
        else:
            yield tag, value


def _read_json(path: Location, text: str) -> Iterator[dict[str, Any]]:
    try:
        items = json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=keep_all)
    except (ValueError, RecursionError) as exc:
        raise BadInput(f"{path} is no JSON that can be read: {exc}") from exc
    objects = [item for item in (items if isinstance(items, list) else [items]) if isinstance(item, dict)]
    if objects and not any(SOURCE_FILE in item for item in objects):
        raise BadInput(f"{path} has no {SOURCE_FILE}; write it with `exiftool -json`")
    yield from objects


def _read_csv(path: Location, text: str) -> Iterator[dict[str, Any]]:
    rows = csv.reader(StringIO(text.replace("\0", ""), newline=""))
    header: list[str] = []
    with suppress(csv.Error):
        header = next(rows, [])
    if SOURCE_FILE not in header:
        raise BadInput(f"{path} has no column {SOURCE_FILE}; write it with `exiftool -csv`")
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:  # a cell of more than 131,072 characters
            row = []
        yield {name: value for name, value in zip(header, row, strict=False) if value}


@lru_cache(maxsize=4096)
def _find_field(tag: str) -> tuple[str | None, str | None]:
    """The field that a tag means, whatever groups stand in front of it, and its language."""
    if tag == SOURCE_FILE or len(tag) > 200:
        return None, None
    *groups, name = tag.split(":")
    group = groups[-1] if groups else ""
    if group in _LEFT_OUT and name not in ("SubSecDateTimeOriginal", "RegionName"):
        return None, None
    plain = _plain_field(group, name)
    if plain is None and (match := _LANGUAGE.fullmatch(name)) is not None:
        translated = _plain_field(group, match["tag"])
        if translated is not None:
            return translated, match["language"]
    return plain or clean(tag) or None, None


def _plain_field(group: str, name: str) -> str | None:
    if f"{group}:{name}" in _FIELDS:
        return f"{group}:{name}"
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    family = _FAMILIES.get(group, (f"{group}:",))
    named = [field for field in _FIELDS if field.partition(":")[2] == name]
    return next((field for field in named if field.startswith(family)), named[0] if named and not group else None)


def _add(found: Found, field: str, value: object, language: str | None, depth: int = 0) -> None:
    if depth > DEEPEST:
        found.report(f"{field}: nested more than {DEEPEST} deep")
    elif isinstance(value, dict):
        if field.endswith("RegionInfo"):
            _add_regions(found, value)
        else:
            for name, inner in value.items():
                _add(found, f"{field}/{clean(str(name)[:100])}"[:1000], inner, language, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _add(found, field, inner, language, depth + 1)
    elif isinstance(value, str | int | float) and not str(value)[:20].startswith(("(Binary data", "base64:")):
        found.add(field, str(value), language)


def _add_regions(found: Found, regions: dict[str, Any]) -> None:
    """Names of faces, from a structure as -struct gives it."""
    listed = regions.get("RegionList") or regions.get("Regions")
    for region in listed if isinstance(listed, list) else []:
        name = (region.get("Name") or region.get("PersonDisplayName")) if isinstance(region, dict) else None
        if isinstance(name, str) and str(region.get("Type", "Face")).strip().casefold() == "face":
            found.add("XMP-mwg-rs:RegionName", name)
    _overhear(found, regions)


def _overhear(found: Found, value: object, depth: int = 0) -> None:
    """What else is said of areas, and what those are called that are no faces."""
    if isinstance(value, dict | list) and depth <= DEEPEST:
        for inner in value.values() if isinstance(value, dict) else value:
            _overhear(found, inner, depth + 1)
    elif isinstance(value, str):
        found.overhear(value)


def _add_place(found: Found, item: Mapping[str, Any]) -> None:
    by_name = {tag.rpartition(":")[2]: str(value) for tag, value in item.items()}
    latitude = _angle(by_name.get("GPSLatitude", ""), by_name.get("GPSLatitudeRef", ""), 90)
    longitude = _angle(by_name.get("GPSLongitude", ""), by_name.get("GPSLongitudeRef", ""), 180)
    if latitude is not None and longitude is not None:
        found.gps = (latitude, longitude)


def _angle(text: str, reference: str, most: int) -> float | None:
    """55 deg 45' 21.00" N, or 55.755833 with -n, as degrees."""
    match = _ANGLE.fullmatch(text[:60])
    if match is None:
        return None
    degrees = float(match["degrees"]) + int(match["minutes"] or 0) / 60 + float(match["seconds"] or 0) / 3600
    is_negative = match["sign"] == "-" or (match["side"] or reference[:1]) in ("S", "W")
    return None if degrees > most else -degrees if is_negative else degrees
