from __future__ import annotations

import numpy as np
import pytest

from imgsearch.rescoring.features import (
    PIXEL_FEATURES,
    Background,
    Pairs,
    feature_names,
    pair_features,
    without_captions,
)

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
    )
    background = Background(
        images=np.array([[1, 0], [0, 1]], dtype=np.float32), texts=np.array([[0, 1], [0, 1]], dtype=np.float32)
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


def test_without_captions_leaves_the_pixels(features: np.ndarray) -> None:
    masked = without_captions(features)
    pixels = slice(0, len(PIXEL_FEATURES))
    np.testing.assert_array_equal(masked[:, pixels], features[:, pixels])
    captions = [index for index, name in enumerate(FEATURES) if name.startswith(("minilm", "use"))]
    assert np.isnan(masked[:, captions]).all()


def test_features_of_many_queries_equal_those_of_each() -> None:
    generator = np.random.default_rng(1)
    query, image = (generator.normal(size=(4, 3)).astype(np.float32) for _ in range(2))
    similarity = {name: generator.random((4, 2)).astype(np.float32) for name in ("minilm", "use-multilingual")}
    background = Background(*(generator.normal(size=(6, 3)).astype(np.float32) for _ in range(2)))
    together = pair_features(Pairs(query, image, similarity), background)
    for row in range(4):
        one = {name: values[row : row + 1] for name, values in similarity.items()}
        alone = pair_features(Pairs(query[row : row + 1], image[row : row + 1], one), background)
        np.testing.assert_allclose(alone[0], together[row], rtol=1e-5)
