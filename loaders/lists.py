"""Files that loads do not read and that may say what pictures show: lists, exports, what Picasa and Google keep."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from os.path import dirname

from sqlalchemy import select
from sqlalchemy.orm import Session

from imgsearch.embedded.charsets import is_utf16
from imgsearch.errors import BadInput
from imgsearch.files import Location, locate, open_file, scan
from imgsearch.queries.arrays import is_any
from imgsearch.tables import RefusedText
from loaders.heard import Refused, tell
from loaders.lines import NO_TEXTS
from loaders.names import Names
from loaders.parts import parts_of
from loaders.refused import settle_refused
from loaders.remembered import Remembered, known_lists
from loaders.report import stored_path
from loaders.scan import is_picture_name
from loaders.sources import is_in, read_sources
from loaders.table_files import PICASA, tells_of_album

#: What such files were to be read for.
READER = "list"
#: Bytes in which it is seen whether a file is a text.
_HEAD_BYTES = 4096
#: Who is meant by a number at a face, and which album by a mark at a picture.
_CONTACT = re.compile(r"^([0-9a-f]{12,16})=([^;\r\n]+)", re.MULTILINE)
_ALBUM = re.compile(r"^\[\.album:(\w+)\][^\[]*?^name=([^\r\n]+)", re.MULTILINE)


def hear_lists(session: Session, files: Collection[Location], source: str | None, *, again: bool = False) -> None:
    """Keep what they say of the pictures that they name, in the place of what they said before; commits.

    What has not changed is not read again, unless pictures have come or gone that it may mean.

    Args:
        session: commits; what it has not committed is given up.
        files: in a folder that is loaded.
        source: whose pictures they speak of, where that is told.
        again: whether to read all of them.
    """
    session.rollback()
    resolved = {stored_path(str(file)): file for file in (each.resolve() for each in files)}
    spoke = _files_of(session, READER, resolved)
    remembered = Remembered(session, {} if again else resolved)
    for path, file in resolved.items():
        try:
            names = Names.of_file(session, file, source)
        except BadInput:  # nobody can tell whose pictures it names
            continue
        stamp = remembered.stamp(file, names)
        if stamp is not None and remembered.has(path, stamp):
            continue
        said = _said(file)
        if said or (said is not None and path in spoke):
            settle_refused(session, file, READER, names, said)
        remembered.keep(path, None if said is None else stamp)


def hear_other_lists(session: Session, folder: Location, heard: Collection[Location] = ()) -> None:
    """Let lists of earlier loads say what they say of pictures that have come to a folder, wherever they lie; commits.

    Args:
        session: commits; what it has not committed is given up.
        folder: that was loaded, in a source or above several.
        heard: lists that have been heard by now.
    """
    place = stored_path(str(folder.resolve()))
    roots = [source.root for source in read_sources(session) if source.root is not None and source.holds(place)]
    others = set(known_lists(session)) - {stored_path(str(each.resolve())) for each in heard}
    near = [each for each in others if any(is_in(each, root) for root in roots) or is_in(place, dirname(each))]
    hear_lists(session, [locate(each) for each in sorted(near)], None)


def _files_of(session: Session, reader: str, paths: Collection[str]) -> set[str]:
    known = select(RefusedText.file).where(RefusedText.reader == reader, is_any(RefusedText.file, paths))
    return set(session.scalars(known.distinct())) if paths else set()


def _said(file: Location) -> list[Refused] | None:
    """None of a file that cannot be read, or is empty: what it has said before holds."""
    try:
        with open_file(str(file)) as opened:
            head = opened.read(_HEAD_BYTES)
        if not head:
            return None
        if b"\0" in head and not is_utf16(head) and not head.startswith(tuple(NO_TEXTS)):
            return []  # a file of some program
        if file.suffix.lower() == ".json" and tells_of_album(str(file)):
            return _of_album(file)
        said = [each for each in parts_of(file) if each.names and each.text]
        if file.name.lower() in PICASA:
            return _of_picasa(file, said)
        return said
    except (BadInput, OSError, ValueError, RecursionError):
        return None


def _of_album(file: Location) -> list[Refused]:
    """What Google says of a folder it says of each picture in it."""
    with open_file(str(file)) as opened:
        said = json.loads(opened.read())
    names = tuple(entry.name for entry in scan(str(file.parent)) if is_picture_name(entry.name))
    return [Refused(1, names, tell(said))] if names else []


def _of_picasa(file: Location, said: list[Refused]) -> list[Refused]:
    """With the names of the people and albums that it has numbers for."""
    with open_file(str(file)) as opened:
        text = opened.read().decode("utf-8", "replace").replace("\r\n", "\n")
    called = dict(_CONTACT.findall(text)) | dict(_ALBUM.findall(text))
    return [each._replace(text=". ".join((each.text, *_called(each.text, called)))) for each in said]


def _called(text: str, called: dict[str, str]) -> Iterator[str]:
    return (called[number] for number in dict.fromkeys(re.findall(r"\w+", text)) if number in called)
