"""Categories as ACDSee and digiKam write them: XML as the text of one field."""

from __future__ import annotations

import html
import re

CATEGORIES = "XMP-acdsee:Categories"
#: The beginning of a category with its name, or an end.
_CATEGORY = re.compile(r"""<Category(?:\s+Assigned\s*=\s*["'](\d)["'])?\s*>([^<]*)|</Category>""", re.IGNORECASE)


def read_categories(text: str) -> list[tuple[str, ...]]:
    """Those that a picture is in, from the top down; what only holds one of them is no category of its own."""
    found: list[tuple[str, ...]] = []
    levels: list[str] = []
    for match in _CATEGORY.finditer(text):
        if match[2] is None:
            levels = levels[:-1]
        else:
            levels = [*levels, " ".join(html.unescape(match[2]).split())]
            if match[1] == "1":
                found.append(tuple(filter(None, levels)))
    return [path for path in found if path]
