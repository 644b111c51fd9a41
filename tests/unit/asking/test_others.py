"""What may have been meant by what was typed."""

from __future__ import annotations

import pytest

from imgsearch.asking.mistakes import others
from imgsearch.asking.mistakes.english import edits, mend
from imgsearch.asking.mistakes.others import are_words, in_russian, other_texts
from imgsearch.letters import to_cyrillic


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cj,frf", "собака"),
        ("Cj,frf ,tp djls", "собака без воды"),
        ("rjirf yf nhfdt", "кошка на траве"),
        (",tksq cytu", "белый снег"),
        ("вщп", "dog"),
        ("руддщ", "hello"),
        ("вщп шт еру ытщц", "dog in the snow"),
        ("sobaka", "собака"),
        ("slon", "слон"),
        ("pelmeni", "пельмени"),
        ("khokhloma", "хохлома"),
        ("gory i ozera", "горы и озера"),
        ("cvety v vaze", "цветы в вазе"),
        ("loshad", "лошадь"),
        ("grozny", "грозный"),
        ("belyj medved", "белый медведь"),
        ("koshka v dome", "кошка в доме"),
        ("koshka na trave", "кошка на траве"),
        ("krasivyy zakat", "красивый закат"),
        ("runing dog", "running dog"),
        ("a moutain", "a mountain"),
        ("dgo", "dog"),
        ("bicicle rider", "bicycle rider"),
        ("umbrela", "umbrella"),
        ("elephent", "elephant"),
        ("elefant", "elephant"),
        ("telescop", "telescope"),
        ("castel", "castle"),
        ("cta", "cat"),
        ("wite dog", "white dog"),
        ("dog whith ball", "dog with ball"),
        ("thre dogs", "three dogs"),
        ("rjn", "кот"),
        ("xfq", "чай"),
        ("dthf", "вера"),
        ("fpbz", "азия"),
        ("ufqrf", "гайка"),
        ("djkuf", "волга"),
        ("Фдрфьикф", "alhambra"),
        ("ФЬЫЕУКВФЬ", "amsterdam"),
        ("krasny dom", "красный дом"),
        ("сабака", "собака"),
        ("собкаа", "собака"),
        ("Велосепед", "велосипед"),
        ("на велосепеде", "на велосипеде"),
        ("мотоцыкл", "мотоцикл"),
        ("мотоцикал", "мотоцикл"),
        ("абезьяна", "обезьяна"),
        ("жинщина в красном", "женщина в красном"),
        ("скалалаз", "скалолаз"),
        ("рибенок", "ребенок"),
        ("Сабака!", "собака!"),
        ("чилавек", "человек"),
        ("сабака бижит по снигу", "собака бежит по снегу"),
    ],
)
def test_the_likeliest_other_text_comes_first(typed: str, meant: str) -> None:
    assert other_texts(typed)[0] == meant


@pytest.mark.parametrize(
    "typed",
    [
        "a dog",
        "two dogs running in the snow",
        "tench",
        "hornbill",
        "giraf",
        "octopus",
        "a zebra",
        "submarines",
        "strawberries",
        "chess",
        "volcano",
        "собака",
        "чёрная кошка на траве",
        "велосипеды у забора",
        "кочка",
        "Тверь",
        "вера",
        "Китай",
        "Максим",
        "граф",
        "сколько",
        "страница",
        "четверг",
        "Соколова",
        "犬",
        "",
        "zzzz",
        "12",
        "🐶",
        "bbq",
        "lol",
        "atm",
    ],
)
def test_what_is_plausible_or_hopeless_has_no_other_text(typed: str) -> None:
    assert other_texts(typed) == []


def test_a_short_name_is_not_taken_for_a_word_with_another_first_letter() -> None:
    assert "over" not in other_texts("Tver")


