"""Every text that says what a picture shows, as statements that read them."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    ScalarSelect,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from imgsearch.embedded.found import NOTHING, SHORT_CHARS
from imgsearch.tables import Caption, Image, MatchRating, Source, TestQuery
from loaders.heard import FILE_STAMP
from loaders.refused import select_refused

#: The experts' mean from which a text counts as a description of the picture.
DESCRIBES = 0.75
#: Every text in a picture's metadata, however deep.
ALL_TEXTS = '$.** ? (@.type() == "string")'
#: What is said under a name, at any depth: the name may tell as much as the value.
ALL_NAMED = '$.** ? (@.type() == "object").keyvalue()'
#: Where a photographer's name is read; what it says is evidence of the metadata.
BY_WHOM = "photographer"


def _placed() -> ColumnElement[str]:
    """What source, folders and file of a picture are called; in flat sources only paths have the folders."""
    source = case((Image.source.in_(["", Image.gallery]), ""), else_=Image.source + literal("/"))
    is_flat = and_(Source.name == Image.source, Source.flat_names, func.starts_with(Image.path, Source.root))
    path = select(func.substr(Image.path, func.length(Source.root) + 1)).where(is_flat).scalar_subquery()
    return source + Image.gallery + literal("/") + func.coalesce(path, Image.name)


def _titles() -> ScalarSelect[str]:
    """All texts in a picture's metadata."""
    value = func.jsonb_path_query(Image.details, cast(ALL_TEXTS, JSONPATH)).column_valued("value")
    return select(func.string_agg(value.op("#>>")(literal([], ARRAY(String))), ". ")).scalar_subquery()


def _named() -> ScalarSelect[str]:
    """What short values and numbers in it are called, with them: "age: 9", "children: 2"; not what they deny."""
    pair = func.jsonb_path_query(Image.details, cast(ALL_NAMED, JSONPATH), type_=JSONB).column_valued("pair")
    key, value = pair["key"].as_string(), pair["value"].as_string()
    is_short = and_(
        func.jsonb_typeof(pair["value"]).in_(("string", "number", "boolean")), func.length(value) <= SHORT_CHARS
    )
    named = func.string_agg(key + literal(": ") + value, ". ")
    return select(named).where(is_short, func.lower(value).not_in(NOTHING), key != FILE_STAMP).scalar_subquery()


def select_texts(ids: Select[int]) -> Select[int, str, str, str, float]:
    """Every text that says what one of some pictures shows."""
    own = select(
        Caption.image_id.label("image_id"),
        literal("caption").label("source"),
        Caption.caption_key.label("caption_key"),
        Caption.text.label("text"),
        literal(1.0, Double).label("probability"),
    ).where(Caption.image_id.in_(ids))
    rated = (
        select(
            MatchRating.image_id, literal("rated_caption"), Caption.caption_key, Caption.text, MatchRating.expert_mean
        )
        .join(Caption, Caption.caption_key == MatchRating.caption_key)
        .where(MatchRating.expert_mean >= DESCRIBES, MatchRating.image_id.in_(ids))
    )
    queried = select(
        TestQuery.image_id, literal("test_query"), TestQuery.query_key, TestQuery.text, literal(1.0, Double)
    ).where(TestQuery.image_id.in_(ids))
    named = select(Image.id, literal("name"), literal(""), _placed(), literal(1.0, Double)).where(Image.id.in_(ids))
    # Tags are stored without the sign, after which words that run together are taken apart.
    tags = func.nullif(literal("#") + func.array_to_string(Image.tags, ". #"), "#")
    told = func.concat_ws(". ", tags, _titles(), _named())
    described = select(Image.id, literal("metadata"), literal(""), told, literal(1.0, Double)).where(
        or_(tags.is_not(None), Image.details != {}), Image.id.in_(ids)
    )
    by_whom = select(Image.id, literal(BY_WHOM), literal(""), Image.photographer, literal(1.0, Double)).where(
        Image.photographer.is_not(None), Image.id.in_(ids)
    )
    texts = union_all(own, rated, queried, named, described, by_whom, select_refused(ids)).subquery("texts")
    return select(texts.c.image_id, texts.c.source, texts.c.caption_key, texts.c.text, texts.c.probability)
