"""One text for each rule of the lexicon and one that just misses it, in both languages."""

from __future__ import annotations

import pytest

from imgsearch.minors import detect_language, disclaimer, find_terms
from imgsearch.minors.words.normal import is_cyrillic, normalize, words

AGE, ADULT = ["age under 18"], ["до 18 лет"]
AMBIGUOUS = {
    "baby big brown bear": [],
    "baby big brown wild bear": ["baby"],  # two adjectives at most
    "a baby bear cub": [],
    "baby, elephant": ["baby"],
    "baby-elephant": [],
    "baby - elephant": [],
    "baby / elephant": ["baby"],
    "baby red elephant": [],
    "baby happy elephant": ["baby"],
    "adolescent gorilla": [],
    "juvenile seal": [],
    "infant monkeys": [],
    "newborn kittens": [],
    "girl kittens": ["girl"],
    "малыш медведя": [],
    "кроха панда": [],
    "малышка слонёнок": [],
    "малыш и медведь": ["малыш"],
    "малыш спит": ["малыш"],
    "a kid glove": [],
    "kid leather": [],
    "a tot": ["tot"],
    "tater tot": [],
    "cow boy": ["boy"],
    "cow-boy": [],
    "play boy": ["boy"],
    "play-boy": [],
    "cow, boy": ["boy"],
    "a lassie": ["lass"],
    "lassie looking": [],
    "lassie like dog": [],
    "youth hostels": [],
    "youth hotel": ["youth"],
    "pupil dilation": [],
    "pupil reflex": [],
    "the dilated black of a pupil": [],
    "pupil and iris": [],
    "eyes of a pupil": [],
    "a pupil reads": ["pupil"],
    "little leaguer": ["leaguer"],
    "big leaguer": [],
    "leaguer": [],
    "baby's breath": [],
    "baby’s breath": [],
    "baby's toes": ["baby"],
    "baby's toys": [],
}
AGES = {
    "17 years old": AGE,
    "18 years old": [],
    "18 months old": AGE,
    "20 weeks old": AGE,
    "20 wks old": AGE,
    "19 mo old": AGE,
    "seventeen year old": AGE,
    "eighteen year old": [],
    "3 yrs old": AGE,
    "17 yo": AGE,
    "18 yo": [],
    "aged seventeen": AGE,
    "ages 5": AGE,
    "aged 18": [],
    "at age 9": AGE,
    "of age 17": AGE,
    "at age 18": [],
    "17-летний": AGE,
    "17 летняя": AGE,
    "10ти летний": AGE,
    "18-летняя": [],
    "одиннадцатилетняя": AGE,
    "восемнадцатилетняя": [],
    "в возрасте 17 лет": AGE,
    "в возрасте 18 лет": [],
    "в возрасте 18 месяцев": AGE,
    "в возрасте 20 недель": AGE,
    "в возрасте 30 дней": AGE,
    "в возрасте от 5 лет": AGE,
    "возраста 7": AGE,
    "младше 12": AGE,
    "моложе 17": AGE,
    "моложе 30": [],
    "5 year old dog": [],
    "5 year old small brown dog": [],
    "5 year old small brown wild dog": AGE,
    "5 year old, dog": AGE,
    "10 year old scotch": [],
    "10-летний виски": [],
    "10-летняя собака": [],
    "10-летний спортсмен": AGE,
    "пятилетний опыт": [],
}
PHRASES = {
    "under 18": ["under 18"],
    "under 18s": ["under 18"],
    "under 18 people": [],
    "under the age of 18": ["under 18", "under age"],
    "below eighteen": ["under 18"],
    "younger than 18": ["under 18"],
    "under the age of 12": ["under age"],
    "до 18-ти лет": ADULT,
    "младше 18": ADULT,
    "моложе 18": ADULT,
    "не достигший 18": ADULT,
    "до 19 лет": [],
    "little one": ["little one"],
    "little ones.": ["little one"],
    "little one is sleeping": ["little one"],
    "little one bedroom flat": [],
    "little sister": ["little sister"],
    "baby brother": ["baby", "little sister"],
    "kid-brothers": ["kid", "little sister"],
    "big sister": [],
    "a minor is here": ["minor"],
    "a minor.": ["minor"],
    "a minor key": [],
    "sonata in a minor": [],
    "female minor": ["minor"],
    "young minor ": ["minor"],
    "unaccompanied minor": ["minor"],
    "young minor officials": [],
    "12th grader": ["grader"],
    "third graders": ["grader"],
    "a grader": [],
    "high school band": ["school student"],
    "junior high school prom": ["school student", "junior high", "prom"],
    "high school marching band": ["school student"],
    "high-school football players": ["school student"],
    "high school gym": [],
    "nursery group": ["nursery", "kindergarten class"],
    "kindergarten fence": [],
    "school-age": ["school age"],
    "pre-school-aged": ["preschool", "school age"],
    "brownie scout": ["cub scout"],
    "eagle scout": [],
    "ring-bearers": ["ring bearer"],
    "детский хор": ["детский"],
    "детские красивые лица": ["детский"],
    "детский день рождения": ["детский"],
    "детская горка": [],
    "детских красивых новых лиц": [],
    "воспитанник детского сада": ["воспитанник детского сада", "детский"],
    "воспитанницы детских домов": ["воспитанник детского сада", "детский"],
    "воспитанник клуба": [],
}
SPELLED = {
    "№boy": ["boy"],
    "girl™": ["girl"],
    "ﬁve boys": ["boy"],
    "BOY'S": ["boy"],
    "girl’s": ["girl"],
    "b\u200doy": ["boy"],
    "a_boy_b": ["boy"],
    "boyо": [],
    "mальчик": ["мальчик"],
    "мальчикz": [],
}


