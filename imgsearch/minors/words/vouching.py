"""Whether a caption may speak against what a detector suspects."""

from __future__ import annotations


def vouches(text: str) -> bool:
    """Whether a text says who is there, in a language that is read, and speaks of no minor."""
    from imgsearch.minors.words.lexicon import find_terms

    return len(text.split()) >= 3 and not find_terms(text)
