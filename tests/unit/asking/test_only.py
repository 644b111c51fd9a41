"""What kind of photographs is asked for is no part of what they show."""

from __future__ import annotations

import time

import pytest

from imgsearch.asking import read_text
from imgsearch.asking.only import find_only
from imgsearch.errors import BadInput
from imgsearch.queries.filters import EVERYTHING, Filters
from imgsearch.search.ask import ask, other_queries

PALE = {"colours": "black and white"}


@pytest.mark.parametrize(
    ("typed", "wanted", "only"),
    [
        ("black and white photos of trains", "trains", PALE),
        ("a Black-and-White picture of a train", "a train", PALE),
        ("show me black & white photos of trains", "trains", PALE),
        ("train black and white photo", "train", PALE),
        ("black and white photos: trains", "trains", PALE),
        ("black and white photos without people", "", PALE),
        ("train, black and white photos", "train", PALE),
        ("b&w portrait of a man", "portrait of a man", PALE),
        ("black and white portrait of a man", "portrait of a man", PALE),
        ("чёрно-белые пейзажи", "пейзажи", PALE),
        ("monochrome street", "street", PALE),
        ("street b/w", "street", PALE),
        ("vertical photo of a tree", "a tree", {"orientation": "portrait"}),
        ("horizontal pictures with snow", "snow", {"orientation": "landscape"}),
        ("square images of food", "food", {"orientation": "square"}),
        ("vertical black and white photo of a tree", "a tree", {"orientation": "portrait", **PALE}),
        ("black and white photos", "", PALE),
        ("чёрно-белое фото поезда", "поезда", PALE),
        ("Покажи чёрно-белые фотографии поездов", "поездов", PALE),
        ("черно белые фото с поездом", "поездом", PALE),
        ("поезд чёрно-белое фото", "поезд", PALE),
        ("поезд, фото чёрно-белое", "поезд", PALE),
        ("чб портрет мужчины", "портрет мужчины", PALE),
        ("улица ч/б", "улица", PALE),
        ("вертикальное фото дерева", "дерева", {"orientation": "portrait"}),
        ("горизонтальные фотографии гор", "гор", {"orientation": "landscape"}),
        ("квадратные картинки с едой", "едой", {"orientation": "square"}),
        ("чёрно-белые фотографии", "", PALE),
        ("monochromatic photos of a street", "a street", PALE),
        ("кот, чёрно-белое фото", "кот", PALE),
        ("чёрно-белые фото за 2019 год", "", PALE),
        ("чёрно-белые фото 2019 года, поезд", "поезд", PALE),
        ("dog, square photos", "dog", {"orientation": "square"}),
        ("b&w portrait in snow", "portrait in snow", PALE),
        ("black and white portrait in snow", "portrait in snow", PALE),
    ],
)
def test_the_kind_of_photographs_is_told_from_what_they_show(typed: str, wanted: str, only: dict[str, str]) -> None:
    reading = read_text(typed)
    assert (reading.wanted, reading.only) == (wanted, only)
    assert not reading.understood.of("request")


@pytest.mark.parametrize(
    ("typed", "wanted", "only"),
    [
        ("photos in black and white", "", PALE),
        ("photos of trains in black and white", "trains", PALE),
        ("show me pictures of a street in b&w", "street", PALE),
        ("photos of trains, black and white", "trains", PALE),
        ("photos from 2019 in black and white", "", PALE),
        ("photos from 2019, black and white", "", PALE),
        ("фото 2019 года, чёрно-белые", "", PALE),
        ("photo of a tree in a vertical format", "a tree", {"orientation": "portrait"}),
        ("train photos, vertical", "train", {"orientation": "portrait"}),
        ("a portrait of a woman in black and white", "a portrait of a woman", PALE),
        ("landscape, black and white", "landscape", PALE),
        ("портрет старика в чёрно-белом цвете", "портрет старика", PALE),
        ("фото в чёрно-белом цвете", "", PALE),
        ("фото поезда в чёрно-белом", "поезда", PALE),
        ("фотографии гор, горизонтальные", "гор", {"orientation": "landscape"}),
        ("портретная ориентация", "", {"orientation": "portrait"}),
        ("kitchen vertical", "kitchen", {"orientation": "portrait"}),
        ("kitchen 2016 vertical", "kitchen", {"orientation": "portrait"}),
        ("закат в книжной ориентации", "закат", {"orientation": "portrait"}),
        ("закат, альбомная ориентация", "закат", {"orientation": "landscape"}),
        ("фото моря в вертикальной ориентации", "моря", {"orientation": "portrait"}),
    ],
)
def test_it_may_be_said_behind_photographs(typed: str, wanted: str, only: dict[str, str]) -> None:
    reading = read_text(typed)
    assert (reading.wanted, reading.only) == (wanted, only)
    shown = next(each for each in reading.understood.meanings if each.kind == "only")
    assert read_text(shown.literal).only == {}


