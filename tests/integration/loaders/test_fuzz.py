"""Whatever is in a file: each row is taken or refused, or the file is, by an error of ours; what was there stays."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imgsearch.errors import ImgsearchError
from imgsearch.tables import Image, LoadReject
from loaders.annotations import load_crowd_annotations, load_expert_annotations
from loaders.captions import load_captions
from loaders.images import load_images
from loaders.metadata import load_metadata
from loaders.pairs import load_pairs
from loaders.queries import load_queries
from loaders.report import LoadResult
from tests.fuzzing import trying

Load = Callable[[Session, Path], LoadResult]
LOADERS: dict[str, Load] = {
    "captions.tsv": lambda session, file: load_captions(session, [file]),
    "captions.csv": lambda session, file: load_captions(session, [file]),
    "train_dataset.csv": lambda session, file: load_captions(session, [file]),
    "ExpertAnnotations.tsv": load_expert_annotations,
    "CrowdAnnotations.tsv": load_crowd_annotations,
    "test_queries.csv": load_queries,
    "metadata.csv": load_metadata,
    "pairs.csv": load_pairs,
}
HEADERS = {
    "captions.csv": "image,caption\n",
    "train_dataset.csv": "image,query_id,query_text\n",
    "test_queries.csv": "|query_id|query_text|image\n",
    "metadata.csv": "image,taken_at,tags,title\n",
    "pairs.csv": "image,text\n",
}
SEPARATORS = {"test_queries.csv": "|", **dict.fromkeys((name for name in LOADERS if name.endswith(".tsv")), "\t")}
#: What a row may hold that somebody meant well, and what nobody did.
WORDS = st.sampled_from(
    ["a.jpg", "b.jpg", "a.jpg#7", "b.jpg#0", "1", "4", "0", "3", "0.5", "NaN", "1e999", "9" * 5000, "", '"',
     "2024-05-31", "'); DROP TABLE image; --", "\x00", "../../x", "\x1b[31m", "\ufeff", "\ud800", "two dogs run"]
)  # fmt: skip
#: Nothing that compresses: an entry of an index may not be longer than a third of a page.
LONG = st.integers(0, 99).map(lambda seed: "".join(chr(33 + seed * 7 % 90 + n * n * 31 % 900) for n in range(4000)))
CELLS = st.one_of(WORDS, WORDS, st.text(max_size=20), LONG)
ONE_LINE = CELLS.map(lambda cell: "".join(character for character in cell if character not in "\r\n\t"))
ROWS = st.lists(st.lists(ONE_LINE, min_size=1, max_size=6), max_size=6)


@pytest.fixture
def pictures(session: Session, rated_set: Path) -> list[str]:
    load_images(session, rated_set / "train_images", flat_names=True)
    return picture_names(session)


def picture_names(session: Session) -> list[str]:
    return list(session.scalars(select(Image.name).order_by(Image.name)))


def counted(result: LoadResult) -> int:
    assert min(result.inserted, result.updated, result.unchanged, result.repeated, result.deleted) >= 0
    return result.inserted + result.updated + result.unchanged + result.repeated + len(result.rejects)


def noted(session: Session, file: Path) -> int:
    count = session.scalar(select(func.count()).select_from(LoadReject).where(LoadReject.file == str(file)))
    session.rollback()
    return count or 0


def test_each_row_is_taken_or_refused(session: Session, pictures: list[str], tmp_path: Path) -> None:
    for name in LOADERS:
        try_rows(session, pictures, tmp_path, name)


def try_rows(session: Session, pictures: list[str], tmp_path: Path, name: str) -> None:
    file, separator = tmp_path / name, SEPARATORS.get(name, ",")

    @trying(12)
    @given(ROWS)
    @example([["a.jpg#7", "two dogs run"]] * 2)
    @example([["a.jpg", "b.jpg#7", "two dogs run"]] * 2)
    def check(rows: list[list[str]]) -> None:
        written = io.StringIO()
        if separator == "\t":  # never quoted
            written.write("".join("\t".join(row) + "\n" for row in rows))
        else:
            csv.writer(written, delimiter=separator, lineterminator="\n").writerows(rows)
        whole = HEADERS.get(name, "") + written.getvalue()
        # At the beginning of a file it is the mark of the byte order, which belongs to no row.
        lines = [line for line in whole.removeprefix("\ufeff").split("\n")[name in HEADERS :] if line.strip()]
        file.write_bytes(whole.encode("utf-8", "surrogatepass"))
        try:
            result = LOADERS[name](session, file)
        except ImgsearchError:
            session.rollback()
            # Only a file without lines, or whose first lines have no tab at all, is another one than was meant.
            assert separator == "\t"
            assert not any("\t" in line for line in lines[:20])
        else:
            assert counted(result) == len(lines)
            assert noted(session, file) == len({reject[:3] for reject in result.rejects})
        assert picture_names(session) == pictures

    check()


def test_no_bytes_break_a_load(session: Session, pictures: list[str], tmp_path: Path) -> None:
    for name in (*LOADERS, "metadata.json"):
        try_bytes(session, pictures, tmp_path, name)


def try_bytes(session: Session, pictures: list[str], tmp_path: Path, name: str) -> None:
    """Rows that nobody has quoted: line ends and quotation marks inside of them, then bytes of no text."""
    file, separator = tmp_path / name, SEPARATORS.get(name, ",")
    rows = st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6)

    @trying(12)
    @given(rows, st.binary(max_size=40))
    def check(cells: list[list[str]], noise: bytes) -> None:
        lines = HEADERS.get(name, "") + "".join(separator.join(row) + "\n" for row in cells)
        file.write_bytes(lines.encode("utf-8", "surrogatepass") + noise)
        try:
            result = {**LOADERS, "metadata.json": load_metadata}[name](session, file)
        except ImgsearchError:
            session.rollback()
        else:
            assert counted(result) <= file.read_bytes().count(b"\n") + file.read_bytes().count(b"\r") + 1
        assert picture_names(session) == pictures

    check()


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.floats(), st.integers(), st.just(10**1500), CELLS,
        st.sampled_from(["2024-05-31", "0000-00-00", "anna", "a;b|c"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)  # fmt: skip
OBJECTS = st.one_of(
    st.fixed_dictionaries(
        {"image": st.one_of(st.sampled_from(["a.jpg", "b.jpg", "c.jpg"]), VALUES)},
        optional={name: VALUES for name in ("taken_at", "photographer", "tags", "title", "\x00")},
    ),
    VALUES,
)


def test_each_object_of_a_list_is_taken_or_refused(session: Session, pictures: list[str], tmp_path: Path) -> None:
    file = tmp_path / "metadata.json"

    @trying(25)
    @given(st.lists(OBJECTS, max_size=5))
    def check(items: list[object]) -> None:
        items = [{"image": "a.jpg"}, *items]
        file.write_bytes(json.dumps(items, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        result = load_metadata(session, file)
        assert counted(result) == len(items)
        assert noted(session, file) == len({reject[:3] for reject in result.rejects})
        assert picture_names(session) == pictures

    check()


TOO_MUCH = [
    ("metadata.json", '[{"image": "a.jpg", "n": ' + "7" * 5000 + "}]"),
    ("metadata.json", '[{"image": "a.jpg", "n": ' + "[" * 400 + "]" * 400 + "}]"),
    ("metadata.json", "[" * 100_000),
    ("metadata.csv", "image,title,a\n" + "a.jpg," + "x" * 200_000 + ",b\n"),
    ("metadata.csv", "image," + "x" * 200_000 + "\n"),
    ("pairs.csv", "image,text," + "x" * 200_000 + "\na.jpg,dogs,\n"),
    ("captions.tsv", "a.jpg#1\t" + " ".join(f"w{n}" for n in range(400_000)) + "\n"),
    ("captions.tsv", "".join(chr(33 + n * n * 31 % 900) for n in range(4000)) + "#1\ta dog\n"),
    ("captions.csv", '"\n' * 3000),
]


def test_what_is_far_too_long_or_deep_is_refused_and_the_next_file_is_loaded(
    session: Session, pictures: list[str], tmp_path: Path
) -> None:
    for number, (name, content) in enumerate(TOO_MUCH):
        file = tmp_path / name
        file.write_text(HEADERS["captions.csv"] * (name == "captions.csv") + content)
        reasons = []
        try:
            result = {**LOADERS, "metadata.json": load_metadata}[name](session, file)
        except ImgsearchError as exc:
            session.rollback()
            reasons.append(str(exc))
        else:
            assert (result.inserted, result.updated, result.unchanged) == (0, 0, 0)
            reasons += [reject.reason for reject in result.rejects]
        assert reasons
        assert max(map(len, reasons)) < 1000
        file = tmp_path / "own_captions.tsv"
        file.write_text(f"a.jpg#{number}\tA dog\n")
        assert load_captions(session, [file]).inserted == 1
