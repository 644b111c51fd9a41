"""Sayings, signs, orders and numbers, which deny nothing and are no time; and what is denied in other ways."""

from __future__ import annotations

import time
from datetime import date

import pytest

from imgsearch.asking import read_text
from imgsearch.asking.by_whom import find_photographer
from imgsearch.asking.mistakes.others import LONGEST_WORD, other_texts

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    "said",
    [
        "not for sale", "page not found", "not vegan", "bus not in service", "not my dog", "you are not alone",
        "dogs do not bite", "the river does not freeze", "please do not feed the pigeons", "beware of dog do not enter",
        "ships that have not left the harbour", "a house not far from the sea", "forget me not flowers",
        "no dogs on the beach sign", "sign saying no dogs on the beach", "a sign that says no photography",
        "no pain no gain", "no fly zone", "no show socks", "yes no buttons", "ain't no sunshine", "no place like home",
        "doctors without borders", "rebel without a cause", "face not visible hands typing",
        "не работает", "не кормить голубей", "собак не выгуливать", "не стреляйте в белых лебедей", "не валяй дурака",
        "быть или не быть", "не моя собака", "не до смеха", "не вопрос", "не надо спорить", "не дождались",
        "врачи без границ", "минус двадцать на улице", "без пятнадцати пять", "нет места лучше дома",
    ],
)  # fmt: skip
def test_a_saying_a_sign_or_an_order_denies_nothing(said: str) -> None:
    reading = read_text(said, today=TODAY)
    assert (reading.wanted, reading.unwanted) == (said, ())


@pytest.mark.parametrize(
    ("said", "wanted", "unwanted"),
    [
        ("not people", "", ["people"]), ("i don't want any people in the picture", "", ["people"]),
        ("i do not want people in the picture mountains", "mountains", ["people"]),
        ("mountains witout people", "mountains", ["people"]), ("dog with out leash", "dog", ["leash"]),
        ("almost nobody on the beach", "on the beach", ["people"]), ("beach no ppl", "beach", ["people"]),
        ("на пляже почти никого", "на пляже", ["людей"]), ("машин почти нет", "", ["машин"]),
        ("не надо людей только горы", "только горы", ["людей"]),
        ("улица где нет людей и машин", "улица", ["людей", "машин"]),
        ("без людей и животных лес осень", "лес осень", ["людей", "животных"]),
        ("без белого пальто", "", ["белого пальто"]), ("без окон без дверей", "", ["окон", "дверей"]),
        ("мужчина без шапки и собаки на диване", "мужчина и собаки на диване", ["шапки"]),
        ("без одного колеса", "", ["одного колеса"]), ("без семьи", "", ["семьи"]),
    ],
)  # fmt: skip
def test_what_is_denied_in_other_ways_is_unwanted(said: str, wanted: str, unwanted: list[str]) -> None:
    reading = read_text(said, today=TODAY)
    assert (reading.wanted, list(reading.unwanted)) == (wanted, unwanted)


@pytest.mark.parametrize(
    "said",
    [
        "aerial view from 2000 feet", "house under 2000 sq ft", "apartment for 2000 usd", "до 2000 рублей", "1999 р.",
        "дом до 2000 кв м", "цена 1999", "price 1999", "Windows 2000", "Peugeot 2008", "BMW 2002", "calendar 2019",
        "2020 numbers made of balloons", "made in 1950", "улица 1905 года", "кафе работает с 1998 года", "Est. 1920",
        "похудеть за неделю", "дом построили за год", "построили дом за год", "выучил новый язык за месяц",
        "today is a good day",
    ],
)  # fmt: skip
def test_a_number_or_the_time_of_something_else_is_no_time(said: str) -> None:
    reading = read_text(said, today=TODAY)
    assert (reading.period, reading.wanted) == (None, said)


@pytest.mark.parametrize(
    ("said", "wanted", "shown"),
    [
        ("Brian May 2019", "Brian May", "2019"), ("women's march 2017", "women's march", "2017"),
        ("wedding may 2019", "wedding", "may 2019"), ("italy june july 2019", "italy", "june july 2019"),
        ("greece 08 2019", "greece", "08 2019"), ("зима 2018 2019", "", "зима 2018 2019"), ("1999 only", "", "1999"),
        ("первое сентября 2018", "", "первое сентября 2018"), ("photos made in 2019", "", "2019"),
        ("двадцать третье февраля 2019", "", "двадцать третье февраля 2019"), ("только сегодня", "", "30.11.2026"),
        ("что снял за неделю", "что снял", "23.11.2026 – 30.11.2026"),
        ("МОСКВА, 12 июня 2019. Участники шествия", "МОСКВА. Участники шествия", "12 июня 2019"),
        ("Россия. Москва. 5 марта 2020 года. Прохожие", "Россия. Москва. Прохожие", "5 марта 2020 года"),
    ],
)  # fmt: skip
def test_a_time_is_told_from_what_stands_beside_it(said: str, wanted: str, shown: str) -> None:
    reading = read_text(said, today=TODAY)
    assert (reading.wanted, reading.understood.of("taken")) == (wanted, [shown])


@pytest.mark.parametrize(
    ("said", "wanted", "only"),
    [
        ("empty road without cars vertical", "empty road", {"orientation": "portrait"}),
        ("kitchen no people vertical only", "kitchen", {"orientation": "portrait"}),
        ("кухня горизонтально", "кухня", {"orientation": "landscape"}), ("самолет взлетает вертикально", None, {}),
        ("only vertical photos of trains", "trains", {"orientation": "portrait"}), ("only dogs", None, {}),
        ("только вертикальные фото гор", "гор", {"orientation": "portrait"}),
        ("vertical only", "", {"orientation": "portrait"}),
        ("мужчина чб вертикальный", "мужчина", {"orientation": "portrait", "colours": "black and white"}),
        ("times square bw", "times square", {"colours": "black and white"}),
    ],
)  # fmt: skip
def test_a_kind_stands_behind_what_is_denied_and_beside_only(
    said: str, wanted: str | None, only: dict[str, str]
) -> None:
    reading = read_text(said, today=TODAY)
    assert (reading.wanted, reading.only) == (said if wanted is None else wanted, only)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("give me 10 pictures of cats", "cats"),
        ("покажи пару фотографий моря", "моря"),
        ("royalty free photos of dogs", "dogs"),
    ],
)
def test_how_many_pictures_are_asked_for_says_nothing_of_what_they_show(said: str, wanted: str) -> None:
    assert read_text(said, today=TODAY).wanted == wanted


@pytest.mark.parametrize("word", ["2019 ", "summer 2019 or ", "c 2019 по ", "в 19-м году ", "last summer "])
def test_a_long_text_is_read_at_once(word: str) -> None:
    """It took from three to seven seconds, as the square of the length."""
    began = time.process_time()
    read_text((word * 20_000)[:20_000], today=TODAY)
    assert time.process_time() - began < 2


def test_a_word_that_no_language_has_is_not_put_right() -> None:
    assert other_texts("ghbdtn" * LONGEST_WORD) == []


def test_a_name_is_looked_for_at_once_in_a_long_text() -> None:
    """Of a text only runs of as many words as a name has are compared with it."""
    said, names = "Anna Petrova and a dog " * 40, [f"Anna Petrov{letter}" for letter in "bcdefghijk"]
    began = time.process_time()
    assert find_photographer(said.strip(), names, ()) is None
    assert time.process_time() - began < 1
