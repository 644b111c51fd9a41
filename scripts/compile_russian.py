"""Compile the words of scripts/russian_words.tsv: imgsearch/rescoring's russian.json, to_russian.json, to_english.json.

    python scripts/compile_russian.py

A line is an English word, a tab and Russian words for it; a name of several words is written with underscores. Names of
the kinds of things that the image tower tells apart are added. Finding the stems of all takes most of a second, so that
is done here and not in a search.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from imgsearch.rescoring.asked import FUNCTION_WORDS, JOINING
from imgsearch.rescoring.bilingual import TO_ENGLISH, TO_RUSSIAN
from imgsearch.rescoring.words import WORD, is_counted, rarity, stem_word
from imgsearch.spelling import spell
from scripts.russian_forms import forms_of

ROOT = Path(__file__).parents[1]
WORDS = Path(__file__).with_name("russian_words.tsv")
KINDS = ROOT / "imgsearch/training/data/kinds.tsv"
#: A stem that fewer forms share is most likely of none that anybody writes.
CASES = 3
#: Forms so short are those of many words, and those with such endings of verbs, too.
SHORT, PAST = 3, ("л", "ла", "ло", "ли")
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
    add_forms(words, stems)
    return {"words": words, "stems": stems, "names": names, "counted": counted()}


def add_forms(words: dict[str, str], stems: dict[str, str]) -> None:
    """Add what stems do not tell: of «океан» it is «океа», of «океаном» «океан», and «коров» has that of «кора».

    Args:
        words: English by word; other forms are added whose stems are another word's.
        stems: English by stem; those of other forms are added.
    """
    forms = {word: sorted(set(forms_of(word))) for word in words if word not in JOINING}
    meant: dict[str, set[str]] = {}
    for word, own in forms.items():
        for form in own:
            meant.setdefault(form, set()).add(words[word])
    for word, own in forms.items():
        for form in own:
            stem = stem_word(form)
            if len(stem) < SHORT:
                continue
            read = stems.setdefault(stem, words[word])
            if read not in meant[form] and len(form) > SHORT and not form.endswith(PAST):
                words.setdefault(form, words[word])


def compile_bilingual() -> dict[str, dict[str, str]]:
    """What imgsearch.rescoring.bilingual reads, by file: stems -> the other language's, with bars between them."""
    pairs = [(english.lower().split(), WORD.findall(spell(russian))) for english, russian in listed()]
    means: dict[str, set[str]] = {}
    for english, russian in pairs:
        if len(russian) == 1:
            means.setdefault(russian[0], set()).add(" ".join(english))
    found: dict[str, dict[str, dict[str, None]]] = {TO_RUSSIAN: {}, TO_ENGLISH: {}}
    for english, russian in pairs:
        if not russian or (len(english) == 1 and english[0] in FUNCTION_WORDS) or FUNCTION_WORDS.issuperset(russian):
            continue
        said = " ".join(map(stem_word, russian))
        # What is left of a form may be a word of its own: of «садится» it is a garden.
        if len(russian) == 1 and " ".join(english) not in means.get(said, {" ".join(english)}):
            continue
        meant = " ".join(map(stem_word, english))
        found[TO_RUSSIAN].setdefault(meant, {})[said] = None
        found[TO_ENGLISH].setdefault(said, {})[meant] = None
    add_cases(
        found, [(" ".join(map(stem_word, english)), russian[0]) for english, russian in pairs if len(russian) == 1]
    )
    return {file: {said: "|".join(others) for said, others in sorted(read.items())} for file, read in found.items()}


def add_cases(found: dict[str, dict[str, dict[str, None]]], pairs: list[tuple[str, str]]) -> None:
    """Add stems that only cases of a word have, but for those of another word.

    Args:
        found: what compile_bilingual() has found, by file.
        pairs: English stems and a Russian word.
    """
    meaning: dict[str, set[str]] = {}
    for meant, word in pairs:
        for said in (word, stem_word(word)):
            meaning.setdefault(said, set()).add(meant)
    for meant, word in pairs:
        for other in other_stems(word) if meant in found[TO_RUSSIAN] else ():
            if meaning.get(other, {meant}) == {meant}:
                found[TO_RUSSIAN][meant][other] = None
                found[TO_ENGLISH].setdefault(other, {})[meant] = None


def other_stems(word: str) -> list[str]:
    """Stems that cases of a word have and it has not itself: of «цветок» it is «цветк»."""
    counts = Counter(map(stem_word, forms_of(word)))
    return sorted(
        stem for stem, count in counts.items() if count >= CASES and len(stem) >= SHORT and stem != stem_word(word)
    )


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
    bilingual = compile_bilingual()
    for path, found in ((OUT, compiled), *((OUT.with_name(file), said) for file, said in bilingual.items())):
        path.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(compiled['words']):,} words and {len(compiled['names']):,} names in {OUT.relative_to(ROOT)}")
    print(*(f"{len(said):,} words and names in {file}" for file, said in bilingual.items()), sep="\n")


if __name__ == "__main__":
    main()
