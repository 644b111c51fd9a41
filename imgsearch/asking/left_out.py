"""What is left of a text when places are left out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imgsearch.asking.meaning import Place

#: What is left of "coffee (no sugar)".
EMPTY_BRACKETS = re.compile(r"\s*[(\[]\s*[)\]]\s*")
#: What is left of a sentence of which the end is left out.
SIGN_LEFT = re.compile(r"[.:!?](?:\s|$)")


def leave_out(text: str, places: Sequence[Place]) -> str:
    """The text without some places, and without the commas and brackets that stood around them."""
    for start, end in reversed(_apart(places)):
        before, behind = text[:start].rstrip(" ,;"), text[end:].lstrip(" ,;")
        # "Moscow, 12 June 2019. A crowd".
        sign = SIGN_LEFT.match(behind) if before else None
        ends = sign is not None and before[-1] in ".:!?-–—"
        text = f"{before}{'' if sign and not ends else ' '}{behind[1:].lstrip() if ends else behind}"
    return EMPTY_BRACKETS.sub(" ", text).strip(" ,;")


def _apart(places: Sequence[Place]) -> list[tuple[int, int]]:
    """Where they begin and end, in their order; those that overlap as one, or a letter of others would go too."""
    found = list[tuple[int, int]]()
    for start, end, _ in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
