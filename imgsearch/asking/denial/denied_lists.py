"""Several things that one negation denies: "without people, cars and dogs", "no people or cars"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imgsearch.asking.denial.denying import ALTERNATIVES, BARE, BOTH, DETERMINERS
from imgsearch.asking.denial.extent import extent, is_genitive, is_inflected
from imgsearch.asking.tokens import Token

#: In the genitive of several, and in no other case.
_MANY = re.compile(r".+(?:[ое]в|[ыи]х|[аеёу]й)")


def find_listed(trigger: str, text: str, tokens: Sequence[Token], end: int) -> list[tuple[int, int, int]]:
    """More things between commas: "without people, cars and dogs".

    Of each where it begins with what joins it, its first token, and the one behind it; empty where there is no such
    list. Its last thing ends the text or stands before a preposition, behind "and" or "or"; Russian ones may do without
    it, since their case tells.
    """
    found = list[tuple[int, int, int]]()
    is_joined = False
    while end < len(tokens) and not is_joined:
        is_joined = tokens[end].word in BOTH | ALTERNATIVES
        if not (is_joined or has_comma(text, tokens[end - 1])):
            break
        first = end + is_joined
        if first >= len(tokens) or tokens[first].word in DETERMINERS or (is_joined and has_comma(text, tokens[end])):
            break
        last = extent(trigger, tokens, first)
        if last == first or (trigger == "без" and not is_genitive(tokens[last - 1].word)):
            break
        found.append((end, first, last))
        end = last
    if len(found) > is_joined and trigger in (*BARE, "без"):
        if is_joined:
            return found
        if trigger == "без" and all(is_inflected(tokens[last - 1].word) for _, _, last in found):
            return found
    return []


def has_comma(text: str, token: Token) -> bool:
    """Whether a comma stands behind a token."""
    return text[token.end : token.end + 1] == ","


def find_further(trigger: str, tokens: Sequence[Token], end: int, *, is_bare: bool) -> tuple[int, int] | None:
    """Where one more thing that the same negation denies stands: its first token, and the one behind it."""
    if end + 1 >= len(tokens):
        return None
    joint = tokens[end].word
    if tokens[end - 1].ends_clause and joint not in ("nor", "ни"):
        return None
    if joint in ALTERNATIVES:
        first = end + 2 if tokens[end + 1].word in DETERMINERS else end + 1
        last = extent(trigger, tokens, first)
        return (first, last) if last != first else None
    # What ends the clause is denied too: "without people and dogs", but not "without a leash and a cat on a sofa".
    first = end + 1
    is_list = trigger in ("без", "нет") or (trigger in BARE and is_bare and tokens[first].word not in DETERMINERS)
    if joint not in BOTH or not is_list:
        return None
    last = extent(trigger, tokens, first)
    if trigger in ("без", "нет") and not is_genitive(tokens[last - 1].word):
        return None
    is_last = last == len(tokens) or tokens[last - 1].ends_clause
    # The case alone tells: «без людей и животных лес осенью»; «шапки и собаки на диване» may be two clauses.
    is_last = is_last or (trigger == "без" and _MANY.fullmatch(tokens[last - 1].word) is not None)
    return (first, last) if last != first and is_last else None
