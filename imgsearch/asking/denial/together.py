"""Words that deny together as one does, "other than", «не показывай», and two colours of one thing."""

from __future__ import annotations

from collections.abc import Sequence

from imgsearch.asking.colours import is_colour
from imgsearch.asking.denial.denying import (
    ALTERNATIVES,
    BOTH,
    ENGLISH_PREPOSITIONS,
    NONE,
    TOGETHER,
    TOGETHER_BEHIND_WHO,
    WHO,
)
from imgsearch.asking.denial.somebody import SOMEBODY
from imgsearch.asking.tokens import Token
from imgsearch.rescoring.words import stem_word

_LONGEST = 4
#: What may be counted where none is; zero gravity is a thing.
_COUNTED = frozenset("cars dogs cats animals clouds trees машин собак кошек туристов деревьев облаков".split())


def join_tokens(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, of which those that deny together are one, and the colours of a "black and white shirt"."""
    joined = list[Token]()
    at = 0
    while at < len(tokens):
        count, word = _read(tokens, at)
        if word is None:
            joined.append(tokens[at])
        else:
            last = tokens[at + count - 1]
            joined.append(last._replace(word=word, start=tokens[at].start))
        at += count
    return joined


def _read(tokens: Sequence[Token], at: int) -> tuple[int, str | None]:
    """How many tokens are one, and what it is; None where it is itself."""
    if tokens[at].word in NONE and _is_counted(tokens, at + 1):
        return 1, "no" if tokens[at + 1].word.isascii() else "без"
    is_behind_who = at > 0 and tokens[at - 1].word in WHO
    for count in range(_LONGEST, 0, -1):
        some = tokens[at : at + count]
        if len(some) < count or any(token.is_quoted for token in some) or any(token.ends_clause for token in some[:-1]):
            continue
        words = tuple(token.word.replace("’", "'") for token in some)
        # To break free of something is to get away from it.
        if words[0] == "free" and at > 0 and tokens[at - 1].word.startswith(("break", "broke")):
            continue
        # "All but destroyed" is said in the middle of something.
        if at == 0 and words == ("all", "but") and len(tokens) > count:
            return count, "except"
        word = TOGETHER.get(words) or (TOGETHER_BEHIND_WHO.get(words) if is_behind_who else None)
        if word is not None:
            return count, word
    if _are_colours(tokens[at : at + 4]) or _are_denied_colours(tokens, at):
        return 3, " ".join(token.word for token in tokens[at : at + 3])
    return 1, None


def _is_counted(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number in front would say how many there are: of people, «человек»."""
    if at >= len(tokens) or tokens[at].is_quoted or tokens[at - 1].ends_clause:
        return False
    return tokens[at].word in _COUNTED or stem_word(tokens[at].word) in SOMEBODY


def _are_denied_colours(tokens: Sequence[Token], at: int) -> bool:
    """Whether they are two colours that end a text behind "not": "dogs, but not black and white"."""
    some = tokens[at : at + 3]
    if len(some) < 3 or at + 3 < len(tokens) or at == 0 or tokens[at - 1].word not in ("not", "не"):
        return False
    one, joint, other = some
    return joint.word in BOTH | {"&"} and is_colour(one.word) and is_colour(other.word)


def _are_colours(tokens: Sequence[Token]) -> bool:
    """Whether they are two colours of what the last of the four names."""
    if len(tokens) < 4 or any(token.is_quoted or token.has_minus for token in tokens):
        return False
    one, joint, other, thing = tokens
    if any(token.ends_clause for token in tokens[:3]) or joint.word not in BOTH | {"&"}:
        return False
    is_named = thing.word not in BOTH | ALTERNATIVES | ENGLISH_PREPOSITIONS
    return is_named and is_colour(one.word) and is_colour(other.word)
