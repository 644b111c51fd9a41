"""Denials in many words: lists, "neither ... nor", nobody, signs and slogans, and times that are denied."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imgsearch.asking import NOTHING, read_text
from imgsearch.moment import Moment
from imgsearch.queries.filters import Filters
from imgsearch.search import ask
from tests.own import FakeOwn


@pytest.mark.parametrize(
    ("said", "wanted", "unwanted"),
    [
        ("street without people, cars and dogs", "street", ["people", "cars", "dogs"]),
        ("beach with no people, umbrellas or boats at sunset", "beach at sunset", ["people", "umbrellas", "boats"]),
        ("man without a shirt, a woman and a dog", "man a woman and a dog", ["shirt"]),
        ("horses without riders, sunset", "horses sunset", ["riders"]),
        ("улица без людей, машин и собак", "улица", ["людей", "машин", "собак"]),
        ("улица без людей, машин, собак", "улица", ["людей", "машин", "собак"]),
        ("улица без людей, красных машин", "улица", ["людей", "красных машин"]),
        ("собака без поводка и намордника", "собака", ["поводка", "намордника"]),
        ("человек без шапки и собака", "человек и собака", ["шапки"]),
        ("улица без людей, дом, собака", "улица дом, собака", ["людей"]),
        ("улица без людей и дом", "улица и дом", ["людей"]),
        ("улица без людей, дом и собака", "улица дом и собака", ["людей"]),
        ("beach with neither people nor dogs", "beach", ["people", "dogs"]),
        ("пляж, где нет ни людей, ни машин", "пляж", ["людей", "машин"]),
        ("ни людей ни машин", "", ["людей", "машин"]),
        ("nobody on the beach", "on the beach", ["people"]),
        ("beach with no one", "beach", ["people"]),
        ("beach without anybody", "beach", ["people"]),
        ("not a soul on the street", "on the street", ["people"]),
        ("на пляже никого нет", "на пляже", ["людей"]),
        ("на улице ни души", "на улице", ["людей"]),
        ("два человека, ни одной собаки", "два человека", ["собаки"]),
        ("улица, где нет ни одной машины", "улица", ["машины"]),
        ("ни одного человека", "", ["человека"]),
        ("no dogs please", "", ["dogs"]),
        ("beach with no people around, please", "beach", ["people"]),
        ("beach, no people visible", "beach", ["people"]),
        ("street with no visible people or cars in the frame", "street", ["people", "cars"]),
        ("no people around a fire", "around a fire", ["people"]),
        ("beach without any people at all", "beach", ["people"]),
        ("пляж совсем без людей вокруг", "пляж", ["людей"]),
        ("пляж без людей в кадре, пожалуйста", "пляж", ["людей"]),
        ("без людей в кадре окна", "в кадре окна", ["людей"]),
        ("на пляже, чтобы не было людей", "на пляже", ["людей"]),
        ("не должно быть людей", "", ["людей"]),
        ("горы без снега и льда", "горы", ["снега", "льда"]),
        ("dogs that do not have a leash", "dogs", ["leash"]),
        ("a man who doesn't have a hat", "a man", ["hat"]),
        ("dogs but not black and white", "dogs", ["black and white"]),
        ("никого не видно на улице", "на улице", ["людей"]),
        ("a dog that isn't black", "a dog", ["black"]),
        ("people who don’t smile", "people", ["smile"]),
        ("a dog which does not run", "a dog", ["run"]),
        ("dogs w/o people", "dogs", ["people"]),
        ("animals other than dogs", "animals", ["dogs"]),
        ("everything but dogs", "", ["dogs"]),
        ("dogs instead of cats", "dogs", ["cats"]),
        ("a beach free of people", "a beach", ["people"]),
        ("don't show people", "", ["people"]),
        ("do not show people", "", ["people"]),
        ("не показывай людей", "", ["людей"]),
        ("животные помимо собак", "животные", ["собак"]),
        ("please no people", "", ["people"]),
        ("пляж, на котором нет людей", "пляж", ["людей"]),
        ("только не собаки", "", ["собаки"]),
        ("пляж, где людей нет", "пляж", ["людей"]),
        ("машин нет на улице", "на улице", ["машин"]),
        ("никого нет дома", "дома", ["людей"]),
        ("nobody in frame", "", ["people"]),
        ("a street without a single person", "a street", ["person"]),
        ("небо без единого облака", "небо", ["облака"]),
        ("все кроме фото Орлова", "", ["Орлова"]),
        ("dogs, no photos by Petrova", "dogs", ["Petrova"]),
        ("no photos of dogs", "", ["dogs"]),
        ("улица, но чтобы людей не было", "улица", ["людей"]),
        ("улица, где машин не видно", "улица", ["машин"]),
        ("людей не было видно", "", ["людей"]),
        ("пляж без никого", "пляж", ["людей"]),
        ("woman wearing no makeup", "woman", ["makeup"]),
        ("a room lacking furniture", "a room", ["furniture"]),
        ("улица почти без машин", "улица", ["машин"]),
        ("almost no people", "", ["people"]),
        ("a street with hardly any people", "a street", ["people"]),
        ("в кадре нет людей", "", ["людей"]),
        ("on the picture there are no people", "", ["people"]),
        ("cats but not black ones", "cats", ["black"]),
        ("a man with no shirt climbs a rock", "a man climbs a rock", ["shirt"]),
        ("a man without using his hands", "a man", ["using his hands"]),
        ("room without pictures on the wall", "room on the wall", ["pictures"]),
        ("на пляже никого вокруг", "на пляже", ["людей"]),
        ("кто угодно, кроме собак", "", ["собак"]),
        ("ни снега, ни льда", "", ["снега", "льда"]),
        ("nobody but a dog on the beach", "a dog on the beach", ["people"]),
        ("nobody except a dog", "a dog", ["people"]),
        ("никого, кроме собаки", "собаки", ["людей"]),
        ("на пляже никого кроме чаек", "на пляже чаек", ["людей"]),
        ("a car-free street", "a street", ["car"]),
        ("cloud-free sky over mountains", "sky over mountains", ["cloud"]),
        ("a street empty of cars", "a street", ["cars"]),
        ("all but portraits", "", ["portraits"]),
        ("безлюдный пляж", "пляж", ["людей"]),
        ("на пляже безлюдно", "на пляже", ["людей"]),
    ],
)
def test_what_is_denied_in_many_words_is_unwanted(said: str, wanted: str, unwanted: list[str]) -> None:
    reading = read_text(said)
    assert (reading.wanted, list(reading.unwanted)) == (wanted, unwanted)
    assert reading.understood.of("without") == unwanted


@pytest.mark.parametrize(
    "said",
    [
        "no dogs allowed", "no littering", "no bikes, skates or skateboards sign",
        "a player breaks free of another", "no walking on the grass", "do not enter", "нет войне", "нет насилию",
        "никого", "nobody", "no one cares", "Mr. Nobody", "слов нет", "дом нет", "никого не жалко",
        "ни души", "ни рыба ни мясо",
        "ни пуха ни пера", "neither of them", "как ни в чём не бывало", "без пяти двенадцать",
        "человек без определённого места жительства", "never without a hat", "a memory all but forgotten",
        "empty box of chocolates", "free of charge",
        "this isn't love", "don't panic", "the other dog", "no people except one man", "nobody except one man",
        "никого, кроме мужчины", "nobody but me", "sugar-free cake", "not more than 3 boats", "hands-free", "free",
        "без людей кроме одной женщины", 
    ],
)  # fmt: skip
def test_signs_slogans_and_sayings_deny_nothing(said: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.unwanted, reading.understood) == (said, (), NOTHING)


@pytest.mark.parametrize("said", ["no buildings", "no railing", "нет снега", "нет кофе", "no running people"])
def test_what_is_no_sign_is_denied(said: str) -> None:
    assert read_text(said).unwanted == (said.split(maxsplit=1)[1],)


@pytest.mark.parametrize(
    ("said", "wanted", "shown"),
    [
        ("dogs not from 2019", "dogs", "not 2019"), ("dogs but not in 2019", "dogs", "not 2019"),
        ("dogs that were not taken in 2019", "dogs", "not 2019"), ("all except 2019", "", "not 2019"),
        ("собаки не в 2019 году", "собаки", "не 2019"), ("все, кроме мая 2019", "", "не мая 2019"),
        ("dogs not last summer", "dogs", "not summer 2025"), ("собаки, не снятые в 2019", "собаки", "не 2019"),
        ("not a 2019 photo", "", "not 2019"), ("без 2019", "", "не 2019"), ("dogs without 2019", "dogs", "not 2019"),
        ("photos taken not in 2020", "", "not 2020"), ("горы, снятые не в 2020 году", "горы", "не 2020"),
    ],
)  # fmt: skip
def test_a_time_that_is_denied_is_a_filter(said: str, wanted: str, shown: str) -> None:
    """Its own pictures would be the contrary of what is asked for."""
    today = date(2026, 7, 1)
    reading = read_text(said, today=today)
    assert (reading.wanted, reading.unwanted, reading.understood.as_dict()) == (wanted, (), {"taken": [shown]})
    query = ask(said, today=today, own=FakeOwn())
    assert query.filters.names == ("not_taken",)
    assert reading.period is not None
    assert reading.period.start is not None
    assert query.filters.values["not_taken"].startswith(f"[{reading.period.start},")


def test_such_a_time_is_left_out_beside_another_and_words_where_no_picture_has_a_date() -> None:
    said = "dogs not from 2019"
    both = Moment(datetime(2018, 1, 1), datetime(2020, 1, 1))
    assert ask(said, filters=Filters(not_taken="2018"), own=FakeOwn()).filters == Filters(not_taken=both)
    assert ask(said, filters=Filters(taken_to="2019", taken_from="2019"), own=FakeOwn()).understood == NOTHING
    query = ask(said, own=FakeOwn(dates=False))
    assert (query.understood, query.filters.names, str(query)) == (NOTHING, (), said)


@pytest.mark.parametrize("said", ["dogs in 2018 but not in May 2018", "dogs not since 2019"])
def test_a_second_time_and_an_open_one_that_are_denied_are_words(said: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.period, reading.understood) == (said, None, NOTHING)


def test_something_else_is_denied_at_a_time() -> None:
    reading = read_text("street without people in 2019")
    assert (reading.wanted, reading.unwanted, reading.understood.of("taken")) == ("street", ("people",), ["2019"])
