"""Write imgsearch/asking/mistakes/meanings.safetensors: English words by what they mean to multilingual USE.

    python scripts/compile_meanings.py

They are those that the English encoder has whole and Russian has a word for, and frequent short ones, as far as USE
places them near one of those Russian words: it reads "cane" as the Italian dog, and "pan" as Spanish bread.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import ascii_lowercase

import numpy as np

sys.path.insert(0, str(ROOT := Path(__file__).parents[1]))

from imgsearch.asking.mistakes.meanings import ENCODER, FILE, Meanings
from imgsearch.asking.vocabulary import SHORTEST, things
from imgsearch.encoders import FloatArray, load_encoder
from imgsearch.rescoring.bilingual import is_listed
from imgsearch.rescoring.russian import russian_lexicon
from imgsearch.rescoring.words import stem_word, stems

OUT = ROOT / "imgsearch/asking/mistakes" / FILE
#: Cosine of a word and the Russian one that is nearest to it, of so many. Of .5 to .7 it gave most right words for
#: those of other languages by which bounds were chosen.
ALIKE, MOST_FORMS = 0.65, 40
#: Strings that mean nothing, and how many of them count for a word.
SLIPS, NEAREST, SEED = 3000, 10, 0
#: Pictures whose captions have a word of three letters.
FEWEST = 20
#: Cosine of a plural and its singular; glasses are no glass.
PLURAL = 0.5


def main() -> None:
    words = sorted({word for each in things().values() for word in each} | set(_short_words()))
    vectors = load_encoder(ENCODER).encode_texts(words)
    rows = {word: row for row, word in enumerate(words)}
    kept = dict[str, int]()
    # The shorter first: a plural stands for a singular that USE reads otherwise, "dogs" for "dog".
    for word in sorted(words, key=len):
        singular = word.removesuffix("s")
        said = singular if singular in rows and vectors[rows[word]] @ vectors[rows[singular]] >= PLURAL else word
        if said not in kept and _is_english_to_it(word, vectors[rows[word]]):
            kept[said] = rows[word]
    placed = vectors[list(kept.values())]
    OUT.write_bytes(Meanings(tuple(kept), placed, _usual(list(kept), placed)).to_bytes())
    print(f"{len(kept):,} of {len(words):,} words, {OUT.stat().st_size:,} bytes")


def _is_english_to_it(word: str, vector: FloatArray) -> bool:
    russian = _russian.get(stem_word(word), [])[:MOST_FORMS]
    return bool(russian) and float(np.max(load_encoder(ENCODER).encode_texts(russian) @ vector)) >= ALIKE


def _usual(words: Sequence[str], vectors: FloatArray) -> FloatArray:
    """(W,) how near each is to those of many slips of words that it is nearest to: they mean nothing."""
    chance = random.Random(SEED)
    slips = [_slip(_slip(chance.choice(words), chance), chance) for _ in range(SLIPS)]
    cosines = load_encoder(ENCODER).encode_texts(slips) @ vectors.T
    return np.asarray(np.sort(cosines, axis=0)[-NEAREST:].mean(axis=0), dtype=np.float32)


def _slip(word: str, chance: random.Random) -> str:
    """A word with one letter wrong."""
    place = chance.randrange(len(word))
    return word[:place] + chance.choice(ascii_lowercase) + word[place + chance.randrange(2) :]


def _short_words() -> Iterator[str]:
    """Those that vocabulary.things() leaves out for they may be anything, as far as captions are full of them."""
    for word, pictures in stems().items():
        if len(word) == SHORTEST - 1 and word.isalpha() and word.isascii() and pictures >= FEWEST:
            yield from [word] if is_listed(word) else []


def _in_russian() -> dict[str, list[str]]:
    """Stem of an English word -> forms of Russian words for it."""
    found = defaultdict[str, list[str]](list)
    for word, english in russian_lexicon().words.items():
        for each in english.replace("|", " ").split():
            found[stem_word(each)].append(word)
    return found


_russian = _in_russian()

if __name__ == "__main__":
    main()
