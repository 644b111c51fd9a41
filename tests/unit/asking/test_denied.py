"""Captions that deny or name what a text names."""

from __future__ import annotations

import pytest

from imgsearch.asking.denial.denied import denies, names, names_somebody


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("A man with no shirt holding a football .", "shirt"),
        ("A man without a shirt .", "shirts"),
        ("Acrobats with no shirts perform .", "a shirt"),
        ("A man with no shirt climbs a rock .", "shirt"),
        ("A man with no shirt .", "red shirt"),
        ("A man not wearing a shirt", "shirt"),
        ("A street without people or cars", "cars"),
        ("Мужчина без рубашки на пляже", "рубашка"),
        ("Улица, где нет людей", "люди на улице, людей"),
    ],
)
def test_what_is_not_there_is_denied(caption: str, text: str) -> None:
    assert denies(caption, text)


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("A man in a shirt .", "shirt"),
        ("A man with no shirt .", "man"),
        ("A man with no shirt .", "hat"),
        ("A man with no shirt beside a boy in a red shirt .", "shirt"),
        ("A cow with no rider and another cow with a rider .", "rider"),
        ("Two racers , one not .", "shirt"),
        ("Not far behind .", "the"),
        ("A no parking sign .", "sign"),
        ("Мужчина в рубашке", "рубашка"),
        ("", "shirt"),
    ],
)
def test_what_may_be_there_is_not_denied(caption: str, text: str) -> None:
    assert not denies(caption, text)


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("A man in a red shirt .", "shirts"),
        ("A man in a red shirt .", "a red shirt"),
        ("Dogs run in the water", "in water"),
        ("Мужчина в рубашке", "рубашки"),
        ("A man walks", "men"),
        ("Two women walk", "a woman"),
    ],
)
def test_what_is_said_is_named(caption: str, text: str) -> None:
    assert names(caption, text)


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("A red dog with a ball", "red ball"),
        ("A dog near the water", "in the water"),
        ("A man in a T-shirt", "irt"),
        ("A man", "the"),
        ("A man", ""),
    ],
)
def test_what_is_only_like_it_is_not_named(caption: str, text: str) -> None:
    assert not names(caption, text)


def test_a_caption_in_which_nobody_is_denies_people() -> None:
    assert denies("A clean kitchen with no one in it", "people")
    assert denies("на пляже никого нет", "людей")
    assert not denies("no one is dancing", "people")


@pytest.mark.parametrize(
    ("caption", "somebody"),
    [
        ("A man on a horse .", True),
        ("Two women", True),
        ("Surfers wait for a wave", True),
        ("Люди на улице", True),
        ("Парни играют в мяч", True),
        ("Прохожие под зонтами", True),
        ("A street with no people but one man .", True),
        ("A German shepherd and a boxer", False),
        ("A couple of dogs with toys in their mouths , one of whom runs", False),
        ("A street without people", False),
        ("Улица, где нет людей", False),
        ("", False),
    ],
)
def test_somebody_is_named_by_words_for_people_alone(caption: str, somebody: bool) -> None:
    assert names_somebody(caption) == somebody
