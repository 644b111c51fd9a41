from __future__ import annotations

import os
from pathlib import Path

import pytest

from imgsearch.errors import BadInput, BadRow
from loaders.annotations import CROWD, EXPERTS
from loaders.captions import KEYED_FORMAT, RATED_PAIRS_FORMAT
from loaders.report import LoadResult
from loaders.rows import RowFormat, check_distinct, read_rows

CSV = RowFormat(("image", "text"), ",", header=True)
TSV = RowFormat(("image", "text"), "\t", header=False)


def read(path: Path, data: bytes, row_format: RowFormat) -> tuple[list[tuple[int, str, str]], list[tuple[int, str]]]:
    path.write_bytes(data)
    result = LoadResult("x")
    rows = [(row.number, row.values[0], row.values[1]) for row in read_rows(path, row_format, result)]
    return rows, [(reject.row_number, reject.reason) for reject in result.rejects]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.txt"


@pytest.mark.parametrize("blank", [b",", b",,,", b" , ", b'"",""', b'"\n",""'])
def test_rows_of_separators_alone_are_blank(path: Path, blank: bytes) -> None:
    rows, rejects = read(path, b"image,text\na,b\n" + blank + b"\nc,d\n" + blank + b"\n", CSV)
    assert ([(image, text) for _, image, text in rows], rejects) == ([("a", "b"), ("c", "d")], [])
    assert read(path, b"a\tb\n\t\n\t\t\t\nc\td\n", TSV)[0] == [(1, "a", "b"), (4, "c", "d")]


def test_rows_have_line_numbers_and_blank_lines_are_skipped(path: Path) -> None:
    assert read(path, b"image,text\na,one\n\n  \nb,two\r\n", CSV) == ([(2, "a", "one"), (5, "b", "two")], [])


def test_columns_are_found_by_name_in_any_order(path: Path) -> None:
    assert read(path, b"n,text,image\n0,one,a\n", CSV) == ([(2, "a", "one")], [])


def test_byte_order_mark_is_dropped(path: Path) -> None:
    assert read(path, b"\xef\xbb\xbfimage,text\na,one\n", CSV) == ([(2, "a", "one")], [])


def test_quoted_text_keeps_separators_and_joins_lines(path: Path) -> None:
    data = b'image,text\na,"one, ""two"""\nb,"three\nfour"\nc,five\n'
    assert read(path, data, CSV) == ([(2, "a", 'one, "two"'), (3, "b", "three four"), (5, "c", "five")], [])


def test_open_quote_costs_only_its_own_row(path: Path) -> None:
    data = b'image,text\na,"open\nb,two\nc,"three, too"\n'
    assert read(path, data, CSV) == ([(3, "b", "two"), (4, "c", "three, too")], [(2, "a quotation mark is not closed")])


@pytest.mark.parametrize(("count", "is_text"), [(20, True), (21, False)])
def test_a_quoted_text_has_twenty_lines_at_most(path: Path, count: int, is_text: bool) -> None:
    text = "\n".join(["line"] * count)
    rows, rejects = read(path, f'image,text\na,"{text}"\n'.encode(), CSV)
    assert rows == ([(2, "a", text.replace("\n", " "))] if is_text else [])
    assert (rejects[:1] == [(2, "a quotation mark is not closed")]) is not is_text


@pytest.mark.parametrize(("count", "is_read"), [(19, True), (20, False)])
def test_the_separator_is_looked_for_in_twenty_lines(path: Path, count: int, is_read: bool) -> None:
    path.write_text("no separator\n" * count + "a\tone\n")
    result = LoadResult("x")
    if is_read:
        assert [row.number for row in read_rows(path, TSV, result)] == [20]
        assert len(result.rejects) == 19
    else:
        with pytest.raises(BadInput, match="separated by tabs; its first line is 'no separator'"):
            list(read_rows(path, TSV, result))


