"""Sidecars that are not called quite as their picture is: in other letters, as its RAW file, as a version of it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from os.path import splitext

from imgsearch.file_kinds import COMPANIONS, EXTENSIONS, Kind

#: Of a camera's video or RAW file the thumbnail is a JPEG beside it, with the texts of the shot.
_RAW = frozenset({*EXTENSIONS[Kind.RAW], ".thm"})
#: darktable calls the sidecar of the second version of a.jpg a_01.jpg.xmp.
_VERSION = re.compile(r"(?P<stem>.+)_\d\d+(?P<extension>\.\w{2,5})", re.DOTALL)
#: In which picture a version is one of, as darktable writes it.
_DERIVED = re.compile(rb"""DerivedFrom\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class Kindred:
    """The XMP sidecars of one folder that no file in it has for its own by name.

    Args:
        files: names of all files in the folder.
    """

    def __init__(self, files: Collection[str]) -> None:
        sidecars = [name for name in files if name[-4:].lower() == ".xmp"]
        others = [name for name in files if name[-4:].lower() != ".xmp"] if sidecars else []
        self._spellings: dict[str, set[str]] = defaultdict(set)
        for name in others:
            for base in (_plain(name), _stem(name)):
                self._spellings[base.casefold()].add(base)
        self._cased: dict[str, list[str]] = defaultdict(list)
        self._of_raws: dict[str, list[str]] = defaultdict(list)
        self._of_versions: dict[str, list[str]] = defaultdict(list)
        self._raws: dict[str, list[str]] = defaultdict(list)
        for name in sorted(filter(is_raw_name, files)):
            self._raws[_stem(name).casefold()].append(name)
        for name in sorted(sidecars):
            self._keep(name, _plain(name[:-4]))

    def _keep(self, sidecar: str, base: str) -> None:
        stem, extension = splitext(base)
        if extension in _RAW:
            self._of_raws[stem.casefold()].append(sidecar)
        spelt = self._spellings.get(base.casefold(), set())
        if base in spelt:
            return
        if spelt:
            self._cased[base.casefold()].append(sidecar)
        elif (version := _VERSION.fullmatch(base)) is not None:
            whole = version["stem"] + version["extension"]
            self._of_versions[whole.casefold()].append(sidecar)
            if version["extension"] in _RAW:
                self._of_raws[version["stem"].casefold()].append(sidecar)

    def spelt_otherwise(self, name: str) -> list[str]:
        """Those in small letters of a picture in capitals, or the other way round, where they can be no other's."""
        keys = [base.casefold() for base in (_plain(name), _stem(name)) if len(self._spellings[base.casefold()]) == 1]
        return [sidecar for key in dict.fromkeys(keys) for sidecar in self._cased.get(key, ())]

    def further(self, name: str) -> list[str]:
        """Those of the RAW file of which a JPEG or HEIC was made, and of versions; at last the RAW file itself."""
        found = self._of_versions.get(_plain(name).casefold(), [])
        if splitext(_plain(name))[1] in COMPANIONS:
            stem = _stem(name).casefold()
            found = [*self._of_raws.get(stem, ()), *found, *self._raws.get(stem, ())]
        return found


def is_raw_name(name: str) -> bool:
    """Whether a file of this name is a RAW file."""
    return splitext(name)[1].lower() in _RAW


def orphans(files: Collection[str], read: Collection[str]) -> list[str]:
    """XMP sidecars that are no file's: not among those that are read, nor of a file of another kind, as a film."""
    unread = [name for name in files if name[-4:].lower() == ".xmp" and name not in read]
    if not unread:
        return []
    bases = {base for name in files if name[-4:].lower() != ".xmp" for base in (_plain(name), _stem(name))}
    return [name for name in unread if _plain(name[:-4]) not in bases]


def is_version_of_another(sidecar: str, data: bytes, picture: str) -> bool:
    """Whether a sidecar that is called like a version's is not one of the picture, or of its RAW file."""
    base = _plain(sidecar[:-4])
    version = _VERSION.fullmatch(base)
    if version is None or base.casefold() in (_plain(picture).casefold(), _stem(picture).casefold()):
        return False
    if splitext(base)[0].casefold() == _stem(picture).casefold():  # of the RAW file itself, which has such a number
        return False
    derived = _DERIVED.search(data)
    said = html.unescape((derived[1] or derived[2] or b"").decode("utf-8", "replace")) if derived is not None else ""
    return _plain(said).casefold() != (version["stem"] + version["extension"]).casefold()


def _plain(name: str) -> str:
    """Letters composed, the extension in small ones."""
    stem, extension = splitext(unicodedata.normalize("NFC", name))
    return stem + extension.lower()


def _stem(name: str) -> str:
    return splitext(_plain(name))[0]
