"""Either of some things, and two photographers, are looked for one by one."""

from __future__ import annotations

import numpy as np
import pytest

from imgsearch.asking.either import find_either
from imgsearch.asking.several import Several, find_several
from imgsearch.search import Part, ask
from imgsearch.search.ask import other_queries
from imgsearch.search.bands import Thresholds
from imgsearch.search.score import _best_of, _Rated
from tests.own import FakeOwn

ORLOV, PETROVA = "Лев Орлов", "Анна Петрова"


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("dog or cat", ["dog", "cat"]),
        ("a dog or a cat", ["dog", "cat"]),
        ("Either the sea or a lake?", ["sea", "lake"]),
        ("собака или кошка", ["собака", "кошка"]),
        ("кошка, собака или лошадь", ["кошка", "собака", "лошадь"]),
        ("red car or blue bus", ["red car", "blue bus"]),
        ("man running or woman jumping", ["man running", "woman jumping"]),
        ("cat and/or dog", ["cat", "dog"]),
        ("мужчина и/или женщина", ["мужчина", "женщина"]),
        ("кот/собака", ["кот", "собака"]),
    ],
)
def test_either_is_enough(text: str, things: list[str]) -> None:
    assert find_either(text) == things


@pytest.mark.parametrize(
    "text",
    [
        "black or white", "big or small", "two or three", "bride or groom portrait", "AC/DC",
        "man sitting or standing on a bench", "a cat on a sofa or a dog on a bed", "person with his or her dog",
        "two dogs or cats on grass", "trick or treat in the street", "dogs by Smith or Jones", '"cat or dog" on a sofa',
        "a group of people around a table drinking tea or coffee in the evening", "dog or cat or horse in a field",
        "more or less",
        "красная или синяя", "dog", "dog and cat", "two dogs or a cat", "do or die", "rain or shine", "dog in or on",
        "or",
        "a, b, c, d or e",
    ],
)  # fmt: skip
def test_what_shares_more_or_is_a_saying_stays_whole(text: str) -> None:
    assert find_either(text) == []


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("a cat or a dog on a sofa", ["cat on a sofa", "dog on a sofa"]),
        ("cat, dog or horse in a field", ["cat in a field", "dog in a field", "horse in a field"]),
        ("кошка или собака на диване", ["кошка на диване", "собака на диване"]),
        ("dog with a ball or a stick", ["dog with a ball", "dog with a stick"]),
        ("a cup of coffee or an astronaut", ["a cup of coffee", "an astronaut"]),
        ("a cup of coffee or tea", ["a cup of coffee", "a cup of tea"]),
        ("dog in water or a pool", ["dog in water", "dog in a pool"]),
        ("dog in the snow or on the beach", ["dog in the snow", "dog on the beach"]),
        ("собака с мячом или палкой", ["собака с мячом", "собака с палкой"]),
        ("собака в снегу или на пляже", ["собака в снегу", "собака на пляже"]),
        ("Red OR blue car?", ["Red car", "blue car"]),
        ("woman in a red or blue dress", ["woman in a red dress", "woman in a blue dress"]),
        ("красная или синяя машина", ["красная машина", "синяя машина"]),
    ],
)
def test_what_two_things_share_belongs_to_each(text: str, texts: list[str]) -> None:
    assert find_either(text) == texts


def test_each_thing_is_a_part_of_the_query() -> None:
    query = ask("dogs or cats, no people, 2019", own=FakeOwn())
    assert query.parts == (Part("dogs"), Part("cats"), Part("people", weight=-1))
    assert (query.is_either, str(query), query.filters.names) == (
        True,
        "dogs or cats, no people, 2019",
        ("taken_from", "taken_to"),
    )
    plain = ask("dog or cat")
    assert (plain.texts, plain.is_either, str(plain), plain.tries_others) == (["dog", "cat"], True, "dog or cat", True)
    assert not ask("dog or cat", literal=True).is_either


@pytest.mark.parametrize(
    ("text", "either", "literal"),
    [
        ("dog or cat", "dog | cat", '"dog or cat"'),
        ("cat/dog", "cat | dog", '"cat/dog"'),
        ("собака или кошка на диване", "собака на диване | кошка на диване", '"собака или кошка на диване"'),
        ("dogs or cats without snow", "dogs | cats", '"dogs or cats" without snow'),
        ("show me a dog or a cat", "dog | cat", 'show me a "dog or a cat"'),
        ("dogs, 2019, or cats", "dogs | cats", '"dogs, 2019, or cats"'),
    ],
)
def test_what_is_read_as_either_is_told_and_can_be_taken_for_words(text: str, either: str, literal: str) -> None:
    query = ask(text, own=FakeOwn())
    [meaning] = [each for each in query.understood.meanings if each.kind == "either"]
    assert (meaning.text, meaning.literal) == (either, literal)
    again = ask(literal, own=FakeOwn())
    assert (again.is_either, "either" in again.understood.as_dict()) == (False, False)


