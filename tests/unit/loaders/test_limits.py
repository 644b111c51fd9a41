"""The last length, number or line that a loader takes, and the first one that it refuses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from imgsearch.cli.summary import SHOWN_REJECTS, describe_counts, describe_rejects, describe_seconds
from imgsearch.errors import BadInput
from imgsearch.pictures.folders import LONGEST_NAME_BYTES
from loaders.annotations import CROWD, EXPERTS, MAX_VOTES, _parse_experts, _parse_votes, _read_ratings
from loaders.captions import caption_format
from loaders.directory import recognise
from loaders.names import Found, Names
from loaders.report import LoadResult, Reject
from loaders.rows import MAX_SPAN, SNIFFED_LINES, RowFormat, read_rows
from loaders.scan import is_picture_name, scan_folder
from loaders.sources import LoadedSource
from loaders.texts import LONGEST_KEY_BYTES, LONGEST_TEXT, find_oversize

CSV = RowFormat(("image", "text"), ",", header=True)
TSV = RowFormat(("image", "text"), "\t", header=False)


def below(root: Path, *, flat_names: bool = False) -> list[LoadedSource]:
    return [LoadedSource("x", str(root), flat_names)]


@pytest.mark.parametrize(("lines", "is_read"), [(MAX_SPAN, True), (MAX_SPAN + 1, False)])
def test_a_quoted_text_spans_twenty_lines_at_most(tmp_path: Path, lines: int, is_read: bool) -> None:
    file, result = tmp_path / "a.csv", LoadResult("x")
    file.write_text('image,text\na,"' + "\n".join(["x"] * lines) + '"\nb,two\n')
    rows = [row.values for row in read_rows(file, CSV, result)]
    assert (("a", " ".join(["x"] * lines)) in rows) is is_read
    assert rows[-1] == ("b", "two")
    assert (result.rejects == []) is is_read
    assert MAX_SPAN == 20


@pytest.mark.parametrize(("before", "is_read"), [(SNIFFED_LINES - 1, True), (SNIFFED_LINES, False)])
def test_a_separator_is_looked_for_in_twenty_lines(tmp_path: Path, before: int, is_read: bool) -> None:
    file, result = tmp_path / "a.tsv", LoadResult("x")
    file.write_text("bad\n" * before + "a\tone\n")
    if is_read:
        assert [row.number for row in read_rows(file, TSV, result)] == [before + 1]
        assert len(result.rejects) == before
    else:
        with pytest.raises(BadInput, match="separated by tabs"):
            list(read_rows(file, TSV, result))
    assert SNIFFED_LINES == 20


def test_a_row_in_quotes_has_one_line_or_the_right_width(tmp_path: Path) -> None:
    file, result = tmp_path / "a.csv", LoadResult("x")
    file.write_text('image,text\na,"one"x\nb,"two\nthree",four\nc,five\n')
    assert [row.values for row in read_rows(file, CSV, result)] == [('three"', "four"), ("c", "five")]
    assert sorted((reject.row_number, reject.reason) for reject in result.rejects) == [
        (2, "a quotation mark is not closed"),
        (3, "a quotation mark is not closed"),
    ]


def test_the_longest_key_and_text_are_taken() -> None:
    assert (LONGEST_KEY_BYTES, LONGEST_TEXT) == (1200, 10_000)
    assert find_oversize("é" * 600, "x" * 10_000) is None
    assert find_oversize("é" * 600 + "x", "") == "the id has 1,201 bytes; 1,200 are the most"
    assert find_oversize("k", "é" * 10_001) == "the text has 10,001 characters; 10,000 are the most"


def test_the_longest_name_is_taken(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(4):
        folder = folder / ("d" * 199)
    folder.mkdir(parents=True)
    (folder / ("n" * 196 + ".jpg")).touch()
    (folder / ("n" * 197 + ".jpg")).touch()
    result = LoadResult("x")
    (found,) = scan_folder(tmp_path, result, below(tmp_path))
    assert len(found.source_path) == LONGEST_NAME_BYTES == 1000
    assert [reject.reason for reject in result.rejects] == [
        "the path below the folder has 1001 bytes, 1000 are the most; load a folder further down"
    ]
    assert len(list(scan_folder(tmp_path, LoadResult("x"), below(tmp_path, flat_names=True)))) == 2


@pytest.mark.parametrize(
    ("name", "is_picture"),
    [("a.JPG", True), ("a.jfif", True), ("a.heic", True), ("a.tar.gz", True), ("a.zip", True), (".a.jpg", False),
     ("a.txt", False), ("jpg", False), ("a.gz", False)],
)  # fmt: skip
def test_what_looks_like_a_picture(name: str, is_picture: bool) -> None:
    assert is_picture_name(name) is is_picture


def test_files_come_in_the_order_of_names_and_folders_after_files(tmp_path: Path) -> None:
    for name in ("b/2.jpg", "b/1.jpg", "a/z.png", "c.jpg", "B.jpg", ".hidden/x.jpg", "a/.x.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [file.source_path for file in scan_folder(tmp_path, LoadResult("x"), below(tmp_path))]
    assert found == ["B.jpg", "c.jpg", "a/z.png", "b/1.jpg", "b/2.jpg"]


def test_links_are_followed_to_files_within_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"12345")
    (tmp_path / "link.jpg").symlink_to(tmp_path / "a.jpg")
    result = LoadResult("x")
    assert [(f.source_path, f.file_bytes) for f in scan_folder(tmp_path, result, below(tmp_path))] == [
        ("a.jpg", 5),
        ("link.jpg", 5),
    ]
    assert result.rejects == []


@pytest.mark.parametrize("rating", ["0", "5", "", "1.0", "²", "01"])
def test_experts_rate_from_1_to_4(rating: str) -> None:
    with pytest.raises(ValueError, match=r"is not 1, 2, 3 or 4"):
        _parse_experts(("1", "4", rating))
    assert _parse_experts(("1", "4", "2")) == (1, 4, 2)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("0.667", "2", "1"), None),
        (("0.6676", "2", "1"), None),
        (("0.668", "2", "1"), "is not 2 of 3 votes"),
        (("0.665", "2", "1"), "is not 2 of 3 votes"),
        (("1", str(MAX_VOTES), "0"), None),
        (("1", str(MAX_VOTES + 1), "0"), "not a whole number from 0 to 1000000"),
        (("1", "-1", "0"), "not a whole number"),
        (("1", "٣", "0"), "not a whole number"),
        (("0", "0", "0"), "nobody voted"),
        (("0", "0", "1"), None),
        (("1.0001", "1", "0"), "is not between 0 and 1"),
        (("-0.0001", "0", "1"), "is not between 0 and 1"),
        (("nan", "1", "0"), "is not between 0 and 1"),
        (("half", "1", "1"), "is not a number"),
    ],
)
def test_votes_fit_their_share(values: tuple[str, ...], said: str | None) -> None:
    if said is None:
        assert _parse_votes(values) == (float(values[0]), int(values[1]), int(values[2]))
    else:
        with pytest.raises(ValueError, match=said):
            _parse_votes(values)


class EveryName(Names):
    """A source in which every picture is loaded under the name that texts have for it."""

    def __init__(self) -> None:
        """Needs no database."""

    def find(self, names: Iterable[str]) -> Found:
        return Found({name: name for name in names}, frozenset())

    expect = find

    def follow(self, names: Iterable[str]) -> tuple[Found, dict[str, str]]:
        return self.find(names), {}


def test_a_pair_is_rated_once_and_the_earlier_line_is_named(tmp_path: Path) -> None:
    file, result = tmp_path / "a.tsv", LoadResult("x")
    file.write_text("a\tk\t1\t1\t1\nb\tk\t1\t1\t1\na\tk\t9\t1\t1\na\tk\t1\t1\t1\n\tk\t1\t1\t1\na\t\t1\t1\t1\n")
    found = list(_read_ratings(file, EveryName(), EXPERTS, result))
    assert [rating.row.number for rating in found] == [1, 2]
    assert sorted((reject.row_number, reject.reason) for reject in result.rejects) == [
        (3, "rating '9' is not 1, 2, 3 or 4"),
        (4, "duplicate of line 1: the pair is rated already"),
        (5, "image or caption id is empty"),
        (6, "image or caption id is empty"),
    ]
    assert CROWD.row_format.columns[2:] == ("share of yes", "yes votes", "no votes")


@pytest.mark.parametrize(
    ("name", "first", "delimiter", "columns"),
    [
        ("a.tsv", "x.jpg#0\tDogs", "\t", ("caption id", "text")),
        ("a.txt", "", "\t", ("caption id", "text")),
        ("a.csv", "", ",", ("image", "caption")),
        ("a.txt", "Image, Caption", ",", ("Image", "Caption")),
        ("a.txt", "FILE;Description;date", ";", ("FILE", "Description")),
        ("a.csv", "caption\timage\tn", "\t", ("image", "caption")),
        ("a.csv", '"image","query_id","query_text"', ",", ("image", "query_id", "query_text")),
        ("train_dataset.csv", "nothing", ",", ("image", "query_id", "query_text")),
    ],
)
def test_captions_are_told_apart_by_their_first_line(
    tmp_path: Path, name: str, first: str, delimiter: str, columns: tuple[str, ...]
) -> None:
    (tmp_path / name).write_text(f"{first}\n" if first else "")
    found = caption_format(tmp_path / name)
    assert (found.delimiter, found.columns) == (delimiter, columns)


def test_a_folder_of_pictures_with_ratings_beside_is_no_rated_set(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    (tmp_path / "test_queries.csv").touch()
    (tmp_path / "metadata.json").touch()
    layout = recognise(tmp_path)
    assert (layout.flat_names, layout.galleries, layout.queries) == (False, (tmp_path,), None)
    assert layout.metadata == (tmp_path / "metadata.json",)
    (tmp_path / "train_images").mkdir()
    layout = recognise(tmp_path)
    assert (layout.flat_names, layout.galleries) == (True, (tmp_path / "train_images",))
    assert layout.queries == tmp_path / "test_queries.csv"
    (tmp_path / "test_queries.csv").unlink()
    assert recognise(tmp_path).flat_names is False


def test_the_summary_counts_and_shows_the_first_rejects() -> None:
    result = LoadResult("captions", inserted=1, updated=2, unchanged=3, deleted=4, encoding_seconds=1.25)
    result.rejects += [Reject("/a.tsv", number, "bad") for number in range(SHOWN_REJECTS + 1)]
    header, line = describe_counts([result])
    assert header.split() == ["inserted", "updated", "unchanged", "deleted", "rejected"]
    assert line.split() == ["captions", "1", "2", "3", "4", "6"]
    assert list(describe_rejects([result])) == [
        "skipped /a.tsv: bad",
        *(f"skipped /a.tsv:{number}: bad" for number in range(1, 5)),
        "6 rejected; all of them: SELECT * FROM load_reject",
    ]
    assert describe_seconds([result, result], 4.0) == "encoding 2.5 s, everything else 1.5 s"
    assert list(describe_counts([])) == list(describe_rejects([LoadResult("x")])) == []
