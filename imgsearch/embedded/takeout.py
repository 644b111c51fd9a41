"""What Google Takeout writes beside each picture."""

from __future__ import annotations

import html
import json
from typing import Any

from imgsearch.embedded.charsets import decode
from imgsearch.embedded.found import Found, needs_name
from imgsearch.embedded.twice import keep_all

#: Bytes of a file; Google writes one or two thousand.
TAKEOUT_BYTES = 1 << 20
#: Beside a title; what tells of a picture has other keys too.
ALBUM_KEYS = frozenset(["access", "date", "enrichments"])


def read_takeout(data: bytes, found: Found) -> None:
    """Read a picture's JSON; one that is not Google's gives nothing."""
    said = overhear_json(data, found)
    if not isinstance(said, dict) or not said.keys() & {"photoTakenTime", "creationTime", "googlePhotosOrigin"}:
        return
    # Google writes apostrophes and ampersands as HTML does.
    for field, name in (("Takeout:Description", "description"), ("Takeout:Title", "title")):
        text = said.get(name)
        if isinstance(text, str):
            found.add(field, html.unescape(text))
    people = said.get("people")
    for person in people if isinstance(people, list) else []:
        called = _get(person, "name")
        if isinstance(called, str):
            found.add("Takeout:People", html.unescape(called))
    seconds = _get(said, "photoTakenTime", "timestamp")
    if isinstance(seconds, str | int):
        found.add("Takeout:PhotoTakenTime", str(seconds))
    if found.with_gps:
        _read_place(said, found)


def overhear_json(data: bytes, found: Found) -> object:
    """Hear all that a JSON says, also one that is damaged; what is in it, or None."""
    if len(data) > TAKEOUT_BYTES:
        found.report(f"has more than {TAKEOUT_BYTES:,} bytes and is not read")
        found.overhear(decode(data))
        return None
    try:
        said: object = json.loads(data, object_pairs_hook=keep_all)
    except (ValueError, RecursionError) as exc:
        found.report(f"no JSON that can be read: {type(exc).__name__}")
        found.overhear(decode(data))
        return None
    _overhear(said, found)
    return said


def _overhear(said: object, found: Found) -> None:
    """Whatever stands in it, whoever wrote it; short values with what they are called."""
    waiting: list[tuple[str, object]] = [("", said)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(str(key), each) for key, each in value.items()]
        elif isinstance(value, list):
            waiting += [(name, each) for each in value]
        elif isinstance(value, str | int | float) and (text := html.unescape(str(value))):
            found.overhear(f"{name}: {text}" if needs_name(text) else text, name)


def is_album(data: bytes) -> bool:
    """Whether it is the metadata.json of a folder of Google's, which tells of the album alone."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and ("albumData" in said or ("title" in said and bool(ALBUM_KEYS & said.keys())))


def _read_place(said: dict[str, Any], found: Found) -> None:
    """Where it was taken; zeros mean that Google does not know."""
    for name in ("geoData", "geoDataExif"):
        latitude, longitude = _get(said, name, "latitude"), _get(said, name, "longitude")
        if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
            continue
        if (latitude or longitude) and abs(latitude) <= 90 and abs(longitude) <= 180:
            found.gps = (float(latitude), float(longitude))
            found.add("Takeout:GeoData", f"{latitude:.6f}, {longitude:.6f}")
            return


def _get(value: object, *names: str) -> object:
    """A value inside of objects; None where one of them is something else."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
