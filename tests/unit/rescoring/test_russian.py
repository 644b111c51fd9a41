from __future__ import annotations

import re

import pytest

from imgsearch.minors import find_terms
from imgsearch.rescoring.russian import read_russian, russian_lexicon
from scripts.compile_russian import compile_words, read_lines


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("Собаки", "dog"),
        ("собака в снегу", "dog in snow"),
        ("красная куртка", "red jacket"),
        ("гоночная машина", "race car"),
        ("мужчина у гоночной машины", "man by race car"),
        ("большая белая акула", "great white shark"),
        ("чёрная овца", "black sheep"),
        ("рубашки", "shirt"),
        ("мужчина без рубашки", "man shirtless"),
        ("собака in the snow", "dog in the snow"),
    ],
)
def test_words_and_names_in_any_form_are_put_into_english(russian: str, english: str) -> None:
    read = read_russian(russian)
    assert (read.text, read.is_whole) == (english, True)


@pytest.mark.parametrize(
    ("forms", "english"),
    [
        ("океан океана океаном океане океаны океанов", "ocean"),
        ("ресторан ресторане рестораном ресторанах", "restaurant"),
        ("люди людей людям людьми людях", "people"),
        ("лошадь лошадей лошадьми", "horse"),
        ("зеркало зеркала зеркалом зеркале", "mirror"),
        ("кровать кровати кроватью кроватей", "bed"),
        ("церковь церкви церковью церквей", "church"),
        ("галерея галерее галереи галерей", "gallery"),
        ("цветок цветка цветке цветком", "flower"),
        ("огурец огурца огурцом", "cucumber"),
        ("скамейка скамейке скамеек", "bench"),
        ("щётка щётке щёток", "brush"),
        ("корова коров коровами", "cow"),
        ("два двух двумя двум", "two"),
        ("четыре четырёх четырьмя", "four"),
        ("лает лают лающая лающим", "bark"),
    ],
)
def test_a_word_is_read_in_every_case(forms: str, english: str) -> None:
    assert {form: read_russian(form).text for form in forms.split()} == dict.fromkeys(forms.split(), english)


def test_a_form_is_no_other_word_whose_stem_it_has() -> None:
    """«коров» has the stem of «кора», and «садах» that of «садится»."""
    assert read_russian("стадо коров в садах").text == "herd cow in garden"
    assert read_russian("собака села").text != "dog village"


def test_a_word_as_it_is_written_goes_before_one_of_the_same_stem() -> None:
    assert read_russian("фотограф").text == "photographer"
    assert read_russian("фотография").text == "picture"


def test_words_that_are_not_listed_are_left_out_and_counted() -> None:
    read = read_russian("абракадабра в снегу")
    assert (read.text, read.is_whole) == ("in snow", False)
    assert read.share == pytest.approx(2 / 3)


@pytest.mark.parametrize("text", ["", "«»", "абракадабра", "иий", "воий"])
def test_of_what_is_not_known_nothing_is_left(text: str) -> None:
    assert read_russian(text) == ("", 0.0)


def test_no_english_word_names_a_minor_where_the_russian_one_does_not() -> None:
    lexicon = russian_lexicon()
    named = {**lexicon.words, **{" ".join(stems): english for stems, english in lexicon.names.items()}}
    assert [russian for russian, english in named.items() if find_terms(english) and not find_terms(russian)] == []


def test_what_ships_was_compiled_from_the_list() -> None:
    compiled, lexicon = compile_words(), russian_lexicon()
    assert (compiled["words"], compiled["stems"], compiled["counted"]) == (
        lexicon.words,
        lexicon.stems,
        lexicon.counted,
    )
    assert compiled["names"] == {" ".join(stems): english for stems, english in lexicon.names.items()}


def test_every_line_of_the_list_is_english_and_russian_words() -> None:
    for english, russian in read_lines():
        assert re.fullmatch(r"[a-z]+([_-][a-z]+)*", english), english
        assert re.fullmatch(r"[а-я]+([_-][а-я]+)*( [а-я]+([_-][а-я]+)*)*", russian), (english, russian)
