"""What is a photographer's name in a text, and what only looks like one."""

from __future__ import annotations

import pytest

from imgsearch.asking.by_whom import find_beside, find_photographer, name_words
from imgsearch.spelling import tidy

ANNA = "Анна Петрова"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("стая волков", "Иван Волков"),
        ("поле цветов", "Виктор Цветов"),
        ("корзина грибов", "Пётр Грибов"),
        ("рыбаков на лодке", "Коля Рыбаков"),
        ("ветка калины", "Анна Калина"),
        ("фотографии волков", "Иван Волков"),
        ("фотограф волков", "Иван Волков"),
        ("семья львов", "Семён Львов"),
        ("ольга зимой", "Ольга Зима"),
        ("горский пейзаж", "Никита Горский"),
        ("крест и вера", "Вера"),
        ("собор Владимира", "Владимир"),
        ("дворец в Пушкине", "Александр Пушкин"),
        ("улица Кирова", "Сергей Киров"),
        ("памятник Пушкину", "Александр Пушкин"),
        ("портрет Анны Петровой", ANNA),
        ("Анна Иванова на пляже", "Пётр Иванов"),
        ("море, фотограф Ольга Петрова", ANNA),
        ("собаки Ольги Петровой", ANNA),
        ("Орлова на сцене", "Лев Орлов"),
        ("hill in florence", "Florence Hill"),
        ("dogs from Paris", "Paris"),
        ("house by lake", "Lake"),
        ("a man with Anna Petrova", ANNA),
        ("dogs and Anna Petrova", ANNA),
        ("собака с Анной Петровой", ANNA),
        ("statue of Anna Petrova", ANNA),
        ("dogs by Anna Zimmer", "Anna Petrova"),
        ("dogs by Пётр Жуков", ANNA),
        # What is denied is not what is wanted.
        ("dogs without Anna Petrova", ANNA),
        ("dogs, not by Anna Petrova", ANNA),
        ("собаки не Петровой", ANNA),
        ("все кроме фото Анны Петровой", ANNA),
        ("dogs, no photos by Anna Petrova", ANNA),
        ("собаки кроме Петровой", ANNA),
    ],
)
def test_what_is_no_photographer_stays_words(typed: str, name: str) -> None:
    assert find_photographer(tidy(typed), [name], []) is None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("людей Петровой", ANNA),
        ("собака Волкова", "Иван Волков"),
        ("dogs by Волков", "Иван Волков"),
        ("собаки, снял Волков", "Иван Волков"),
        ("закат, Петров", "Пётр Петров"),
        ("поле Шевченко", "Тарас Шевченко"),
        ("собаки Николая Лесного", "Николай Лесной"),
        ("собаки Льва Орлова", "Лев Орлов"),
        ("dogs by Rose Brown", "Rose Brown"),
        ("dogs May Winters", "May Winters"),
        ("dogs by Jean-Luc O’Neil", "Jean-Luc O'Neil"),
        ("Studio Nord portraits", "Studio Nord"),
    ],
)
def test_whoever_took_them_is_found(typed: str, name: str) -> None:
    place = find_photographer(tidy(typed), [name], [])
    assert place is not None
    assert place.text == name


def test_whose_name_is_said_by_more_words_is_meant() -> None:
    photographers = [ANNA, "Anna Field", "Иван Петров"]
    for typed in ("dogs by Anna Petrova", "собаки Анны Петровой"):
        place = find_photographer(typed, photographers, ["Anna Field", "Сергей Волков"])
        assert place is not None
        assert place.text == ANNA
    assert find_photographer("dogs by Anna", photographers, []) is None
    # Somebody else in the picture is no hindrance.
    assert find_photographer("Сергей Волков by Anna Petrova", photographers, ["Сергей Волков"]) is not None


def test_what_a_title_or_a_place_may_be_stays_words_unless_somebody_took_it() -> None:
    for other in ("Выставка Анны Петровой", "анна петрова"):
        assert find_photographer("зал Анны Петровой", [ANNA], [], [other]) is None
        assert find_photographer("собаки, снято Анной Петровой", [ANNA], [], [other]) is not None


def test_parts_of_joined_names_and_things_behind_by_are_looked_up() -> None:
    assert name_words("dogs by Jean-Luc O'Neil") == ["jean", "luc", "neil"]
    assert name_words("dogs by Rose Brown at sea") == ["rose", "brown"]
    assert name_words("brown dogs") == []


def test_of_what_is_asked_for_things_are_no_names() -> None:
    assert find_beside("стая волков", ["Иван Волков"]) is None
    assert find_beside("собака Ивана Волкова", ["Иван Волков"]) is not None
