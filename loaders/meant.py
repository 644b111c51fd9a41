"""What a text may mean by a name that no picture here has: a path of another machine, an address, a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import splitext
from urllib.parse import unquote

from loaders.names import Names
from loaders.scan import is_picture_name

_OTHER_MACHINE = re.compile(r"[A-Za-z]:[\\/]|\\\\|(?:file|https?|ftp|s3):", re.IGNORECASE)
_SLASH = re.compile(r"[\\/]")
#: What stands around a name in a sentence.
_AROUND = "()[]{}<>'\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb`*_!?;:,."


def base_of_other_machine(names: Names, name: str) -> str | None:
    """The file name in a path of no folder here, as C:\\Photos\\a.jpg: any picture that is called so may be meant."""
    if _OTHER_MACHINE.match(name) is None and (not name.startswith("/") or names.place(name) is not None):
        return None
    return _SLASH.split(name)[-1]


def guesses(names: Names, name: str) -> list[str]:
    """What else may be meant by a name that no picture has, the likeliest first.

    A path of another machine; one from a folder above; one with signs written as in addresses; the last word of a
    sentence; another format of the picture of that name, as lists tell of RAW files of which pictures were made.
    """
    tried = [name]
    for each in (_last_word(name), unquote(name), unquote(_last_word(name))):
        tried += [each, *_from_above(names, each)]
        if base := base_of_other_machine(names, each):
            tried.append(base)
    tried += [splitext(each)[0] for each in tried if is_named_picture(each)]
    return [each for each in dict.fromkeys(tried) if each.strip() and each != name]


def is_named_picture(name: str) -> bool:
    """Whether a path, with slashes of either kind, ends in a picture's name."""
    return is_picture_name(_SLASH.split(name)[-1])


def _last_word(name: str) -> str:
    words = name.split()
    return words[-1].lstrip(_AROUND.replace(".", "")) if words else ""


def _from_above(names: Names, name: str) -> Iterator[str]:
    """Without the folders above the list, where the path begins with them: shoot/a.jpg, in shoot."""
    parts = _SLASH.split(name)
    for folder in filter(None, names.folders):
        above = folder.split("/")
        for count in range(1, len(parts)):
            if above[-count:] == parts[:count]:
                yield "/".join(parts[count:])
