"""Small numbers become words in front of what they count."""

from __future__ import annotations

import pytest

from imgsearch.asking.numbers import say_numbers


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2 dogs", "two dogs"),
        ("2 dogs and 10 people", "two dogs and ten people"),
        ("1 man on 3 horses", "one man on three horses"),
        ("1 собака", "одна собака"),
        ("1 мяч", "один мяч"),
        ("2 собаки", "две собаки"),
        ("2 мяча", "два мяча"),
        ("3 мужчин", "три мужчин"),
        ("10 птиц", "десять птиц"),
        ("exactly 2 cats", "two cats"),
        ("at least three people", "three people"),
        ("no more than 2 dogs", "two dogs"),
        ("3 or more birds", "three birds"),
        ("5+ people", "five people"),
        ("more than two dogs", "several dogs"),
        ("more than three dogs", "several dogs"),
        ("more than 4 boats", "many boats"),
        ("3-5 people", "several people"),
        ("2-3 dogs in snow", "two or three dogs in snow"),
        ("from 3 to 5 boats", "several boats"),
        ("от 3 до 5 человек", "несколько человек"),
        ("2-3 собаки", "два или три собаки"),
        ("с 3 до 5 часов", "с три до пять часов"),
        ("4-3 match", "4-3 match"),
        ("not more than 3 boats", "three boats"),
        ("less than 3 dogs", "two dogs"),
        ("fewer than two people on a beach", "one person on a beach"),
        ("less than two dogs", "one dog"),
        ("fewer than 1 dog", "fewer than one dog"),
        ("менее трех собак", "двух собак"),
        ("меньше двух человек", "один человек"),
        ("не менее трех человек", "трех человек"),
        ("минимум 3 человека", "три человека"),
        ("две и более лошадей", "две лошадей"),
        ("больше двух собак", "несколько собак"),
        ("более чем 5 лодок", "много лодок"),
        ("более четырех лодок", "много лодок"),
    ],
)
def test_a_number_before_a_thing_is_a_word(typed: str, said: str) -> None:
    assert say_numbers(typed) == said


def test_each_number_up_to_ten_has_its_word() -> None:
    english, russian = "one two three four five six seven eight nine ten", "один два три четыре пять шесть семь восемь"
    assert [say_numbers(f"{number} dogs") for number in range(1, 11)] == [f"{word} dogs" for word in english.split()]
    words = [f"{word} домов" for word in (*russian.split(), "девять", "десять")]
    assert [say_numbers(f"{number} домов") for number in range(1, 11)] == words


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1 няня", "одна няня"), ("1 кот", "один кот"), ("2 рыбы", "две рыбы"), ("2 кошки", "две кошки"),
     ("3 рыбы", "три рыбы"), ("5 рыб и 1 утка", "пять рыб и одна утка")],
)  # fmt: skip
def test_one_and_two_agree_with_the_thing(typed: str, said: str) -> None:
    assert say_numbers(typed) == said


@pytest.mark.parametrize(
    "typed",
    [
        "formula 1",
        "11 dogs",
        "2",
        "img 2 xqzzy",
        "3:10 to yuma",
        "дом 5",
        "dsc 0002",
        "2-0 win",
        "3 д",
        "0 dogs",
        "more than a feeling",
        "more than 2",
        "at least a dog",
        "больше снега",
        "минимум вещей",
        "5+",
    ],
)
def test_other_numbers_stay_as_they_are(typed: str) -> None:
    assert say_numbers(typed) == typed
