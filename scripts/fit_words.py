"""Learn what words and names of kinds look like: writes imgsearch/rescoring/learned.safetensors.

    python scripts/fit_words.py DATA

DATA/flickr8k holds the pictures, captions.tsv and train.txt. No other picture is looked at. Needs the extra `train`,
for the last layer of the image tower.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Container
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from imgsearch.encoders import FloatArray, load_encoder, load_tower
from imgsearch.encoders.small import join_parts
from imgsearch.pictures.decode import read_picture
from imgsearch.rescoring import learned
from imgsearch.rescoring.learned import LearnedWords
from imgsearch.rescoring.words import WORD, stem_word
from imgsearch.spelling import spell
from imgsearch.training.kinds import make_kinds, parse_kinds, read_classifier, read_table
from scripts.absence_galleries import ROOT, SILENT, read_captions, stems

OUT = ROOT / "imgsearch/rescoring" / learned.FILE
BATCH = 32
#: Words that the captions of fewer pictures have are not learned.
FEWEST = 8
#: What one caption out of five says for the picture; two say all.
ONE_CAPTION = 0.6
#: Strength of the ridge regressions, of the mean variance.
WORD_RIDGE, KIND_RIDGE = 1.0, 0.3
#: Pictures of kinds that are made up, as the encoder's training does.
MADE_UP = 20_000
#: Pictures by which a search knows spreads.
SAMPLE = 256
SEED = 0
#: What people call kinds that the table has by closer names: names, and kinds.
EVERYDAY = Path(__file__).with_name("everyday_names.tsv")
#: Further names for several kinds.
GROUPS = {
    "poodle": range(265, 268),
    "corgi": range(263, 265),
    "terrier": range(179, 203),
    "spaniel": range(215, 222),
    "retriever": range(205, 210),
    "husky": (248, 250),
    "whale": (147, 148),
}


def main() -> None:
    folder = Path(sys.argv[1]) / "flickr8k"
    names = sorted((folder / "train.txt").read_text().split())
    tower = load_tower()
    files = [folder / "images" / name for name in names]
    batches = (files[first : first + BATCH] for first in range(0, len(files), BATCH))
    parts = np.concatenate([join_parts(tower.extract([read_picture(file) for file in batch])) for batch in batches])
    captions = read_captions(folder / "captions.tsv", set(names))
    words = fit(parts, [captions[name] for name in names])
    OUT.write_bytes(words.to_bytes())
    print(f"{len(words.rows)} words and names, {len(words.vectors)} directions")


def fit(parts: FloatArray, captions: list[list[str]]) -> LearnedWords:
    """Learn from (N, 10, 1280) parts of pictures, from ``small.join_parts``, and their captions."""
    encoder: Any = load_encoder("small")
    # In half precision, as the database has them.
    images = encoder.map_images(parts).astype(np.float16).astype(np.float32)
    kinds = make_kinds(parts, lambda texts: np.zeros((len(texts), 1), np.float32), read_classifier(), SEED)
    generator = np.random.default_rng(SEED)
    made_up = np.concatenate([kinds.draw(1000, generator).parts for _ in range(MADE_UP // 1000)])
    both = np.concatenate([images, encoder.map_images(made_up)])
    said, shares = share_captions(captions)
    found: dict[str, FloatArray] = dict(zip(said, scale(ridge(images, shares, WORD_RIDGE), images), strict=True))
    groups, named = read_groups(found)
    # What whole pictures are taken for.
    shown = kinds.look(np.concatenate([parts[:, :1], made_up[:, :1]])) ** 2
    roots = np.stack([np.sqrt(shown[:, list(group)].sum(axis=1)) for group in groups], axis=1)
    of_groups = scale(ridge(both, roots, KIND_RIDGE), images)
    vectors, rows = list(of_groups), dict[str, int]()
    for name, own in named.items():
        if len(own) == 1 and name not in found:
            rows[name] = own[0]
        else:
            found[name] = found.get(name, np.zeros_like(vectors[0])) + of_groups[own].mean(axis=0)
    for name, vector in found.items():
        rows[name] = len(vectors)
        vectors.append(scale(vector[None], images)[0])
    used = sorted(set(rows.values()))
    sample = images[generator.permutation(len(images))[:SAMPLE]]
    rows = {name: used.index(row) for name, row in rows.items()}
    return LearnedWords(encoder.name, encoder.revision, rows, np.stack([vectors[row] for row in used]), sample)


def share_captions(captions: list[list[str]]) -> tuple[list[str], FloatArray]:
    """Stems of words, and (N, W) how surely captions say each of a picture."""
    counts = [Counter(stem for text in own for stem in stems(text)) for own in captions]
    pictures = Counter(stem for own in counts for stem in own)
    said = sorted(stem for stem, count in pictures.items() if count >= FEWEST and len(stem) > 2 and stem.isalpha())
    often = np.array([[own[stem] for stem in said] for own in counts], np.float32)
    return said, np.where(often >= 2, 1, np.where(often == 1, ONE_CAPTION, 0)).astype(np.float32)


def read_groups(said: Container[str]) -> tuple[list[list[int]], dict[str, list[int]]]:
    """Kinds or groups of them, and stems of a name -> which of them it names.

    Everyday names that the table has, or of which captions have said enough, stay what they are.

    Args:
        said: stems of words that captions say.
    """
    table = [(kinds, row["English"].split("|")) for kinds, row in read_table()]
    table += [(list(kinds), [name]) for name, kinds in GROUPS.items()]
    closer = len(table)
    table += read_everyday()
    named = dict[str, list[int]]()
    for number, (_, names) in enumerate(table):
        for key in dict.fromkeys(" ".join(map(stem_word, WORD.findall(spell(name)))) for name in names):
            if key in SILENT or len(key.split()) > learned.LONGEST:
                continue
            if number < closer or (key not in said and min(named.get(key, [closer])) >= closer):
                named.setdefault(key, []).append(number)
    return [kinds for kinds, _ in table], named


def read_everyday() -> list[tuple[list[int], list[str]]]:
    """Kinds, and what people call them."""
    rows = [line.split("\t") for line in EVERYDAY.read_text(encoding="utf-8").splitlines()[1:]]
    return [(parse_kinds(kinds), names.split("|")) for names, kinds in rows]


def ridge(images: FloatArray, target: FloatArray, strength: float) -> FloatArray:
    """(R, D) directions of (N, R) targets."""
    centred = (images - images.mean(axis=0)).astype(np.float64)
    spread = centred.T @ centred
    spread[np.diag_indices_from(spread)] += strength * np.trace(spread) / len(spread)
    solved = np.linalg.solve(spread, centred.T @ (target - target.mean(axis=0)))
    return np.asarray(solved.T, dtype=np.float32)


def scale(vectors: FloatArray, images: FloatArray) -> FloatArray:
    """The vectors with a spread of one over pictures."""
    return np.asarray(vectors / np.maximum((images @ vectors.T).std(axis=0), 1e-9)[:, None], dtype=np.float32)


if __name__ == "__main__":
    main()
