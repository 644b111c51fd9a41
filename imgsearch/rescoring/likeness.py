"""Who says the same of the same pictures and texts is alike: columns that do not rest on a cosine's size.

And what a picture says to texts tells what its caption would be like, which encoders of captions can then compare with
the query.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.features import CAPTION_ENCODERS, LATIN_ENCODERS
from imgsearch.rescoring.memory import RowMemory
from imgsearch.rescoring.pairs import Background, Cosines, Pairs, compare_rows
from imgsearch.rescoring.proxies import (
    SMALLEST,
    Proxy,
    Told,
    centred,
    correlation,
    invert_map,
    look_at,
    make_proxy,
    moments,
    proxy_columns,
    usual_nearness,
)
from imgsearch.rescoring.table import Table

#: Of each encoder of captions: is what it says of the query and the texts what the picture says of them; and is the
#: query near the caption that the picture would have, by the texts nearest to it, and by a map learned on the texts.
PROXY_COLUMNS = tuple(
    f"{encoder}_{column}" for encoder in CAPTION_ENCODERS for column in ("like_texts", "near_scenes", "mapped")
)
LIKENESS_COLUMNS = ("like_pictures", "like_texts", *PROXY_COLUMNS)


class Likeness(NamedTuple):
    """A background of B pictures and C texts, with everything that no query changes."""

    images: Table
    """(B, D)"""
    texts: Table
    """(C, D)"""
    by_axis: FloatArray
    """(D, B + C) both, as one product reads them fastest."""
    text_centre: FloatArray
    picture_similarity: FloatArray
    """(B,) of each picture to all."""
    text_similarity: FloatArray
    """(C,) of each text to all."""
    seen: FloatArray
    """(B,) mean cosine of each picture with the texts."""
    said: tuple[FloatArray, FloatArray]
    """(C,) mean and spread of each text's cosines with the pictures."""
    centre_to_texts: FloatArray
    """(C,) products of the pictures' centre and each text less the texts'."""
    stretch: float
    """What pictures' distances from their centre are multiplied by, to be as large as those of texts."""
    inverse: FloatArray
    """(C, C) of the map from what a picture says of texts to its caption."""
    proxies: dict[str, Proxy]


def look(background: Background, *, is_latin_query: bool, rows: npt.NDArray[np.int64] | None = None) -> Likeness:
    """Everything about a background that no query changes.

    Args:
        background: pictures; texts by the joint encoder and by those of captions.
        is_latin_query: of which queries; of others no encoder for English alone knows anything.
        rows: texts to take; None takes all.
    """
    taken = slice(None) if rows is None else rows
    images, texts = background.images, background.texts[taken]
    image_centre, text_centre = images.mean(axis=0), texts.mean(axis=0)
    seen, said = images - image_centre, texts - text_centre
    cosines = texts @ images.T
    lengths = [np.square(part).sum() / len(part) for part in (said, seen)]
    return Likeness(
        images=Table(images),
        texts=Table(texts),
        by_axis=np.ascontiguousarray(np.concatenate([images, texts]).T),
        text_centre=text_centre,
        picture_similarity=images @ image_centre,
        text_similarity=texts @ text_centre,
        seen=cosines.mean(axis=0),
        said=(cosines.mean(axis=1), np.maximum(cosines.std(axis=1), SMALLEST)),
        centre_to_texts=said @ image_centre,
        stretch=float(np.sqrt(lengths[0] / max(lengths[1], SMALLEST))),
        inverse=invert_map(said),
        proxies={
            name: make_proxy(vectors[taken])
            for name, vectors in background.captions.items()
            if is_latin_query or name not in LATIN_ENCODERS
        },
    )


class Described(NamedTuple):
    """N pictures beside a background, whatever is asked."""

    to_texts: FloatArray
    """(N, C) cosines."""
    bias: FloatArray
    """(N,) their mean."""
    spread: FloatArray
    """(N,) their standard deviation."""
    like_pictures: FloatArray
    """(N, B) where cosines with the pictures less each one's own point to, from centred()."""
    told: Told


