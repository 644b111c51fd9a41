"""What a text says should not be there: "street without people", "собака не в воде", "beach -umbrella"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from imgsearch.asking.meaning import Place
from imgsearch.asking.tokens import MINUS, SIGNS, Token, tokens_of

#: Words with a weight below 0 that a query may have besides what is wanted.
MOST_UNWANTED = 9
LONGEST_PHRASE = 3
LONGEST_ACTION = 4

_DETERMINERS = frozenset("a an the any his her its their my your".split())
_ENGLISH_PREPOSITIONS = frozenset(
    "in on at near with by under over behind beside above below inside outside of from to into through between during "
    "before after for around against across along".split()
)
_RUSSIAN_PREPOSITIONS = frozenset(
    "в во на у под с со за из над около возле перед при по к ко о об от до через среди между рядом вокруг для".split()
)
_ENDS = frozenset(
    "and or but nor that which who whose while when where as is are was were be has have "
    "и или но а ни что который которая которые где когда как".split()
)
_ALTERNATIVES = frozenset("or nor или ни".split())
_BOTH = frozenset("and и".split())
_STOPS = _ENGLISH_PREPOSITIONS | _RUSSIAN_PREPOSITIONS | _ENDS
#: What denies as another word does.
_LIKE = {
    "except": "without",
    "excluding": "without",
    "minus": "without",
    "минус": "без",
    "безо": "без",
    "кроме": "без",
    "исключением": "без",
}
_TRIGGERS = frozenset("without no not без нет не".split()) | _LIKE.keys()
_BARE = ("without", "no")
#: Words in front that go with the negation.
_LEADS = {
    "without": frozenset("but and".split()),
    "no": frozenset("with there is are has have having where but and".split()),
    "not": frozenset("that who which is are was were but and".split()),
    "без": frozenset("но а и".split()),
    "исключением": frozenset(["за"]),
    "нет": frozenset("где но а и".split()),
    "не": frozenset("но а и которая который которые".split()),
}
#: Where no thing is denied: how a phrase behind the word goes on.
_IDIOMS = {
    "without": "a doubt|doubt|a question|question|end|fail|further|warning|a trace|trace|a word|"
    "exception|me|him|her|it|them|us",
    "no": "one|doubt|matter|longer|problem|problems|more|way|entry|entrance|exit|parking|smoking|"
    "swimming|fishing|diving|trespassing|stopping|idea|time|thanks|comment|other|less|"
    "sooner|wonder|man's",
    "not": "a single|one|only|just|even|yet|at all|very|so|all|every|many|much|sure|to|a|the|"
    "that|this|too|quite|really",
    "без": "ума|сомнения|сомнений|конца|края|труда|памяти|проблем|устали|того|остановки|спроса|"
    "сознания|слов|меня|тебя|него|нее|них|нас|вас|исключения|единого|единой|вести|толку",
    "нет": "слов|сил|времени|никого|ничего|ли|и|проблем|единого|конца",
    "не": "только|просто|один|одна|одно|раз|менее|более|меньше|больше|очень|совсем|все|всё|"
    "каждый|каждая|далеко|считая|то|так|видно|было|будет|есть|может|могу|знаю|надо|нужно|"
    "курить|входить|влезай|трогать|хватает|сколько|когда|где|кто|что|такой|такая|такие|такое|слишком|хочу|важно|ясно",
}
_DENIED_TWICE = frozenset("никто никого никому ничто ничего никогда нигде ни пока чуть едва если".split())
#: A noun of a list is denied too where it is in the genitive, as far as its ending tells.
_GENITIVE_NOUN = re.compile(r"(?:[еоиё][йв]|[ыи]|[бвгджзклмнпрстфхцчшщ])$")
_GENITIVE_ADJECTIVE = ("ого", "его", "ых", "их")
_DOUBTFUL_ADJECTIVE = ("ой", "ей")
_ANY_ADJECTIVE = ("ом", "ем", "ой", "ей", "ых", "их", "ую", "юю", "ыми", "ими", "ого", "его")
_SUBJECT_ADJECTIVE = ("ая", "яя", "ый", "ий", "ое", "ее", "ые", "ие", "ую", "юю", "ой", "ого", "ых", "их")


def find_unwanted(text: str) -> list[Place]:
    """Places that name what is unwanted, with the negation; left to right and apart.

    Args:
        text: tidy; what stands in quotation marks is left alone unless a minus stands in front.
    """
    return list(_find(text, tokens_of(text)))[:MOST_UNWANTED]


def _find(text: str, tokens: Sequence[Token]) -> Iterator[Place]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.has_minus:
            yield Place(token.start, token.end, token.word)
        elif not token.is_quoted and not token.ends_clause and token.word in _TRIGGERS:
            denied = list(_denied(text, tokens, at))
            yield from (place for place, _ in denied)
            at = denied[-1][1] - 1 if denied else at
        at += 1


def _denied(text: str, tokens: Sequence[Token], at: int) -> Iterator[tuple[Place, int]]:
    """What one negation denies, each with the token behind it: "without people or cars" denies two things."""
    word = tokens[at].word
    trigger = _LIKE.get(word, word)
    if _is_idiom(trigger, tokens, at):
        return
    first = at + 1
    while first < len(tokens) and trigger in ("without", "no", "not") and tokens[first].word in _DETERMINERS:
        first += 1
    end = _extent(trigger, tokens, first)
    if end == first or any(token.word in ("sign", "signs") for token in tokens[first : end + 1]):
        return
    start = at
    leads = _LEADS.get(word, _LEADS[trigger])
    while start > 0 and tokens[start - 1].word in leads and not tokens[start - 1].is_quoted:
        start -= 1
    # "not a cat but a dog": what is wanted stands behind.
    behind = end + 1 if trigger == "not" and end < len(tokens) and tokens[end].word == "but" else end
    yield _place(text, tokens, start, first, end)._replace(end=tokens[behind - 1].end), behind
    is_bare = first == at + 1
    while (further := _further(trigger, tokens, end, is_bare=is_bare)) is not None:
        joint, first, last = end, *further
        yield _place(text, tokens, joint, first, last), last
        end = last


def _further(trigger: str, tokens: Sequence[Token], end: int, *, is_bare: bool) -> tuple[int, int] | None:
    """Where one more thing that the same negation denies stands: its first token, and the one behind it."""
    if end + 1 >= len(tokens) or tokens[end - 1].ends_clause:
        return None
    joint = tokens[end].word
    if joint in _ALTERNATIVES:
        first = end + 2 if tokens[end + 1].word in _DETERMINERS else end + 1
        last = _extent(trigger, tokens, first)
        return (first, last) if last != first else None
    # What ends the text is denied too: "without people and dogs", but not "without a leash and a cat on a sofa".
    first = end + 1
    is_list = trigger == "без" or (trigger in _BARE and is_bare and tokens[first].word not in _DETERMINERS)
    if joint not in _BOTH or not is_list:
        return None
    last = _extent(trigger, tokens, first)
    if trigger == "без" and not _GENITIVE_NOUN.search(tokens[last - 1].word):
        return None
    return (first, last) if last != first and last == len(tokens) else None


def _place(text: str, tokens: Sequence[Token], start: int, first: int, end: int) -> Place:
    return Place(tokens[start].start, tokens[end - 1].end, text[tokens[first].start : tokens[end - 1].end])


def _is_idiom(trigger: str, tokens: Sequence[Token], at: int) -> bool:
    before = [token.word for token in tokens[max(at - 2, 0) : at]]
    if trigger == "не" and not _DENIED_TWICE.isdisjoint(before):
        return True
    # "not without a ball" is with one.
    if trigger in ("without", "без") and before[-1:] in (["not"], ["не"]):
        return True
    if trigger == "not" and any(token.word == "but" for token in tokens[at + 2 : at + 5]):
        return False
    following = " ".join(token.word for token in tokens[at + 1 : at + 3]) + " "
    if following[:1].isdigit():
        return True
    return any(following.startswith(idiom + " ") for idiom in _IDIOMS[trigger].split("|"))


def _extent(trigger: str, tokens: Sequence[Token], first: int) -> int:
    """The token behind what is denied; ``first`` where nothing is."""
    if first >= len(tokens) or tokens[first].word in _TRIGGERS | _ENDS or tokens[first].has_minus:
        return first
    if tokens[first].is_quoted:
        return first + 1
    word = tokens[first].word
    if trigger in ("not", "не") and word in _ENGLISH_PREPOSITIONS | _RUSSIAN_PREPOSITIONS:
        return _behind_preposition(tokens, first)
    if word in _STOPS:
        return first
    if trigger == "не":
        return first + 1 if word.endswith(_SUBJECT_ADJECTIVE) else _until_clause(tokens, first)
    if trigger == "not":
        return _until_clause(tokens, first) if word.endswith("ing") else first + 1
    return _english_phrase(tokens, first) if trigger in _BARE else _genitive(tokens, first)


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether the phrase may go on with this token."""
    if at >= len(tokens) or tokens[at - 1].ends_clause:
        return False
    token = tokens[at]
    return not (token.is_quoted or token.has_minus or token.word in _STOPS or token.word in _TRIGGERS)


