"""What a text denies, and where it only sounds so."""

from __future__ import annotations

import pytest

from imgsearch.asking import NOTHING, read_text
from imgsearch.asking.denial.unwanted import find_unwanted


@pytest.mark.parametrize(
    ("said", "wanted", "unwanted"),
    [
        ("dog without water", "dog", ["water"]),
        ("a street, not a single car", "a street", ["car"]),
        ("not a single cloud", "", ["cloud"]),
        ("a dog but not a single cat", "a dog", ["cat"]),
        ("на улице ни одного человека", "на улице", ["человека"]),
        ("улица, ни одной белой машины", "улица", ["белой машины"]),
        ("Street WITHOUT People", "Street", ["People"]),
        ("street without people at night", "street at night", ["people"]),
        ("a man without a hat smiling", "a man smiling", ["hat"]),
        ("a street without people or cars", "a street", ["people", "cars"]),
        ("beach with no people", "beach", ["people"]),
        ("a street where there are no people", "a street", ["people"]),
        ("no people on the beach", "on the beach", ["people"]),
        ("a dog but not a cat", "a dog", ["cat"]),
        ("a dog that is not in the water", "a dog", ["in the water"]),
        ("a woman not looking at the camera", "a woman", ["looking at the camera"]),
        ("dog without a leash, without a collar", "dog", ["leash", "collar"]),
        ("dog without\u00a0water", "dog", ["water"]),
        ("beach -umbrella", "beach", ["umbrella"]),
        ("-umbrella beach –boat", "beach", ["umbrella", "boat"]),
        ('dog -"red ball"', "dog", ["red ball"]),
        ("улица без людей", "улица", ["людей"]),
        ("УЛИЦА БЕЗ ЛЮДЕЙ", "УЛИЦА", ["ЛЮДЕЙ"]),
        ("улица без людей ночью", "улица ночью", ["людей"]),
        ("собака без красного ошейника на траве", "собака на траве", ["красного ошейника"]),
        ("женщина без красной шапки зимой", "женщина зимой", ["красной шапки"]),
        ("улица, где нет людей", "улица", ["людей"]),
        ("собака не в воде", "собака", ["в воде"]),
        ("собака, которая не в холодной воде", "собака", ["в холодной воде"]),
        ("красная машина, но не грузовик", "красная машина", ["грузовик"]),
        ("не красная машина", "машина", ["красная"]),
        ("человек не смотрит в камеру", "человек", ["смотрит в камеру"]),
        ("пляж -зонт", "пляж", ["зонт"]),
        ("snow without people and dogs", "snow", ["people", "dogs"]),
        ("a dog without a leash and a cat", "a dog and a cat", ["leash"]),
        ("beach without people and umbrellas at sunset", "beach and umbrellas at sunset", ["people"]),
        ("снег без людей и собак", "снег", ["людей", "собак"]),
        ("женщина без шляпы и мужчина", "женщина и мужчина", ["шляпы"]),
        ("not a cat but a dog", "a dog", ["cat"]),
        ("не кошка, а собака", "собака", ["кошка"]),
        ("dogs except white dogs", "dogs", ["white dogs"]),
        ("dog minus grass", "dog", ["grass"]),
        ("собаки, кроме белых", "собаки", ["белых"]),
        ("собака за исключением воды", "собака", ["воды"]),
        ("a dog in snow (no people)", "a dog in snow", ["people"]),
    ],
)
def test_what_is_denied_is_unwanted(said: str, wanted: str, unwanted: list[str]) -> None:
    reading = read_text(said)
    assert (reading.wanted, list(reading.unwanted)) == (wanted if unwanted else said, unwanted)
    assert reading.understood.of("without") == unwanted


