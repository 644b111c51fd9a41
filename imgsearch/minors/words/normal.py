"""Texts as the lexicon compares them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

#: Letters of a word; digits and underscores bound it, as in boy_1.
WORD = re.compile(r"[^\W\d_]+")
#: Letters that look alike in two scripts, in lower case; a word that mixes scripts is read in each of them.
LOOKALIKES = "асеіјорѕухԁԛһкмтнвгпьԝαεικνορτυχɑɡıℓօսոհᎪᏼᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᏚᎢᏙᎳᎽꓐꓳꓬꓚꓡꓓꓖꓣꓲꓠꓔꓢꓗ"
LATIN_LOOKALIKES = "aceijopsyxdqhkmthbrnbwaeiknoptuxagilounhabcdeghijklmpstvwyboycldgrintsk"
TO_LATIN = str.maketrans(LOOKALIKES, LATIN_LOOKALIKES)
TO_CYRILLIC = str.maketrans("aceopxykmthbuirnαεκορχ", "асеорхукмтнвиигпаекорх")
#: Cyrillic words of these letters alone may be Latin ones.
#: If they have so many, or begin as no Cyrillic word does: "тот" is no tot.
_FEWEST_LATIN_LIKE = 4
_LATIN_LIKE = frozenset("асеіјорѕухԁԛһкмтнвгпь")
#: Letters that Unicode does not take apart, and what they stand for; small capitals, letters in squares and flags.
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
_IN_SIGNS = {
    chr(first + place): chr(ord("a") + place)
    for first in (0x249C, 0x1F110, 0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
    for place in range(26)
}
_WHOLE_LETTERS = str.maketrans(
    _SMALL_CAPITALS | _IN_SIGNS | dict(zip("łøđħŧɓƙɗɠƅŁØĐĦŦƁƘƊƓƄ", "lodhtbkdgblodhtbkdgb", strict=True))
)
#: Letters that flags are made of; two are a country, more may be a word.
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]+")
#: What the common texts are made of: for them one table does.
_COMMON = re.compile(r"[\x00-\x7f\u0400-\u045f«»–—“”„’]*")
_INVISIBLE_CONTROLS = {code: None for code in (*range(32), 127) if not chr(code).isspace()}
_COMMON_SPELLING = _INVISIBLE_CONTROLS | str.maketrans("ёїўѓќѐѝЁЇЎЃЌЀЍ’", "еіугкеиеіугкеи'")
#: Letters, by their category, that are drawn as nothing.
_FILLERS = "\u115f\u1160\u3164\uffa0"
#: Marks that make another letter: of й, and of Japanese kana.
_SHORT_I = ("и\u0306", "й")
_KANA_MARKS = "\u3099\u309a"
_CYRILLIC_BLOCKS = re.compile("[\u0400-\u052f]+")


class Word(NamedTuple):
    """A word of a text, normalised."""

    form: str
    spellings: tuple[str, ...]
    """The form, and how it reads if letters of the other script stand in it."""
    start: int
    end: int


def normalize(text: str) -> str:
    """Lower case, one spelling for each letter (ё is е), no accents, nothing invisible inside words."""
    if _COMMON.fullmatch(text):
        return text.translate(_COMMON_SPELLING).lower()
    whole = _FLAGS.sub(r" \g<0> ", text).translate(_WHOLE_LETTERS)
    spelled = unicodedata.normalize("NFKC", "".join(map(_bound, whole)))
    visible = "".join(character for character in spelled if _is_visible(character))
    decomposed = unicodedata.normalize("NFD", visible.casefold()).replace(*_SHORT_I)
    bare = "".join(character for character in decomposed if not _is_mark(character))
    return unicodedata.normalize("NFC", bare).translate(_WHOLE_LETTERS).replace("’", "'")


def keep_accents(text: str) -> str:
    """Lower case and with its accents, each with its letter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())


def _bound(character: str) -> str:
    """A space for signs such as № and ™, whose letters would run into the word beside them."""
    if character.isascii() or character.isalpha():
        return character
    spelled = unicodedata.normalize("NFKC", character)
    return " " if len(spelled) > 1 and any(map(str.isalpha, spelled)) else character


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    hidden = category == "Cf" or character in _FILLERS or (category == "Cc" and not character.isspace())
    return not hidden


def _is_mark(character: str) -> bool:
    """Whether it is drawn over or around the letter before it and does not change which letter that is."""
    return unicodedata.category(character) in ("Mn", "Me") and character not in _KANA_MARKS


def words(normalized: str) -> list[Word]:
    """Words of a normalised text with their places in it."""
    return [Word(match.group(), spellings(match.group()), *match.span()) for match in WORD.finditer(normalized)]


def is_cyrillic(letter: str) -> bool:
    """Whether a letter belongs to the Cyrillic blocks."""
    return "\u0400" <= letter <= "\u052f"


def spellings(word: str) -> tuple[str, ...]:
    """A word, and how it reads if letters of the other script stand in it."""
    if word.isascii():
        return (word,)
    if _CYRILLIC_BLOCKS.fullmatch(word):
        is_latin = len(word) >= _FEWEST_LATIN_LIKE or "ь" in word[:1]
        return (word, word.translate(TO_LATIN)) if is_latin and _LATIN_LIKE.issuperset(word) else (word,)
    cyrillic = word.translate(TO_CYRILLIC)
    if (
        len(word) < _FEWEST_LATIN_LIKE
        and 2 * sum(map(is_cyrillic, word)) > len(word)
        and _CYRILLIC_BLOCKS.fullmatch(cyrillic)
    ):
        return (word, cyrillic)
    return (word, word.translate(TO_LATIN), cyrillic)