def test_tab_separated_text_may_begin_with_a_quote(path: Path) -> None:
    assert read(path, b'a\t"Hello" it says\nb\t"two\n', TSV) == ([(1, "a", '"Hello" it says'), (2, "b", '"two')], [])


def test_other_encoding_is_refused_with_its_bytes_shown(path: Path) -> None:
    path.write_bytes(b"a\tone\nb\tcaf\xe9\n")
    result = LoadResult("x")
    assert [row.number for row in read_rows(path, TSV, result)] == [1]
    assert result.rejects == [(str(path), 2, "not valid UTF-8; save the file as UTF-8", "b\tcaf\\xe9")]


def test_nul_character_is_refused(path: Path) -> None:
    assert read(path, b"a\to\x00ne\nb\ttwo\n", TSV) == ([(2, "b", "two")], [(1, "contains a NUL character")])


@pytest.mark.parametrize(("line", "width"), [(b"a", "1 column"), (b"a\tb\tc", "3 columns")])
def test_wrong_number_of_columns_is_refused(path: Path, line: bytes, width: str) -> None:
    rows, rejects = read(path, b"z\tone\n" + line + b"\n", TSV)
    assert rows == [(1, "z", "one")]
    assert rejects == [(2, f"{width} instead of 2 (image, text)")]


def test_missing_header_is_named(path: Path) -> None:
    path.write_text("a,one\n")
    message = r"file\.txt needs a header line with the columns image, text, separated by ','; its first line is 'a,one'"
    with pytest.raises(BadInput, match=message):
        list(read_rows(path, CSV, LoadResult("x")))


def test_other_separator_is_named(path: Path) -> None:
    path.write_text("image;text\na;one\n")
    with pytest.raises(BadInput, match="which lacks image, text"):
        list(read_rows(path, CSV, LoadResult("x")))
    path.write_text("a;one\nb;two\n")
    with pytest.raises(BadInput, match="no header and the columns image, text, separated by tabs; its first line is"):
        list(read_rows(path, TSV, LoadResult("x")))


def test_empty_file_lacks_its_header(path: Path) -> None:
    path.touch()
    with pytest.raises(BadInput, match="the file is empty"):
        list(read_rows(path, CSV, LoadResult("x")))


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_utf16_is_read(path: Path, charset: str, mark: str, end: str) -> None:
    # Of the last letter one byte is an end of line.
    path.write_bytes(f"{mark}image,text{end}a,девочка{end}b,Ċ{end}".encode(charset))
    result = LoadResult("x")
    assert [row.values for row in read_rows(path, CSV, result)] == [("a", "девочка"), ("b", "Ċ")]
    assert result.rejects == []


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"PK\x03\x04", "is a workbook or an archive and no text"),
        (b"\xd0\xcf\x11\xe0", "is an old workbook or document and"),
        (b"PAR1\x15\x04", "is Parquet and"),
        (b"\x1f\x8b\x08", "is compressed and"),
        (b"%PDF-1.4", "is PDF and"),
        (b"\xff\xd8\xff\xe0", "is a picture and"),
        (b"\x89PNG\r\n", "is a picture and"),
    ],
)
def test_what_is_no_text_is_one_error(path: Path, start: bytes, said: str) -> None:
    path.write_bytes(start + bytes(range(256)) * 9)
    with pytest.raises(BadInput, match=f"{said}.*; save it as CSV in UTF-8"):
        list(read_rows(path, TSV, LoadResult("x")))


def test_a_header_of_another_charset_is_named(path: Path) -> None:
    path.write_bytes("файл,текст\n".encode("cp1251"))
    with pytest.raises(
        BadInput, match="its first line is not valid UTF-8, which lacks image, text; save the file as UTF-8"
    ):
        list(read_rows(path, CSV, LoadResult("x")))


