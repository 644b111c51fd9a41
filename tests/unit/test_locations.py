"""Where files lie: paths of the machine, and URLs of objects, which are taken apart as paths are."""

from __future__ import annotations

from pathlib import Path

import pytest

from imgsearch.errors import BadInput
from imgsearch.files import ObjectLocation, find_existing, is_file, is_folder, is_remote, locate, open_text

PHOTO = ObjectLocation("s3://bucket/2024/a.b.JPG")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://bucket/2024/may", ObjectLocation("s3://bucket/2024/may")),
        ("s3://bucket/2024/", ObjectLocation("s3://bucket/2024")),
        ("s3://bucket", ObjectLocation("s3://bucket")),
        ("s3://bucket/a..b/.c", ObjectLocation("s3://bucket/a..b/.c")),
        ("photos/2024", Path("photos/2024")),
        ("/s3://bucket", Path("/s3://bucket")),
    ],
)
def test_a_text_is_a_path_or_the_url_of_objects(text: str, expected: Path | ObjectLocation) -> None:
    found = locate(text)
    assert (found, type(found), is_remote(text)) == (expected, type(expected), isinstance(expected, ObjectLocation))


@pytest.mark.parametrize("text", ["s3://", "s3:///a", "s3://bucket//a", "s3://bucket/./a", "s3://bucket/..", "s3://."])
def test_a_url_without_a_bucket_or_with_parts_of_dots_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"is not of the form s3://bucket/prefix$"):
        locate(text)


def test_a_url_is_taken_apart_as_a_path_is() -> None:
    assert (str(PHOTO), PHOTO.name, PHOTO.suffix) == ("s3://bucket/2024/a.b.JPG", "a.b.JPG", ".JPG")
    assert PHOTO.parts == ("bucket", "2024", "a.b.JPG")
    assert ObjectLocation("s3://s3://x").parts == ("s3:", "", "x")
    assert (PHOTO.parent, PHOTO.parent.parent) == (ObjectLocation("s3://bucket/2024"), ObjectLocation("s3://bucket"))
    assert PHOTO.parent.parent.parent == ObjectLocation("s3://bucket")
    assert PHOTO.with_name("c.csv") == PHOTO.parent / "c.csv" == ObjectLocation("s3://bucket/2024/c.csv")
    assert PHOTO.resolve() == PHOTO


def test_names_without_an_extension_have_none() -> None:
    assert [(PHOTO.parent / name).suffix for name in ("a", ".a", "a.", "a.tar.gz")] == ["", "", ".", ".gz"]


def test_files_and_folders_of_the_machine_are_told_apart(tmp_path: Path) -> None:
    file, folder, link, none = (tmp_path / name for name in ("file", "folder", "link", "none"))
    file.write_bytes(b"")
    folder.mkdir()
    link.symlink_to(none)
    paths = [str(path) for path in (file, folder, link, none)]
    assert [is_file(path) for path in paths] == [True, False, False, False]
    assert [is_folder(path) for path in paths] == [False, True, False, False]
    assert find_existing(paths) == {str(file), str(folder), str(link)}
    assert find_existing([]) == set()


def test_a_text_keeps_its_ends_of_lines_and_what_is_no_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfa\r\nb\n\xff")
    with open_text(tmp_path / "a.csv") as file:
        assert file.read() == "a\r\nb\n\udcff"
