"""What a text says should not be there: "street without people", "собака не в воде", "beach -umbrella"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imgsearch.asking.denial.denied_lists import find_further, find_listed
from imgsearch.asking.denial.denying import (
    ALLOWED,
    ANYBODY,
    DATIVE_NOUN,
    DENYING_ALL,
    DETERMINERS,
    ENGLISH_PREPOSITIONS,
    EXCEPTING,
    LEADS,
    LIKE,
    MARKS,
    NOT_NEEDED,
    OF_PICTURES,
    PICTURE,
    STOPS,
    TAILS,
    THINGS_IN_ING,
    TRIGGERS,
    free_of,
)
from imgsearch.asking.denial.extent import extent, is_genitive
from imgsearch.asking.denial.nobody import find_all_but, find_nobody, find_none
from imgsearch.asking.denial.sayings import is_all_said, is_saying
from imgsearch.asking.denial.together import join_tokens
from imgsearch.asking.meaning import Place
from imgsearch.asking.tokens import MINUS, SIGNS, Token, tokens_of

#: Words with a weight below 0 that a query may have besides what is wanted.
MOST_UNWANTED = 9


def find_unwanted(text: str) -> list[Place]:
    """Places that name what is unwanted, with the negation; left to right and apart.

    Args:
        text: tidy; what stands in quotation marks is left alone unless a minus stands in front.
    """
    return list(_find(text, join_tokens(tokens_of(text))))[:MOST_UNWANTED]


def _find(text: str, tokens: Sequence[Token]) -> Iterator[Place]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.has_minus:
            yield Place(token.start, token.end, token.word)
        elif (absent := free_of(token.word)) and not token.is_quoted:
            yield Place(token.start, token.end, absent)
        elif alone := find_all_but(tokens, at):
            place, end = alone
            yield place
            at = end - 1
        elif _is_excepted(tokens, at):
            pass
        elif nobody := find_nobody(tokens, at) or find_none(text, tokens, at):
            ((place, end),) = _with_tail([nobody], tokens)
            yield place
            at = end - 1
        elif not token.is_quoted and not token.ends_clause and token.word in TRIGGERS:
            denied = _with_tail(list(_denied(text, tokens, at)), tokens)
            yield from (place for place, _ in denied)
            at = denied[-1][1] - 1 if denied else at
        at += 1


def _with_tail(denied: list[tuple[Place, int]], tokens: Sequence[Token]) -> list[tuple[Place, int]]:
    """The same, with "around" or "please" behind the last one where nothing else follows."""
    if not denied or tokens[denied[-1][1] - 1].ends_clause:
        return denied
    place, behind = denied[-1]
    for count in (3, 2, 1):
        some = tokens[behind : behind + count]
        words = tuple(token.word for token in some)
        is_last = some[-1:] and (some[-1].ends_clause or behind + len(some) == len(tokens))
        if words in TAILS and (is_last or not OF_PICTURES.isdisjoint(words)):
            return _with_tail([*denied[:-1], (place._replace(end=some[-1].end), behind + len(some))], tokens)
    return denied


def _is_excepted(tokens: Sequence[Token], at: int) -> bool:
    """Whether something is denied and a part of it is not: "no people except one man"."""
    word = tokens[at].word
    if word in DENYING_ALL:
        return any(token.word in EXCEPTING for token in tokens[at + 1 : at + 5])
    return word in EXCEPTING and any(token.word in DENYING_ALL for token in tokens[max(at - 4, 0) : at])


def _denied(text: str, tokens: Sequence[Token], at: int) -> Iterator[tuple[Place, int]]:
    """What one negation denies, each with the token behind it: "without people or cars" denies two things."""
    word = tokens[at].word
    trigger = LIKE.get(word, word)
    if is_saying(trigger, tokens, at) or not _has_partner(text, tokens, at):
        return
    first = at + 1
    while first < len(tokens) and trigger in ("without", "no", "not") and tokens[first].word in DETERMINERS:
        first += 1
    first = _behind_pictures(tokens, first)
    end = extent(trigger, tokens, first)
    is_bare = first == at + 1
    items = find_listed(trigger, text, tokens, end) if is_bare and end > first else []
    if word == NOT_NEEDED and not is_genitive(tokens[end - 1].word):
        return
    if (
        end == first
        or is_all_said(trigger, tokens, at, end)
        or _is_of_sign(trigger, tokens, at, end)
        or _has_sign(tokens, at, items)
    ):
        return
    start = at
    leads = LEADS.get(word, LEADS[trigger])
    while start > 0 and tokens[start - 1].word in leads and not tokens[start - 1].is_quoted:
        start -= 1
    # "not a cat but a dog": what is wanted stands behind.
    is_contrast = end < len(tokens) and (trigger, tokens[end].word) in (("not", "but"), ("не", "а"), ("не", "но"))
    is_of_colour = trigger == "не" and end < len(tokens) and tokens[end].word == "цвета"
    # "Cats, but not black ones".
    is_of_ones = trigger == "not" and _is_of_ones(tokens, end)
    behind = end + 1 if is_contrast or is_of_colour or is_of_ones else end
    yield _place(text, tokens, start, first, end)._replace(end=tokens[behind - 1].end), behind
    for before, first, last in items:
        yield _place(text, tokens, before, first, last), last
    while not items and (further := find_further(trigger, tokens, end, is_bare=is_bare)) is not None:
        joint, first, last = end, *further
        yield _place(text, tokens, joint, first, last), last
        end = last


def _behind_pictures(tokens: Sequence[Token], first: int) -> int:
    """Behind "photos of" and «фото», of which what they show, or who took them, is denied; else the same."""
    if first + 1 >= len(tokens) or tokens[first].ends_clause or not PICTURE.fullmatch(tokens[first].word):
        return first
    if tokens[first + 1].word in ("of", "by", "with"):
        return first + 2 if first + 2 < len(tokens) else first
    return first if tokens[first].word.isascii() or tokens[first + 1].word in STOPS else first + 1


def _has_sign(tokens: Sequence[Token], at: int, items: Sequence[tuple[int, int, int]]) -> bool:
    return bool(items) and any(token.word in ALLOWED for token in tokens[at : items[-1][-1] + 1])


def _is_of_ones(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].word in ("one", "ones") and not tokens[at - 1].ends_clause


def _place(text: str, tokens: Sequence[Token], start: int, first: int, end: int) -> Place:
    said = text[tokens[first].start : tokens[end - 1].end]
    return Place(tokens[start].start, tokens[end - 1].end, ANYBODY.get(said.lower(), said))


def _has_partner(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether of "neither ... nor" and «ни ..., ни» both are there, and neither fish nor meat is meant."""
    word = tokens[at].word
    if word == "neither":
        return any(token.word == "nor" for token in tokens[at + 2 : at + 6])
    if word != "ни":
        return True
    end = extent("без", tokens, at + 1)
    is_first = end < len(tokens) and tokens[end].word == "ни"
    return end > at + 1 and is_first and is_genitive(tokens[end - 1].word)


def _is_of_sign(trigger: str, tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a sign or a slogan is meant: "no dogs allowed", "no littering", «нет войне»."""
    thing = tokens[end - 1].word
    if any(token.word in ALLOWED for token in tokens[at + 1 : end + 1]):
        return True
    if trigger == "нет":
        return end == at + 2 and bool(DATIVE_NOUN.search(thing))
    is_all = at == 0 and end == 2 and (len(tokens) == 2 or tokens[2].word in ENGLISH_PREPOSITIONS)
    return trigger == "no" and is_all and thing.endswith("ing") and thing not in THINGS_IN_ING


def is_marked(text: str) -> bool:
    """Whether a text may deny something: a quick look before the thorough one."""
    words = [word.strip(SIGNS) for word in text.lower().replace("’", "'").split()]
    return any(
        word in TRIGGERS or word in MARKS or (len(word) > 1 and word[0] in MINUS) or free_of(word) is not None
        for word in words
    )
