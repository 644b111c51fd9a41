"""Photographers whose names a text has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from imgsearch.queries.by_words import known_queries
from imgsearch.queries.filters import Filters, conditions
from imgsearch.rescoring.words import stem_word
from imgsearch.tables import Image

#: Pictures that are looked at for each word.
MOST_PICTURES = 200


class Names(NamedTuple):
    """Names that have words of a text."""

    photographers: frozenset[str]
    persons: frozenset[str]
    """Who is in pictures."""


def read_names_like(session: Session, words: Sequence[str], filters: Filters) -> Names:
    """Names beside pictures of which any of the words is known; in a transaction of the searcher.

    Args:
        session: in a transaction of the searcher.
        words: in lower case.
        filters: what the pictures must be.
    """
    queries = dict.fromkeys(query for word in words for query in known_queries([word], [(stem_word(word),)]))
    photographers, persons = set[str](), set[str]()
    for query in queries:
        found = func.find_known(cast(literal(query), TSQUERY), MOST_PICTURES).table_valued("image_id", "position")
        rows = (
            select(Image.photographer, Image.persons)
            .join_from(found, Image, Image.id == found.c.image_id)
            .where(~Image.is_hidden, *conditions(filters.names))
        )
        for row in session.execute(rows, filters.parameters):
            photographers.update([row.photographer] if row.photographer else ())
            persons.update(row.persons or ())
    return Names(frozenset(photographers), frozenset(persons))
