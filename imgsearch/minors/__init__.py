"""Recognising minors: words in texts and queries, and a classifier of pictures."""

from imgsearch.minors.words.lexicon import Language, Term, detect_language, disclaimer, find_terms, mentions_minors

__all__ = ["Language", "Term", "detect_language", "disclaimer", "find_terms", "mentions_minors"]
