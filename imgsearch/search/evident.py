"""Which pictures show what is unwanted.

What a caption names is shown. Without captions a score would have to be that of a match, and a word scores low even
where it is seen, lower than a sentence: of the pictures that show water a third have such a score for "water", of those
with people one in fourteen for "people". docs/asking.md has the figures.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.protocol import FloatArray
from imgsearch.models.loaded import SearchModels
from imgsearch.queries.vectors import vectors_from_bytes
from imgsearch.rescoring.familiar import is_short
from imgsearch.rescoring.features import stand_out
from imgsearch.search.bands import Scored, Thresholds, are_said
from imgsearch.search.denied import are_named, asks_for_people
from imgsearch.search.encode import encode_text
from imgsearch.search.encoded import EncodedText
from imgsearch.search.find import Candidates

#: Of the threshold, what is enough to show one to three words that are unwanted.
SHARE = 0.5
#: Standard deviations above the cosines of usual pictures from which on one shows people.
SPREADS = 1.25
#: Texts that are near to pictures of people: the words for whoever is there are near to few.
PEOPLE = ("people", "a person", "a man", "a woman", "a group of people", "a crowd of people")


def lower_for_words(thresholds: Thresholds, text: EncodedText, scored: Scored) -> Thresholds:
    """Thresholds of an unwanted text, lower for few words and candidates without captions."""
    if not is_short(_said(text)):
        return thresholds
    share = np.where(are_said(scored), 1.0, SHARE).astype(np.float32)
    return Thresholds(*(each * share for each in thresholds))


def are_shown(models: SearchModels, found: Candidates, text: EncodedText) -> npt.NDArray[np.bool_]:
    """(N,) which candidates show an unwanted text, whatever their scores: by a caption, or people by their pixels.

    Args:
        models: from read_models.
        found: what the database found, without captions that deny the text.
        text: the unwanted text.
    """
    is_shown = are_named(found, text)
    rows = [place for place, row in enumerate(found.rows) if not row.captions]
    if models.regressor is not None and rows and asks_for_people(text):
        images = vectors_from_bytes(found.rows[place].embedding for place in rows)
        people = np.concatenate([encode_text(models, each).direction for each in PEOPLE])
        is_shown[rows] |= are_evident(images, people, models.regressor.background.images)
    return is_shown


def are_evident(images: FloatArray, asked: FloatArray, usual: FloatArray) -> npt.NDArray[np.bool_]:
    """(N,) which pictures are far nearer than usual to one of several texts.

    Args:
        images: (N, D) unit length.
        asked: (T, D) unit length.
        usual: (B, D) unit length, other pictures.
    """
    above = np.stack([stand_out(images @ text, (usual @ text)[None]).unusual for text in asked])
    are: npt.NDArray[np.bool_] = above.max(axis=0) >= SPREADS
    return are


def _said(text: EncodedText) -> str:
    return text.english or text.text
