"""Single words in languages of Latin letters, in a gallery without captions.

    python -m benchmarks.foreign_words FOLDER

FOLDER holds images/ and captions.tsv. The pictures are loaded without their captions into an embedded database of its
own, in which all are cleared. Each word of benchmarks/data/foreign_words.tsv is asked for as an English one, as all
single words once were, by multilingual USE, without the list of words, and as it is now; pictures show it of which two
captions have the English word. The names, brands and slips of the fingers at the end of the file are in no language.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from benchmarks.asking import clear_all
from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.rescoring.words import split_words, stem_word
from imgsearch.shown.catalog import Catalog

WORDS = Path(__file__).parent / "data" / "foreign_words.tsv"
NO_LANGUAGE = "none"
#: Captions of a picture that must have a word.
CAPTIONS = 2
LANGUAGES = {
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "tr": "Turkish",
}
WAYS = ("read as English", "read by USE alone", "as they are read")
COLUMNS = (Column("words", "", 0), *(Column(way, "", 0, "higher") for way in WAYS))
NAMED = (Column("number", "", 0), Column("answered with pictures, as English", "", 0), Column("otherwise now", "", 0))


class Asked(NamedTuple):
    """A word of the file."""

    language: str
    word: str
    english: str
    pictures: frozenset[str]
    """Those that show it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    add_record_option(parser)
    options = parser.parse_args()
    asked = list(read_words(read_captions(options.folder / "captions.tsv")))
    with loaded(options.folder / "images") as catalog, recording("foreign-words", options.record) as record:
        measure(record, catalog, asked)


@contextmanager
def loaded(pictures: Path) -> Iterator[Catalog]:
    """A catalog of pictures alone, all of which may be shown."""
    command = str(Path(sys.executable).with_name("imgsearch"))
    with tempfile.TemporaryDirectory(prefix="imgsearch") as temporary:
        data_dir, folder = Path(temporary) / "db", Path(temporary) / "gallery"
        os.environ["IMGSEARCH_DATA_DIR"] = str(data_dir)
        os.environ.pop("IMGSEARCH_DATABASE_URL", None)
        shutil.copytree(pictures, folder)
        subprocess.run([command, "load", str(folder)], check=True, stdout=subprocess.DEVNULL)
        try:
            clear_all()
            with Catalog.open(data_dir=data_dir) as catalog:
                yield catalog
        finally:
            subprocess.run([command, "db", "stop"], check=True)


def read_captions(file: Path) -> dict[str, Counter[str]]:
    """Picture -> stem -> how many of its captions have it."""
    found: dict[str, Counter[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        key, _, text = line.partition("\t")
        found.setdefault(key.split("#")[0], Counter()).update(set(map(stem_word, split_words(text))))
    return found


def read_words(captions: dict[str, Counter[str]]) -> Iterator[Asked]:
    """Those that pictures show, and those that are in no language."""
    with WORDS.open(encoding="utf-8", newline="") as file:
        for language, word, english in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]:
            stem = stem_word(english)
            pictures = frozenset(name for name, stems in captions.items() if english and stems[stem] >= CAPTIONS)
            if pictures or language == NO_LANGUAGE:
                yield Asked(language, word, english, pictures)


def measure(record: Record, catalog: Catalog, asked: Sequence[Asked]) -> None:
    """Keep how often the right picture comes first, and how many names are answered otherwise."""
    with patch("imgsearch.search.run.search_in_foreign", return_value=None):
        before = {each: names_of(catalog, each.word) for each in asked}
    with (
        patch("imgsearch.asking.mistakes.meanings.listed_meaning", return_value=None),
        patch("imgsearch.search.foreign.is_all_listed", return_value=False),
    ):
        by_use = {each: names_of(catalog, each.word) for each in asked}
    now = {each: names_of(catalog, each.word) for each in asked}
    grid = record.grid("", COLUMNS, "right picture first")
    said = [each for each in asked if each.language != NO_LANGUAGE]
    chosen = set(sorted({each.english for each in said})[::2])
    parts = {name: [each for each in said if each.language == code] for code, name in LANGUAGES.items()}
    parts["things that chose a bound"] = [each for each in said if each.english in chosen]
    parts["other things"] = [each for each in said if each.english not in chosen]
    ways = (before, by_use, now)
    for name, of in (parts | {"all": said}).items():
        grid.row(name, len(of), *(sum(is_first(answers[each], each) for each in of) for answers in ways))
    named = [each for each in asked if each.language == NO_LANGUAGE]
    otherwise = [each.word for each in named if before[each] != now[each]]
    answered = sum(bool(before[each]) for each in named)
    record.grid("names", NAMED, "").row("names, brands, slips of the fingers", len(named), answered, len(otherwise))
    print("answered otherwise:", *otherwise)


def is_first(names: Sequence[str], asked: Asked) -> bool:
    return bool(names) and names[0] in asked.pictures


def names_of(catalog: Catalog, word: str) -> tuple[str, ...]:
    """The pictures that are shown, in order."""
    return tuple(hit.name for hit in catalog.search(word))


if __name__ == "__main__":
    main()
