"""What a store of objects is asked, and what is left of its answers."""

from __future__ import annotations

import stat
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from imgsearch.errors import BadInput
from imgsearch.files import ObjectLocation, StoreUnavailable, find_existing, locate, open_file, store_of
from imgsearch.files.stores import _objects
from loaders.watch import poll_folder
from tests.integration.loaders.objects import BUCKET, Bucket

WEDDING = ObjectLocation(f"s3://{BUCKET}/smith/wedding")


def test_a_prefix_is_loaded_again_and_again() -> None:
    loaded: list[object] = []
    stop = threading.Event()

    def load_and_count(root: object) -> None:
        loaded.append(root)
        if len(loaded) == 3:
            stop.set()

    poll_folder(WEDDING, load_and_count, every_s=0.01, stop=stop)
    assert loaded == [WEDDING] * 3


def test_copies_are_private_and_go(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with open_file(f"{WEDDING}/a.png") as file:
        assert file.read(4) == b"\x89PNG"
        assert list(tmp_path.iterdir()) == []
    store = store_of(str(WEDDING))
    with store.keeping():
        for _ in range(2):
            open_file(f"{WEDDING}/a.png").close()
        (folder,) = tmp_path.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert len(list(folder.iterdir())) == 1
        store.drop()
        assert list(folder.iterdir()) == []
    assert list(tmp_path.iterdir()) == []
    assert bucket.fetched["smith/wedding/a.png"] == 2


def test_objects_are_looked_for_one_by_one_or_by_folder(bucket: Bucket) -> None:
    there, gone = f"{WEDDING}/a.png", f"{WEDDING}/gone.png"
    assert find_existing([there]) == {there}
    assert find_existing([gone]) == set()
    assert find_existing([there, gone]) == {there}


def test_an_object_is_told_of_alone_as_in_its_folder(bucket: Bucket) -> None:
    bucket.put("plain/a.txt", "twelve bytes")
    bucket.put("plain/b.txt", "12")
    bucket.put("plain/MAX/c.txt", "")
    store = store_of(str(WEDDING))
    entries = {entry.name: entry for entry in store.scan(f"s3://{BUCKET}/plain")}
    assert {name: entry.stat().st_size for name, entry in entries.items()} == {"a.txt": 12, "b.txt": 2, "MAX": 0}
    assert [(name, entry.is_dir(), entry.is_file()) for name, entry in sorted(entries.items())] == [
        ("MAX", True, False), ("a.txt", False, True), ("b.txt", False, True),
    ]  # fmt: skip
    for name in ("a.txt", "b.txt"):
        assert store.stat(entries[name].path) == entries[name].stat()
    assert entries["a.txt"].stat().st_mtime_ns != entries["b.txt"].stat().st_mtime_ns
    assert 0 < entries["a.txt"].stat().st_mtime_ns < 2**62


def test_folders_of_many_objects_are_listed_to_the_end(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.files.objects.PAGE_OBJECTS", 2)
    for number in range(5):
        bucket.put(f"many/{number}.txt", "x")
    entries = store_of(str(WEDDING)).scan(f"s3://{BUCKET}/many")
    assert sorted(entry.name for entry in entries) == [f"{number}.txt" for number in range(5)]


def test_without_the_package_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    _objects.cache_clear()
    with pytest.raises(StoreUnavailable, match=r"pip install 'imgsearch-pgvector\[s3\]'"):
        open_file("s3://archive/a.png")


@pytest.mark.parametrize("url", ["s3://", "s3:///key", "s3://bucket//key", "s3://bucket/../key"])
def test_what_names_no_prefix_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="s3://bucket/prefix"):
        locate(url)
