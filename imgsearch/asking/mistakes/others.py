"""Other texts that somebody may have meant: the other keyboard layout, Russian in Latin letters, misspelt words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from imgsearch.asking.mistakes.english import mend
from imgsearch.asking.mistakes.foreign import is_spelt_as_listed
from imgsearch.asking.mistakes.russian import as_heard, is_likely, mend_russian
from imgsearch.asking.vocabulary import is_english
from imgsearch.compounds import write_usual
from imgsearch.cyrillic import PAIRS
from imgsearch.letters import to_cyrillic
from imgsearch.rescoring.asked import JOINING
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.russian_names import SURNAME, is_given_name
from imgsearch.rescoring.words import stem_word
from imgsearch.spelling import spell

#: Keys of one keyboard in its two layouts, without and with Shift.
_ENGLISH_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_TO_RUSSIAN = str.maketrans(_ENGLISH_KEYS, _RUSSIAN_KEYS)
_TO_ENGLISH = str.maketrans(_RUSSIAN_KEYS, _ENGLISH_KEYS)
#: Pairs of letters of which most English words consist.
_ENGLISH_PAIRS = frozenset(
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro "
    "ic ne ea ra ce li ch ll be ma si om ur ca el la ho lo no do og ac us po so wa pe ow da ir un ee ck oo ak am ap "
    "ba bi bo by ay ai em et fi fo fr ga ge go gr id ig il im ke ki ly mo na nc ni nk ol op ot pa pi pl pr ru sa sh "
    "sk sn sp su ta tr tw ul up ut wh wi wo ye".split()
)
PLAUSIBLE = 0.5
#: Pairs of letters that tell whether a text may be Russian; of fewer the words have to be known.
FEWEST_PAIRS = 3
MOST_WORDS = 12
#: Letters of the longest word that is looked at.
LONGEST_WORD = 60
#: В, к, с, у in Latin letters, which are no English words.
_LATIN_PREPOSITIONS = frozenset("vksu")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LETTERS = re.compile(r"[^\W\d_]+")
_RUSSIAN_WORD = re.compile("[а-яё]+")


def other_texts(text: str) -> list[str]:
    """What a text may have been meant to be, the likeliest first; empty where it looks as it was meant.

    Args:
        text: as it was typed, since in the other layout punctuation is letters.
    """
    usual = write_usual(text.lower())
    words = usual.split()
    if not words or len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        return []
    found = list(_of_russian(text)) if _is_cyrillic(text) else list(_of_latin(usual, words))
    return [other for other in dict.fromkeys(found) if other not in (text, text.lower(), usual)]


def are_words(text: str) -> bool:
    """Whether all words of a text are known: what nobody typed and no picture surely shows is offered only then."""
    words = _LETTERS.findall(text.lower())
    return all(is_english(word) if word.isascii() else _is_russian_word(word) for word in words)


def in_russian(text: str) -> str | None:
    """A text that is Russian in Latin letters, in its own; None where any word may be English, a name or unknown."""
    words = text.lower().split()
    if not 0 < len(words) <= MOST_WORDS or not all(word.isascii() and word.isalpha() for word in words):
        return None
    if any(len(word) > LONGEST_WORD or is_english(word) for word in words):
        return None
    heard = [as_heard(to_cyrillic(word)) for word in words]
    if any(_is_sooner_foreign(*each) for each in zip(words, heard, strict=True)):
        return None
    return " ".join(heard) if all(_is_russian_word(word) and not _may_be_name(word) for word in heard) else None


def _is_sooner_foreign(word: str, heard: str) -> bool:
    """Whether a word of another language only sounds like a Russian one: "Kuh" is no «кух», and "perro" no «перо»."""
    return is_spelt_as_listed(word) and (heard != to_cyrillic(word) or heard not in russian_lexicon().words)


def _of_russian(text: str) -> Iterator[str]:
    english = text.translate(_TO_ENGLISH).lower()
    if _share_known(english.split()) == 1 or (
        _plausible(english, _ENGLISH_PAIRS) >= PLAUSIBLE > _plausible(text.lower(), PAIRS)
    ):
        yield english
    yield _RUSSIAN_WORD.sub(lambda match: mend_russian(match[0]), text.lower())


def _of_latin(text: str, words: list[str]) -> Iterator[str]:
    share = _share_known(words)
    is_russian = not _LATIN_PREPOSITIONS.isdisjoint(words) or not any(map(is_english, words))
    # Of a text in English nobody need ask what its letters say in Russian, which takes a while.
    heard = [as_heard(to_cyrillic(word)) for word in words] if is_russian or share < PLAUSIBLE else []
    if is_russian and all(map(_is_russian_word, heard)):
        yield " ".join(heard)
    mended = " ".join(map(mend, words))
    if mended != text and _share_known(mended.split()) == 1:
        yield mended
    if mixed := _in_two_languages(words):
        yield mixed
    if share < PLAUSIBLE:
        # Of an English word, "giraf", letters make no Russian one.
        by_sound = [" ".join(heard)] if all(is_likely(word) for word in heard if word.isalpha()) else []
        russian = [text.translate(_TO_RUSSIAN), *by_sound]
        judged = [(_plausible_russian(other), other) for other in russian if _is_russian(other)]
        yield from (other for share, other in sorted(judged, reverse=True) if share >= PLAUSIBLE)
    if mended != text:
        yield mended


def _in_two_languages(words: list[str]) -> str | None:
    """English words beside Russian ones in the other layout or in Latin letters; None where any is neither."""
    others = [to_cyrillic(word) for word in words if not _is_english(word)]
    if any(map(_may_be_name, others)):
        return None  # "dogs by Lev Orlov" are meant as they are typed
    read = [word if _is_english(word) else next(filter(_is_russian_word, _in_russian(word)), None) for word in words]
    known = [word for word in read if word is not None]
    # Those of one and two letters may be Russian ones too: "gory i ozera".
    has_english = any(word.isascii() and len(word) > 2 for word in known)
    is_mixed = len(known) == len(words) and known != words and has_english
    return " ".join(known) if is_mixed else None


def _is_english(word: str) -> bool:
    """Whether all parts of a word are English: "long-haired", "t-shirt"; a sign alone has none that are not."""
    return all(len(part) == 1 or is_english(part) for part in _LETTERS.findall(word))


def _may_be_name(word: str) -> bool:
    return is_given_name(word) or bool(SURNAME.fullmatch(word) and word not in russian_lexicon().words)


def _in_russian(word: str) -> tuple[str, str]:
    return word.translate(_TO_RUSSIAN), as_heard(to_cyrillic(word))


def _is_russian_word(word: str) -> bool:
    plain = word.replace("ё", "е")
    return plain in russian_lexicon().words or stem_word(plain) in russian_lexicon().stems or plain in JOINING


def _share_known(words: Iterable[str]) -> float:
    known = [_is_english(word) for word in words if any(map(str.isalpha, word))]
    return sum(known) / max(len(known), 1)


def _plausible(text: str, pairs: frozenset[str]) -> float:
    """Share of the neighbouring letters that often stand together; ё counts as е."""
    plain = text.replace("ё", "е")
    found = [one + other in pairs for one, other in pairwise(plain) if one.isalpha() and other.isalpha()]
    return sum(found) / max(len(found), 1)


def _plausible_russian(text: str) -> float:
    """The same of a text in Russian letters; one that has hardly any pairs has to be a word that is listed."""
    if len(text) > FEWEST_PAIRS:
        return 1.0 if all(map(_is_russian_word, text.split())) else _plausible(text, PAIRS)
    return float(spell(text) in russian_lexicon().words)


def _is_cyrillic(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * len(_CYRILLIC.findall(text)) > len(letters)


def _is_russian(text: str) -> bool:
    """Whether all words consist of Cyrillic letters."""
    return all(_CYRILLIC.match(letter) for letter in text if not letter.isspace() and not letter.isdigit())
