"""The one statement that finds candidates, with every column that rescoring and printing need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    Integer,
    LargeBinary,
    String,
    Subquery,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from imgsearch.queries import AnySelect
from imgsearch.queries.captions import CaptionQuery, select_own_captions
from imgsearch.queries.filters import conditions
from imgsearch.queries.passing import passes
from imgsearch.queries.shown import SHOWN
from imgsearch.queries.spread import given
from imgsearch.queries.vectors import query_vector
from imgsearch.tables import CaptionEmbedding, Image, ImageEmbedding

Scan = Literal["exact", "index", "index, then exact"]
#: How often the sources take turns: a picture by words stands between four by their vectors, a caption near in meaning
#: between one and the next.
NEAREST_TURN = 5
MEANING_TURN = 6
WORDS_TURN = 20
#: Sooner than by a caption's words: what is asked for by its name is wanted for certain.
KNOWN_TURN = 10
#: Where several words are known of a picture together, more of those that are wanted stand on the first page.
WHOLE_TURN = 4
#: Captions near in meaning that may bring in their pictures, however many candidates are asked for.
MAXIMUM_BY_MEANING = 100
#: Pictures that the words may bring in, however many candidates are asked for.
MAXIMUM_BY_WORDS = 200


@dataclass(frozen=True)
class CandidateShape:
    """What decides the text of the statement, whatever the values of its parameters."""

    encoder_id: int
    """The joint encoder's id."""
    dimension: int
    """Width of its vectors."""
    count: int
    """Number of candidates."""
    scan: Scan
    """Whether to compare all pictures, to use the vector index, or to use it and compare all the others after."""
    captions: tuple[CaptionQuery, ...] = ()
    """The texts to compare own captions with."""
    filters: tuple[str, ...] = ()
    """Names of the filters that count."""
    by_words: int = 0
    """Texts whose words to look for in captions too."""
    by_whole: int = 0
    """Texts of several words to look for in titles, tags, places, photographers and file names."""
    by_known: int = 0
    """Single words, or words of other languages, to look for there."""
    by_meaning: tuple[CaptionQuery, ...] = ()
    """Those of ``captions`` whose nearest captions bring in their pictures too."""
    is_given: bool = False
    """What vector indexes find was found on other machines (queries/spread.py): the statement takes its ids."""


def _nearest(encoder_id: int, dimension: int, count: int, scan: Scan, filters: tuple[str, ...]) -> AnySelect:
    """Nearest pictures by cosine distance with their position, 1, 2, ..., which does not depend on the count.

    By the index they come in the order in which it finds them, so a larger count only adds to the end.
    """
    if scan == "exact":
        return _numbered(_by_distance(encoder_id, dimension, filters).limit(count).subquery("near"))
    # The index covers this expression; ordering by the operator alone is what lets it be used.
    indexed = cast(ImageEmbedding.embedding, HALFVEC(dimension))
    order = indexed.cosine_distance(query_vector("query_vector", dimension))
    one_by_one = _pictures(encoder_id, ()).where(*passes(ImageEmbedding.image_id, filters))
    found = _numbered(one_by_one.order_by(order).limit(count).subquery("near"))
    if scan == "index":
        return found
    first = found.cte("by_index")
    rest = _by_distance(encoder_id, dimension, filters).where(ImageEmbedding.image_id.not_in(select(first.c.image_id)))
    others = _numbered(rest.limit(count).subquery("rest")).subquery("others")
    offset = select(func.count()).select_from(first).scalar_subquery()
    added = select(others.c.image_id, (others.c.position + offset).label("position"))
    both = union_all(select(first.c.image_id, first.c.position), added).subquery("both")
    return select(both.c.image_id, both.c.position)


def _pictures(encoder_id: int, filters: tuple[str, ...]) -> AnySelect:
    """Pictures that have a vector, are not flagged and pass the filters.

    The encoder's id stands in the statement as a literal: the planner uses the partial index only when it can see
    that it fits.
    """
    statement = select(ImageEmbedding.image_id).where(
        ImageEmbedding.encoder_id == literal(encoder_id, literal_execute=True), ~ImageEmbedding.is_hidden
    )
    if filters:
        statement = statement.join(Image, Image.id == ImageEmbedding.image_id).where(*conditions(filters))
    return statement


def _by_distance(encoder_id: int, dimension: int, filters: tuple[str, ...]) -> AnySelect:
    # No index covers the bare column.
    distance = ImageEmbedding.embedding.cosine_distance(query_vector("query_vector", dimension))
    return _pictures(encoder_id, filters).order_by(distance, ImageEmbedding.image_id)


def _numbered(pictures: Subquery) -> AnySelect:
    return select(pictures.c.image_id, func.row_number().over().label("position"))


def _by_words(
    filters: tuple[str, ...],
    texts: int,
    function: Literal["find_captioned", "find_known"],
    parameter: str | None = None,
) -> AnySelect:
    """Pictures whose captions, or what else is known of them, hold the words, in the function's order, in turns.

    Takes a parameter, of the function's name if none is given, an array of tsqueries. A picture may come once for each
    of them, and positions may have gaps, where pictures do not pass the filters; some may have no vector.
    """
    words = (
        func.unnest(cast(bindparam(parameter or function, type_=ARRAY(String)), ARRAY(TSQUERY)))
        .table_valued(column("query", TSQUERY), with_ordinality="number")
        .render_derived("asked")
    )
    most = literal(MAXIMUM_BY_WORDS, Integer, literal_execute=True)
    holding = (
        getattr(func, function)(words.c.query, most)
        .table_valued(column("image_id", BigInteger), column("position", BigInteger))
        .lateral("holding")
    )
    position = (holding.c.position - 1) * literal(texts, Integer, literal_execute=True) + words.c.number
    found = select(holding.c.image_id, position.label("position")).select_from(words).join(holding, true())
    return found.where(*passes(holding.c.image_id, filters))