@pytest.mark.parametrize(
    ("said", "prepositions"),
    [
        (
            ("a street without people {} snow", "a street {} snow", "people"),
            "in on at near with by under over behind beside above below inside outside of from to into through between "
            "during before after for around against across along",
        ),
        (("a dog that is not {} snow", "a dog", "{} snow"), "in on at near under behind inside before around along"),
        (
            ("улица без людей {} него", "улица {} него", "людей"),
            "в во на у под с со за из над около возле перед при по к ко о об от до через среди между рядом вокруг для",
        ),
        (
            ("собака не {} воде зимой", "собака зимой", "{} воде"),
            "в во на у под с со за из над около возле перед при по к ко о об от до через среди между рядом вокруг для",
        ),
    ],
)
def test_a_thing_ends_before_a_preposition_and_an_action_may_begin_with_one(
    said: tuple[str, str, str], prepositions: str
) -> None:
    for preposition in prepositions.split():
        text, wanted, unwanted = (each.format(preposition) for each in said)
        reading = read_text(text)
        assert (reading.wanted, reading.unwanted) == (wanted, (unwanted,)), text


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("dog {} without snow", "but and"),
        ("dog {} no snow", "with there is are has have having where but and"),
        ("dog {} not snow", "that who which is are was were and"),
        ("собака {} без снега", "но а и"),
        ("собака {} исключением снега", "за"),
        ("собака {} нет снега", "где но а и"),
        ("собака {} не снег", "но а и которая который которые"),
    ],
)
def test_words_in_front_go_with_the_negation(said: str, leads: str) -> None:
    for lead in leads.split():
        text = said.format(lead)
        reading = read_text(text)
        assert (reading.wanted, reading.unwanted) == (text.split()[0], (text.split()[-1],)), text


def test_a_word_in_quotation_marks_does_not() -> None:
    assert read_text('a "but" without snow').wanted == 'a "but"'
    assert [place.text for place in find_unwanted('a dog but without "red snow"')] == ['"red snow"']
    assert read_text('a dog but without "red snow"').wanted == "a dog"


@pytest.mark.parametrize(
    "thing",
    ["белом снегу", "синем море", "белой воде", "синей воде", "белых горах", "синих горах", "белую воду", "синюю воду"],
)
def test_adjectives_behind_a_preposition_belong_to_the_thing(thing: str) -> None:
    reading = read_text(f"собака не на {thing} весной")
    assert (reading.wanted, reading.unwanted) == ("собака весной", (f"на {thing}",))


@pytest.mark.parametrize(
    ("said", "thing"),
    [
        ("a dog with no big white wet cold ball", "big white wet"),
        ("a dog that is not on big white wet cold snow", "on big white wet"),
        ("собака без большого белого мокрого холодного мяча", "большого белого мокрого"),
        ("собака не на большом белом мокром холодном снегу", "на большом белом мокром"),
        ("собака не бежит по снегу за мячом зимой", "бежит по снегу за"),
    ],
)
def test_a_thing_has_three_words_at_most_and_an_action_four(said: str, thing: str) -> None:
    assert [place.text for place in find_unwanted(said)] == [thing]


def test_things_are_apart_whatever_signs_stand_before_an_article() -> None:
    assert [place.text for place in find_unwanted("dog without -a ball")] == ["ball"]


