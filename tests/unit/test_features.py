from __future__ import annotations

import numpy as np
import pytest

from imgsearch.encoders import normalize
from imgsearch.rescoring.columns import column_names
from imgsearch.rescoring.features import CAPTION_ENCODERS, NEAR_FEATURES, feature_names, pair_features
from imgsearch.rescoring.pairs import Background, Pairs
from imgsearch.rescoring.situations import NAMES, find_situations, situation_columns, take_over
from imgsearch.rescoring.words import QUERY_FEATURES, WORD_FEATURES

NAN = np.nan
FEATURES = feature_names(2)


def column(features: np.ndarray, name: str) -> list[float]:
    return [float(value) for value in features[:, FEATURES.index(name)]]


@pytest.fixture
def features() -> np.ndarray:
    pairs = Pairs(
        query=np.array([[1, 0]], dtype=np.float32),
        image=np.array([[1, 0], [0, 1], [-1, 0]], dtype=np.float32),
        similarity={
            "minilm": np.array([[0.2, 0.9, NAN], [NAN, NAN, NAN], [0.1, 0.3, 0.5]], dtype=np.float32),
            "use-multilingual": np.full((3, 3), NAN, dtype=np.float32),
        },
        caption_query={"minilm": np.array([[1, 0]], dtype=np.float32)},
        is_latin=True,
    )
    background = Background(
        images=np.array([[1, 0], [0, 1]], dtype=np.float32),
        texts=np.array([[0, 1], [0, 1]], dtype=np.float32),
        captions={
            "minilm": np.array([[1, 0], [0, 1]], dtype=np.float32),
            "use-multilingual": np.ones((2, 2), dtype=np.float32),
        },
    )
    return pair_features(pairs, background)


def test_cosine_is_the_dot_product(features: np.ndarray) -> None:
    assert column(features, "cosine") == [1.0, 0.0, -1.0]


def test_query_bias_is_the_mean_cosine_to_the_background(features: np.ndarray) -> None:
    assert column(features, "query_bias") == [0.5, 0.5, 0.5]
    assert column(features, "cosine_z_of_query") == [1.0, -1.0, -3.0]


def test_share_of_pictures_nearer_counts_the_background(features: np.ndarray) -> None:
    assert column(features, "share_of_pictures_nearer") == [0.0, 0.5, 1.0]


def test_captions_come_most_similar_first_and_missing_ones_stay_missing(features: np.ndarray) -> None:
    np.testing.assert_allclose(column(features, "minilm_similarity_1"), [0.9, NAN, 0.5])
    np.testing.assert_allclose(column(features, "minilm_similarity_2"), [0.2, NAN, 0.3])
    np.testing.assert_allclose(column(features, "minilm_similarity_3"), [NAN, NAN, 0.1])
    np.testing.assert_allclose(column(features, "minilm_mean"), [0.55, NAN, 0.3], atol=1e-6)


def test_products_are_elementwise(features: np.ndarray) -> None:
    assert column(features, "product_0") == [1.0, 0.0, -1.0]
    assert column(features, "product_1") == [0.0, 0.0, 0.0]


def test_caption_statistics_are_those_of_the_captions_that_are_there(features: np.ndarray) -> None:
    np.testing.assert_allclose(column(features, "minilm_lowest"), [0.2, NAN, 0.1])
    np.testing.assert_allclose(column(features, "minilm_deviation"), [0.35, NAN, 0.163299], atol=1e-6)


def test_caption_similarity_is_also_told_in_spreads_above_the_query_s_usual_one(features: np.ndarray) -> None:
    assert column(features, "minilm_query_bias") == [0.5, 0.5, 0.5]
    assert column(features, "minilm_query_spread") == [0.5, 0.5, 0.5]
    np.testing.assert_allclose(column(features, "minilm_similarity_1_z"), [0.8, NAN, 0.0], atol=1e-6)
    assert np.isnan(column(features, "use-multilingual_query_bias")).all()


