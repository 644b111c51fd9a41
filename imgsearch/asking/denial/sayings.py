"""Where a word that denies is part of a saying, a sign, an order or a title: "not for sale", «не кормить голубей»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imgsearch.asking import numbers
from imgsearch.asking.denial.denying import ALLOWED, DENIED_TWICE, IDIOMS, PEOPLE
from imgsearch.asking.tokens import Token
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.words import stem_word

#: What says something, or is written on: what stands behind it is written there.
_SAYING = frozenset(
    "sign signs says saying reads reading poster banner slogan words знак надпись табличка плакат".split()
)
_SIGN_BEHIND = frozenset("sign signs знак табличка плакат надпись poster banner tattoo".split())
#: "Dogs do not bite": of what is not done one word says too little. "Forget me not" is a flower.
_AUXILIARY = frozenset("do does did have has had will would can could should shall must may might me let yes".split())
_INFINITIVE = re.compile(r".+[аеиоуыя]ть(?:ся)?|.+(?:сти|зти|йти|чься|тись)")
#: «Не плачь», «не кормите»: who says so speaks to somebody.
_IMPERATIVE = re.compile(
    r".+(?:[иьй]те(?:сь)?|йся|[иь]сь|[аяеую]й)|(?:за)?будь|плачь|ешь|брось|прячь|стой|пой|кури|уходи|гори|спи|жди|родись"
)
_TENS = "пятнадцати двадцати пятнадцать двадцать тридцать сорок пятьдесят".split()
_NUMBERS = frozenset({*numbers.RUSSIAN, *numbers.GENITIVE[1:], "две", *_TENS})
_OWN = frozenset(
    "my your our мой моя мое мои моего моей твой твоя твое твои наш наша наше наши ваш ваша ваше ваши".split()
)


def is_saying(trigger: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether what denies is a saying, an order or written on a sign, and no thing is unwanted.

    Args:
        trigger: "no", "not", "without", «без», «не» and their like.
        tokens: of the text.
        at: where it stands.
    """
    before = [token.word for token in tokens[max(at - 3, 0) : at]]
    following = [token.word for token in tokens[at + 1 : at + 3]]
    if trigger == "не" and not DENIED_TWICE.isdisjoint(before[-2:]):
        return True
    # "Not without a ball" is with one.
    if trigger in ("without", "без") and before[-1:] in (["not"], ["не"], ["never"], ["никогда"]):
        return True
    if trigger in ("not", "no", "не", "нет") and _is_written(tokens, at, before):
        return True
    if trigger == "no" and before[-1:] in (["yes"], ["ain't"], ["aint"]):
        return True
    if trigger in ("not", "не") and _is_said(trigger, tokens, at, before):
        return True
    if trigger == "not" and any(token.word == "but" for token in tokens[at + 2 : at + 5]):
        return False
    # "A dog, but not a cat", where "not a dog" may be the beginning of anything.
    if trigger == "not" and before[-1:] == ["but"] and tokens[at + 1].word in ("a", "an", "the"):
        return len(tokens) <= at + 2
    if trigger == "без" and following and (following[0] in _NUMBERS or _is_infinitive(following[0])):
        return True
    said = " ".join(following) + " "
    return said[:1].isdigit() or any(said.startswith(idiom + " ") for idiom in IDIOMS[trigger].split("|"))


def _is_written(tokens: Sequence[Token], at: int, before: Sequence[str]) -> bool:
    """Whether a sign says so: "a sign that says no photography", "no dogs on the beach sign"."""
    is_behind = not _SAYING.isdisjoint(before)
    return is_behind or (tokens[-1].word in _SIGN_BEHIND and at + 2 < len(tokens) and _is_alone(tokens, at))


def _is_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing stands in front but another "no" and its thing."""
    return at == 0 or tokens[at - 1].word in ALLOWED


def _is_said(trigger: str, tokens: Sequence[Token], at: int, before: Sequence[str]) -> bool:
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if trigger == "не":
        return following in _OWN or _is_infinitive(following) or _is_imperative(following)
    if before and before[-1] in _AUXILIARY:
        return True
    return at == 0 and following in _OWN


def is_all_said(trigger: str, tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether "not found", «не работает» is all of a text: said of something that it does not name."""
    if trigger not in ("not", "не") or at or end < len(tokens):
        return False
    thing = tokens[end - 1].word
    if trigger == "not":
        return thing != PEOPLE
    return end > 2 or not (thing in russian_lexicon().words or stem_word(thing) in russian_lexicon().stems)


def _is_infinitive(word: str) -> bool:
    """Whether it is one, and no thing: «кровать»."""
    return word not in russian_lexicon().words and _INFINITIVE.fullmatch(word) is not None


def _is_imperative(word: str) -> bool:
    lexicon = russian_lexicon()
    is_thing = word in lexicon.words or stem_word(word) in lexicon.stems
    return not is_thing and _IMPERATIVE.fullmatch(word) is not None
