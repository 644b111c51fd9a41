from __future__ import annotations

import pytest
from PIL import Image as Pillow

from imgsearch.errors import BadInput
from imgsearch.search import Part, Query

RED = Pillow.new("RGB", (2, 2), "red")


@pytest.mark.parametrize(
    "parts",
    [
        [Part("x" * 2000)],
        [Part("a")] * 10,
        [Part("a", weight=100), Part("b", weight=-100)],
        [Part(image=RED, weight=1e-9)],
        [Part("\x00" * 3000 + "a")],
        [Part("a", weight=-1), Part(image=RED, weight=-1)],
    ],
)
def test_parts_up_to_the_limits_are_taken(parts: list[Part]) -> None:
    assert len(Query(parts).parts) == len(parts)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([Part("x" * 2001)], "2,001 characters; 2,000 are"),
        ([Part("a", weight=100.5)], r"the weight of '100\.5:a' is out of range"),
        ([Part("a"), Part("b", weight=-100.5)], r"'-100\.5:b'"),
        ([Part("\x00 ")], "the query is empty"),
        ([Part("?!…")], "the query has no words"),
        ([Part("«\u200b»")], "the query has no words"),
        ([Part("dog"), Part("+++")], "the query has no words"),
    ],
)
def test_parts_beyond_the_limits_are_refused(parts: list[Part], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        Query(parts)


def test_cleaning_keeps_weights_and_pictures_and_takes_what_cannot_be_stored() -> None:
    picture = Part(image=RED, weight=2)
    assert Query([Part("  a\x00b\ud800 ", weight=-3), picture]).parts == (Part("ab?", weight=-3), picture)
    assert [str(part) for part in (Part("a"), Part("a", weight=-1), Part("a", weight=-0.5), picture)] == [
        "a", "-a", "-0.5:a", "2:(picture)",
    ]  # fmt: skip