@pytest.mark.parametrize(("text", "lemmas"), (AMBIGUOUS | AGES | PHRASES | SPELLED).items())
def test_a_rule_holds_where_it_should_and_no_further(text: str, lemmas: list[str]) -> None:
    assert [term.lemma for term in find_terms(text)] == lemmas


@pytest.mark.parametrize(
    ("text", "language"),
    [("17 years old", "en"), ("17-летний", "ru"), ("детский хор", "ru"), ("under 18", "en"), ("до 18 лет", "ru"),
     ("мaльчик", "ru"), ("bоy", "en")],
)  # fmt: skip
def test_a_term_has_the_language_of_its_words(text: str, language: str) -> None:
    assert [term.language for term in find_terms(text)] == [language]


@pytest.mark.parametrize(
    ("text", "language"),
    [("дa", "en"), ("дaвb", "en"), ("aбвг", "ru"), ("абв abc", "en"), ("1 2 д!", "ru"), ("Ѐ", "ru"), ("ԯ", "ru"),
     ("\u0530", "en"), ("\u03ff", "en")],
)  # fmt: skip
def test_half_of_the_letters_are_not_most(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_disclaimers_are_in_their_language() -> None:
    assert detect_language(disclaimer("ru")) == "ru"
    assert detect_language(disclaimer("en")) == "en"


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("№5", " 5"),
        ("x™y", "x y"),
        ("Ё ё Й й", "е е й й"),
        ("и\u0306", "й"),
        ("a\u0301É", "ae"),
        ("ﬁ", "fi"),
        ("A’B", "a'b"),
        ("x\u00ady\u115fz\uffa0", "xyz"),
        ("a\x00b\tc\nd", "ab\tc\nd"),
        ("½", "1⁄2"),
        ("ß İ", "ss i"),
    ],
)
def test_texts_are_compared_in_one_spelling(text: str, normalized: str) -> None:
    assert normalize(text) == normalized


def test_words_are_letters_alone_and_read_in_both_scripts_where_they_mix() -> None:
    assert [tuple(word) for word in words("bоy a_b1 дом")] == [
        ("bоy", ("bоy", "boy", "воу"), 0, 3),
        ("a", ("a",), 4, 5),
        ("b", ("b",), 6, 7),
        ("дом", ("дом",), 9, 12),
    ]
    assert [is_cyrillic(letter) for letter in "\u03ff\u0400яё\u052f\u0530a"] == [
        False,
        True,
        True,
        True,
        True,
        False,
        False,
    ]
