"""Making ready for one query on both sides of what has to be waited for, in a process that answers no other."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from types import TracebackType

from imgsearch.encoders import is_english, load_encoder
from imgsearch.minors import mentions_minors
from imgsearch.models.loaded import SearchModels
from imgsearch.rescoring.features import readers
from imgsearch.search.encode import encode_text
from imgsearch.search.read import read_as_typed, read_english
from imgsearch.search.threads import one_thread


class EncodingAhead:
    """Has a thread encode the texts of a query, which encoders remember, until the block is left.

    It begins with the encoders of captions, which the default encoder is made of too, while the database is opened and
    the models are read. What goes wrong here goes wrong in the search as well, which says so.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(map(read_as_typed, texts))
        self._models: Future[SearchModels | None] = Future()
        # A process that is interrupted does not wait for it.
        self._thread = Thread(target=self._encode, name="encode-ahead", daemon=True)

    def __enter__(self) -> EncodingAhead:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._models.done():
            self._models.set_result(None)
        self._thread.join()

    def finish(self, models: SearchModels) -> None:
        """Have the texts encoded by the models too, and meanwhile read what else the search needs here."""
        self._models.set_result(models)
        with suppress(Exception):
            for text in self._texts:
                mentions_minors(text)
                if models.regressor is not None:
                    models.regressor.prepare(is_latin=is_english(text))
        self._thread.join()

    def _encode(self) -> None:
        with suppress(Exception), one_thread():
            for text in self._texts:
                english = read_english(text)
                for each in [text] if english is None else [text, english.text]:
                    for name in readers(is_latin=is_english(each)):
                        load_encoder(name).encode_texts([each])
            models = self._models.result()
            if models is not None:
                for text in self._texts:
                    encode_text(models, text)
