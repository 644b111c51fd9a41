"""What asks for pictures is none of what they show."""

from __future__ import annotations

import time

import pytest

from imgsearch.asking import read_text
from imgsearch.asking.requests import find_requests


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("show me dogs", "dogs"),
        ("Show me some photos of dogs", "dogs"),
        ("please show us the pictures with a red car", "red car"),
        ("can you find me images of snow", "snow"),
        ("find a black dog", "black dog"),
        ("photo of a dog", "a dog"),
        ("free stock photo office", "office"),
        ("top 10 photos of dogs", "dogs"),
        ("show me top 5 beaches", "beaches"),
        ("show me top view of pizza", "top view of pizza"),
        ("топ-5 фото собак", "собак"),
        ("Pictures of two dogs", "two dogs"),
        ("all photos with snow", "snow"),
        ("a picture where people dance", "people dance"),
        ("I want to see mountains", "mountains"),
        ("i'm looking for a lighthouse", "lighthouse"),
        ("search for sunsets", "sunsets"),
        ("photos by Anna Sokolova", "Anna Sokolova"),
        ("pictures taken in Paris", "Paris"),
        ("photos in Paris", "in Paris"),
        ("show me photos on the beach", "on the beach"),
        ("images from the mountains", "the mountains"),
        ("photos taken by Smith", "Smith"),
        ("покажи собак", "собак"),
        ("Покажите мне, пожалуйста, фото собаки", "собаки"),
        ("найди все фотографии с собакой", "собакой"),
        ("хочу увидеть горы", "горы"),
        ("фото собаки", "собаки"),
        ("картинки с котами", "котами"),
        ("фотографии, на которых снег", "снег"),
        ("фото где бежит собака", "бежит собака"),
        ("мне нужны фото зимнего леса", "зимнего леса"),
        ("where can I find pictures of old trams", "old trams"),
        ("do you have any photos of fog?", "fog?"),
        ("are there pictures where there is a lighthouse", "lighthouse"),
        ("need a photo of a doctor", "doctor"),
        ("looking for: sunset, beach", "sunset, beach"),
        ("фото из Парижа", "из Парижа"),
        ("фото из парижа", "из парижа"),
        ("покажи все фотографии из Санкт-Петербурга", "из Санкт-Петербурга"),
        ("снимки на Селигере", "на Селигере"),
        ("tag: snow", "snow"),
        ("Title: Moscow nights", "Moscow nights"),
        ("город: Тверь", "Тверь"),
        ("хештег:снег", "снег"),
        ("photo: a red car", "a red car"),
        ("есть ли у вас фото тумана?", "тумана?"),
        ("где можно найти фото старых трамваев", "старых трамваев"),
        ("нужна картинка: кот на окне", "кот на окне"),
        ("ищу: закат, пляж", "закат, пляж"),
        ("снимки с изображением лошадей", "лошадей"),
        ("картинки про зиму", "зиму"),
        ("фото, на которых изображены кони", "кони"),
        ("фото, на которых есть кони", "кони"),
        ("как выглядит старый трамвай", "старый трамвай"),
    ],
)
def test_what_only_asks_for_pictures_is_found(typed: str, left: str) -> None:
    (request,) = find_requests(typed)
    assert request == (0, len(request.text), typed[: request.end])
    assert typed[request.end :].lstrip(" ,") == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("dog photos", "dog"),
        ("dog please", "dog"),
        ("dog pictures, please", "dog"),
        ("собаку пожалуйста", "собаку"),
        ("собака фоточки", "собака"),
        ("wedding photo", "wedding"),
        ("природа 4к", "природа"),
        ("mountain lake wallpaper hd", "mountain lake"),
        ("sunset stock photos free download", "sunset"),
        ("горы картинки", "горы"),
        ("собака фото скачать бесплатно", "собака"),
    ],
)
def test_it_may_come_last(typed: str, left: str) -> None:
    (request,) = find_requests(typed)
    assert (request.text, request.end) == (typed[request.start :], len(typed))
    assert typed[: request.start].strip() == left


@pytest.mark.parametrize(
    ("typed", "places", "wanted"),
    [
        ("show me dog photos", ["show me", "photos"], "dog"),
        ("What does a hedgehog look like?", ["What does", "look like?"], "a hedgehog"),
        ("what do giraffes look like", ["what do", "look like"], "giraffes"),
    ],
)
def test_it_may_stand_at_both_ends(typed: str, places: list[str], wanted: str) -> None:
    assert [each.text for each in find_requests(typed)] == places
    assert read_text(typed).wanted == wanted


def test_from_where_they_were_taken_is_not_left_out() -> None:
    assert read_text("фото с высоты птичьего полёта").wanted == "с высоты птичьего полёта"
    assert read_text("фото с дрона").wanted == "с дрона"
    assert read_text("фото с собакой").wanted == "собакой"