@pytest.mark.parametrize(
    "said",
    [
        "a dog", "a dog not without a ball", "собака не без мяча", "except", "кроме",
        "no one is there", "a man without a doubt happy", "without doubt a dog",
        "not only a dog", "no parking sign", "a sign that says no dogs sign", "no 5 on a shirt", "no, a dog",
        "well-known dog - running", "a T-shirt", "-5 degrees", "what a no", "yes or no",
        "a dog - water", "street without kids", "a park with no children", "улица без детей", "площадка не для детей",
        "без ума от собак", "не только собака", "не один человек на улице", "никто не идёт", "ни один не бежит",
        "не много людей", "без сомнения собака", "не курить", "-5 градусов", "зима - снег", "нет слов",
        "не очень большая",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_denial_is_left_alone(said: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.unwanted, reading.understood) == (said, (), NOTHING)


@pytest.mark.parametrize(
    ("trigger", "idioms"),
    [
        ("without", "a doubt,doubt,a question,question,end,fail,further,warning,a trace,trace,a word,exception,me,us"),
        ("no", "one,doubt,matter,longer,problem,problems,more,way,entry,exit,parking,smoking,idea,thanks,wonder,man's"),
        (
            "not",
            "one,only,just,even,yet,at all,very,so,every,many,much,sure,to,a,the,that,this,too,quite,really",
        ),
        ("без", "ума,сомнения,конца,края,труда,памяти,проблем,того,сознания,слов,меня,нас,исключения,вести,толку"),
        ("нет", "слов,сил,времени,никого,ничего,проблем,единого,конца"),
        (
            "не",
            "только,просто,один,раз,менее,более,очень,совсем,все,каждый,видно,было,будет,может,надо,курить,важно,ясно",
        ),
    ],
)
def test_an_idiom_denies_nothing(trigger: str, idioms: str) -> None:
    texts = [f"dog {trigger} {idiom} cat" for idiom in idioms.split(",")]
    assert [text for text in texts if find_unwanted(text)] == []


@pytest.mark.parametrize(
    ("said", "unwanted"),
    [
        ("no people", ["people"]),
        ("Without a dog!", ["dog"]),
        ("there are no people", ["people"]),
        ("-snow", ["snow"]),
        ('-"red ball" -snow', ["red ball", "snow"]),
        ("photos without people or cars", ["people", "cars"]),
        ("any pictures except dogs", ["dogs"]),
        ("без собаки", ["собаки"]),
        ("фотографии без людей", ["людей"]),
        ("всё, кроме снега", ["снега"]),
        ("не собака", ["собака"]),
    ],
)
def test_a_text_may_only_deny(said: str, unwanted: list[str]) -> None:
    reading = read_text(said)
    assert (reading.wanted, list(reading.unwanted)) == ("", unwanted)
    assert reading.understood.as_dict() == {"without": unwanted}
    assert unwanted[0] not in read_text(reading.understood.meanings[0].literal).unwanted


def test_words_for_any_picture_are_left_out_beside_what_is_understood_alone() -> None:
    assert read_text("photos").wanted == "photos"
    assert read_text("my photos from 2019").wanted == ""
    assert read_text("photos of a dog in 2019").wanted == "a dog"
    assert read_text("a picture book without people").wanted == "a picture book"


@pytest.mark.parametrize("said", ['"street without people"', "«улица без людей»", 'a man "without a hat"'])
def test_quoted_words_stay_together(said: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.unwanted) == (said, ())
    assert len(reading.understood.of("phrase")) == 1


@pytest.mark.parametrize(
    ("said", "literal"),
    [
        ("street without people at night", 'street "without people" at night'),
        ("beach -umbrella", 'beach "umbrella"'),
        ('dog -"red ball"', 'dog "red ball"'),
        ("улица, где нет людей", 'улица, "где нет людей"'),
        ("dog in June 2019", 'dog "in June 2019"'),
    ],
)
def test_the_literal_text_undoes_what_was_understood(said: str, literal: str) -> None:
    (meaning,) = read_text(said).understood.meanings
    assert meaning.literal == literal
    again = read_text(literal)
    assert (again.unwanted, again.period) == ((), None)


def test_each_thing_is_undone_by_itself() -> None:
    first, second = read_text("dog without a leash in 2019").understood.meanings
    assert read_text(first.literal).understood.as_dict() == {"phrase": ["without a leash"], "taken": ["2019"]}
    assert read_text(second.literal).understood.as_dict() == {"without": ["leash"], "phrase": ["in 2019"]}


def test_no_more_is_unwanted_than_a_query_may_have() -> None:
    assert len(read_text("dog " + " ".join(f"-{letter}x" for letter in "abcdefghijkl")).unwanted) == 9
