"""Recognising minors: words in texts and queries, and a classifier of pictures."""

from imgsearch.minors.words.lexicon import Term, detect_language, disclaimer, find_terms, mentions_minors

__all__ = ["Term", "detect_language", "disclaimer", "find_terms", "mentions_minors"]
