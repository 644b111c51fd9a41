"""Words beside a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from imgsearch.minors.words.normal import Word

#: Nothing else may stand between a word and what changes its meaning.
GAP = re.compile(r"[\s\-\u2010\ue000]*")
#: So many may stand between a word and the noun that it belongs to.
MAXIMUM_ADJECTIVES = 2


def words_before(found: Sequence[Word], index: int, normalized: str, most: int) -> Iterator[str]:
    """The words before one, nearest first, as long as nothing but spaces is between."""
    start = found[index].start
    for word in found[max(0, index - most) : index][::-1]:
        if GAP.fullmatch(normalized, word.end, start) is None:
            return
        yield word.form
        start = word.start
