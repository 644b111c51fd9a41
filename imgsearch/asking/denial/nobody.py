"""Where nobody is, no people are: "nobody on the beach", «на пляже никого нет»; and «людей нет», said the other way."""

from __future__ import annotations

from collections.abc import Sequence

from imgsearch.asking.denial.denying import NOBODY, PEOPLE, PEOPLE_RU, PREPOSITIONS, RUSSIAN_PREPOSITIONS
from imgsearch.asking.denial.extent import is_genitive, is_inflected
from imgsearch.asking.denial.somebody import ANYBODY, SOMEBODY
from imgsearch.asking.meaning import Place
from imgsearch.asking.tokens import Token
from imgsearch.rescoring.words import stem_word

_HERE = frozenset("here there around здесь тут там вокруг кругом дома рядом".split())
_BEFORE = frozenset("with and but there is where has having almost nearly нет где и но а почти практически".split())
_BEHIND = frozenset(
    [
        ("нет",),
        ("не", "видно"),
        ("не", "было"),
        ("не", "видать"),
        ("не", "было", "видно"),
        ("не", "надо"),
        ("не", "нужно"),
    ]
    + [(nearly, "нет") for nearly in ("почти", "совсем", "вообще", "практически")]
)
_SOMEBODY = ANYBODY | frozenset(
    "me you him her us them myself yourself god меня тебя него нее нас вас них себя бога".split()
)
_BUT = frozenset("but except besides кроме помимо".split())
#: «Слов нет» and signs; «почти» is as much like «почта» as a form of it is.
_NO_THINGS = frozenset("слов сил времени конца проблем выхода входа мест прохода проезда почти".split())
_NAMED = frozenset("mr mister".split())


def find_nobody(tokens: Sequence[Token], at: int) -> tuple[Place, int] | None:
    """The words that say so from a token on, and the token behind them; None where nobody does something.

    "Nobody" and "no one" by themselves are a name or a saying.
    """
    end = _behind_nobody(tokens, at)
    if end == at or (at == 0 and end == len(tokens)) or (at and tokens[at - 1].word in _NAMED):
        return None
    is_russian = tokens[at].word == "никого" or tokens[at].word == "ни"
    if is_russian and end < len(tokens) and not tokens[end - 1].ends_clause:
        end += _count_behind(tokens, end)
    following = tokens[end].word if end < len(tokens) and not tokens[end - 1].ends_clause else None
    if following is not None and following not in PREPOSITIONS | _HERE:
        return None
    start = at
    while start > 0 and tokens[start - 1].word in _BEFORE and not tokens[start - 1].is_quoted:
        start -= 1
    place = Place(tokens[start].start, tokens[end - 1].end, PEOPLE_RU if is_russian else PEOPLE)
    return place, end


def find_all_but(tokens: Sequence[Token], at: int) -> tuple[Place, int] | None:
    """«никого, кроме» in front of what is there, and its token; None where that is somebody: "nobody but a man"."""
    end = _behind_nobody(tokens, at)
    if end == at or end + 1 >= len(tokens) or tokens[end].word not in _BUT or tokens[end].ends_clause:
        return None
    # Whoever is there is one of the people who would be kept out.
    there = tokens[end + 1 :]
    if any(token.is_quoted or token.word in _SOMEBODY or stem_word(token.word) in SOMEBODY for token in there):
        return None
    is_russian = tokens[end].word in ("кроме", "помимо")
    return Place(tokens[at].start, tokens[end].end, PEOPLE_RU if is_russian else PEOPLE), end + 1


def find_none(text: str, tokens: Sequence[Token], at: int) -> tuple[Place, int] | None:
    """«людей нет», «чтобы людей не было» from its noun on, and the token behind; None where nothing is said so."""
    end = at + 1 + _count_behind(tokens, at + 1)
    if end == at + 1 or tokens[at].is_quoted or tokens[at].ends_clause:
        return None
    following = tokens[end].word if end < len(tokens) and not tokens[end - 1].ends_clause else None
    if following is not None and following not in RUSSIAN_PREPOSITIONS | _HERE:
        return None
    if tokens[at].word in _NO_THINGS or not (is_genitive(tokens[at].word) and is_inflected(tokens[at].word)):
        return None
    start = at
    while start > 0 and tokens[start - 1].word in ("где", "и", "но", "а", "чтобы", "чтоб"):
        start -= 1
    noun = tokens[at]
    return Place(tokens[start].start, tokens[end - 1].end, text[noun.start : noun.end]), end


def _count_behind(tokens: Sequence[Token], at: int) -> int:
    """How many tokens from one on say that what stands in front is not there: «нет», «не видно»."""
    words = tuple(token.word for token in tokens[at : at + 3])
    return max((len(said) for said in _BEHIND if words[: len(said)] == said), default=0)


def _behind_nobody(tokens: Sequence[Token], at: int) -> int:
    """The token behind "nobody", "no one", "not a soul"; ``at`` where it is none of these."""
    words = tuple(token.word for token in tokens[at : at + 3] if not token.is_quoted)
    if words[:1] and words[0] in NOBODY:
        return at + 1
    if words[:2] in (("no", "one"), ("ни", "души")):
        return at + 2
    return at + 3 if words == ("not", "a", "soul") else at
