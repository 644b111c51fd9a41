"""Whether a caption names somebody, of whatever age."""

from __future__ import annotations

import re

from imgsearch.minors.words.lexicon import find_terms
from imgsearch.minors.words.normal import normalize
from imgsearch.minors.words.vouching import read_vocabulary

_TOKEN = re.compile(r"[^\W_]+")


def names_people(text: str) -> bool:
    """Whether an English caption names an adult, a minor, or somebody who may be either."""
    known = read_vocabulary("en")
    words = _TOKEN.findall(normalize(text))
    return any(known.has("adults", word) or known.has("open", word) for word in words) or bool(find_terms(text))
