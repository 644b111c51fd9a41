"""The words to look for in captions, and in what else is known of pictures, as tsqueries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from imgsearch.rescoring.bilingual import in_other_language
from imgsearch.rescoring.names import spell_in_other_letters
from imgsearch.rescoring.words import is_counted, split_words, stem_word, stems_alike, stems_apart

#: Of a longer text the longest words are looked for, which are the rarest as a rule.
MOST_WORDS = 8
#: So many words of the other language are looked for in the place of one, the most usual ones.
MOST_OTHERS = 6
#: Words of texts that are kept; most texts have some that were asked for before.
MOST_REMEMBERED = 4_096
#: Weights of titles, tags and paths: no place, and nobody who took a picture or is in it, is looked for in the other
#: language. Of folders rescoring/known.py leaves out those that may be called by somebody's name.
THINGS = "ABD"
#: Of these and of places and photographers: what is no thing is looked for in the other alphabet, but not in paths.
NAMES = "ABC"


def words_query(lexemes: Sequence[str]) -> str:
    """A tsquery, as text, of captions that hold all of the lexemes, or all but one when there are at least three."""
    return _all_or_most(lexemes, _quoted)


class KnownQueries(NamedTuple):
    """Tsqueries, as texts, of pictures of which words are known."""

    whole: list[str]
    """Of each text of several words, of them together."""
    apart: list[str]
    """Of each text of a single word, of each word that captions seldom have, and of what others say."""

    def every(self) -> list[str]:
        """All of them."""
        return [*self.whole, *self.apart]


def known_queries(texts: Sequence[str], lexemes: Sequence[Sequence[str]]) -> KnownQueries:
    """Tsqueries of pictures of which words of texts are known, also in the other language or its letters.

    One for each text with words, one for each word that captions seldom have, which may be a name, and one for each
    text of which several words are one in the other language, or the other way round.

    Args:
        texts: of the query.
        lexemes: of each text.
    """
    found = list(map(_known, texts, map(tuple, lexemes)))
    whole = dict.fromkeys(each for queries in found for each in queries.whole)
    apart = dict.fromkeys(each for queries in found for each in queries.apart)
    return KnownQueries(list(whole), [each for each in apart if each not in whole])


@lru_cache(maxsize=256)
def _known(text: str, lexemes: tuple[str, ...]) -> KnownQueries:
    words = split_words(text)
    quote = partial(_in_either, words={stem_word(word): word for word in words})
    whole = [_all_or_most(lexemes, quote)] if lexemes else []
    rare = [quote(lexeme) for lexeme in _longest(lexemes) if not is_counted(stems_alike(lexeme)[0])]
    names = [
        " & ".join(map(_thing, other))
        for group in in_other_language(list(map(stem_word, words)))
        for other in group.others
        if len(group.stems) > 1 or len(other) > 1
    ]
    others = [*rare, *([" | ".join(f"({name})" for name in names[:MOST_WORDS])] if names else [])]
    return KnownQueries(whole, others) if len(lexemes) > 1 else KnownQueries([], [*whole, *others])


def _all_or_most(lexemes: Sequence[str], quote: Callable[[str], str]) -> str:
    quoted = [quote(lexeme) for lexeme in _longest(lexemes)]
    if len(quoted) < 3:
        return " & ".join(quoted)
    return " | ".join(
        "(" + " & ".join(quoted[:left_out] + quoted[left_out + 1 :]) + ")" for left_out in range(len(quoted))
    )


def _longest(lexemes: Sequence[str]) -> list[str]:
    return sorted(lexemes, key=lambda lexeme: (-len(lexeme), lexeme))[:MOST_WORDS]


def _in_either(lexeme: str, words: Mapping[str, str]) -> str:
    """A lexeme in either language and either alphabet, given the words of the text by their stems."""
    return _spelt(lexeme, words.get(stems_alike(lexeme)[0], lexeme))


@lru_cache(maxsize=MOST_REMEMBERED)
def _spelt(lexeme: str, word: str) -> str:
    """The same, given the word that it is the stem of."""
    alike = stems_alike(lexeme)
    others = [other[0] for group in in_other_language(alike[:1]) for other in group.others if len(other) == 1]
    spelt = spell_in_other_letters(word)
    return _any(
        [
            *map(_text, alike),
            *_apart(alike[0]),
            *map(_thing, others[:MOST_OTHERS]),
            *(f"{_text(each)}:*{NAMES}" for each in spelt.beginnings),
            *(f"{_text(each)}:{NAMES}" for each in spelt.wholes),
        ]
    )


def _quoted(lexeme: str) -> str:
    """A lexeme, or any that is as good."""
    alike = stems_alike(lexeme)
    return _any([*map(_text, alike), *_apart(alike[0])])


def _apart(stem: str) -> list[str]:
    """The two parts of a compound word, one behind the other."""
    return [f"({_text(first)} <-> {_text(second)})" for first, second in stems_apart(stem)]


def _any(quoted: Sequence[str]) -> str:
    return quoted[0] if len(quoted) == 1 else f"({' | '.join(quoted)})"


def _thing(stem: str) -> str:
    """A stem, or any that is as good, of a title or a tag."""
    return _any([f"{_text(each)}:{THINGS}" for each in stems_alike(stem)])


def _text(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
