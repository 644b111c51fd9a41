"""Recognising minors: words in texts and queries, and a classifier of pictures."""

from imgsearch.minors.words.disclaimers import disclaimer, disclaimer_language
from imgsearch.minors.words.lexicon import Language, Term, detect_language, find_terms, mentions_minors

__all__ = ["Language", "Term", "detect_language", "disclaimer", "disclaimer_language", "find_terms", "mentions_minors"]
