"""Names of a gallery that have words of a text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from imgsearch.queries.by_words import known_queries
from imgsearch.queries.filters import Filters, conditions
from imgsearch.rescoring.asked import Asked, read_query
from imgsearch.rescoring.names import is_name
from imgsearch.rescoring.words import stem_word
from imgsearch.spelling import fold
from imgsearch.tables import Image

#: Pictures that are looked at for each word.
MOST_PICTURES = 100
#: Photographers who are gone through where a word has more pictures than that.
MOST_GONE_THROUGH = 2_000
#: Photographers who have a word of a text, of whom is looked whether any picture passes the filters.
MOST_PHOTOGRAPHERS = 20


class Names(NamedTuple):
    """Names that have words of a text, as they are stored."""

    photographers: frozenset[str]
    persons: frozenset[str]
    """Who is in pictures."""
    others: frozenset[str]
    """Titles, tags and places."""


def read_names_like(session: Session, words: Sequence[str], filters: Filters) -> Names:
    """Names beside pictures of which any of the words is known; photographers of pictures that pass the filters.

    Args:
        session: in a transaction of the searcher.
        words: in lower case.
        filters: what the pictures must be.
    """
    # Of the words of Rose Brown, which many pictures have, those that have both; and of Anna Petrova, of whom there may
    # be few beside those of others called so.
    words = list(map(fold, words))  # as they are indexed
    things = [word for word in words if not is_name(word)]
    texts = {word: [stem_word(word)] for word in words if word not in things}
    texts |= {" ".join(things): list(dict.fromkeys(map(stem_word, things)))} if things else {}
    texts |= {" ".join(words): list(dict.fromkeys(map(stem_word, words)))} if len(words) > 1 else {}
    queries = dict.fromkeys(query for said, stems in texts.items() for query in known_queries([said], [stems]).every())
    # Rose Brown is a name where all of it is said.
    asked = [*map(read_query, words), read_query(" ".join(words))]
    photographers, persons, others = set[str](), set[str](), set[str]()
    are_more = False
    for query in queries:
        found = func.find_known(cast(literal(query), TSQUERY), MOST_PICTURES).table_valued("image_id", "position")
        rows = (
            select(Image.photographer, Image.persons, Image.titles, Image.tags, Image.places)
            .join_from(found, Image, Image.id == found.c.image_id)
            .where(~Image.is_hidden)
        )
        pictures = session.execute(rows).all()
        are_more |= len(pictures) >= MOST_PICTURES
        for row in pictures:
            photographers.update([row.photographer] if row.photographer else ())
            persons.update(row.persons or ())
            others.update(row.titles, row.tags, row.places)
    if are_more:
        photographers.update(session.scalars(select(func.list_photographers(MOST_GONE_THROUGH))))
    like = {name for name in photographers | persons | others if any(_has_part(each, name) for each in asked)}
    passing = _of_pictures_that_pass(session, photographers & like, filters)
    return Names(passing, frozenset(persons & like), frozenset(others & like))


def _of_pictures_that_pass(session: Session, photographers: Collection[str], filters: Filters) -> frozenset[str]:
    """Photographers of any picture that passes; one whose pictures are many is looked up in the index."""
    if not filters.names:
        return frozenset(photographers)
    key = func.fold_name(bindparam("name"))
    passing = (
        select(Image.id).where(Image.photographer_key == key, ~Image.is_hidden, *conditions(filters.names)).limit(1)
    )
    some = sorted(photographers)[:MOST_PHOTOGRAPHERS]
    return frozenset(name for name in some if session.scalar(passing, {**filters.parameters, "name": name}) is not None)


def _has_part(asked: Asked, name: str) -> bool:
    """Whether a name has a word."""
    return bool(asked.known_of_person(name)) or asked.is_name(name)
