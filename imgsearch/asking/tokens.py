"""A text as words and quoted phrases with their places."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

QUOTED = '"[^"]+"|«[^»]+»|“[^”]+”|„[^“”]+[“”]'
MINUS = "-−–"
#: Around a word.
SIGNS = ".,;:!?()[]…"

#: Words of a text that asks for pictures and has a full stop.
LONGEST_ASKED = 6
_WHOLE_WORD = re.compile(r"(?<![\w.])[\w'’-]{3,}$")


class Token(NamedTuple):
    """A word or a quoted phrase."""

    word: str
    """In lower case, ё as е, without punctuation around it."""
    start: int
    end: int
    """Without the punctuation behind it."""
    ends_clause: bool
    """Whether punctuation follows."""
    is_quoted: bool
    has_minus: bool
    """Whether a minus sign that marks the unwanted stands in front."""


def tokens_of(text: str) -> list[Token]:
    """The tokens of a tidy text, in order."""
    return [_token(match) for match in _expression().finditer(text)]


def without_last_signs(text: str) -> str:
    """A tidy text without the signs that end it: "dogs, newest first!".

    A full stop stays behind a long text, which somebody wrote about a picture, and is part of "e.g.".
    """
    bare = text.rstrip(" .!?…")
    signs = text[len(bare) :]
    is_of_sentence = signs.startswith(" .") or len(bare.split()) > LONGEST_ASKED or not _WHOLE_WORD.search(bare)
    return text if not bare[-1:].isalnum() or ("." in signs and is_of_sentence) else bare


def _token(match: re.Match[str]) -> Token:
    raw, start = match.group(), match.start()
    if match["quoted"] is not None:
        return Token(match["quoted"][1:-1].strip(), start, match.end(), False, True, bool(match["minus"]))
    bare = raw.rstrip(SIGNS)
    word = bare.lstrip(SIGNS)
    has_minus = word[:1] in MINUS and word[1:2].isalpha()
    spelled = (word[1:] if has_minus else word).lower().replace("ё", "е")
    return Token(spelled, start + len(bare) - len(word), start + len(bare), bare != raw, False, has_minus)


@lru_cache(maxsize=1)
def _expression() -> re.Pattern[str]:
    return re.compile(rf"(?P<minus>(?<!\S)[{MINUS}])?(?P<quoted>{QUOTED})|\S+")