def describe_pictures(images: FloatArray, likeness: Likeness) -> FloatArray:
    """What read_described() reads, side by side: (N, W) float32 of (N, D) pictures."""
    to_all, count = images @ likeness.by_axis, len(likeness.images.rows)
    to_pictures, to_texts = to_all[:, :count], to_all[:, count:]
    bias, spread = likeness.said
    above = to_texts - bias
    unusual = above / spread
    weight = np.exp(unusual - unusual.max(axis=1, keepdims=True))
    kernel = to_texts - (images @ likeness.text_centre)[:, None] - likeness.centre_to_texts
    mapped = np.asarray(kernel * np.float32(likeness.stretch) @ likeness.inverse, dtype=np.float32)
    parts = [
        to_texts,
        np.stack(moments(to_texts), axis=1),
        centred(to_pictures - likeness.picture_similarity),
        centred(above),
        weight,
        mapped,
        *(usual_nearness(proxy, weight, mapped) for proxy in likeness.proxies.values()),
    ]
    return np.concatenate(parts, axis=1, dtype=np.float32)


def read_described(rows: FloatArray, likeness: Likeness) -> Described:
    """The parts of (N, W) rows from describe_pictures(), beside the same background."""
    pictures, texts = len(likeness.images.rows), len(likeness.texts.rows)
    widths = (texts, 2, pictures, texts, texts, texts, *(4 for _ in likeness.proxies))
    to_texts, usual, like_pictures, above, weight, mapped, *near = np.split(rows, np.cumsum(widths)[:-1], axis=1)
    told = Told(above, weight, mapped, dict(zip(likeness.proxies, near, strict=True)))
    return Described(to_texts, usual[:, 0], usual[:, 1], like_pictures, told)


class Compared(NamedTuple):
    """Pairs beside a background."""

    cosines: Cosines
    described: Described


def compare(pairs: Pairs, likeness: Likeness, memory: RowMemory | None = None) -> Compared:
    """Compare N pairs with a background.

    Args:
        pairs: N pairs.
        likeness: of a background.
        memory: of describe_pictures() beside it; None remembers nothing.
    """
    rows = describe_pictures(pairs.image, likeness) if memory is None else memory(pairs.image)
    described = read_described(rows, likeness)
    cosines = Cosines(
        pair=compare_rows(pairs.query, pairs.image),
        query_to_images=likeness.images(pairs.query),
        image_to_texts=described.to_texts,
        usual_of_image=(described.bias, described.spread),
        query_to_texts={
            name: likeness.proxies[name].scenes(query)
            for name, query in pairs.caption_query.items()
            if name in likeness.proxies
        },
    )
    return Compared(cosines, described)


def look_ahead(pairs: Pairs, likeness: Likeness) -> None:
    """Work out what compare() and likeness_columns() will ask of one query, whatever the pictures: it is kept."""
    likeness.images(pairs.query)
    likeness.texts(pairs.query)
    for name, proxy in likeness.proxies.items():
        if name in pairs.caption_query:
            look_at(pairs.caption_query[name], proxy)


def likeness_columns(pairs: Pairs, likeness: Likeness, compared: Compared) -> FloatArray:
    """(N, F) float32 in the order of LIKENESS_COLUMNS; NaN where an encoder of captions cannot read the query.

    Args:
        pairs: N pairs.
        likeness: of a background.
        compared: the pairs beside it.
    """
    count, (cosines, described) = len(pairs.image), compared
    told = described.told
    columns = [
        correlation(centred(cosines.query_to_images - likeness.seen), described.like_pictures),
        correlation(centred(likeness.texts(pairs.query) - likeness.text_similarity), told.above_usual),
    ]
    for name in CAPTION_ENCODERS:
        query = pairs.caption_query.get(name)
        if query is None or name not in likeness.proxies:
            columns += [np.full(count, np.nan, dtype=np.float32)] * 3
        else:
            columns += [*proxy_columns(query, likeness.proxies[name], told, told.usual[name]).T]
    return np.stack(columns, axis=1).astype(np.float32)