@pytest.mark.parametrize(
    "header",
    [
        "sep=,\r\nimage,text,\r\n",
        '"SEP=,"\nimage,text,\n',
        "\n \nimage,text,\n",
        '"image","text","the\r\nrest"\r\n',
        "\ufeff\ufeffimage,text,\n",
        "image,text,,\n",
    ],
    ids=["Excel", "Excel in quotes", "blank lines", "a name of two lines", "two marks of byte order", "no names"],
)
def test_headers_of_spreadsheets_are_read(path: Path, header: str) -> None:
    rest = "," * (header.count(",,") + 1)
    rows, refused = read(path, f"{header}a,one{rest}\nb,two\n".encode(), CSV)
    assert [row[1:] for row in rows] == [("a", "one")]
    assert [number for number, _ in refused] == [rows[0][0] + 1]


def test_a_column_that_is_there_twice_is_named(path: Path) -> None:
    path.write_text("image,text,note,note,text\na,one,x,y,two\n")
    with pytest.raises(BadInput, match=r"file\.txt has two columns of one name, text; rename one of them"):
        list(read_rows(path, CSV, LoadResult("x")))


def test_spreadsheets_put_cells_between_tabs_in_quotes(path: Path) -> None:
    tabs = RowFormat(CSV.columns, "\t", header=True)
    data = b'image\ttext\na.jpg\t"He said ""hi"", and left"\nb.jpg\t"Yes" and "no"\nc.jpg\t"\n'
    texts = [text for _, _, text in read(path, data, tabs)[0]]
    assert texts == ['He said "hi", and left', '"Yes" and "no"', '"']


def test_lines_in_a_cell_are_joined_whatever_ends_them(path: Path) -> None:
    assert read(path, b'image,text\r\na,"one\r\ntwo"\r\n', CSV)[0] == [(2, "a", "one two")]


def test_a_pipe_is_refused_and_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(BadInput, match=r"cannot read .*file\.txt: not a regular file"):
        list(read_rows(path, CSV, LoadResult("x")))


def test_missing_file_is_named(path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot read .*file\.txt: No such file"):
        list(read_rows(path, CSV, LoadResult("x")))


def test_strict_names_file_row_reason_and_remedy(path: Path) -> None:
    path.write_text("a\tone\nb\n")
    message = r"file\.txt:2: 1 column instead of 2 \(image, text\); fix the row, or load without --strict to skip it"
    with pytest.raises(BadRow, match=message):
        list(read_rows(path, TSV, LoadResult("x", strict=True)))


@pytest.mark.parametrize(
    ("row_format", "said"),
    [
        (KEYED_FORMAT, "no header and the columns caption id, text, separated by tabs"),
        (RATED_PAIRS_FORMAT, "a header line with the columns image, query_id, query_text, separated by ','"),
        (
            EXPERTS.row_format,
            "no header and the columns image, caption id, expert1, expert2, expert3, separated by tabs",
        ),
        (
            CROWD.row_format,
            "no header and the columns image, caption id, share of yes, yes votes, no votes, separated by tabs",
        ),
    ],
)
def test_what_a_file_needs_is_told_in_full(row_format: RowFormat, said: str) -> None:
    assert row_format.description == said


def test_columns_that_nobody_asks_for_may_have_one_name(path: Path) -> None:
    assert read(path, b"x,image,x,text,,\n1,a,2,one,,\n", CSV) == ([(2, "a", "one")], [])
    check_distinct(path, ["", "", "a"], {"", "a"})
    with pytest.raises(BadInput, match=f"has two columns of one name, {'y' * 80}; rename one of them$"):
        check_distinct(path, ["y" * 90, "x", "y" * 90], {"y" * 90})


def test_blanks_around_cells_do_not_count_and_quoted_beginnings_of_files_are_short(path: Path) -> None:
    assert read(path, b" image , text \n a , one \n", CSV) == ([(2, "a", "one")], [])
    assert read(path, b" a \t one \n", TSV) == ([(1, "a", "one")], [])
    for row_format in (CSV, TSV):
        path.write_text("x" * 90)
        with pytest.raises(BadInput, match=f"its first line is '{'x' * 80}'"):
            list(read_rows(path, row_format, LoadResult("x")))
