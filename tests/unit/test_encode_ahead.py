"""A process that answers one query makes ready for it while it waits for something else."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread
from threading import enumerate as running

import pytest

from imgsearch.encoders import load_encoder
from imgsearch.encoders.text import TextTower
from imgsearch.errors import ModelUnavailable
from imgsearch.models.loaded import SearchModels, shipped_regressor
from imgsearch.search import ahead
from imgsearch.search.ahead import EncodingAhead


def remembered(name: str) -> int:
    encoder = load_encoder(name)
    assert isinstance(encoder, TextTower)
    return int(encoder._encode_one.cache_info().currsize)


def threads() -> list[str]:
    return [thread.name for thread in running() if thread.name == "encode-ahead"]


@pytest.fixture
def models() -> SearchModels:
    load_encoder.cache_clear()
    return SearchModels(1, load_encoder("small"), {}, None, shipped_regressor())


@pytest.mark.parametrize(
    ("text", "by_minilm", "by_use"),
    [("a dog that runs ahead", 1, 1), ("собака, бегущая впереди", 1, 2), ("абракадабра", 0, 1)],
)
def test_texts_are_remembered_by_the_encoders_that_can_read_them(text: str, by_minilm: int, by_use: int) -> None:
    load_encoder.cache_clear()
    with EncodingAhead([text, f"«{text.upper()}!»"]):
        pass
    # As the search will spell it.
    assert (remembered("minilm"), remembered("use-multilingual")) == (by_minilm, by_use)
    assert threads() == []


@pytest.mark.parametrize("text", ["a dog that runs ahead", "собака, бегущая впереди"])
def test_what_a_search_needs_is_there_when_it_begins(text: str, models: SearchModels) -> None:
    with EncodingAhead([text]) as encoding:
        assert threads() == ["encode-ahead"]
        encoding.finish(models)
        assert threads() == []
    encoder = models.encoder
    assert encoder._encode_query.cache_info().currsize == 1  # type: ignore[attr-defined]
    assert models.regressor is not None
    assert len({"_describe_latin", "_describe_other"} & vars(models.regressor).keys()) == 1
    assert ("_describe_latin" in vars(models.regressor)) == text.isascii()


def test_a_missing_model_is_left_to_the_search(monkeypatch: pytest.MonkeyPatch, models: SearchModels) -> None:
    asked = []

    def refuse(name: str) -> None:
        asked.append(name)
        raise ModelUnavailable

    monkeypatch.setattr(ahead, "load_encoder", refuse)
    with EncodingAhead(["a dog"]) as encoding:
        encoding.finish(replace(models, regressor=None))
    assert asked == ["minilm"]


def test_an_interrupt_while_it_starts_does_not_keep_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting a thread waits for its first step."""
    start = Thread.start

    def interrupted(thread: Thread) -> None:
        start(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr(Thread, "start", interrupted)
    encoding = EncodingAhead(["a dog"])
    with pytest.raises(KeyboardInterrupt), encoding:
        pass
    (waiting,) = [thread for thread in running() if thread.name == "encode-ahead"]
    assert waiting.daemon
    encoding._models.set_result(None)
    waiting.join()


def test_any_error_in_the_thread_is_left_to_the_search(
    monkeypatch: pytest.MonkeyPatch, models: SearchModels, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ahead, "load_encoder", lambda _name: 1 // 0)
    with EncodingAhead(["a dog"]) as encoding:
        encoding.finish(models)
    assert capfd.readouterr() == ("", "")


def test_an_error_meanwhile_ends_the_thread_too() -> None:
    with pytest.raises(ZeroDivisionError), EncodingAhead(["a dog"]):
        raise ZeroDivisionError
    assert threads() == []
