from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from imgsearch.cli import main
from imgsearch.search import Filters, Hit, Part, Query, SearchResult
from imgsearch.search.result import BANDS
from tests.cli.without_database import search_by


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Query]:
    """What the command asked for, of a search that finds nothing."""
    seen: list[Query] = []

    def search(_session: object, _models: object, query: Query, *, explain: bool) -> SearchResult:
        seen.append(query)
        return SearchResult("x", "en", [], [], offset=query.offset)

    search_by(monkeypatch, search)
    return seen


Asked = list[Query]


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["query", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["a dog"], [Part("a dog")]),
        (["3:10 to Yuma"], [Part("3:10 to Yuma")]),
        (["2:dog", "-snow"], [Part("dog", weight=2), Part("snow", weight=-1)]),
        (["-0.5:snow", "-n", "5", "dog"], [Part("snow", weight=-0.5), Part("dog")]),
        (["dog", "-nude", "-hat", "--nearest", "-n5"], [Part("dog"), Part("nude", weight=-1), Part("hat", weight=-1)]),
        (["--limit", "5", "--", "dog", "--snow"], [Part("dog"), Part("-snow", weight=-1)]),
        (["1:3:10 to Yuma", "train"], [Part("3:10 to Yuma"), Part("train")]),
        (["собака", "-снег"], [Part("собака"), Part("снег", weight=-1)]),
    ],
)
def test_texts_have_weights_and_signs(asked: Asked, arguments: list[str], parts: list[Part]) -> None:
    run(*arguments)
    assert list(asked[0].parts) == parts


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["dog without snow"], [Part("dog"), Part("snow", weight=-1)]),
        (["собака не в воде"], [Part("собака"), Part("в воде", weight=-1)]),
        (["dog without snow", "--literal"], [Part("dog without snow")]),
        (["dog without snow", "-car"], [Part("dog without snow"), Part("car", weight=-1)]),
    ],
)
def test_a_single_text_is_read_as_people_write(asked: Asked, arguments: list[str], parts: list[Part]) -> None:
    run(*arguments)
    assert list(asked[0].parts) == parts
    assert str(asked[0]).startswith(arguments[0])


def test_what_was_understood_is_printed(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def search(_session: object, _models: object, query: Query, *, explain: bool) -> SearchResult:
        language = "ru" if "лес" in str(query) else "en"
        return SearchResult(str(query), language, [], [], understood=query.understood, instead="a dog")

    monkeypatch.setattr("imgsearch.cli.query.search", search)
    first, second = run("dog without snow").stdout.splitlines()[:2]
    assert first == "without: snow (--literal takes the text as it is)"
    assert second == "Searched for, instead of dog without snow: a dog"
    assert run("лес без людей").stdout.startswith("без: людей (--literal ищет текст как он есть)\n")
    assert run("dog or cat").stdout.startswith("either: dog or cat (--literal takes the text as it is)\n")
    assert run("фото леса").stdout.startswith("пропущено: фото (--literal ищет текст как он есть)\n")
    assert "read as: dog face" in run("🐶").stdout.splitlines()
    assert '"understood": {\n    "without": [\n      "snow"' in run("dog without snow", "--json").stdout


def test_limit_is_an_option_however_it_is_written(asked: Asked) -> None:
    for arguments in (["-n", "5"], ["-n5"], ["--limit=5"], ["--limit", "5"]):
        run("dog", *arguments)
    assert [query.limit for query in asked] == [5, 5, 5, 5]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dog", "--typo"], "No such option '--typo'"),
        (["dog", "--tga", "x"], "'--tag'"),
        (["dog", "-x"], "No such option '-x'"),
        (["--nearest"], "give a text, --image FILE or --like ID"),
        (["dog", "--page", "2", "--offset", "3"], "either --page or --offset"),
        (["dog", "--page", "0"], "no whole number from 1 on"),
        (["dog", "--from", "yesterday"], "'yesterday' is not a date; write it as 2024, 2024-05, 2024-05-31"),
        (["dog", "--orientation", "round"], "'round' is not one of"),
        (["dog", "--month", "janvier"], "'janvier' is not one of"),
        (["dog", "--not-colour", "rouge"], "'rouge' is not one of red, orange"),
        (["dog", "--tag", " "], "a filter is empty"),
        (["dog", "--image", "/does/not/exist"], "does not exist"),
        (["dog", "--tag"], "requires an argument"),
    ],
)
def test_mistakes_in_options_are_named(asked: Asked, arguments: list[str], said: str) -> None:
    assert said in run(*arguments, code=2).output
    assert asked == []


def test_a_weight_without_a_text_is_named(asked: Asked) -> None:
    assert "'2:' is incomplete" in run("dog", "2:", code=1).output
    assert "'-' is incomplete" in run("dog", "-", code=1).output


def test_filters_and_pages_are_passed_on(asked: Asked) -> None:
    run("dog", "--from", "2024-05", "--to", "2024-06", "--photographer", "Anna", "--tag", "Snow", "--tag", "ice",
        "--orientation", "portrait", "--gallery", "g", "--page", "3", "-n", "7")  # fmt: skip
    query = asked[0]
    assert query.filters == Filters(
        gallery="g",
        taken_from=datetime(2024, 5, 1),
        taken_to=datetime(2024, 7, 1),
        photographer="Anna",
        tags=("snow", "ice"),
        orientation="portrait",
    )
    assert (query.offset, query.limit) == (14, 7)
    run("dog", "--offset", "5")
    assert asked[1].offset == 5
    assert asked[1].filters == Filters()
    run("--month", "Июнь")
    assert asked[2].filters == Filters(month="june")