def test_features_of_many_queries_equal_those_of_each() -> None:
    generator = np.random.default_rng(1)

    def unit(count: int) -> np.ndarray:
        return normalize(generator.normal(size=(count, 3)).astype(np.float32))

    query, image = unit(4), unit(4)
    similarity = {name: generator.random((4, 2)).astype(np.float32) for name in CAPTION_ENCODERS}
    caption_query = {name: unit(4) for name in CAPTION_ENCODERS}
    background = Background(unit(6), unit(6), {name: unit(6) for name in CAPTION_ENCODERS})
    together = pair_features(Pairs(query, image, caption_query, similarity, is_latin=True), background)
    for row in range(4):
        here = slice(row, row + 1)
        alone = Pairs(
            query[here],
            image[here],
            {name: values[here] for name, values in caption_query.items()},
            {name: values[here] for name, values in similarity.items()},
            is_latin=True,
        )
        np.testing.assert_allclose(pair_features(alone, background)[0], together[row], rtol=1e-4, atol=1e-5)


def test_situation_is_what_is_known_of_a_pair(features: np.ndarray) -> None:
    names = [NAMES[index] for index in find_situations(features, is_latin=True, names=tuple(FEATURES))]
    assert names == ["pixels"] * 3  # the multilingual encoder knows no caption of them
    features[:, FEATURES.index("use-multilingual_similarity_1")] = [0.5, NAN, 0.5]
    for encoder in CAPTION_ENCODERS:
        features[2, FEATURES.index(f"{encoder}_similarity_4")] = 0.1
    names = [NAMES[index] for index in find_situations(features, is_latin=True, names=tuple(FEATURES))]
    assert names == ["few_captions", "pixels", "captions"]
    names = [NAMES[index] for index in find_situations(features, is_latin=False, names=tuple(FEATURES))]
    assert names == ["few_captions_multilingual", "pixels_multilingual", "captions_multilingual"]


@pytest.mark.parametrize(
    ("situation", "minilm", "use"),
    [
        ("pixels", False, False),
        ("few_captions", True, True),
        ("captions", True, True),
        ("pixels_multilingual", False, False),
        ("few_captions_multilingual", False, True),
        ("captions_multilingual", False, True),
    ],
)
def test_a_model_sees_only_what_its_situation_knows(situation: str, minilm: bool, use: bool) -> None:
    names = column_names(2)
    seen = {names[index] for index in situation_columns(situation, 2)}
    assert ("minilm_mean" in seen, "use-multilingual_mean" in seen) == (minilm, use)
    assert ("words_best" in seen) == minilm
    assert ("words_of_query" in seen) == (not situation.endswith("multilingual"))
    assert (set(NEAR_FEATURES) <= seen, "minilm_mapped" in seen) == (not situation.endswith("multilingual"),) * 2
    assert {"cosine", "product_1", "like_pictures", "use-multilingual_near_scenes"} <= seen


def test_the_next_situation_s_model_takes_over() -> None:
    assert take_over("captions") == ("captions", "few_captions", "pixels")
    assert take_over("few_captions") == ("few_captions", "captions", "pixels")
    assert take_over("pixels_multilingual") == ("pixels_multilingual",)


def test_words_stand_where_they_are_known(features: np.ndarray) -> None:
    assert np.isnan(column(features, "words_best")).all()
    width = len(WORD_FEATURES) + len(QUERY_FEATURES)
    words = np.arange(3 * width, dtype=np.float32).reshape(3, width)
    one = np.array([[1, 0]], dtype=np.float32)
    pairs = Pairs(one, np.repeat(one, 3, axis=0), {}, {}, is_latin=True, words=words)
    found = pair_features(pairs, Background(one, one, {name: one for name in CAPTION_ENCODERS}))
    assert column(found, "words_best") == [0.0, width, 2.0 * width]
    np.testing.assert_array_equal(pairs._replace(query=pairs.image).select(np.array([2])).words, words[2:])
