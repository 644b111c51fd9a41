"""What else may have been meant: words of the query put right by the gallery's own names, tags and places."""

from __future__ import annotations

from sqlalchemy.orm import Session

from imgsearch.asking.trigrams import likely_texts, unknown_words
from imgsearch.db.roles import SEARCHER_ROLE, transaction_as
from imgsearch.minors import mentions_minors
from imgsearch.queries.own_words import select_own_words
from imgsearch.search.query import Query
from imgsearch.search.result import SearchResult

#: Words of a gallery that are looked at.
MOST_WORDS = 50_000


def suggest(session: Session, query: Query, result: SearchResult) -> tuple[str, ...]:
    """Texts to offer on a first page, where a word of the query is in no caption.

    Of words in other letters than Latin it is not known which captions have them; they are looked at where nothing
    matches. Nothing is learned of pictures that may not be shown: their words are not read.
    """
    text = str(query)
    if query.offset or result.disclaimer is not None or len(query.texts) != len(query.parts):
        return ()
    unknown = unknown_words(text)
    if not unknown or (result.hits and not any(map(str.isascii, unknown))):
        return ()
    with transaction_as(session, SEARCHER_ROLE):
        own = session.scalars(select_own_words(MOST_WORDS)).all()
    return tuple(other for other in likely_texts(text, own) if not mentions_minors(other))
