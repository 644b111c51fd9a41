from __future__ import annotations

from itertools import product

import pytest

from imgsearch.asking.mistakes.trigrams import ALIKE, OwnWords, alike, likely_texts, trigrams, unknown_words

OWN = ["Anna Petrova", "snowboarding", "rio de janeiro", "Тверь", "Анна Петрова"]


def texts(typed: str, own: list[str]) -> list[str]:
    return [offer.text for offer in likely_texts(typed, OwnWords(own))]


def test_trigrams_are_those_of_postgresql() -> None:
    assert trigrams("Cat") == {"  c", " ca", "cat", "at "}
    assert round(alike(trigrams("word"), trigrams("words")), 6) == 0.571429  # similarity('word', 'words')


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("petrowa", ["Petrova"]),
        ("a dog by petrovva", ["a dog by Petrova"]),
        ("janiero at night", ["janeiro at night"]),
        ("Петровва", ["Петрова"]),
        ("anna petrova", []),
        ("a dog on a beach", []),
        ("zzzzqqq", []),
        (" ".join(["petrowa"] * 13), []),
    ],
)
def test_misspelt_words_are_put_right_by_the_gallerys_own(typed: str, offered: list[str]) -> None:
    assert texts(typed, OWN) == offered


def test_no_word_that_is_alike_is_passed_over() -> None:
    letters = "aeinrst"
    words = ["".join(each) for each in product(letters, repeat=4)]
    for word in ("rinse", "İsern", "tetetete"):
        own = trigrams(word)
        plain = {(alike(own, trigrams(other)), other) for other in words if alike(own, trigrams(other)) >= ALIKE}
        assert set(OwnWords(words).near(word)) == plain != set()


def test_what_denies_is_no_mistake() -> None:
    assert texts("beach minus people", ["Minsk"]) == []
    assert texts("beach minsc people", ["Minsk"]) == ["beach Minsk people"]


def test_another_form_of_a_word_is_not_offered() -> None:
    assert texts("осень собаки", ["собака"]) == texts("Петровой", ["Анна Петрова"]) == []
    assert texts("собакка", ["собака"]) == ["собака"]


def test_a_russian_word_is_no_misspelt_name() -> None:
    own = ["Марина Белова", "Сергей Ёлкин"]
    assert texts("белый медведь", own) == texts("серый волк", own) == []
    assert texts("белава медведь", own) == ["Белова медведь"]


def test_words_of_captions_are_known() -> None:
    assert unknown_words("a dog by Petrowa") == ["Petrowa"]


def test_marks_that_were_left_out_are_offered() -> None:
    own = ["São Paulo", "María González", "Reykjavík harbour"]
    assert texts("Sao Paulo", own)[0] == "São Paulo"
    assert texts("maria gonzalez at night", own)[0] == "María González at night"
    assert texts("reykjavik", own)[0] == "Reykjavík"
    assert texts("São Paulo", own) == []


def test_an_offer_says_whose_words_it_has() -> None:
    own = OwnWords(["rio de janeiro", "María González"])
    assert likely_texts("janiero", own)[0].values == ("rio de janeiro",)
    assert likely_texts("maria by gonzalez", own)[0].values == ("María González", "María González")
