"""Words that people write both together and apart."""

from __future__ import annotations

import pytest

from imgsearch.asking.mistakes.others import other_texts
from imgsearch.asking.mistakes.trigrams import unknown_words
from imgsearch.compounds import in_parts, write_usual
from imgsearch.queries.by_words import known_queries, words_query
from imgsearch.rescoring.known import Known, known_overlap
from imgsearch.rescoring.learned import shipped_words
from imgsearch.rescoring.words import rarity, read_words, stem_word, word_overlap
from imgsearch.spelling import spell


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("Sun Glasses", "sunglasses"),
        ("a man on a skate board", "a man on a skateboard"),
        ("two skate-boarders in wet suits", "two skateboarders in wetsuits"),
        ("wind surfing, wake boarding", "windsurfing, wakeboarding"),
        ("hotdogs and icecream", "hot dogs and ice cream"),
        ("firehydrant by a stopsign", "fire hydrant by a stop sign"),
        ("cell phones", "cellphones"),
        ("a mobile phone", "a cellphone"),
        ("smart phone", "smartphone"),
        ("red T shirt", "red t-shirt"),
        ("tshirts", "t-shirts"),
        ("a big sun set", "a big sunset"),
        ("motor cross", "motocross"),
        ("two suitcases", "two luggage"),
        ("aircraft in the sky", "airplane in the sky"),
        ("doggies and veggies", "dogs and vegetables"),
        ("suit cases", "luggage"),
        ("fish under water falls", "fish underwater falls"),
        ("a road side walk", "a roadside walk"),
        ("a pony tailed man", "a ponytailed man"),
    ],
)
def test_compounds_are_read_as_captions_mostly_write_them(typed: str, usual: str) -> None:
    assert spell(typed) == usual
    assert spell(usual) == usual
    assert write_usual(typed.lower()) == usual


@pytest.mark.parametrize(
    "text",
    [
        "the sun sets over the sea",
        "snow falls on a house",
        "the sun rises",
        "a green house",
        "a black bird",
        "upper-class room",
        "an aircraft carrier",
        "air in a balloon",
        "a sun and glasses",
        "skates, boards",
        "суп и хлеб",
        "under a bridge",
        "a dragon flying over a castle",
        "a man on the side walking a dog",
        "the man on the left side walks",
        "water falling into a pool",
        "a hand stands out",
        "his lip sticks out",
        "sun lights up the sky",
    ],
)
def test_two_words_stay_two(text: str) -> None:
    assert write_usual(text) == text


def test_captions_that_write_it_otherwise_hold_the_word() -> None:
    together, apart, neither = word_overlap(
        "skateboard", [["a skateboard in a park"], ["a skate board in a park"], ["a board in a park"]]
    )
    assert together.tolist() == apart.tolist() != neither.tolist()
    hot_dog, hotdog = word_overlap("hotdog", [["a hot dog"], ["a hotdog"]])
    assert hot_dog.tolist() == hotdog.tolist()
    phone, cell_phone = word_overlap("smartphone", [["a phone"], ["a cell phone"]])
    assert phone[0] == cell_phone[0] == 1


def test_a_telephone_is_no_rare_word() -> None:
    assert read_words("cell phone").rarity == read_words("phone").rarity == {"phone": rarity("phone")}


def test_titles_and_tags_that_write_it_otherwise_are_known() -> None:
    said = [("Sun glasses",), ("sunglasses",), ("glasses",)]
    share, is_named = known_overlap("sunglasses", [Known(each, "1.jpg", things=each) for each in said])
    assert share.tolist() == [1, 1, 0]
    assert is_named.tolist() == [True, True, False]


def test_an_index_is_asked_for_both() -> None:
    assert words_query(["laptop"]) == "('laptop' | ('lap' <-> 'top'))"
    assert words_query(["motorcycl"]) == "('motorcycl' | 'motorbik' | ('motor' <-> 'bike') | ('motor' <-> 'cycl'))"
    assert "('sail' <-> 'boat')" in known_queries(["sailboat"], [["sailboat"]]).every()[0]
    assert "<->" not in words_query(["phone"]) + words_query(["dog"])


def test_whoever_writes_it_otherwise_has_misspelt_nothing() -> None:
    assert other_texts("butter fly") == other_texts("hotdog") == []
    assert unknown_words("butter fly on hotdog") == []
    assert unknown_words("a dog, zzyzx") == ["zzyzx"]


def test_what_is_known_of_looks_stays_known() -> None:
    rows = shipped_words().rows
    for words in map(" ".join, in_parts().values()):
        joined = " ".join(map(stem_word, words.replace(" ", "").split()))
        assert " ".join(map(stem_word, words.split())) not in rows or joined in rows, words
