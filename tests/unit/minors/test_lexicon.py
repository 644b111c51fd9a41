from __future__ import annotations

from pathlib import Path
from shutil import copy, copytree

import pytest

from imgsearch.minors import detect_language, disclaimer, find_terms, mentions_minors

ENGLISH = {
    "A boy jumps into the water .": ["boy"],
    "two girls": ["girl"],
    "Children play, a child watches": ["child", "child"],
    "childern in snow": ["child"],
    "an infant asleep": ["infant"],
    "TEENAGERS": ["teenager"],
    "a teenaged skater": ["teenager"],
    "schoolboy with a satchel": ["schoolboy"],
    "a toddler toddling": ["toddler", "toddler"],
    "someone's baby's toes": ["baby"],
    "the kids' table": ["kid"],
    "kid’s shoes": ["kid"],
    "boy_1": ["boy"],
    "IMG_0001_girl2.jpg": ["girl"],
    "3boys": ["boy"],
    "girl/boy": ["girl", "boy"],
    "a son and his mother": ["son"],
    "youth soccer": ["youth"],
    "minors": ["minor"],
    "a minor drinking beer": ["minor"],
    "cub scouts marching": ["cub scout"],
    "boy scouts": ["boy"],
    "little league game": ["little league"],
    "a little leaguer bats": ["leaguer"],
    "my little sister": ["little sister"],
    "mother with her little one": ["little one"],
    "first grader at a desk": ["grader"],
    "high school students": ["school student"],
    "high school football team": ["school student"],
    "kindergarten class": ["kindergarten", "kindergarten class"],
    "childhood memories": ["childhood"],
    "pupils at school": ["pupil"],
    "a kindergartner": ["kindergartner"],
    "baby petting a dog": ["baby"],
    "a baby and an elephant": ["baby"],
    "a kid, dogs and a ball": ["kid"],
    "5-year-old": ["age under 18"],
    "5 years old with a dog": ["age under 18"],
    "a twelve year old": ["age under 18"],
    "17yo": ["age under 18"],
    "16 y/o": ["age under 18"],
    "15 y.o. skater": ["age under 18"],
    "aged 9": ["age under 18"],
    "18 months old": ["age under 18"],
    "six-month-old": ["age under 18"],
    "2½ year old": ["age under 18"],
    "people under 18": ["under 18"],
}
RUSSIAN = {
    "ребёнок": ["ребёнок"],
    "ребенок": ["ребёнок"],
    "РЕБЁНКА": ["ребёнок"],
    "дети играют": ["ребёнок"],
    "фото детей": ["ребёнок"],
    "мать с детьми": ["ребёнок"],
    "о детях": ["ребёнок"],
    "мальчик прыгает": ["мальчик"],
    "мальчику холодно": ["мальчик"],
    "школьница у доски": ["школьница"],
    "школьники": ["школьник"],
    "девочка с собакой": ["девочка"],
    "младенца": ["младенец"],
    "подростками": ["подросток"],
    "подростковая группа": ["подростковый"],
    "тинейджерка": ["тинейджерка"],
    "ребятам": ["ребята"],
    "детки": ["детка"],
    "много деток": ["детка"],
    "детишки": ["детишки"],
    "малыши в саду": ["малыш"],
    "малыш и собака": ["малыш"],
    "внучата": ["внучонок"],
    "дочка": ["дочка"],
    "ученики в классе": ["ученик"],
    "сирота": ["сирота"],
    "детство": ["детство"],
    "детский портрет": ["детский"],
    "детская футбольная команда": ["детский"],
    "детские лица": ["детский"],
    "5-летний": ["age under 18"],
    "12-ти летняя": ["age under 18"],
    "семнадцатилетнего": ["age under 18"],
    "в возрасте 10 лет": ["age under 18"],
    "лица до 18 лет": ["до 18 лет"],
    "не достигшие 18": ["до 18 лет"],
}
DISGUISED = {
    "bоy": ["boy"],  # Cyrillic о
    "gіrl": ["girl"],  # Ukrainian і
    "bοy": ["boy"],  # Greek omicron
    "gırl": ["girl"],  # dotless i
    "мaльчик": ["мальчик"],  # Latin a
    "деtи": ["ребёнок"],  # Latin t
    "ch\u200bild": ["child"],
    "ki\u00add": ["kid"],
    "ма\u0301льчик": ["мальчик"],
    "bóy": ["boy"],
    "g\u0336i\u0336r\u0336l": ["girl"],
    "𝐛𝐨𝐲": ["boy"],
    "ｇｉｒｌ": ["girl"],  # full width
    "bo\x00y": ["boy"],
    "girl\u3164": ["girl"],
}
HARMLESS = """
cowboy|cow-boy|a cowgirl on a horse|boyfriend and girlfriend|playboy|girly|boyish haircut|boycott|kidding|kidney
kid gloves|skid|baby elephant|a baby polar bear|baby ducks|baby back ribs|baby blue dress|baby carrots|baby grand piano
baby's breath in a vase|newborn puppies|newborn foal|juvenile hawk|infant gorilla|kid goats|a baby sea lion
season|person|sonnet|poison|unison|total|tattoo|ladder|lady|young lady|glass|class|minority|minor injury|a minor league
teeth|canteen|thirteen people|babysitting|younger woman|young man|a young couple|student|brother and sister|scouts
major leaguer|road grader|tater tots|dilated pupils|the pupil of an eye|a dog looking like a Lassie dog|youth hostel
12-year-old whisky|12 year old single malt whisky|a 5 year old golden retriever|18 year old man|21-year-old|25yo
40 years old|under 18 bridges|two men, aged 30|high school|school bus|orphaned|childless|adulthood
""".replace("\n", "|")
HARMLESS_RUSSIAN = """
одетый|девушка|девушки танцуют|видеть|детская площадка|детская спортивная площадка|детская коляска|деталь|детектив|дед
одетые люди|разодеть|победители|свидетели|молодой человек|студентка|парень|женщина|мужчина|мальчишник|девичник
мелкий дождь|мелкая собака|малышовый|школа|школьный автобус|первоклассный отель|одноклассники|малыш панды|малыш слона
новорождённый телёнок|новорожденные котята|детёныш тигра|пятилетний план|12-летний виски|18-летний|25-летняя женщина
летний день|двадцатипятилетний|магазин с 9 до 18|озеро Чад|сыр|сынтез|дочерна|внутри|отрокопия|бутузный
"""


