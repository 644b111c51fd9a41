"""What is usually asked for: texts by which it is known which pictures are near to whatever is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from imgsearch.errors import BadInput
from imgsearch.training.kinds import read_table

#: Texts that are drawn of each source.
CAPTIONS, NAMES = 1000, 500


def usual_texts(captions: Sequence[str], further: Sequence[Sequence[str]], *, seed: int) -> list[str]:
    """A sample of the captions, of each of the further texts, and of the names of kinds in each language.

    Args:
        captions: that the heads learn.
        further: texts of each file.
        seed: of the sample.
    """
    generator = np.random.default_rng(seed)
    rows = [row for kinds, row in read_table() if len(kinds) == 1]
    names = [[row[language].split("|")[0] for row in rows] for language in ("English", "Russian")]
    sources = [(CAPTIONS, captions), *((CAPTIONS, each) for each in further), *((NAMES, each) for each in names)]
    return [texts[index] for count, texts in sources for index in generator.permutation(len(texts))[:count]]


def read_texts(file: Path) -> list[str]:
    """The texts of a file, one a line, behind the last tab if there is one.

    Raises:
        BadInput: the file cannot be read.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise BadInput(f"{file} cannot be read: {exc}") from exc
    return [text for line in lines if (text := line.rpartition("\t")[2].strip())]