@pytest.mark.parametrize(
    ("latin", "russian"),
    [
        ("shchuka", "щука"), ("zhuk", "жук"), ("yozh", "ёж"), ("chaynik", "чайник"), ("ryba", "рыба"),
        ("ptitsa", "птица"),
        ("yabloko", "яблоко"), ("belyy", "белый"), ("khleb", "хлеб"), ("den' i noch'", "день и ночь"),
        ("sever 5", "север 5"), ("novy", "новый"), ("novy dom", "новый дом"), ("lisy", "лисы"), ("moy", "мой"),
        ("vystrel", "выстрел"),
    ],
)  # fmt: skip
def test_latin_letters_are_read_as_russian_ones(latin: str, russian: str) -> None:
    assert to_cyrillic(latin) == russian


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("dog", "dog", 0),
        ("dgo", "dog", 1),
        ("dg", "dog", 1),
        ("doog", "dog", 1),
        ("fog", "dog", 1),
        ("cats", "dog", 3),
        ("dogdgog", "dog", 3),
    ],
)
def test_edits_count_mistakes_up_to_one_too_many(one: str, other: str, distance: int) -> None:
    assert edits(one, other, 2) == distance
    assert edits(other, one, 2) == distance


@pytest.mark.parametrize("word", ["dog", "dogs", "running", "ab", "x9", "собака", "qqqqqq", "don't"])
def test_known_and_hopeless_words_are_not_mended(word: str) -> None:
    assert mend(word) == word


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("walkign", "walking"), ("jumepd", "jumped"), ("kyte", "kite"), ("umbrelas", "umbrellas"), ("hapy", "happy"),
        ("chruches", "churches"), ("pupppies", "puppies"), ("carryign", "carrying"), ("hikng", "hiking"),
        ("runing", "running"), ("runnign", "running"), ("earfone", "earphone"), ("birhtday", "birthday"),
    ],
)  # fmt: skip
def test_a_misspelt_word_is_mended_in_the_form_in_which_it_stands(typed: str, meant: str) -> None:
    assert mend(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("bicycel", "bicycle"), ("cofee", "coffee"), ("wihte", "white"), ("skatebord", "skateboard")]
)
def test_a_word_that_there_is_comes_before_what_only_has_its_stem(typed: str, meant: str) -> None:
    assert mend(typed) == meant


@pytest.mark.parametrize("word", ["himmel", "coche", "hunde", "anothr"])
def test_what_only_begins_as_a_word_is_not_offered(word: str) -> None:
    """Him, couch, hand and another are; "himmed", "couche", "hande" and "anoth" are not."""
    assert mend(word) == word


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("servf", "serve"), ("dancp", "dance"), ("figur", "figure"), ("observsd", "observed"), ("patchey", "patches")],
)
def test_a_whole_word_comes_before_what_is_left_of_it(typed: str, meant: str) -> None:
    assert mend(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("uincycle", "unicycle"), ("juglges", "juggles"), ("wakeboarking", "wakeboarding")]
)
def test_a_word_may_be_in_captions_alone(typed: str, meant: str) -> None:
    """The English encoder has none of them whole."""
    assert mend(typed) == meant


def test_in_a_short_word_one_letter_may_be_wrong() -> None:
    assert (mend("watre"), mend("wtera")) == ("water", "wtera")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sobaka na snegu", "собака на снегу"),
        ("Gory", "горы"),
        ("moskva", "москва"),
        ("sad", None),
        ("dog na snegu", None),
        ("lev orlov", None),
        ("petrova", None),
        ("garcia", None),
        ("собака", None),
        ("cj,frf", None),
        ("", None),
    ],
)
def test_russian_in_latin_letters_is_told_from_english_and_names(typed: str, meant: str | None) -> None:
    assert in_russian(typed) == meant


@pytest.mark.parametrize("typed", ["kuh", "kuchen", "berge", "perro", "brot", "taart"])
def test_a_listed_word_of_another_language_that_sounds_like_a_russian_one_is_none(typed: str) -> None:
    assert in_russian(typed) is None


@pytest.mark.parametrize(("typed", "meant"), [("kater", "катер"), ("dom", "дом"), ("reka", "река"), ("wolk", "волк")])
def test_one_that_is_a_russian_word_as_it_is_spelt_may_be_russian(typed: str, meant: str) -> None:
    assert in_russian(typed) == meant


def test_what_is_no_word_is_not_offered() -> None:
    assert all(map(are_words, ("dog", "собака на снегу", "dog и кошка", "2 собаки")))
    assert not any(map(are_words, ("додк", "собака лошь", "dog qwzx")))


def test_words_with_hyphens_and_signs_are_english_by_their_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they say in Russian letters is not asked for, which takes a process a while the first time."""
    monkeypatch.setattr(others, "as_heard", None)
    for text in ("a long-haired dog .", "close-up of a t-shirt, dog's", "snow-covered mountain ;"):
        assert other_texts(text) == []
