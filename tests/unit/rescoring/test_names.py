"""Names of people and places are known in the other alphabet."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from imgsearch.letters import to_cyrillic_name, to_latin
from imgsearch.rescoring.known import Known, known_overlap
from imgsearch.rescoring.names import spell_in_other_letters
from imgsearch.rescoring.places import GIVEN_NAMES, PLACES
from imgsearch.rescoring.words import CYRILLIC, stem_word


def share(query: str, *names: str) -> float:
    """Of a query that is known of a picture by or of somebody, or of a place."""
    return float(known_overlap(query, [Known(names, "a.jpg")])[0][0])


@pytest.mark.parametrize(
    ("russian", "latin"),
    [
        ("Анна Соколова", "Anna Sokolova"),
        ("Дмитрий Щербаков", "Dmitry Shcherbakov"),
        ("Дмитрий Щербаков", "Dmitrii Scherbakov"),
        ("Юлия Хабарова", "Julia Habarova"),
        ("Алексей Семёнов", "Alexey Semyonov"),
        ("Алексей Семёнов", "Aleksei Semenov"),
        ("Андрей Цой", "Andrey Tsoy"),
        ("Наталья Жукова", "Natalia Zhukova"),
        ("Селигер", "Seliger"),
        ("Камчатка", "Kamchatka"),
        ("Москва", "Moscow"),
        ("Санкт-Петербург", "Saint Petersburg"),
        ("Париж", "Paris"),
        ("Крым", "Crimea"),
        ("Мадагаскар", "Madagascar"),
        ("Виктор", "Victor"),
        ("Татьяна", "Tatiana"),
        ("Елена", "Yelena"),
        ("Евгений", "Yevgeny"),
        ("Александр Петров", "Alexander Petrov"),
        ("Александр", "Aleksandr"),
        ("Михаил", "Michael"),
        ("Михаил", "Mikhail"),
        ("Андрей", "Andrew"),
        ("Андрей", "Andrei"),
        ("Анна", "Anne"),
        ("Пётр", "Peter"),
        ("Юлия", "Julia"),
        ("Юлия", "Yulia"),
        ("Екатерина", "Catherine"),
        ("Екатерина", "Ekaterina"),
        ("Наталья", "Natalie"),
        ("Ксения", "Xenia"),
        ("Семён", "Simon"),
        ("Фёдор", "Theodore"),
    ],
)
def test_a_name_in_one_alphabet_is_known_in_the_other(russian: str, latin: str) -> None:
    assert share(russian, latin) == pytest.approx(1, abs=0.02)
    assert share(latin, russian) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("query", "name"), [("Питер", "Санкт-Петербург"), ("спб", "Saint Petersburg"), ("Kyiv", "Kiev")]
)
def test_a_place_is_known_by_all_its_names(query: str, name: str) -> None:
    assert share(query, name) == pytest.approx(1, abs=0.02)


def test_a_saint_is_no_city() -> None:
    assert share("saint george", "George") < 0.9
    assert share("saint george", "Saint George") == pytest.approx(1, abs=0.02)


def test_saint_may_be_short() -> None:
    assert share("St. Petersburg", "Saint Petersburg") == share("st petersburg", "Санкт-Петербург") == 1


def test_russian_names_may_be_inflected() -> None:
    assert share("Александра", "Alexander") == share("Петра", "Peter") == share("Павла", "Paul") == 1
    assert share("Селигере", "Lake Seliger") == pytest.approx(1, abs=0.02)
    assert share("соколовой", "Anna Sokolova") == pytest.approx(1, abs=0.02)
    assert share("в Москве", "Moscow") == pytest.approx(1, abs=0.02)
    assert share("на Камчатке", "Kamchatka") == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("russian", "english"),
    [("в Киеве", "Kyiv"), ("на Урале", "Urals"), ("в Корее", "Korea"), ("Гималаев", "Himalayas"), ("Египта", "Egypt")],
)
def test_places_may_be_in_any_case(russian: str, english: str) -> None:
    assert share(russian, english) == share(english, russian) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Соколова", "Anna Sokolenko"),
        ("rose", "Рос"),
        ("лев", "Leopold"),
        ("кот", "Koti"),
        ("mark", "Марк"),
        ("Петров", "Peterson"),
        ("Moscow", "Мурманск"),
        ("куб", "Cuba"),
        ("Cuba", "Куб"),
        ("груз", "Georgia"),
        ("венец", "Venice"),
        ("Kiev", "кий"),
        ("ток", "Tokyo"),
        ("pari", "Париж"),
        ("Россия", "Bob Ross"),
        ("Ross", "Россия"),
        ("saint bernard", "Санкт-Петербург"),
        ("na more", "Кот на окне"),
        ("lena", "Лён"),
        ("sony", "Сон"),
        ("Елена", "El Capitan"),
    ],
)
def test_other_names_and_words_of_captions_are_not(query: str, name: str) -> None:
    assert share(query, name) == 0


def test_what_names_may_begin_with_is_looked_for() -> None:
    assert spell_in_other_letters("соколовой") == (("sokolov", "socolov"), ())
    assert spell_in_other_letters("sokolova") == (("соколов",), ())
    assert spell_in_other_letters("lena") == ((), ("лен",))
    assert "ел" in spell_in_other_letters("yelena").wholes
    assert {"elen", "yelen"} <= set(spell_in_other_letters("елены").beginnings)
    assert "татья" in spell_in_other_letters("tatiana").beginnings
    assert {"киев", "ки"} <= set(spell_in_other_letters("kyiv").wholes)
    assert spell_in_other_letters("хабарову") == (("khabarov", "habarov"), ("хабар",))
    assert spell_in_other_letters("dog") == spell_in_other_letters("собака") == ((), ())
    assert spell_in_other_letters("париже").wholes == ("pari",)
    assert spell_in_other_letters("киеве").wholes[:2] == ("kiev", "kyiv")
    assert spell_in_other_letters("z" * 10_000) == spell_in_other_letters("щ" * 10_000) == ((), ())
    assert {"mar", "maria", "mariya"} <= set(spell_in_other_letters("марии").wholes)


def test_letters_go_both_ways() -> None:
    assert to_latin("щука") == ("shchuka", "scuka", "schuka", "shchuca", "scuca", "schuca")
    assert all(to_cyrillic_name(latin) == "жуков" for latin in to_latin("жуков") if latin.startswith("zh"))


@pytest.mark.parametrize("file", [PLACES, GIVEN_NAMES])
def test_each_line_of_the_lists_has_english_and_russian_names(file: str) -> None:
    lines = (files("imgsearch.rescoring") / file).read_text(encoding="utf-8").splitlines()
    named = [line.split() for line in lines]
    assert all(names[0].isascii() and CYRILLIC.search(names[-1]) for names in named)
    assert lines == sorted(set(lines))
    # Places of one stem would be found as each other; Александр and Александра have one, and are told apart.
    every = [stem_word(name) if file == PLACES else name for names in named for name in names]
    assert len(every) == len(set(every))
    text = " ".join((Path(__file__).parents[3] / "docs/matching.md").read_text(encoding="utf-8").split())
    listed = {PLACES: "are in a list of {}", GIVEN_NAMES: "given names in one of {}"}[file]
    assert listed.format(len(lines)) in text


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("фото Орлова", "Лев Орлов"),
        ("Льва Орлова", "Лев Орлов"),
        ("Орлову", "Орлов"),
        ("Орловым", "Лев Орлов"),
        ("Кузнецовым", "Кузнецов"),
        ("Медведеву", "Медведев"),
        ("Павла", "Павел Семёнов"),
        ("Орловым", "Lev Orlov"),
    ],
)
def test_a_name_whose_stem_is_another_one_in_other_cases_is_known_in_them(typed: str, name: str) -> None:
    word = typed.split()[-1]
    assert share(word, name) == 1
    # The index has stems alone.
    stems = {stem_word(part) for part in name.lower().replace("ё", "е").split()}
    spelt = spell_in_other_letters(word.lower())
    assert not stems.isdisjoint(spelt.wholes) or any(each.startswith(spelt.beginnings) for each in stems)