@pytest.mark.parametrize(
    "typed",
    [
        "black and white dog",
        "чёрно-белая кошка",
        "a man in black and white",
        "photo of a man dressed in black and white",
        "фото женщины, одетой в чёрно-белое",
        "lines, vertical",
        "lines vertical",
        "a tree that is vertical",
        "up the vertical",
        "portrait of a man dressed in black and white",
        "a woman with a portrait in black and white",
        "man holding photos, black and white",
        "photos of a man in a square",
        "photos of a cat with black and white, square tiles",
        "vertical climbing wall",
        "a square table",
        "square picture frame on a wall",
        "black and white photo album",
        "horizontal stripes",
        "a man holding a black and white photo",
        "woman with a black and white picture",
        "вертикальная стена",
        "мужчина держит чёрно-белое фото",
        "чебурек",
        '"black and white photos" of trains',
        "Times Square photos",
        "red square photo",
        "square photo frame",
        "square shot glass",
        "black and white photos hanging on a wall",
        "black and white photo in a frame",
        "black and white portrait painting",
        "black and white wallpaper on the wall",
        "man looking at black and white photos",
        "monochrome outfit",
        "monochromatic painting",
        "bw motors",
        "монохромный интерьер",
        "чёрно-белый портрет на стене",
        "альбом чёрно-белых фотографий",
        "девушка держит вчерашнюю чёрно-белую фотографию",
    ],
)
def test_what_is_said_of_things_stays_a_word(typed: str) -> None:
    assert read_text(typed).only == {}


def test_it_is_shown_as_it_was_typed_and_a_click_takes_it_for_words() -> None:
    reading = read_text("show me black and white photos of trains")
    (meaning,) = reading.understood.meanings
    assert (meaning.kind, meaning.text) == ("only", "black and white")
    assert meaning.literal == '"show me black and white photos of" trains'
    assert read_text(meaning.literal).only == {}


def test_a_click_takes_it_for_words_beside_a_time_too() -> None:
    kind, _ = read_text("чёрно-белые фото за 2019 год").understood.meanings
    assert kind.literal == '"чёрно-белые" фото за 2019 год'
    assert read_text(kind.literal).only == {}


@pytest.mark.parametrize(
    "repeated",
    [",", ", ", "square ", "square, ", "b&w ", "photos, ", "photo in b&w, ", " in", " ", "black and ", "a ", "все "],
)
def test_long_texts_are_read_in_no_time(repeated: str) -> None:
    started = time.process_time()
    for end in ("", "photos"):
        find_only((repeated * 10_000)[:10_000] + end)
    assert time.process_time() - started < 0.2


def test_a_colour_beside_it_is_another_one() -> None:
    assert read_text("black and white photos of a red car").understood.as_dict() == {
        "only": ["black and white"],
        "colour": ["red"],
    }


def test_it_may_stand_beside_a_time() -> None:
    reading = read_text("black and white photos of trains from 2019")
    assert (reading.wanted, reading.only) == ("trains", PALE)
    assert reading.period is not None


def test_of_two_values_the_first_counts() -> None:
    only = find_only("vertical square photos of trees")
    assert only is not None
    assert only.filters == {"orientation": "portrait"}


def test_a_query_has_it_as_filters() -> None:
    query = ask("vertical black and white photos of trees")
    assert [part.text for part in query.parts] == ["trees"]
    assert query.filters == Filters(colours=("black and white",), orientation="portrait")
    assert query.min_score is None


def test_who_asks_for_nothing_else_gets_all_of_the_kind() -> None:
    query = ask("black and white photos")
    assert query.filters == Filters(colours=("black and white",))
    assert (query.parts, query.order, str(query)) == ((), "newest", "black and white photos")
    with pytest.raises(BadInput, match="nothing to compare pictures with"):
        ask("black and white photos", sort="score")
    assert ask("black and white photos", sort="oldest").order == "oldest"


def test_a_filter_counts_instead_of_the_text() -> None:
    query = ask("black and white photo of a train", filters=Filters(colours=("red",)))
    assert query.filters == Filters(colours=("red",))
    assert query.understood.of("only") == []


def test_a_text_in_the_other_layout_is_understood_too() -> None:
    other = next(other_queries(ask("dthnbrfkmyjt ajnj cj,frb")))
    assert other.filters == Filters(orientation="portrait")
    assert [part.text for part in other.parts] == ["собаки"]
    assert ask("dthnbrfkmyjt ajnj cj,frb").filters == EVERYTHING