def test_a_page_beyond_the_matches_says_so(asked: Asked) -> None:
    assert run("dog", "--page", "2").stdout == "No further pictures match.\n"
    assert run("dog").stdout.startswith("Nothing matches.")


def test_pictures_and_texts_go_together(asked: Asked, tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), "red").save(tmp_path / "a.png")
    run("--image", tmp_path / "a.png", "-snow", "--image", tmp_path / "a.png")
    parts = asked[0].parts
    assert [part.weight for part in parts] == [-1, 1, 1]
    assert [part.image is None for part in parts] == [True, False, False]


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "These are the nearest pictures."), ("ru", "Вот ближайшие изображения.")]
)
def test_pictures_that_do_not_match_are_headed_as_the_nearest(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, language: str, heading: str
) -> None:
    near = Hit(1, 0.2, False, 1, "a.jpg", "/a.jpg", None, 0.9, 4, 3)
    monkeypatch.setattr(
        "imgsearch.cli.query.search",
        lambda *_, **__: SearchResult("x", language, [], [near], shows_nearest=True),
    )
    shown = run("dog", "--nearest").stdout.splitlines()
    assert shown[0].endswith(heading)
    assert "--nearest" not in shown[0]
    assert "a.jpg" in shown[2]
    assert asked == []


def test_what_may_match_is_marked_and_explained(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def search(_session: object, _models: object, query: Query, *, explain: bool) -> SearchResult:
        hits = [
            Hit(rank, 0.5, True, rank, f"{rank}.jpg", "/p", None, 0.5, 4, 3, band=band)
            for rank, band in enumerate(BANDS[:2], start=1)
        ]
        return SearchResult(str(query), "en", hits, [])

    monkeypatch.setattr("imgsearch.cli.query.search", search)
    assert run("dog").stdout.splitlines() == [
        "rank  score  picture  caption",
        "   1   0.50  1.jpg",
        "   2 ? 0.50  2.jpg",
        "? perhaps: may show what was asked for",
    ]
    assert '"band": "maybe"' in run("dog", "--json").stdout


def test_a_long_name_pushes_no_other_caption_aside(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def search(_session: object, _models: object, query: Query, *, explain: bool) -> SearchResult:
        hits = [
            Hit(rank, 0.5, True, rank, name, "/p", "A wall", 0.5, 4, 3, band="matches")
            for rank, name in enumerate(("a" * 250, "b.jpg"), start=1)
        ]
        return SearchResult(str(query), "en", hits, [])

    monkeypatch.setattr("imgsearch.cli.query.search", search)
    first, second = run("dog").stdout.splitlines()[1:]
    assert first.endswith("a" * 250 + "  A wall")
    assert len(second) < 100


def test_columns_stand_below_their_heads_in_browsing_too(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    def search(_session: object, _models: object, query: Query, *, explain: bool) -> SearchResult:
        taken = datetime(1, 5, 31)  # what C writes as a year of one digit
        hits = [
            Hit(1, 0.0, True, 1, "dated.jpg", "/p", "A wall", 0.0, 4, 3, band="matches", taken_at=taken),
            Hit(2, 0.0, True, 2, "undated.jpg", "/p", "A door", 0.0, 4, 3, band="matches"),
        ]
        return SearchResult(None, None, hits, [], is_browsing=True)

    monkeypatch.setattr("imgsearch.cli.query.search", search)
    head, dated, undated = run("--sort", "newest").stdout.splitlines()
    assert dated.index("0001-05-31") == head.index("taken")
    assert dated.index("dated.jpg") == undated.index("undated.jpg") == head.index("picture")
    assert dated.index("A wall") == undated.index("A door") == head.index("caption")


def test_a_picture_to_search_by_that_cannot_be_read_is_named(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("hello")
    said = run("--image", tmp_path / "text.jpg", code=1).stderr
    assert said.startswith(f"Error: {tmp_path / 'text.jpg'}: not a picture of a known format")


def test_results_go_into_a_file_by_its_ending(asked: Asked, tmp_path: Path) -> None:
    done = run("a dog", "--export", tmp_path / "dogs.csv")
    assert "0 hits are in" in done.stderr
    assert (tmp_path / "dogs.csv").read_text().startswith("query,rank,image_id,")
    assert run("a dog", "--csv").output.startswith("query,rank,image_id,")
    assert "end it with .csv, .parquet, .run, .qrels" in run("a dog", "--export", tmp_path / "a.xls", code=2).stderr
    assert "ends in .html, .png or .jpg" in run("a dog", "--sheet", tmp_path / "a.pdf", code=2).stderr
    assert len(asked) == 2  # what cannot be written is not searched for
    assert "give either --json or --csv" in run("a dog", "--csv", "--json", code=2).output


@pytest.mark.parametrize("arguments", [["--sort", "newest"], ["--photographer", "Ann"], ["--from", "2024-05"]])
def test_a_filter_or_an_order_alone_browses(asked: Asked, arguments: list[str]) -> None:
    run(*arguments)
    assert asked[0].is_browsing
    assert asked[0].order == "newest"


def test_pictures_of_the_gallery_are_asked_by(asked: Asked) -> None:
    run("2:dog", "--like", 17, "--like", 18, "--sort", "oldest")
    assert asked[0].parts == (Part("dog", weight=2), Part(like=17), Part(like=18))
    assert (asked[0].order, str(asked[0])) == ("oldest", "2:dog (picture 17) (picture 18)")
