"""The words to look for in captions, and in what else is known of pictures, as tsqueries."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from imgsearch.rescoring.bilingual import in_other_language
from imgsearch.rescoring.words import is_counted, split_words, stems_alike

#: Of a longer text the longest words are looked for, which are the rarest as a rule.
MOST_WORDS = 8
#: Weights of titles and tags: nobody's name, and no place, is looked for in the other language.
THINGS = "AB"


def words_query(lexemes: Sequence[str]) -> str:
    """A tsquery, as text, of captions that hold all of the lexemes, or all but one when there are at least three."""
    return _all_or_most(lexemes, _quoted)


def known_queries(texts: Sequence[str], lexemes: Sequence[Sequence[str]]) -> list[str]:
    """Tsqueries, as texts, of pictures of which words of some texts are known; of titles and tags in either language.

    One for each text with words, one for each word that captions seldom have, which may be a name, and one for each
    name of several words that the other language has.

    Args:
        texts: of the query.
        lexemes: of each text.
    """
    whole = [_all_or_most(each, _in_either_language) for each in lexemes if each]
    rare = [
        _in_either_language(lexeme)
        for each in lexemes
        for lexeme in _longest(each)
        if not is_counted(stems_alike(lexeme)[0])
    ]
    names = [
        " & ".join(_thing(stem) for stem in other)
        for text in texts
        for group in in_other_language(split_words(text))
        for other in group.others
        if len(group.stems) > 1 or len(other) > 1
    ]
    return list(dict.fromkeys([*whole, *rare, *names[:MOST_WORDS]]))


def _all_or_most(lexemes: Sequence[str], quote: Callable[[str], str]) -> str:
    quoted = [quote(lexeme) for lexeme in _longest(lexemes)]
    if len(quoted) < 3:
        return " & ".join(quoted)
    return " | ".join(
        "(" + " & ".join(quoted[:left_out] + quoted[left_out + 1 :]) + ")" for left_out in range(len(quoted))
    )


def _longest(lexemes: Sequence[str]) -> list[str]:
    return sorted(lexemes, key=lambda lexeme: (-len(lexeme), lexeme))[:MOST_WORDS]


def _in_either_language(lexeme: str) -> str:
    groups = in_other_language([stems_alike(lexeme)[0]])
    return _any(
        [
            *map(_text, stems_alike(lexeme)),
            *(_thing(other[0]) for group in groups for other in group.others if len(other) == 1),
        ]
    )


def _quoted(lexeme: str) -> str:
    """A lexeme, or any that is as good."""
    return _any(list(map(_text, stems_alike(lexeme))))


def _any(quoted: Sequence[str]) -> str:
    return quoted[0] if len(quoted) == 1 else f"({' | '.join(quoted)})"


def _thing(stem: str) -> str:
    """A stem, or any that is as good, of a title or a tag."""
    return _any([f"{_text(each)}:{THINGS}" for each in stems_alike(stem)])


def _text(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
