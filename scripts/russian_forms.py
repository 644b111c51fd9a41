"""Other forms of Russian words, as their endings suggest; for compile_russian.py."""

from __future__ import annotations

from collections.abc import Iterator

VOWELS = frozenset("аеиоуыэюя")
#: What a word ends with -> what stands there in other forms; the longest that fits counts, and «» fits all others.
ENDINGS = {
    "ия": "и ию ией иям иями иях ий",
    "ие": "ия ию ием ии иям иями иях ий",
    "ый": "ого ому ым ом ая ой ую ою ое ые ых ыми о а ы",
    "ой": "ого ому ым ом ая ой ую ою ое ые ых ыми ие их ими им о а ы я ю ем и ев ям ями ях",
    "ий": "ого его ому ему им ым ем ом ая яя ой ей ую юю ою ею ое ее ие ые их ых ими ыми е о а "
    "ия ию ием ии иев иям иями иях",
    "ая": "ый ой ий ого ому ым им ом ой ую ою ое ые ие ых их ыми ими",
    "а": "ы и е у ой ою ей ею ам ами ах",
    "я": "и е ю ей ею ям ями ях ь й",
    "о": "а у ом е ам ами ах и",
    "е": "я ю ем и ей й ям ями ях а у ам ами ах ого его ому ему им ым",
    "ь": "я ю ем е и ей ям ями ях ью",
    "й": "я ю ем е и ев ям ями ях",
    "ы": "ов ам ами ах",
    "и": "ов ев ей ам ами ах ям ями ях ь й",
    "": "а у ом ем е ы и ов ев ей ам ами ах",
}
#: Letters behind which these are not written.
_HUSHING, _NEVER_BEHIND = "жчшщ", ("я", "ю", "ы", "й", "ь")
_OF_PAST = ("", "а", "о", "и")
_OF_PARTICIPLES = "ий ая ее ие его ей ему ую им ем их ими".split()
#: Endings of verbs, and of words out of which a vowel goes.
_OF_VERBS = ("ся", "ает", "яет", "ует", "ают", "яют", "уют")
_GOING = {"": ("ок", "ек", "ец", "ел", "ер", "ол"), "ь": ("ен", "он", "ов", "ол")}
_SHORT_GOING = frozenset("сон рот лоб лев лед пес лен мох шов ров ден пен".split())


def forms_of(word: str) -> Iterator[str]:
    """Forms that a word may have, and some that it has not, which nobody writes.

    Args:
        word: in lower case, with е for ё.
    """
    ending = next(end for end in sorted(ENDINGS, key=len, reverse=True) if word.endswith(end) and word != end)
    base = word.removesuffix(ending)
    if len(base) < 2:
        return
    yield from forms_of_verb(word)
    if word.endswith(_OF_VERBS):
        return
    ends = ENDINGS[ending].split()
    bases = [base, *_without_vowel(base, _GOING.get(ending, ()))]
    yield from (one + end for one in bases for end in ends if one[-1] not in _HUSHING or end[:1] not in _NEVER_BEHIND)
    if ending in ("а", "о", "я", "ы", "и", "е"):
        yield base
        yield from _with_vowel(base)


def forms_of_verb(word: str) -> Iterator[str]:
    """Of a word that may be a verb's third person: «лает» has «лают», «лаял», «лаять», «лающий»."""
    said = word.removesuffix("ся")
    ending, base = said[-2:], said[:-2]
    if ending not in ("ет", "ит", "ют", "ут", "ят", "ат") or len(base) < 2:
        return
    if ending in ("ит", "ят", "ат"):
        soft = "а" if base[-1] in _HUSHING else "я"
        ends = ["ит", f"{soft}т", f"{soft}щ", "ил", "ел", "ить", "еть", "я"]
    elif base[-1] in VOWELS:
        ends = ["ет", "ют", "ющ", "л", "ть", "я"]
    else:
        ends = ["ет", "ут", "ущ"]
    for end in ends:
        for more in _OF_PARTICIPLES if end.endswith("щ") else _OF_PAST if end.endswith("л") else ("",):
            yield base + end + more + ("сь" if more in _OF_PAST[1:] else "ся") * (said != word)
    if base.endswith("у") and ending in ("ет", "ют"):
        yield from (base[:-1] + end for end in ("овать", "овал", "овала", "овали", "евать", "евал", "евала", "евали"))


def _without_vowel(base: str, going: tuple[str, ...]) -> Iterator[str]:
    """«потолок» becomes «потолка», «палец» «пальца», «боец» «бойца», «день» «дня»."""
    if base not in _SHORT_GOING and not (going and base.endswith(going) and len(base) > 3):
        return
    before, last = base[:-2], base[-1]
    if before[-1] in VOWELS:
        yield before + "й" + last
        return
    yield before + last
    if before[-1] in "лн" or base in _SHORT_GOING:
        yield before + "ь" + last


def _with_vowel(base: str) -> Iterator[str]:
    """«щётка» becomes «щёток», «кресло» «кресел», «скамейка» «скамеек»."""
    if base[-1] in VOWELS or base[-2] in VOWELS:
        return
    before = base[:-2] if base[-2] in "ьй" else base[:-1]
    vowels = ("е" if base[-2] in "жчшцьй" else "о") if base[-1] == "к" else "ое"
    yield from (before + vowel + base[-1] for vowel in vowels)
