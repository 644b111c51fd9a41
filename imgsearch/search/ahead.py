"""Encoding the texts of a query while the database is being opened, for a process that answers one query."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from threading import Thread

from imgsearch.encoders import is_english, load_encoder
from imgsearch.errors import ImgsearchError
from imgsearch.rescoring.features import readers
from imgsearch.search.encode import read_english
from imgsearch.search.threads import one_thread
from imgsearch.spelling import spell


def encode_ahead(texts: Sequence[str]) -> Thread:
    """Have the encoders of captions, which the default encoder is made of too, encode texts, which they remember.

    Returns:
        A thread, to be joined before the search, which would otherwise load the same models a second time.
    """
    thread = Thread(target=_encode, args=(tuple(texts),), name="encode-ahead")
    thread.start()
    return thread


def _encode(texts: Sequence[str]) -> None:
    # What goes wrong here goes wrong in the search as well, which says so.
    with suppress(ImgsearchError), one_thread():
        for text in map(spell, texts):
            english = read_english(text)
            for each in [text] if english is None else [text, english.text]:
                for name in readers(is_latin=is_english(each)):
                    load_encoder(name).encode_texts([each])
