"""Where queries found their pictures is stored, by a count of what stands before them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from imgsearch.encoders import FloatArray
from tests.fakes import PICTURES, LatentEncoder
from tests.integration.evaluation.conftest import QUERIES, TEST_PICTURES, Evaluated


def ranks_by_hand(asked: list[tuple[str, str, int]], latent: FloatArray, ids: list[int]) -> Counter[tuple[object, ...]]:
    """Ranks of queries (key, text, place of the picture) and of their pictures, by cosine; ties stand before."""
    images = latent.astype(np.float16).astype(np.float32)
    score = LatentEncoder().encode_texts([text for _, text, _ in asked]) @ images.T
    owner = np.array([place for *_, place in asked])
    found: Counter[tuple[object, ...]] = Counter()
    for row, (key, _, place) in enumerate(asked):
        found["text to image", key, ids[place], int((score[row] >= score[row, place]).sum())] += 1
    for place in set(owner.tolist()):
        best = score[owner == place, place].max()
        rank = 1 + int((score[owner != place, place] >= best).sum())
        found["image to text", str(ids[place]), ids[place], rank] += 1
    return found


@pytest.mark.parametrize(("scope", "keys"), [("allowed", ["q0", "q1"]), ("all", ["q0", "q1", "q2"])])
def test_ranks_of_test_queries(evaluated: Evaluated, scope: str, keys: list[str]) -> None:
    rows = [
        row
        for row in evaluated.first.rows("retrieval_rank")
        if (row["query_set"], row["scope"]) == ("test queries", scope)
    ]
    asked = [(key, *QUERIES[key]) for key in keys]
    expected = ranks_by_hand(asked, LatentEncoder().latent[:TEST_PICTURES], evaluated.test_pictures)
    named = {
        ranking: Counter(
            (row["direction"], row["query_key"], row["image_id"], row["rank"])
            for row in rows
            if row["ranking"] == ranking
        )
        for ranking in ("cosine", "score")
    }
    assert named["cosine"] == expected
    assert {key[:3] for key in named["score"]} == {key[:3] for key in expected}
    assert len(rows) == 4 * len(keys)


def test_ranks_of_a_gallery_s_own_captions_are_by_cosine_alone_where_the_regressor_saw_its_pictures(
    evaluated: Evaluated,
) -> None:
    rows = [row for row in evaluated.first.rows("retrieval_rank") if row["query_set"] != "test queries"]
    assert Counter((row["query_set"], row["scope"], row["direction"], row["ranking"]) for row in rows) == {
        ("g", scope, direction, "cosine"): count
        for scope in ("allowed", "all")
        for direction, count in (("text to image", 3 * PICTURES), ("image to text", PICTURES))
    }
    ids = sorted(set(evaluated.rated.image_id.tolist()))
    asked = [
        (f"{n}.jpg#{k}", f"picture {n // 2 * 2}" if k == 0 else f"caption {k} of picture {n}", n)
        for n in range(PICTURES)
        for k in range(3)
    ]
    found = Counter(
        (row["direction"], row["query_key"], row["image_id"], row["rank"]) for row in rows if row["scope"] == "all"
    )
    assert found == ranks_by_hand(asked, LatentEncoder().latent, ids)
