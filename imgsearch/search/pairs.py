"""A text of a query and candidates as the regressor sees them."""

from __future__ import annotations

from collections.abc import Mapping

from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.pairs import Pairs
from imgsearch.search.encoded import EncodedText


def pairs_of(
    text: EncodedText, images: FloatArray, similarity: Mapping[str, FloatArray], words: FloatArray | None
) -> Pairs:
    """Pairs of one text and N pictures.

    Args:
        text: the query.
        images: (N, D) unit length.
        similarity: caption encoder -> (N, C) cosine of the text and each own caption.
        words: (N, W) from word_overlap; None where the text is not English.
    """
    return Pairs(
        query=text.vector,
        image=images,
        caption_query=text.captions | text.further,
        similarity={name: similarity[name] for name in text.captions if name in similarity},
        is_latin=text.is_latin,
        words=words,
        near=text.near,
    )
