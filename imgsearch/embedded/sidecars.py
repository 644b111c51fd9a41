"""Files beside a picture that speak of it: XMP, the JSON of Google Takeout, and what else is called like it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from imgsearch.embedded.kindred import Kindred, is_raw_name
from imgsearch.embedded.notes import Notes, files_of_programs, is_note_name
from imgsearch.files import Entry, is_remote, scan

#: What Google puts between the picture's name and .json, often cut.
_SUPPLEMENT = "supplemental-metadata"
#: Google's names have 51 characters at most with .json; longer ones are cut.
_LONGEST_BASE = 46
#: An edited copy has no JSON of its own; its name ends in the language of the account.
_EDITED = re.compile(
    r"-(?:edited|effects|smile|mix|измен[её]нный|bearbeitet|modifié|edytowane|bewerkt|modificato|ha editado|editado"
    r"|editat|redigerad|muokattu|düzenlendi|編集済み|编辑|편집됨)"
    r"(?=(?:\(\d+\))?$)",
    re.IGNORECASE,
)
#: Google saves an edited HEIC or RAW as JPEG; the JSON has the original's name.
_ORIGINALS = (".HEIC", ".heic", ".dng", ".DNG", ".png", ".PNG")
#: Ends of the names that are looked for in other spellings too.
_READ = (".xmp", "json")
_NUMBERED = re.compile(r"(?P<stem>.*)\((?P<number>\d+)\)")


class Source(NamedTuple):
    """A sidecar as it was when it was looked at."""

    name: str
    mtime_ns: int
    file_bytes: int


Stamp = tuple[Source, ...]


class Sidecars:
    """Finds sidecars, and lists a folder once for all pictures in it; make a new one for each load.

    Symbolic links are passed over: they could lead out of the folder.
    """

    def __init__(self) -> None:
        self._folder: str | None = None
        self._stamps: dict[str, tuple[int, int]] = {}
        self._has_json = False
        self._spelt_otherwise: dict[str, str] = {}
        self._firsts: set[str] = set()
        self._kindred = Kindred(())
        self._notes = Notes()

    def find(self, path: Path | str) -> Stamp:
        """The sidecars of a picture, the more trusted one first.

        Args:
            path: of the picture; of a folder that cannot be listed, no sidecar is found.
        """
        folder, name = os.path.split(os.fspath(path))
        if folder != self._folder:
            self._list(folder)
        if not self._stamps:
            return ()
        names = self._there(_xmp_names(name)) or self._kindred.spelt_otherwise(name)
        names += self._kindred.further(name)
        if self._has_json:
            names += self._takeout_names(name)
        names += self._notes.find(name)
        return tuple(Source(each, *self._stamps[each]) for each in dict.fromkeys(names) if each in self._stamps)

    def _list(self, folder: str) -> None:
        self._folder, self._stamps, self._has_json, self._spelt_otherwise = folder, {}, False, {}
        self._firsts = set()
        self._kindred, self._notes = Kindred(()), Notes()
        names: list[str] = []
        try:
            entries = scan(folder or ".")
            for entry in entries:
                names.append(entry.name)
                # Out of a store each RAW file would have to be fetched whole.
                is_raw = is_raw_name(entry.name) and not is_remote(folder)
                if is_raw or entry.name[-4:].lower() == ".xmp" or is_note_name(entry.name):
                    self._keep(entry, entry.name)
        except OSError:
            return
        with suppress(OSError):  # what it said before holds while it is there
            for path, entry in files_of_programs(folder, entries):
                if is_note_name(path):
                    self._keep(entry, path)
        if self._stamps:
            self._kindred = Kindred(names)

    def _keep(self, entry: Entry, path: str) -> None:
        try:
            if entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                self._stamps[path] = (status.st_mtime_ns, status.st_size)
                self._has_json |= entry.name[-5:].lower() == ".json"
                if is_note_name(path):
                    self._notes.keep(path)
                # What is spelt as others are is found by the names of pictures that are not.
                if path[-4:].lower() in _READ:
                    self._spelt_otherwise.setdefault(_plain(path), path)
                    self._firsts.add(_first(path))
        except OSError:  # gone in the meantime
            return

    def _there(self, candidates: Iterator[str]) -> list[str]:
        """The names that there are, else those that a Mac or a program has spelt in another way."""
        tried = list(candidates)
        found = [name for name in tried if name in self._stamps]
        if found or not self._spelt_otherwise:
            return found
        near = [each for each in tried if _first(each) in self._firsts]
        return [name for each in near if (name := self._spelt_otherwise.get(_plain(each))) is not None]

    def _takeout_names(self, name: str) -> list[str]:
        """Of a picture and, when it is an edited copy that has none, of the original."""
        found = self._there(_takeout_candidates(name))
        if not found:
            stem, extension = os.path.splitext(unicodedata.normalize("NFC", name))  # of a Mac its é is two letters
            original = _EDITED.sub("", stem)
            if original != stem:
                names = (original + each for each in (extension, *_ORIGINALS))
                found = self._there(chain.from_iterable(map(_takeout_candidates, names)))
        return found[:1]


def sources_of(path: Path | str, sidecars: Sidecars | None = None) -> Stamp:
    """Names, times of change and sizes of a picture's sidecars: it differs when one came, went or changed.

    Args:
        path: of the picture.
        sidecars: of this load, so that a folder is listed once.
    """
    return (sidecars or Sidecars()).find(path)


def names_of_sidecars(paths: Iterable[str]) -> set[str]:
    """Names of the files beside pictures in one folder that are read with them, but for RAW files."""
    sidecars = Sidecars()
    return {source.name for path in paths for source in sidecars.find(path) if not is_raw_name(source.name)}


def _xmp_names(name: str) -> Iterator[str]:
    """a.jpg.xmp of darktable and digiKam before a.xmp of Adobe, which may also be of a raw file beside it."""
    stem = os.path.splitext(name)[0]
    for base in (name, stem):
        yield f"{base}.xmp"
        yield f"{base}.XMP"


def _plain(name: str) -> str:
    """A sidecar's name with its letters composed and its extensions, the picture's too, in small ones."""
    stem, extension = os.path.splitext(unicodedata.normalize("NFC", name))
    stem, of_picture = os.path.splitext(stem)
    return stem + (of_picture + extension).lower()


def _first(name: str) -> str:
    """What stands before its first dot: of names that are spelt otherwise it is the same."""
    return unicodedata.normalize("NFC", name[: name.find(".")])


def _takeout_candidates(name: str) -> Iterator[str]:
    """The names that Google gives to the JSON of a picture, the newest way first.

    The number of a duplicate moves: a(1).jpg has a.jpg.supplemental-metadata(1).json, or a.jpg(1).json.
    """
    stem, extension = os.path.splitext(name)
    numbered = _NUMBERED.fullmatch(stem)
    yield from _cut_names(name, "")
    if numbered is not None:
        yield from _cut_names(numbered["stem"] + extension, f"({numbered['number']})")


def _cut_names(name: str, number: str) -> Iterator[str]:
    for end in range(len(_SUPPLEMENT), -1, -1):
        supplement = f".{_SUPPLEMENT[:end]}"
        yield f"{name}{supplement}{number}.json"
    yield f"{name}{number}.json"
    # Of a long name, what is left of it; the number may have cost it some more.
    for longest in (_LONGEST_BASE, _LONGEST_BASE - len(number)):
        if len(name) > longest:
            yield f"{name[:longest]}{number}.json"


def is_meant(title: str, name: str) -> bool:
    """Whether the title that Google gives, an original name, may be the picture's, which may have been cut.

    Names that agree in their first 46 characters would otherwise share one JSON.
    """
    if len(name) <= _LONGEST_BASE:
        return True
    stem = os.path.splitext(name)[0]
    numbered = _NUMBERED.fullmatch(stem)
    plain = re.sub(r"\W", "_", _EDITED.sub("", numbered["stem"] if numbered is not None else stem))
    return re.sub(r"\W", "_", os.path.splitext(title)[0]).startswith(plain)
