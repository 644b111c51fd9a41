"""Misspelt Russian words, and words that are like another and are none."""

from __future__ import annotations

import pytest

from imgsearch.asking.mistakes.others import other_texts
from imgsearch.asking.mistakes.russian import as_heard, is_known, is_likely, mend_russian, sound
from imgsearch.rescoring.russian_names import is_like_surname, is_listed_name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # As it sounds.
        ("хакей", "хоккей"), ("сабака", "собака"), ("виласипед", "велосипед"), ("мотацикл", "мотоцикл"),
        ("футбалист", "футболист"), ("горнолыжнек", "горнолыжник"), ("машына", "машина"), ("поезт", "поезд"),
        ("рюкзог", "рюкзак"), ("тенис", "теннис"), ("афтобус", "автобус"), ("жиних", "жених"), ("рассвед", "рассвет"),
        ("озиро", "озеро"), ("мароженое", "мороженое"), ("карабль", "корабль"), ("баскетболл", "баскетбол"),
        # Slips of the fingers.
        ("деушка", "девушка"), ("самолёд", "самолет"), ("собкаа", "собака"), ("дерво", "дерево"),
        ("волебол", "волейбол"), ("зеленаая", "зеленая"),
        # In the form in which it stands.
        ("виласипеде", "велосипеде"), ("кошькой", "кошкой"), ("пабежала", "побежала"), ("снигу", "снегу"),
        ("сабакой", "собакой"),
    ],
)  # fmt: skip
def test_the_nearest_word_is_meant(typed: str, meant: str) -> None:
    assert mend_russian(typed) == meant


@pytest.mark.parametrize(
    "word",
    """собака собакой пёс пес снег снегу корги такса пудель круассан латте капучино тюлень панда самокат паркур пельмени
    тверь твери дима саша маша ольга игорь антон суздаль байкал васильевский петров иванова сидоровым нерпа брелок
    караблик абракадабра ёж кот хаки жижа стиральная северное концертном только стрекозавр аллозавр""".split(),
)
def test_words_names_and_what_is_near_to_none_stay(word: str) -> None:
    assert mend_russian(word) == word


def test_two_letters_may_be_wrong_in_a_long_word_where_one_of_them_sounds_the_same() -> None:
    assert mend_russian("велоспидист") == "велосипедист"
    assert mend_russian("вилосипдист") == "велосипедист"
    assert mend_russian("вклоспкдист") == "вклоспкдист"


def test_in_a_short_word_letters_stand_elsewhere_or_sound_the_same() -> None:
    assert (mend_russian("гары"), mend_russian("лдео"), mend_russian("гбры")) == ("горы", "лдео", "гбры")


def test_of_several_that_are_as_near_the_one_that_captions_have_most_counts() -> None:
    # Сопка sounds the same.
    assert sound("собкаа") == sound("сопка")
    assert mend_russian("собкаа") == "собака"


@pytest.mark.parametrize(
    ("one", "other"),
    [("снигу", "снегу"), ("поезт", "поезд"), ("афтобус", "автобус"), ("хакей", "хоккей"), ("песьни", "песни")],
)  # fmt: skip
def test_words_that_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_voiced_consonants_are_dull_before_dull_ones_and_at_the_end_alone() -> None:
    assert sound("дверь") != sound("тверь")
    assert (sound("лодка"), sound("лод"), sound("лоды")) == ("латка", "лат", "лади")


def test_other_forms_of_listed_words_are_known_but_none_that_no_word_has() -> None:
    assert is_known("хаки")
    assert not is_known("хакей")
    assert not is_known("лужы")


def test_names_are_known_in_every_case() -> None:
    assert all(map(is_listed_name, ("ольге", "тверью", "париже")))
    assert not any(map(is_listed_name, ("собака", "зеркало")))


def test_what_ends_as_a_surname_is_another_word_only_where_it_sounds_so() -> None:
    assert all(map(is_like_surname, ("петровой", "петров", "сидоровым", "карзина")))
    assert not any(map(is_like_surname, ("кров", "ров", "зеркало")))
    assert (mend_russian("карзина"), mend_russian("корзинв")) == ("корзина", "корзина")
    assert mend_russian("керзина") == "керзина"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("сабака на снигу", "собака на снегу"),
        ("Деушка, на пляже!", "девушка, на пляже!"),
        ("dog и сабака в лису", "dog и собака в лису"),
    ],
)  # fmt: skip
def test_every_word_of_a_text_is_mended(typed: str, meant: str) -> None:
    assert other_texts(typed) == [meant]


def test_a_text_of_known_words_stays() -> None:
    assert other_texts("Чёрная Собака в снегу") == []


@pytest.mark.parametrize(
    ("letters", "word"),
    [("горый", "горы"), ("белый", "белый"), ("квертый", "квертый"), ("лошад", "лошадь"), ("пелмени", "пельмени"),
     ("хохлома", "хохлома")],
)  # fmt: skip
def test_what_was_put_into_russian_letters_one_by_one_is_spelled_as_it_is_listed(letters: str, word: str) -> None:
    assert as_heard(letters) == word


@pytest.mark.parametrize(
    ("word", "may_be"),
    [
        ("собака", True),
        ("ёлками", True),
        ("хохлома", True),
        ("ивановских", True),
        ("хорнбилл", False),
        ("гираф", False),
    ],
)
def test_a_word_that_is_listed_nowhere_is_told_from_an_english_one(word: str, may_be: bool) -> None:
    assert is_likely(word) is may_be
