"""One spelling for what people type in many: the form in which queries are encoded and compared by words."""

from __future__ import annotations

import re
import unicodedata

from imgsearch.british import say_american
from imgsearch.compounds import write_usual

#: Of every kind to one; quotation marks only hold words together.
_QUOTES = dict.fromkeys(map(ord, "«»„“”‟‹›″❝❞"), '"') | dict.fromkeys(map(ord, "‘’‚‛′`´ʼʹ＇"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SIGNS = _QUOTES | _DASHES
_ENCODED = _SIGNS | {ord("ё"): "е"}
#: Accents, but for the breve of й, which is a letter of its own; and what is invisible.
_ACCENTS = re.compile(
    "(?<!и)\u0306|[\u0300-\u0305\u0307-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe00-\ufe0f\ufeff]"
)
#: Letters with a stroke, or without a dot, which Unicode does not take apart.
_STROKES = str.maketrans("łøđı", "lodi")
#: What choose how a sign is drawn.
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
#: Marks of stress: Russian letters that have one are not letters of their own, though Unicode has two of them.
_STRESS = re.compile("(?<=[\u0400-\u052f])[\u0300\u0301]")
_STRESSED = str.maketrans("ЀѐЍѝ", "ЕеИи")
#: Letters of flags; and how a small picture is drawn, which says nothing of what it shows.
_OF_LETTERS = "REGIONAL INDICATOR"
_DRAWN = frozenset(("BLACK", "WHITE", "HEAVY"))
#: Behind a small picture of somebody: which sex.
_SEX = re.compile(r"(?<=\S)[♂♀]")
_EDGES = " .,;:!?'-/\\#*•·|~_=+<>^…"
#: What sets a part of a text off is none of its words.
_BRACKETS = dict.fromkeys(map(ord, '"()[]{}'), " ")
#: Letters that look alike, for words that somebody typed in two scripts by mistake.
_ALIKE = ("aceopxykmtbh", "асеорхукмтвн")
_TO_CYRILLIC, _TO_LATIN = str.maketrans(*_ALIKE), str.maketrans(*reversed(_ALIKE))
#: What joins small pictures without saying what is seen.
_ARTICLES, _LETTERS = frozenset(("a", "an", "the")), re.compile(r"[^\W\d_]+")
_JOINTS = _ARTICLES | frozenset("or and either или и либо in on with на с".split())
_CYRILLIC, _LATIN = re.compile("[\u0400-\u04ff]"), re.compile("[a-z]")
#: Letters of which each has one code, and signs of which there is one kind, as nearly all texts consist of: what has to
#: be done to others takes ten times as long.
_PLAIN = re.compile("[ -_a-~а-яА-ЯёЁ]*")


def tidy(text: str) -> str:
    """A text as it is typed, with one code for each letter, nothing invisible and single spaces."""
    if _PLAIN.fullmatch(text):
        return " ".join(text.split())
    if not text.isascii():
        seen = "".join(_compatible(letter) for letter in text if not _is_invisible(letter))
        text = _STRESS.sub("", unicodedata.normalize("NFC", seen)).translate(_STRESSED)
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())


def spell(text: str) -> str:
    """The text that is encoded: tidy, in lower case, ё as е, without quotation marks and punctuation around it.

    The multilingual encoder is sensitive to all of these: docs/asking.md has the figures. What consists of punctuation
    alone stays as it is. No encoder knows small pictures: without a word they are called by their names, beside words
    they say nothing. British words are spelled as in America, and compounds as captions mostly write them.
    """
    typed = tidy(text)
    if _PLAIN.fullmatch(typed):
        plain = typed.lower().replace("ё", "е")
    else:
        plain = (_without_pictures(typed) if _has_words(typed) else _in_words(typed)).lower().translate(_ENCODED)
    bare = " ".join(plain.translate(_BRACKETS).split()).strip(_EDGES)
    return write_usual(say_american(_in_one_script(bare))) or plain or text


def name_pictures(text: str) -> str:
    """A tidy text in which small pictures without a word beside them but "or" and "and" are called by their names."""
    is_named = not _has_words(text) and any(map(is_picture, text))
    return " ".join(_in_words(text).lower().split()) if is_named else text


def _has_words(text: str) -> bool:
    """Whether there are words beside small pictures, which these only adorn: not in "or" alone, nor in "dog or" one."""
    if text.isascii():
        return True  # without any small picture
    words = _LETTERS.findall(text.lower())
    is_joined = bool(words) and words[-1] in _JOINTS - _ARTICLES and is_picture(text[-1])
    are_joints = _JOINTS.issuperset(words) and not _ARTICLES.issuperset(words)
    return any(map(str.isalpha, text)) and not are_joints and not is_joined


def fold(text: str) -> str:
    """A name as it is compared: lower case, ё as е, without accents, one kind of apostrophe, dash and space.

    The database does the same by fold_name, to names that it stores and to those that filters ask for.
    """
    if _PLAIN.fullmatch(text):
        return " ".join(text.lower().replace("ё", "е").split())
    apart = unicodedata.normalize("NFKD", text.translate(_SIGNS)).lower().translate(_STROKES)
    return " ".join(unicodedata.normalize("NFC", _ACCENTS.sub("", apart)).split())


def _in_one_script(text: str) -> str:
    """The text whose words that mix Latin and Cyrillic letters are read in the script that all of them may be of."""
    if text.isascii() or not _LATIN.search(text):
        return text
    return " ".join(map(_read_mixed, text.split()))


def _read_mixed(word: str) -> str:
    if not (_LATIN.search(word) and _CYRILLIC.search(word)):
        return word
    cyrillic, latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    return cyrillic if not _LATIN.search(cyrillic) else word if _CYRILLIC.search(latin) else latin


def is_picture(letter: str) -> bool:
    """Whether it is a small picture, or tells the colour of one's skin; signs such as № and ° are none."""
    is_among_them = "\u2300" <= letter < "\u2c00" or letter >= "\U0001f000"
    return is_among_them and unicodedata.category(letter) in ("So", "Sk")


def _without_pictures(text: str) -> str:
    return text if text.isascii() else "".join(" " if is_picture(letter) else letter for letter in text)


def _in_words(text: str) -> str:
    """With the names of small pictures in English, a dog for a drawing of one; of signs too where no number is."""
    is_named = is_picture if any(map(str.isalnum, text)) else _is_sign
    named = "".join(f" {_name(letter)} " if is_named(letter) else letter for letter in _SEX.sub("", text))
    return named if any(map(str.isalnum, named)) else text


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter) in ("So", "Sk")


def _name(letter: str) -> str:
    """What is seen in a small picture; nothing for letters of flags and colours of skin."""
    name = unicodedata.name(letter, "")
    if unicodedata.category(letter) != "So" or name.startswith(_OF_LETTERS):
        return ""
    return " ".join(word for word in name.split() if word not in _DRAWN)


def _compatible(letter: str) -> str:
    """The usual form of wide, joined and raised letters; signs such as № stay."""
    return letter if unicodedata.category(letter).startswith("S") else unicodedata.normalize("NFKC", letter)


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or letter in _SELECTORS
