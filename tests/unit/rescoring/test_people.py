"""Names of people that look like things: a wolf is no picture by Волков, a rose none by Rose Brown."""

from __future__ import annotations

import pytest

from imgsearch.rescoring.known import Known, known_overlap


def overlap(query: str, known: Known) -> tuple[float, bool]:
    shares, named = known_overlap(query, [known])
    return round(float(shares[0]), 2), bool(named[0])


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("волк", "Иван Волков"),
        ("волки в лесу", "Иван Волков"),
        ("волк", "Волков"),
        ("медведь", "Медведев Пётр"),
        ("орлы", "Лев Орлов"),
        ("мороз", "Анна Морозова"),
        ("кот", "Котов"),
        ("лев", "Лев Орлов"),
        ("роза", "Роза Иванова"),
        ("rose", "Rose Brown"),
        ("a brown dog", "Rose Brown"),
        ("red fox", "Megan Fox"),
        ("a red rose", "Rose Brown"),
    ],
)
def test_who_asks_for_a_thing_asks_for_nobody(query: str, name: str) -> None:
    assert overlap(query, Known((), "a.jpg", people=(name,))) == (0, False)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Волков", "Иван Волков"),
        ("Волкова", "Иван Волков"),
        ("Ивана Волкова", "Иван Волков"),
        ("у Волкова", "Волков"),
        ("Ivan Volkov", "Иван Волков"),
        ("Volkov", "Иван Волков"),
        ("Льва Орлова", "Лев Орлов"),
        ("Лев Орлов", "Лев Орлов"),
        ("Лев", "Лев"),
        ("Орлов", "Лев Орлов"),
        ("Роза Иванова", "Роза Иванова"),
        ("Розы Ивановой", "Роза Иванова"),
        ("Роза", "Роза"),
        ("Мария", "Мария Кузнецова"),
        ("Елены", "Елена Кузнецова"),
        ("Игорь", "Игорь Серов"),
        ("Rose Brown", "Rose Brown"),
        ("Megan", "Megan Fox"),
        ("Megan Fox", "Megan Fox"),
    ],
)
def test_who_asks_for_somebody_finds_them(query: str, name: str) -> None:
    assert overlap(query, Known((), "a.jpg", people=(name,))) == (1, True)


def test_a_name_beside_a_thing_is_known() -> None:
    megan = Known((), "a.jpg", people=("Megan Fox",))
    share, is_named = overlap("Megan on a beach", megan)
    assert (0.1 < share < 1, is_named) == (True, False)
    assert overlap("fox on a beach", megan) == (0, False)


def test_who_is_called_like_a_thing_hides_no_title() -> None:
    assert overlap("fox", Known(("A fox at night",), "a.jpg", people=("Megan Fox",)))[0] == 1
    assert overlap("волк", Known(("Волк зимой",), "a.jpg", people=("Иван Волков",)))[0] == 1


@pytest.mark.parametrize(
    ("path", "query", "share"),
    [
        ("Волков/2019/a.jpg", "волк", 0),
        ("Волков/2019/a.jpg", "Волков", 1),
        ("Волков/2019/a.jpg", "Волкова", 1),
        ("стая волков/a.jpg", "волк", 1),
        ("Sokolov/a.jpg", "Sokolov", 1),
    ],
)
def test_a_folder_may_be_called_after_somebody(path: str, query: str, share: float) -> None:
    assert overlap(query, Known((), path))[0] == share
