"""What docs/matching.md says of what a process remembers of pictures."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.models.loaded import shipped_regressor
from imgsearch.rescoring import absence, memory
from imgsearch.rescoring.likeness import describe_pictures, look
from tests.docs.markdown import numbers


def test_what_a_process_remembers_of_pictures_is_as_written() -> None:
    kept, nearest, megabytes = numbers(
        "docs/matching.md",
        r"for the last ([\d,]+) candidates, for queries in Latin and in other letters apart, "
        r"and for the nearest ([\d,]+) what tells\s+absence: (\d+) MB",
    )
    assert (kept, nearest) == (memory.REMEMBERED_PICTURES, absence.REMEMBERED_BEST)
    regressor, tells = shipped_regressor(), absence.shipped_absence()
    assert regressor is not None
    assert tells is not None
    width = regressor.background.images.shape[1]
    picture = np.ones((1, width), np.float32) / np.sqrt(np.float32(width))
    described = [
        describe_pictures(picture, look(regressor.background, is_latin_query=latin)).nbytes for latin in (True, False)
    ]
    beside = [
        4 * (len(tells.arrays[f"names.{letters}"]) + len(tells.arrays["images"])) for letters in ("latin", "other")
    ]
    rows = 4 * width
    most = sum(kept * (each + rows) for each in described) + sum(nearest * (each + rows) for each in beside)
    assert most / 1e6 == pytest.approx(megabytes, abs=2)
