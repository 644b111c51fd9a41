"""What a text denies of one thing and says of another: "a man without a hat, a woman in a hat"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from imgsearch.asking.denial.denied import stems_of
from imgsearch.asking.meaning import Place
from imgsearch.asking.tokens import MINUS

_JOINT = re.compile(r"[,;.]|\b(?:and|but|while|и|а|но)\b", re.IGNORECASE)


def is_contrast(text: str, place: Place, places: Sequence[Place]) -> bool:
    """Whether what is denied is wanted in another clause, so that a picture shows both.

    Args:
        text: tidy.
        place: where something is denied; a minus sign denies it all the same.
        places: all such places.
    """
    if text[place.start] in MINUS:
        return False
    rest = text
    for each in places:
        rest = each.blank(rest)
    denied = stems_of(place.text)
    ends = [0, *(match.start() for match in _JOINT.finditer(text)), len(text)]
    others = [rest[start:end] for start, end in pairwise(ends) if not start <= place.start < end]
    return bool(denied) and any(denied <= stems_of(clause) for clause in others)
