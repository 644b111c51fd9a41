from __future__ import annotations

import pytest

from imgsearch.encoders import load_encoder
from imgsearch.encoders.text import TextTower
from imgsearch.errors import ModelUnavailable
from imgsearch.search import ahead
from imgsearch.search.ahead import encode_ahead


def remembered(name: str) -> int:
    encoder = load_encoder(name)
    assert isinstance(encoder, TextTower)
    return int(encoder._encode_one.cache_info().currsize)


@pytest.mark.parametrize(
    ("text", "by_minilm", "by_use"),
    [("a dog that runs ahead", 1, 1), ("собака, бегущая впереди", 1, 2), ("абракадабра", 0, 1)],
)
def test_texts_are_remembered_by_the_encoders_that_can_read_them(text: str, by_minilm: int, by_use: int) -> None:
    load_encoder.cache_clear()
    encode_ahead([text, f"«{text.upper()}!»"]).join()
    # As the search will spell it.
    assert (remembered("minilm"), remembered("use-multilingual")) == (by_minilm, by_use)


def test_a_missing_model_is_left_to_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refuse(name: str) -> None:
        asked.append(name)
        raise ModelUnavailable

    monkeypatch.setattr(ahead, "load_encoder", refuse)
    encode_ahead(["a dog"]).join()
    assert asked == ["minilm"]