def _by_meaning(shape: CandidateShape, query: CaptionQuery) -> AnySelect:
    """Pictures whose own captions are nearest to a text by a caption encoder.

    A picture may come once for each of its captions, and may have no vector. How many captions are looked at does not
    depend on the page.
    """
    # The index covers this expression.
    indexed = cast(CaptionEmbedding.embedding, HALFVEC(query.dimension))
    nearest = (
        select(CaptionEmbedding.image_id)
        .where(
            CaptionEmbedding.encoder_id == literal(query.encoder_id, literal_execute=True), ~CaptionEmbedding.is_hidden
        )
        .order_by(indexed.cosine_distance(query_vector(f"query_{query.name}", query.dimension)))
        .limit(literal(MAXIMUM_BY_MEANING, Integer, literal_execute=True))
        .subquery("near_captions")
    )
    numbered = (given(query.near) if shape.is_given else _numbered(nearest)).subquery("numbered")
    near = select(numbered.c.image_id, numbered.c.position)
    return near.where(*passes(numbered.c.image_id, shape.filters))


def _turns(shape: CandidateShape) -> AnySelect:
    """Pictures with their turn: the nearest, and between them those by meaning and by words."""
    filters, by_meaning = shape.filters, shape.by_meaning
    if shape.is_given and shape.scan != "exact":
        nearest = given("nearest")
    else:
        nearest = _nearest(shape.encoder_id, shape.dimension, shape.count, shape.scan, filters)
    if not (shape.by_words or shape.by_whole or shape.by_known or by_meaning):
        near = nearest.subquery("nearest")
        return select(near.c.image_id, near.c.position.label("turn"))
    close = nearest.cte("nearest")
    sources = [select(close.c.image_id, (close.c.position * NEAREST_TURN).label("turn"))]
    for number, query in enumerate(by_meaning):
        meant = _by_meaning(shape, query).cte(f"meant_{number}")
        sources.append(select(meant.c.image_id, meant.c.position * MEANING_TURN * len(by_meaning) + 1))
    if shape.by_words:
        said = _by_words(filters, shape.by_words, "find_captioned").cte("said")
        sources.append(select(said.c.image_id, said.c.position * WORDS_TURN + 1))
    if shape.by_whole:
        whole = _by_words(filters, shape.by_whole, "find_known", "find_whole").cte("whole")
        sources.append(select(whole.c.image_id, whole.c.position * WHOLE_TURN + 2))
    if shape.by_known:
        known = _by_words(filters, shape.by_known, "find_known").cte("known")
        sources.append(select(known.c.image_id, known.c.position * KNOWN_TURN + 2))
    each = union_all(*sources).subquery("each")
    return select(each.c.image_id, func.min(each.c.turn).label("turn")).group_by(each.c.image_id)


def _sequence(shape: CandidateShape) -> AnySelect:
    """The candidates: the first pictures with a vector, as (image_id, turn, embedding)."""
    turns = _turns(shape).subquery("turns")
    # Vectors are joined here alone: each join reads its rows, or all of a small table, once more.
    embedding = (ImageEmbedding.image_id == turns.c.image_id) & (
        ImageEmbedding.encoder_id == literal(shape.encoder_id, literal_execute=True)
    )
    return (
        select(turns.c.image_id, turns.c.turn, ImageEmbedding.embedding)
        .join(ImageEmbedding, embedding)
        .where(~ImageEmbedding.is_hidden)
        .order_by(turns.c.turn, turns.c.image_id)
        .limit(shape.count)
    )


@lru_cache(maxsize=64)
def select_candidates(shape: CandidateShape) -> AnySelect:
    """Candidates with their vectors, own captions and each caption's similarity to each text of the query.

    The statement is kept: building it takes as long as a tenth of a search.

    Returns:
        A select, in no particular order, that takes ``query_vector``, ``query_<name>`` for each of the captions, the
        filters' parameters and, where words are looked for, ``find_captioned``, ``find_whole`` and ``find_known``,
        arrays of tsqueries. Sorted by (turn, image_id) the first n rows are the same for every count of at least n.
        The embedding comes as the bytes of halfvec_send (4 bytes of header, then big-endian half floats), which numpy
        reads at once.
    """
    candidate = _sequence(shape).cte("candidate")
    own = select_own_captions(candidate.c.image_id, shape.captions)
    distance = candidate.c.embedding.cosine_distance(query_vector("query_vector", shape.dimension))
    return (
        select(
            candidate.c.image_id,
            candidate.c.turn,
            distance.label("distance"),
            func.halfvec_send(candidate.c.embedding, type_=LargeBinary).label("embedding"),
            *SHOWN,
            Image.source_path,
            *own.c,
        )
        .join(Image, Image.id == candidate.c.image_id)
        .join(own, true())
        .where(~Image.is_hidden)
    )
