"""What USE keeps unpacked between processes, and what it does where that is damaged or cannot be written."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from safetensors import SafetensorError

from imgsearch.encoders.checked import note_files
from imgsearch.encoders.pieces import Pieces
from imgsearch.encoders.use import UseEncoder, _unpack

TEXTS = ["Two dogs run through deep snow .", "собака", ""]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_args, **_kwargs: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache as USE makes it, which takes it two seconds."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(platformdirs, "user_cache_path", lambda *_args, **_kwargs: folder / "cache")
        UseEncoder().encode_texts(["a dog"])
    return folder / "cache"


@pytest.fixture
def filled(cache: Path, made: Path) -> Path:
    """The only folder in a cache that was made before."""
    shutil.copytree(made, cache)
    (folder,) = cache.iterdir()
    return folder


def test_use_from_its_cache_equals_use_from_its_package(cache: Path) -> None:
    unpacked = UseEncoder().encode_texts(TEXTS)
    assert [path.name for path in next(cache.iterdir()).iterdir()] != []
    np.testing.assert_allclose(UseEncoder().encode_texts(TEXTS), unpacked, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("weights.safetensors", 0),
        *(
            (name, 0.5)
            for name in ("table.npy", "vocabulary.json", "weights.safetensors", "pieces.txt", "ids.bin", "places.bin")
        ),
    ],
)
def test_use_survives_a_damaged_cache_and_mends_it(filled: Path, name: str, kept: float) -> None:
    expected = UseEncoder().encode_texts(TEXTS)
    file = filled / name
    whole = file.read_bytes()
    file.write_bytes(whole[: int(kept * len(whole))])
    np.testing.assert_allclose(UseEncoder().encode_texts(TEXTS), expected, atol=1e-6)
    assert file.read_bytes() == whole
    assert list(filled.parent.iterdir()) == [filled]


def turn_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("name", ["table.npy", "weights.safetensors", "ids.bin", "pieces.txt"])
def test_use_notices_a_single_wrong_number(filled: Path, name: str) -> None:
    file = filled / name
    whole = file.read_bytes()
    turn_a_bit(file)
    UseEncoder().encode_texts(["a dog"])
    assert file.read_bytes() == whole


def test_use_makes_its_cache_anew_where_a_vector_is_no_number(filled: Path) -> None:
    """As where a disk turns bits over by itself, of which the note knows nothing."""
    expected = UseEncoder().encode_texts(TEXTS)
    file = filled / "weights.safetensors"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) - len(whole) // 2))
    note_files(file.parent)
    np.testing.assert_allclose(UseEncoder().encode_texts(TEXTS), expected, atol=1e-6)
    assert file.read_bytes() == whole


def test_use_works_where_the_disk_is_full(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SafetensorError("I/O error: No space left on device")

    monkeypatch.setattr("safetensors.numpy.save_file", refuse)
    assert UseEncoder().encode_texts(["a dog"]).shape == (1, 512)
    assert list(cache.iterdir()) == []


def test_a_new_cache_takes_the_place_of_one_in_an_older_format(cache: Path) -> None:
    older, other = cache / f"use-{UseEncoder().revision}-1", cache / "other"
    older.mkdir(parents=True)
    other.mkdir()
    UseEncoder().encode_texts(["a dog"])
    assert not older.exists()
    assert other.exists()


def test_the_vocabulary_has_every_piece_of_its_package_and_no_other(cache: Path) -> None:
    UseEncoder().encode_texts(["a dog"])
    pieces = UseEncoder()._backend.sp._prefixes
    known = _unpack().sp._pieces
    assert isinstance(pieces, Pieces)
    assert [pieces.get(piece) for piece in known] == list(range(1, len(known) + 1))
    others = {"\u2581qzx", "\u2581zzz", "\ue000", "zzzq"} - set(known)
    assert others
    assert not any(map(pieces.get, others))


def test_use_works_where_no_cache_can_be_written(cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    assert UseEncoder().encode_texts(["a dog"]).shape == (1, 512)