def _english_phrase(tokens: Sequence[Token], first: int) -> int:
    end = first + 1
    while end - first < LONGEST_PHRASE and _goes_on(tokens, end) and not tokens[end].word.endswith("ing"):
        end += 1
    return end


def _genitive(tokens: Sequence[Token], first: int) -> int:
    """Adjectives and a noun."""
    end = first + 1
    while end - first < LONGEST_PHRASE and _goes_on(tokens, end) and _is_genitive_adjective(tokens, end - 1):
        end += 1
    return end


def _is_genitive_adjective(tokens: Sequence[Token], at: int) -> bool:
    word, following = tokens[at].word, tokens[at + 1].word
    return word.endswith(_GENITIVE_ADJECTIVE) or (word.endswith(_DOUBTFUL_ADJECTIVE) and following.endswith(("ы", "и")))


def _behind_preposition(tokens: Sequence[Token], first: int) -> int:
    """A preposition and its phrase."""
    noun = first + 1
    while noun < len(tokens) and tokens[noun].word in _DETERMINERS:
        noun += 1
    if tokens[first].ends_clause or not _goes_on(tokens, noun):
        return first
    if tokens[first].word in _ENGLISH_PREPOSITIONS:
        return _english_phrase(tokens, noun)
    end = noun + 1
    while end - noun < LONGEST_PHRASE and _goes_on(tokens, end) and tokens[end - 1].word.endswith(_ANY_ADJECTIVE):
        end += 1
    return end


def _until_clause(tokens: Sequence[Token], first: int) -> int:
    """An action with all that belongs to it."""
    end = first + 1
    while end < len(tokens) and end - first < LONGEST_ACTION and not tokens[end - 1].ends_clause:
        token = tokens[end]
        if token.is_quoted or token.has_minus or token.word in _ENDS or token.word in _TRIGGERS:
            break
        end += 1
    return end


def is_marked(text: str) -> bool:
    """Whether a text may deny something: a quick look before the thorough one."""
    words = [word.strip(SIGNS) for word in text.lower().split()]
    return any(word in _TRIGGERS or (len(word) > 1 and word[0] in MINUS) for word in words)
