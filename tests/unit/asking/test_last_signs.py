"""A sign at the end of what somebody types, which says no more, and sentences that keep theirs."""

from __future__ import annotations

from datetime import date

import pytest

from imgsearch.asking import Reading, read_text
from imgsearch.pictures.palette import BLACK_AND_WHITE

TODAY = date(2026, 7, 1)


def _read(said: str) -> Reading:
    return read_text(said, today=TODAY)


@pytest.mark.parametrize(
    "said",
    [
        "no cars please", "street with no people around", "street, no people at all", "улица без людей в кадре",
        "empty street, no people there", "no people visible",
    ],
)  # fmt: skip
@pytest.mark.parametrize("sign", ["!", ".", "?", "...", "!!!", ",", ")", ";"])
def test_a_denial_may_end_with_a_sign(said: str, sign: str) -> None:
    unwanted = _read(said).unwanted
    assert len(unwanted) == 1
    assert _read(said + sign).unwanted == unwanted


@pytest.mark.parametrize("sign", ["!", "?", ".", "!!!", " !", "…"])
@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("dog photos", "dog"), ("show me dogs, please", "dogs"), ("dogs, newest first", "dogs"), ("newest", ""),
        ("vertical photos of dogs", "dogs"), ("photos of trains, vertical", "trains"), ("last summer", ""),
        ("dogs from last summer", "dogs"), ("dogs since 2019", "dogs"), ("фото собак, пожалуйста", "собак"),
        ("самые новые", ""), ("street without people", "street"),
    ],
)  # fmt: skip
def test_what_was_asked_for_is_understood_before_a_sign(said: str, wanted: str, sign: str) -> None:
    plain, read = _read(said), _read(said + sign)
    assert plain.wanted == wanted
    assert (read.wanted, read.only, read.sort, read.unwanted) == (wanted, plain.only, plain.sort, plain.unwanted)
    assert [meaning.text for meaning in read.understood.meanings] == [m.text for m in plain.understood.meanings]


@pytest.mark.parametrize(
    "said",
    [
        "A man on a bench takes a look at family pictures.", "иван, 1965 г.р.", "A collage of surfing pictures .",
        "a dog!", "?!", "dog b.w.", "...",
    ],
)  # fmt: skip
def test_sentences_and_abbreviations_stay_as_they_are(said: str) -> None:
    assert (_read(said).wanted, _read(said).is_plain) == (said, True)


def test_a_kind_alone_may_end_with_a_sign() -> None:
    assert _read("b&w!").only == {"colours": BLACK_AND_WHITE}