@pytest.mark.parametrize(("text", "lemmas"), (ENGLISH | RUSSIAN | DISGUISED).items())
def test_finds_minors(text: str, lemmas: list[str]) -> None:
    assert [term.lemma for term in find_terms(text)] == lemmas


@pytest.mark.parametrize("text", (HARMLESS + HARMLESS_RUSSIAN.replace("\n", "|")).strip("|").split("|"))
def test_leaves_adults_animals_and_things(text: str) -> None:
    assert find_terms(text) == []
    assert not mentions_minors(text)


def test_a_child_beside_an_animal_still_counts() -> None:
    assert [term.lemma for term in find_terms("a girl holds a baby goat")] == ["girl"]
    assert [term.lemma for term in find_terms("5 year old boy, 5 year old dog")] == ["age under 18", "boy"]


def test_terms_stand_in_the_order_of_the_text_with_their_places() -> None:
    boy, dever = find_terms("A BOY and his дочь")
    assert (boy.form, boy.start, boy.end, boy.language) == ("boy", 2, 5, "en")
    assert (dever.form, dever.start, dever.end, dever.language) == ("дочь", 14, 18, "ru")


@pytest.mark.parametrize(
    ("text", "language"),
    [("a boy", "en"), ("мальчик", "ru"), ("", "en"), ("123", "en"), ("мальчик boy", "ru"), ("DVD диск", "ru")],
)
def test_language_is_that_of_most_letters(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_disclaimers_say_what_the_law_wants() -> None:
    assert disclaimer("en") == "This image is unavailable in your country in compliance with local laws"
    assert disclaimer("ru") == "Это изображение недоступно в вашей стране в соответствии с местным законодательством"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_lexicon_files_hold_each_form_as_normalised_text_has_it(language: str) -> None:
    from imgsearch.minors.words import lexicon
    from imgsearch.minors.words.normal import normalize, words

    file = Path(lexicon.__file__).with_name("lexicons") / f"{language}.txt"
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            _, separator, forms = line.partition(": ")
            assert separator
            for form in forms.split():
                assert [word.form for word in words(normalize(form))] == [form]


def test_revision_is_of_every_file_that_takes_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from imgsearch.minors.words import lexicon

    package, words = tmp_path / "imgsearch", Path(lexicon.__file__).parent
    copytree(words, package / "minors/words")
    copy(words.parents[1] / "cyrillic.py", package)
    monkeypatch.setattr(lexicon, "files", lambda _name: package)
    revisions = {lexicon.lexicon_revision.__wrapped__()}
    parts = ("context.py", "lexicons/ru.txt", "vocabulary/en.txt")
    for changed in ("cyrillic.py", *(f"minors/words/{part}" for part in parts)):
        with (package / changed).open("a") as file:
            file.write("# more\n")
        revisions.add(lexicon.lexicon_revision.__wrapped__())
    assert len(revisions) == 5
