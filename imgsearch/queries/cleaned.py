"""Values of filters as they are stored and compared."""

from __future__ import annotations

import unicodedata


def normal_tag(tag: str) -> str:
    """A tag as it is stored and compared."""
    return " ".join(_composed(tag).lower().strip().removeprefix("#").split())


def one_line(text: str) -> str:
    """A name or a place, without line breaks and doubled spaces."""
    return " ".join(_composed(text).split())


def only_text(given: object) -> str:
    """The text itself.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(given, str):
        raise TypeError
    return given


def _composed(text: str) -> str:
    """As loads store texts, whatever form of letters with marks a file or a keyboard has."""
    return unicodedata.normalize("NFC", text)
