"""The columns of a table small enough to reckon by hand: three queries, three pictures, a background of three."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.rescoring.features import feature_names, pair_features
from imgsearch.rescoring.pairs import Background, Pairs

PIXELS = [
    "cosine", "cosine_z_of_query", "cosine_z_of_image", "query_bias", "query_spread", "image_bias", "image_spread",
    "share_of_pictures_nearer", "share_of_queries_nearer",
]  # fmt: skip
OF_AN_ENCODER = [
    "similarity_1", "similarity_2", "similarity_3", "similarity_4", "mean", "lowest", "deviation",
    "similarity_1_z", "similarity_2_z", "similarity_3_z", "similarity_4_z", "mean_z", "query_bias", "query_spread",
]  # fmt: skip
WORDS = ["words_best", "words_mean", "words_of_any", "words_best_of_both", "words_rarest_missing", "words_missing"]


def test_columns_stand_in_the_order_that_stored_regressors_know() -> None:
    encoders = [f"{encoder}_{name}" for encoder in ("minilm", "use-multilingual") for name in OF_AN_ENCODER]
    query = ["words_of_query", "words_rarity_of_query"]
    assert feature_names(3) == [*PIXELS, "product_0", "product_1", "product_2", *encoders, *WORDS, *query]


@pytest.fixture
def features() -> dict[str, np.ndarray]:
    one = np.eye(3, dtype=np.float32)
    pairs = Pairs(
        query=one,
        image=np.array([[0.5, 0.5, 0], [0, 1, 0], [0.25, 0.5, 0.25]], dtype=np.float32),
        caption_query={"minilm": one, "use-multilingual": one[[1, 2, 0]]},
        similarity={
            "minilm": np.array([[0.1, 0.5, 0.3, 0.2, 0.4], [0.5, 0.25, *[np.nan] * 3], [0.75, *[np.nan] * 4]]),
            "use-multilingual": np.array([[0.6], [0.7], [np.nan]]),
        },
        is_latin=True,
    )
    background = Background(
        images=np.array([[0, 0, 0.25], [0.5, 1, 0.5], [1, 0.5, 0]], dtype=np.float32),
        texts=np.array([[1, 0, 0], [0, 0, 1], [0, 0, 1]], dtype=np.float32),
        captions={
            "minilm": np.array([[0.2, 0.3, 0], [0.4, 0.3, 0], [0.6, 0.3, 0.9]], dtype=np.float32),
            "use-multilingual": np.array([[0.1, 0.5, 0], [0.1, 0.5, 0.4], [0.7, 0.5, 0.8]], dtype=np.float32),
        },
    )
    return dict(zip(feature_names(3), pair_features(pairs, background).T, strict=True))


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("cosine", [0.5, 1, 0.25]),
        # The cosines of query and background pictures: 0, 0.5, 1 | 0, 1, 0.5 | 0.25, 0.5, 0.
        ("query_bias", [0.5, 0.5, 0.25]),
        ("query_spread", [6**-0.5, 6**-0.5, 24**-0.5]),
        ("cosine_z_of_query", [0, 0.5 * 6**0.5, 0]),
        ("share_of_pictures_nearer", [1 / 3, 0, 1 / 3]),
        # Those of picture and background texts: 0.5, 0, 0 | 0, 0, 0 | 0.25, 0.25, 0.25.
        ("image_bias", [1 / 6, 0, 0.25]),
        ("image_spread", [18**-0.5, 1e-6, 1e-6]),
        ("cosine_z_of_image", [2**0.5, 1e6, 0]),
        ("share_of_queries_nearer", [0, 0, 0]),
        ("product_0", [0.5, 0, 0]),
        ("product_1", [0, 1, 0]),
        ("product_2", [0, 0, 0.25]),
        ("minilm_similarity_1", [0.5, 0.5, 0.75]),
        ("minilm_similarity_2", [0.4, 0.25, np.nan]),
        ("minilm_similarity_4", [0.2, np.nan, np.nan]),
        ("minilm_mean", [0.3, 0.375, 0.75]),  # of all five
        ("minilm_lowest", [0.1, 0.25, 0.75]),
        ("minilm_deviation", [0.02**0.5, 0.125, 0]),
        # Of minilm's queries and background captions: 0.2, 0.4, 0.6 | 0.3 three times | 0, 0, 0.9.
        ("minilm_query_bias", [0.4, 0.3, 0.3]),
        ("minilm_query_spread", [(0.08 / 3) ** 0.5, 1e-6, 0.18**0.5]),
        ("minilm_similarity_1_z", [0.1 / (0.08 / 3) ** 0.5, 2e5, 0.45 / 0.18**0.5]),
        ("minilm_mean_z", [-0.1 / (0.08 / 3) ** 0.5, 0.75e5, 0.45 / 0.18**0.5]),
        # Of the other's: 0.5 three times | 0, 0.4, 0.8 | 0.1, 0.1, 0.7.
        ("use-multilingual_query_bias", [0.5, 0.4, 0.3]),
        ("use-multilingual_query_spread", [1e-6, (0.32 / 3) ** 0.5, 0.08**0.5]),
        ("use-multilingual_similarity_1", [0.6, 0.7, np.nan]),
        ("use-multilingual_similarity_1_z", [1e5, 0.3 / (0.32 / 3) ** 0.5, np.nan]),
        ("use-multilingual_lowest", [0.6, 0.7, np.nan]),
    ],
)
def test_column(features: dict[str, np.ndarray], column: str, expected: list[float]) -> None:
    # Where nothing varies, rounding is divided by a spread of a millionth.
    np.testing.assert_allclose(features[column], expected, rtol=1e-4, atol=0.1 if max(expected) > 1e4 else 2e-6)


def test_what_is_as_near_as_the_picture_is_not_nearer() -> None:
    one = np.array([[1, 0]], dtype=np.float32)
    background = Background(one, one, {"minilm": one, "use-multilingual": one})
    found = pair_features(Pairs(one, one, {}, {}, is_latin=True), background)[0]
    assert (found[7], found[8]) == (0, 0)
    turned = np.array([[0.8, 0.6], [0, 1]], dtype=np.float32)
    nearer = pair_features(Pairs(one, turned, {}, {}, is_latin=True), background._replace(texts=turned))
    # The query's other pictures are all nearer; for each picture the text that is the same as it.
    assert nearer[:, 7].tolist() == [1, 1]
    assert nearer[:, 8].tolist() == [0.5, 1]
