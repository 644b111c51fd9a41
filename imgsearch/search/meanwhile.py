"""What scores need of a query alone, worked out while the database looks for candidates."""

from __future__ import annotations

from contextlib import AbstractContextManager

import numpy as np
from sqlalchemy import Connection

from imgsearch.db.waiting import meanwhile
from imgsearch.models.loaded import SearchModels
from imgsearch.rescoring.asked import read_query
from imgsearch.rescoring.words import read_words
from imgsearch.search.bands import is_judged
from imgsearch.search.encoded import EncodedQuery, EncodedText
from imgsearch.search.pairs import pairs_of
from imgsearch.search.threads import one_thread


def reading_ahead(connection: Connection, models: SearchModels, encoded: EncodedQuery) -> AbstractContextManager[None]:
    """A block whose statement is waited for; what was worked out meanwhile is kept for score_candidates()."""
    return meanwhile(connection, lambda: _read(models, encoded))


def _read(models: SearchModels, encoded: EncodedQuery) -> None:
    with one_thread():
        for text in encoded.judging:
            read_query(text.text)
            for reading in filter(None, (text.as_typed, text.in_english)):
                _read_one(models, reading)


def _read_one(models: SearchModels, text: EncodedText) -> None:
    if models.regressor is not None:
        nothing = np.empty((0, text.vector.shape[1]), dtype=np.float32)
        models.regressor.look_ahead(pairs_of(text, nothing, {}, None))
    if text.is_latin:
        read_words(text.text)
    if models.absence is not None and text.weight > 0 and is_judged(text):
        models.absence.look_ahead(text.vector[0], text.direction[0], is_latin=text.is_latin)
