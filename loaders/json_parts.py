"""What JSON says of pictures, object by object, whatever program has written it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from imgsearch.embedded.twice import keep_all
from loaders.heard import DEEPEST, Refused, tell
from loaders.lines import decoded, read_otherwise, without_quotes
from loaders.mentioned import is_by_whom, is_name_column, names_in

#: What is said of a picture under its name, in JSON that breaks off.
_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:\s*(?:\[\s*)?$')
#: What is said of all that an object holds.
_TITLES = frozenset(["title", "album", "gallery", "event", "caption", "description", "headline", "name", "collection"])
#: How far on a name is looked for, to tell its line.
_NEAR = 200_000


class _Node(NamedTuple):
    value: Any
    names: frozenset[str]
    """Of pictures, in whatever it holds."""


def objects(text: str) -> Iterator[Refused]:
    """What each object says of the pictures that it names, and lists of texts beside lists of pictures."""
    try:
        said = json.loads(decoded(text), object_pairs_hook=as_object)
        parts = list(parts_of_tree(said, text))
    except (ValueError, RecursionError):
        parts = list(_broken(text))
    yield from parts


def parts_of_tree(said: object, text: str) -> Iterator[Refused]:
    """What objects and lists within one another say of the pictures that they name.

    Args:
        said: of JSON, or of what is built like it; objects are of as_object().
        text: that it stands in.
    """
    parts = [*_parts(said, "", DEEPEST), *_joined(said)]
    at, line = 0, 1
    for names, told in parts:
        place = text.find(json.dumps(names[0], ensure_ascii=False)[1:-1], at, at + _NEAR)
        if place >= 0:
            line += text.count("\n", at, place)
            at = place
        yield Refused(line, names, told)


def as_object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """One without photographers; a name that it has twice holds a list."""
    return keep_all([(key, value) for key, value in pairs if not is_by_whom(key, value)])


def objects_of_lines(lines: list[str]) -> Iterator[Refused]:
    """Of a file with an object in each line."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield from (said._replace(row_number=number) for said in objects(line))


def _parts(said: Any, above: str, levels: int) -> Iterator[tuple[tuple[str, ...], str]]:  # noqa: ANN401 (JSON)
    """The smallest parts that name pictures, each with its names and texts; what tells of all goes to each."""
    names = _names(said, levels)
    if not names or not levels:
        return
    if isinstance(said, dict):
        yield from _parts_of_object(said, names, above, levels)
    elif isinstance(said, list) and len(names) > 1:
        alone = [each for each in said if isinstance(each, str)]
        if alone and not all(map(names_in, alone)):
            yield _part(names_in("\n".join(alone)), [above, *alone])
            alone = []
        yield from (_part(names_in(each), [above, each]) for each in alone if names_in(each))
        for each in said:
            if not isinstance(each, str):
                yield from _parts(each, above, levels - 1)
    else:
        yield _part(names, [above, said])


def _parts_of_object(
    said: dict[str, Any], names: tuple[str, ...], above: str, levels: int
) -> Iterator[tuple[tuple[str, ...], str]]:
    keyed = {key: value for key, value in said.items() if names_in(key)}
    if len(names) == 1 and not keyed:
        yield _part(names, [above, said])
        return
    inner = {key: value for key, value in said.items() if key not in keyed and _is_apart(value, levels)}
    own = {key: value for key, value in said.items() if key not in keyed and key not in inner}
    yield from _parts_of_own(own, above, levels)
    titles = [value for key, value in own.items() if key.casefold() in _TITLES and isinstance(value, str)]
    title = ". ".join(filter(None, [above, *(each for each in titles if not names_in(each))]))
    for key, value in keyed.items():
        yield _part(tuple(dict.fromkeys((*names_in(key), *_names(value, levels)))), [title, {key: value}])
    for value in inner.values():
        yield from _parts(value, title, levels - 1)


def _parts_of_own(own: dict[str, Any], above: str, levels: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """Of what is no object in an object; of several lists of pictures each is told by what it is called."""
    listed = {key: value for key, value in own.items() if isinstance(value, list) and _names(value, levels)}
    rest = {key: value for key, value in own.items() if key not in listed}
    if len(listed) > 1 and not _names(rest, levels):
        for key, value in listed.items():
            yield _part(_names(value, levels), [above, rest, key, value])
    elif names := _names(own, levels):
        yield _part(names, [above, own, *(key for key in listed if key.casefold() != "children")])


def _is_apart(value: object, levels: int) -> bool:
    """Whether it is a list of objects, or an object, that names pictures itself."""
    is_list = isinstance(value, list) and any(isinstance(each, dict | list) for each in value)
    return (is_list or isinstance(value, dict)) and bool(_names(value, levels))


def _part(names: tuple[str, ...], said: list[Any]) -> tuple[tuple[str, ...], str]:
    told = ". ".join(filter(None, map(tell, said)))
    return names, ". ".join(filter(None, (told, *read_otherwise(told))))


def _names(said: object, levels: int) -> tuple[str, ...]:
    """All that are in it; a value that is called so may lack an ending."""
    found: dict[str, None] = {}
    waiting: list[tuple[str, object, int]] = [("", said, levels)]
    while waiting:
        name, value, deep = waiting.pop()
        if isinstance(value, str):
            found.update(dict.fromkeys(names_in(value)))
            if value and "\n" not in value and is_name_column(name) and name.casefold() != "name":
                found[value] = None
        elif isinstance(value, dict) and deep:
            found.update((each, None) for key in value for each in names_in(key))
            waiting += [(str(key), each, deep - 1) for key, each in reversed(value.items())]
        elif isinstance(value, list) and deep:
            waiting += [("", each, deep - 1) for each in reversed(value)]
    return tuple(found)


def _joined(said: object) -> Iterator[tuple[tuple[str, ...], str]]:
    """As in COCO's format: what is said of an image's number is said of its file."""
    if not isinstance(said, dict) or not isinstance(said.get("images"), list):
        return
    images = [each for each in said["images"] if isinstance(each, dict)]
    names = {str(each.get("id")): _names(each, DEEPEST) for each in images}
    groups = said.get("categories")
    kinds = {str(each.get("id")): each.get("name") for each in groups or () if isinstance(each, dict)}
    told = said.get("annotations")
    for each in told if isinstance(told, list) else ():
        if isinstance(each, dict) and (called := names.get(str(each.get("image_id")))):
            yield _part(called, [each, kinds.get(str(each.get("category_id"))) or ""])


def _broken(text: str) -> Iterator[Refused]:
    """Of JSON that breaks off, what stands between its braces."""
    number, key = 1, ""
    for part in text.split("{"):
        next_key = _KEY.search(part)
        own = part[: next_key.start()] if next_key is not None else part
        names = names_in(f"{key}\n{own}".replace("\\/", "/").replace("\\\\", "\\"))
        yield Refused(number, names, without_quotes(own))
        key = next_key[1] if next_key is not None else ""
        number += part.count("\n")