@pytest.mark.parametrize(
    ("text", "names", "texts"),
    [
        ("Орлов и Петрова", ("Орлов", "Петрова"), ("Орлов", "Петрова")),
        ("Орлов + Петрова", ("Орлов", "Петрова"), ("Орлов", "Петрова")),
        ("photos by Lev Orlov or Anna Petrova", ("Lev Orlov", "Anna Petrova"), None),
        ("фото Льва Орлова и Анны Петровой", ("Льва Орлова", "Анны Петровой"), None),
        ("dogs by Anna Petrova or by Lev Orlov", None, ("dogs by Anna Petrova", "dogs by Lev Orlov")),
        ("собаки Орлова и Петровой зимой", None, ("собаки Орлова зимой", "собаки Петровой зимой")),
    ],
)
def test_two_photographers_are_told_apart(
    text: str, names: tuple[str, str] | None, texts: tuple[str, str] | None
) -> None:
    several = find_several(text, [ORLOV, PETROVA], [])
    assert several is not None
    assert several.names == names
    assert texts in (None, several.texts)


@pytest.mark.parametrize(
    "text",
    [
        "Орлов",
        "собака и Орлов",
        "Лев Орлов и Орлов",
        "Орлов без Петровой",
        "dog and cat",
    ],
)
def test_one_photographer_is_not_two(text: str) -> None:
    assert find_several(text, [ORLOV, PETROVA], []) is None


def test_the_likelier_one_counts_of_each_picture() -> None:
    bounds = Thresholds(np.array([0.5, 0.5], np.float32), np.array([0.9, 0.9], np.float32))
    dog, cat = (_Rated(1.0, np.array(score, np.float32), bounds) for score in ([0.95, 0.2], [0.1, 0.6]))
    best = _best_of([dog, cat], 1)
    assert best.score.tolist() == pytest.approx([0.95, 0.6])
    assert (best.score >= best.thresholds.maybe).tolist() == [True, True]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("dogs by Petrova or Orlov", (5, 24, "Анна Петрова | Лев Орлов")),
        ("dogs by Lev Orlov and by Anna Petrova", (5, 37, "Лев Орлов | Анна Петрова")),
        ("dogs by Petrova and Orlov without people", (5, 25, "Анна Петрова | Лев Орлов")),
        ("собаки Петровой или Орлова", (7, 26, "Анна Петрова | Лев Орлов")),
        ("собаки Льва Орлова и Анны Петровой зимой", (7, 34, "Лев Орлов | Анна Петрова")),
    ],
)
def test_where_two_photographers_are_named(text: str, place: tuple[int, int, str]) -> None:
    several = find_several(text, [ORLOV, PETROVA], [])
    assert several is not None
    assert several.place == place


@pytest.mark.parametrize(
    "text",
    [
        "свадьба Анны и Льва",
        "Анна и Лев",
        "a dog with Orlov and Petrova",
        "улица Орлова или Петровой",
        "памятник Орлову и Петровой",
    ],
)
def test_who_is_in_a_picture_or_what_is_called_so_is_no_photographer(text: str) -> None:
    assert find_several(text, [ORLOV, PETROVA], []) is None


def test_who_names_two_photographers_beside_something_gets_what_either_took() -> None:
    text = "dogs by Lev Orlov and Anna Petrova"
    several = find_several(text, [ORLOV, PETROVA], [])
    assert several is not None
    query = ask(text, own=FakeOwn(photographer=several.place, several=several))
    assert (query.texts, query.offers) == (["dogs"], ())
    assert query.filters.values == {"photographer": "Лев Орлов | Анна Петрова"}
    (meaning,) = query.understood.meanings
    assert meaning.literal == 'dogs "by Lev Orlov and Anna Petrova"'
    others = list(
        other_queries(
            ask("dgos by Lev Orlov and Anna Petrova", own=FakeOwn(photographer=several.place, several=several))
        )
    )
    assert (others[-1].texts, others[-1].filters) == (["dogs"], query.filters)


def test_of_two_who_are_called_so_each_text_is_offered() -> None:
    several = find_several("dogs by Lev Orlov and Petrova", [ORLOV, PETROVA, "Ольга Петрова"], [])
    query = ask("dogs by Lev Orlov and Petrova", own=FakeOwn(several=several))
    assert query.offers == ("dogs by Lev Orlov", "dogs by Petrova")
    alone = FakeOwn(several=find_several("Lev Orlov and Anna Petrova", [ORLOV, PETROVA], []))
    query = ask("Lev Orlov and Anna Petrova", own=alone)
    assert (query.texts, query.is_either, query.offers) == (["Lev Orlov", "Anna Petrova"], True, ())


@pytest.mark.parametrize("text", ["all but photos by Lev Orlov and Anna Petrova", "кроме Орлова и Петровой"])
def test_two_who_are_not_wanted_are_not_offered_nor_is_one_of_them_asked_for(text: str) -> None:
    assert find_several(text, [ORLOV, PETROVA], []) == Several((), None)


def test_people_in_pictures_are_there_together() -> None:
    assert find_several("Орлов и Петрова", [ORLOV, PETROVA], [PETROVA]) is None


@pytest.mark.parametrize(
    ("text", "are_wanted"),
    [
        ("dogs without snow by Lev Orlov or Anna Petrova", True),
        ("dogs, no people, photos by Lev Orlov or Anna Petrova", True),
        ("dogs not by Lev Orlov or Anna Petrova", False),
        ("dogs, no photos by Lev Orlov or Anna Petrova", False),
    ],
)
def test_photographers_are_wanted_beside_what_is_not(text: str, are_wanted: bool) -> None:
    several = find_several(text, [ORLOV, PETROVA], [])
    assert several is not None
    assert (several.place is not None) is are_wanted
