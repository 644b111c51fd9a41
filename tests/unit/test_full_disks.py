"""A disk of this machine that is full is not taken for a store that does not answer."""

from __future__ import annotations

import errno

import pytest

from imgsearch.files import StoreUnavailable
from imgsearch.files.objects import _translate


def test_room_that_is_missing_for_an_object_is_missing_here() -> None:
    def ask() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StoreUnavailable, match=r": No space left on device; free space there, or .* TMPDIR$") as told:
        _translate("photos", ask)
    assert "AWS" not in str(told.value)
