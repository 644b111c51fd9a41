"""Words for how a photograph was taken are left out where nothing is found with them."""

from __future__ import annotations

import time

import pytest

from imgsearch.asking.manner import without_manner
from imgsearch.rescoring.words import stem_word, stems


@pytest.mark.parametrize(
    ("typed", "thing"),
    [
        ("panorama of mountains", "mountains"),
        ("a panoramic view of the city", "the city"),
        ("macro insect", "insect"),
        ("macro photography of a fly", "a fly"),
        ("close-up of a shell", "a shell"),
        ("extreme closeup of an eye", "an eye"),
        ("portrait of a woman", "a woman"),
        ("aerial view of a beach", "a beach"),
        ("drone shot of a lake", "a lake"),
        ("vintage motorcycle", "motorcycle"),
        ("dark moody forest", "dark forest"),
        ("long exposure water", "water"),
        ("wood texture", "wood"),
        ("minimalist cup isolated on white background", "cup"),
        ("bokeh, lights", "lights"),
        ("a dog with blurred background", "a dog"),
        ("Silhouette of a man at sunset", "a man at sunset"),
        ("панорама гор", "гор"),
        ("ракушка крупным планом", "ракушка"),
        ("крупный план пчелы", "пчелы"),
        ("портрет мужчины", "мужчины"),
        ("винтажный мотоцикл", "мотоцикл"),
        ("макросъёмка жука", "жука"),
        ("вид сверху на озеро", "на озеро"),
        ("чашка на белом фоне", "чашка"),
        ("Атмосферное кафе", "кафе"),
        ("lake from a drone", "lake"),
        ("drone photography of mountains", "mountains"),
        ("портрет на стене", "на стене"),
        ("funny dog", "dog"),
        ("only dogs", "dogs"),
        ("dog at golden hour", "dog"),
        ("running dog, motion blur", "running dog"),
        ("dog png transparent", "dog"),
        ("dog on a transparent background", "dog"),
        ("romantic couple", "couple"),
        ("уютная кухня", "кухня"),
        ("собака в контровом свете", "собака"),
        ("золотой час, море", "море"),
        ("a dog alone on a nice beach", "a dog on a beach"),
        ("смешная собака", "собака"),
        ("только собаки", "собаки"),
    ],
)
def test_the_thing_is_left(typed: str, thing: str) -> None:
    assert without_manner(typed) == thing


@pytest.mark.parametrize(
    "typed",
    [
        "a dog",
        "собака в снегу",
        "macro",
        "abstract background",
        "портрет",
        "a view of",
        "retrospective",
        "фонтан",
        "",
        "transparent umbrella",
        "волшебник",
        "hour",
    ],
)
def test_a_text_without_such_words_or_with_nothing_else_stays(typed: str) -> None:
    assert without_manner(typed) is None


@pytest.mark.parametrize(
    "typed", ["photos from above", "макро фото", "винтажные фотографии", "vertical portrait", "чёрно-белый портрет"]
)
def test_photographs_and_their_kind_are_no_thing(typed: str) -> None:
    assert without_manner(typed) is None


@pytest.mark.parametrize("typed", ["a drone in the sky", "drone over a lake"])
def test_what_takes_photographs_may_be_on_one(typed: str) -> None:
    assert without_manner(typed) is None


def test_a_long_text_is_read_in_no_time() -> None:
    started = time.process_time()
    without_manner("aerial wide top " * 625)
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize("word", ["vintage", "macro"])
def test_captions_that_models_learned_from_lack_them(word: str) -> None:
    assert stem_word(word) not in stems()
