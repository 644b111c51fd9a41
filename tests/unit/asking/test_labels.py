"""What says of a name what it is."""

from __future__ import annotations

import pytest

from imgsearch.asking.labels import without_labels, without_possessives


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
        ("title: Moscow nights", "Moscow nights"),
        ("location Seliger", "Seliger"),
        ("страна Франция", "Франция"),
        ("хештег: снег", "снег"),
        ("ключевые слова: снег", "снег"),
        ("озеро Байкал зимой", "Байкал зимой"),
        ("лодка на реке Волге", "лодка на Волге"),
        ("озеро байкал зимой", "байкал зимой"),
        ("город москва", "москва"),
        ("city paris", "paris"),
        ("гора одежды", None),
        ("река зимой", None),
        ("lake Seliger in winter", "Seliger in winter"),
        ("гора в снегу", None),
        ("ОЗЕРО ЛЕБЕДИ", None),
        ("mountain lake forest", None),
        ("people at night", None),
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


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Tom Baker's dog", "Tom Baker dog"),
        ("Baker’s", "Baker"),
        ("O'Neil", None),
        ("'s", None),
        ("dogs' ball", None),
    ],
)
def test_a_name_is_left_without_what_makes_it_a_possessor(typed: str, plain: str | None) -> None:
    assert without_possessives(typed) == plain
