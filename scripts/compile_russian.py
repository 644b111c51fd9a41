"""Compile the words of scripts/russian_words.tsv: what `imgsearch/rescoring/russian.json` holds.

    python scripts/compile_russian.py

A line is an English word, a tab and Russian words for it; a name of several words is written with underscores. Names of
the kinds of things that the image tower tells apart are added. Finding the stems of all takes most of a second, so that
is done here and not in a search.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from imgsearch.rescoring.known import JOINING
from imgsearch.rescoring.words import WORD, is_counted, rarity, stem_word
from imgsearch.spelling import spell

ROOT = Path(__file__).parents[1]
WORDS = Path(__file__).with_name("russian_words.tsv")
KINDS = ROOT / "imgsearch/training/data/kinds.tsv"
OUT = ROOT / "imgsearch/rescoring/russian.json"


def compile_words() -> dict[str, Any]:
    """What imgsearch.rescoring.russian and .familiar read: see Lexicon; names by their stems with spaces between."""
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    names: dict[str, str] = {}
    for english, russian in listed():
        parts = WORD.findall(spell(russian))
        stemmed = list(map(stem_word, parts))
        if len(parts) == 1:
            words.setdefault(parts[0], english)
            # Small words have no other forms: what has their stems is something else.
            if parts[0] not in JOINING:
                stems.setdefault(stemmed[0], english)
        elif parts:
            names.setdefault(" ".join(stemmed), english)
    return {"words": words, "stems": stems, "names": names, "counted": counted()}


def listed() -> Iterator[tuple[str, str]]:
    """English and Russian: words first, of several the one that captions have most; then names of kinds."""
    # Sorting keeps the order of the file among equals.
    for english, russian in sorted(read_lines(), key=lambda line: rarity(stem_word(line[0]))):
        for name in russian.split():
            yield english.replace("_", " "), name.replace("_", " ")
    for line in KINDS.read_text(encoding="utf-8").splitlines()[1:]:
        _, english, russian = line.split("\t")
        for name in russian.split("|"):
            yield english.split("|")[0].lower(), name


def counted() -> dict[str, str]:
    """Russian stem -> stem of the most frequent English word that it translates, of those in captions."""
    found: dict[str, str] = {}
    for english, russian in read_lines():
        stem = stem_word(english)
        if not is_counted(stem):
            continue
        for word in russian.split():
            own = stem_word(spell(word))
            if own not in found or rarity(stem) < rarity(found[own]):
                found[own] = stem
    return found


def read_lines() -> list[tuple[str, str]]:
    """English, and Russian words for it."""
    lines = (line.partition("\t") for line in WORDS.read_text(encoding="utf-8").splitlines())
    return [(english, russian) for english, _, russian in lines]


def main() -> None:
    compiled = compile_words()
    OUT.write_text(json.dumps(compiled, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(compiled['words']):,} words and {len(compiled['names']):,} names in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