def test_what_only_praises_them_is_not_searched_for_beside_a_time() -> None:
    for typed in ("best photos of 2019", "лучшие фото 2019"):
        assert read_text(typed).wanted == ""
    assert read_text("best dog photos of 2019").wanted == "best dog"


@pytest.mark.parametrize("end", ["", "photos", "dogs"])
@pytest.mark.parametrize("said", ["hd 4k ", "free ", "best good ", "скачать ", "please ", "новые ", "newest ", "фото "])
def test_a_long_text_is_read_in_no_time(said: str, end: str) -> None:
    read_text("new dog photos hd")
    text = (said * 1000)[:1990] + end
    started = time.process_time()
    read_text(text)
    assert time.process_time() - started < 0.3


@pytest.mark.parametrize(
    "typed",
    [
        "dogs",
        "show jumping",
        "a show dog",
        "search and rescue dog",
        "finding shells",
        "looking for shells",
        "picture on a wall",
        "photos in an old album",
        "shots at the bar",
        "photo on canvas",
        "a photo in a frame",
        "a man taking pictures of a dog",
        "photographer",
        "getting a haircut",
        "фото на стене",
        "фотография в рамке",
        "фотограф с камерой",
        "картина на стене",
        "находка",
        "кадриль",
        "нужный дом",
        "people taking photos",
        "a wall with photos",
        "an old photo",
        "old photos",
        "his photos",
        "black and white photo",
        "она делает фото",
        "чёрно-белые фото",
        "photos from above",
        "pictures from the air",
        "man looking at photos",
        "is there a dog",
        "got milk",
        "need for speed",
        "wanted poster",
        "where is the dog",
        "есть яблоко",
        "где лежит снег",
        "what a dog looks like",
        "tequila shots",
        "basketball jump shots",
        "man pouring shots",
        "room with flower wallpaper",
        "новые обои",
        "woman looking at family photos",
        "man hanging new pictures",
        "girl holding wedding photos",
        "need photos",
        "who took this photo",
        "photo from the window",
        "photos from a plane",
        "дай лапу",
        "дай пять",
    ],
)
def test_what_pictures_show_is_no_request(typed: str) -> None:
    assert find_requests(typed) == []


@pytest.mark.parametrize(
    ("typed", "wanted", "understood"),
    [
        ("show me dogs", "dogs", {"request": ["show me"]}),
        ("show me dogs without water", "dogs", {"request": ["show me"], "without": ["water"]}),
        ("фото собаки летом 2021", "собаки", {"request": ["фото"], "taken": ["летом 2021"]}),
        ("show me photos from 2019", "", {"request": ["show me photos"], "taken": ["2019"]}),
        ("2019 photos of dogs", "dogs", {"taken": ["2019"], "request": ["photos of"]}),
        ("June 2019, pictures with snow", "snow", {"taken": ["June 2019"], "request": ["pictures with"]}),
        ("2019 photo album", "photo album", {"taken": ["2019"]}),
        ('"show me" dogs', '"show me" dogs', {"phrase": ["show me"]}),
        ("show me photos", "show me photos", {}),
        ("free photos of dogs", "dogs", {"request": ["free photos of"]}),
        ("high quality photo of a dog", "a dog", {"request": ["high quality photo of"]}),
        ("красивые фото гор", "гор", {"request": ["красивые фото"]}),
        ("photos", "photos", {}),
        ("покажи", "покажи", {}),
    ],
)
def test_a_request_is_left_out_where_more_is_said(typed: str, wanted: str, understood: dict[str, list[str]]) -> None:
    reading = read_text(typed)
    assert (reading.wanted, reading.understood.as_dict()) == (wanted, understood)
    assert reading.is_plain == (wanted == typed and "phrase" not in understood)


def test_a_request_in_quotation_marks_is_words() -> None:
    (meaning,) = read_text("show me dogs").understood.meanings
    assert meaning.literal == '"show me" dogs'


@pytest.mark.parametrize(
    "said",
    [
        "best photos", "show me some beautiful pictures", "random photo", "the most popular photos", "top rated images",
        "лучшие фото", "покажи красивые картинки", "случайное фото", "самые популярные снимки",
    ],
)  # fmt: skip
def test_who_says_only_how_good_they_are_wants_all(said: str) -> None:
    reading = read_text(said)
    assert (reading.wanted, reading.understood.of("request")) == ("", [said])


@pytest.mark.parametrize("said", ["best picture frame", "random people", "popular music", "the best", "лучший друг"])
def test_what_is_best_or_popular_itself_is_looked_for(said: str) -> None:
    assert read_text(said).wanted == said
