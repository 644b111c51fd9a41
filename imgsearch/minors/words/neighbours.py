"""Words beside a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from imgsearch.minors.words.normal import Word

#: Nothing else may stand between a word and what changes its meaning.
GAP = re.compile(r"[\s\-\u2010\ue000]*")
#: So many may stand between a word and the noun that it belongs to.
MAXIMUM_ADJECTIVES = 2
#: So many words to either side tell the language.
_AROUND = 50
#: Where one of the first and none of the second stands, "son" is French, "his", or Spanish, "are".
_OTHER = frozenset(
    "un une le les des du et dans avec devant chez ses aux sur estas estos esto que como una unos".split()
)
_ENGLISH = frozenset("the and his her my our your their with of is are in at to for from father mother dad mom".split())


def words_before(found: Sequence[Word], index: int, normalized: str, most: int) -> Iterator[str]:
    """The words before one, nearest first, as long as nothing but spaces is between."""
    start = found[index].start
    for word in found[max(0, index - most) : index][::-1]:
        if GAP.fullmatch(normalized, word.end, start) is None:
            return
        yield word.form
        start = word.start


def is_french_or_spanish(found: Sequence[Word], index: int) -> bool:
    """Whether the small words around one are those of French or Spanish, and none is English."""
    # Of a long text not all: it would be read anew for each of its words.
    forms = {word.form for word in found[max(0, index - _AROUND) : index + _AROUND]}
    return not _OTHER.isdisjoint(forms) and _ENGLISH.isdisjoint(forms)
