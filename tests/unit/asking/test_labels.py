"""What says of a name what it is."""

from __future__ import annotations

import pytest

from imgsearch.asking.labels import without_labels


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("фотограф Орлов", "Орлов"),
        ("автор: Лев Орлов", "Лев Орлов"),
        ("photographer:Орлов", "Орлов"),
        ("dog photographer: Smith", "dog Smith"),
        ("photos by Zhukova", "Zhukova"),
        ("город Тверь", "Тверь"),
        ("осень в городе Тверь", "осень в Тверь"),
        ("tag: snow", "snow"),
        ("city night", None),
        ("город ночью", None),
        ("фотограф котов", None),
        ("photographer with a camera", None),
        ("фотограф снимает свадьбу", None),
        ("a dog", None),
        ("город", None),
    ],
)
def test_a_label_is_left_out_in_front_of_a_name(typed: str, plain: str | None) -> None:
    assert without_labels(typed) == plain
