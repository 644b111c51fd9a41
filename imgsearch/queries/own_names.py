"""Names of a gallery that have words of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from imgsearch.queries.by_words import known_queries
from imgsearch.queries.filters import Filters, conditions
from imgsearch.rescoring.asked import Asked, read_query
from imgsearch.rescoring.words import stem_word
from imgsearch.tables import Image

#: Pictures that are looked at for each word.
MOST_PICTURES = 100


class Names(NamedTuple):
    """Names that have words of a text, as they are stored."""

    photographers: frozenset[str]
    persons: frozenset[str]
    """Who is in pictures."""
    others: frozenset[str]
    """Titles, tags and places."""


def read_names_like(session: Session, words: Sequence[str], filters: Filters) -> Names:
    """Names beside pictures of which any of the words is known.

    Args:
        session: in a transaction of the searcher.
        words: in lower case.
        filters: what the pictures must be.
    """
    texts = {word: (stem_word(word),) for word in words}
    if len(words) > 1:  # of what many pictures have a word of, those that have all of them
        texts[" ".join(words)] = tuple(dict.fromkeys(map(stem_word, words)))
    queries = dict.fromkeys(query for text, stems in texts.items() for query in known_queries([text], [stems]))
    photographers, persons, others = set[str](), set[str](), set[str]()
    for query in queries:
        found = func.find_known(cast(literal(query), TSQUERY), MOST_PICTURES).table_valued("image_id", "position")
        rows = (
            select(Image.photographer, Image.persons, Image.titles, Image.tags, Image.places)
            .join_from(found, Image, Image.id == found.c.image_id)
            .where(~Image.is_hidden, *conditions(filters.names))
        )
        for row in session.execute(rows, filters.parameters):
            photographers.update([row.photographer] if row.photographer else ())
            persons.update(row.persons or ())
            others.update(row.titles, row.tags, row.places)
    # Rose Brown is a name where all of it is said.
    asked = [*map(read_query, words), read_query(" ".join(words))]
    like = {name for name in photographers | persons | others if any(has_part(each, name) for each in asked)}
    return Names(frozenset(photographers & like), frozenset(persons & like), frozenset(others & like))


def has_part(asked: Asked, name: str) -> bool:
    """Whether a name has a word."""
    return bool(asked.known_of_person(name)) or asked.is_name(name)
