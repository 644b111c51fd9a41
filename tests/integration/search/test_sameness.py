"""Whether a search for ten finds the ten best of all is measured so that too few candidates are noticed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session

from imgsearch.evaluation.sameness import same_top
from imgsearch.rescoring.pairs import Pairs
from imgsearch.search import SearchModels
from imgsearch.tables import TestQuery
from tests.builders import fill
from tests.fakes import CosineRegressor, ScoreAlone

#: A search for ten scores 70 of them.
PICTURES = 75


class FarRegressor(ScoreAlone):
    """The further a picture is from the query, the better."""

    def predict(self, pairs: Pairs) -> tuple[Any, Any]:
        return (1 - pairs.image @ pairs.query[0]) / 2, np.ones(len(pairs.image), dtype=np.float32)


@pytest.mark.parametrize(("regressor", "share"), [(CosineRegressor(), 1.0), (FarRegressor(), 0.5)])
def test_share_of_the_ten_best_that_a_search_for_ten_finds(
    session: Session, models: SearchModels, regressor: CosineRegressor | FarRegressor, share: float
) -> None:
    fill(session, models, PICTURES)
    for number, said in enumerate(("a boat by a tree", "a car on a beach", "a boy with a bird")):
        session.add(TestQuery(query_key=str(number), text=said, image_name="p1"))
    session.commit()
    asked = replace(models, regressor=regressor, caption_encoders={})  # type: ignore[arg-type]
    # What asks for minors is not counted.
    assert same_top(session, asked, seed=0) == (share, 2)
