"""What is usually asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from imgsearch.errors import BadInput
from imgsearch.training.usual import CAPTIONS, NAMES, read_texts, usual_texts


def test_every_source_gives_its_share_and_the_seed_decides_which(tmp_path: Path) -> None:
    captions = [f"caption {number}" for number in range(3 * CAPTIONS)]
    file = tmp_path / "others.tsv"
    file.write_text("a.jpg\tа cat\n\nb.jpg\tx\ta dog \nplain\n", encoding="utf-8")
    found = usual_texts(captions, [read_texts(file)], seed=1)
    assert len(set(found[:CAPTIONS]) & set(captions)) == CAPTIONS
    assert sorted(found[CAPTIONS : CAPTIONS + 3]) == ["a dog", "plain", "а cat"]
    names = found[CAPTIONS + 3 :]
    assert len(names) == 2 * NAMES
    assert [sum(name.isascii() for name in part) > NAMES / 2 for part in (names[:NAMES], names[NAMES:])] == [
        True,
        False,
    ]
    assert usual_texts(captions, [read_texts(file)], seed=1) == found
    assert usual_texts(captions, [read_texts(file)], seed=2) != found


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.tsv cannot be read"):
        read_texts(tmp_path / "none.tsv")
