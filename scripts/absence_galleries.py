"""Galleries of which it is known what they show; for fit_absence.py."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from tqdm import tqdm

from imgsearch.encoders import Encoder
from imgsearch.rescoring.words import read_words, stem_word
from imgsearch.spelling import spell

ROOT = Path(__file__).parents[1]
BATCH = 32
#: A rated picture that is nearer to one of the regressor's background is that one.
SAME_PICTURE = 0.999
SILENT = frozenset(
    "a an the is are of in on at with and or to his her its their by for from one two three some other another that "
    "this it there he she they him each while as up down near next over into out off it's has have be very top front "
    "side group couple bunch pair lot background something someone picture image view piece type kind set area "
    "different several many all who".split()
)


class Gallery:
    """Pictures with their captions, encoded; without readers their captions are not."""

    def __init__(self, name: str, images: Any, captions: list[list[str]], *readers: Encoder) -> None:  # noqa: ANN401
        self.name, self.captions, self.images = name, captions, images
        self.say({text: stems(text) for own in self.captions for text in own}, self.captions)
        self.spelled = texts = [spell(text) for own in self.captions for text in own]
        self.vectors = {reader.name: reader.encode_texts(texts) for reader in readers} if texts else {}
        self.first = np.cumsum([0, *map(len, self.captions)])

    def say(self, read: dict[str, frozenset[str]], said: Iterable[Iterable[str]]) -> None:
        """What is said of each picture."""
        self.stems = [[read[text] for text in own] for own in said]
        self.all = {stem for own in self.stems for each in own for stem in each}

    def shows(self, text: str) -> bool | None:
        """Whether a picture shows a text, as far as captions tell."""
        wanted = stems(text)
        if wanted and any(wanted <= each for own in self.stems for each in own):
            return True
        return None if stem_word(re.findall("[a-z]+", text.lower())[-1]) in self.all else False

    def says(self, text: str, own: frozenset[str]) -> bool | None:
        """Whether a sentence is a caption; one of which two words are in no caption is none of this gallery."""
        if text in own:
            return True
        missing = [stem for stem in stems(text) if stem not in self.all and len(stem) > 3]
        return False if len(missing) >= 2 else None


def stems(text: str) -> frozenset[str]:
    """The stems of the words that say something."""
    return frozenset(stem for stem in read_words(text).rarity if stem not in SILENT)


def read_captions(file: Path, names: set[str] | None = None) -> dict[str, list[str]]:
    """Picture -> captions."""
    found = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        key, text = line.split("\t")
        if names is None or key.split("#")[0] in names:
            found[key.split("#")[0]].append(text)
    return found


def read_galleries(data: Path, encoder: Encoder, readers: Iterable[Encoder], background: Any) -> dict[str, Gallery]:  # noqa: ANN401
    """All galleries; that of kinds knows no captions yet.

    Args:
        data: flickr8k/, wide/ and with-sense/.
        encoder: of pictures.
        readers: of captions.
        background: (B, D) pictures that no gallery may have.
    """
    flickr, wide, rated = data / "flickr8k", data / "wide", data / "with-sense"
    dev = sorted((flickr / "dev.txt").read_text().split())
    files = {
        "dev": [flickr / "images" / name for name in dev],
        "coco": sorted((wide / "coco/images").iterdir()),
        "kinds": [wide / "kinds/images" / row[0] for row in read_named(data)],
        "rated": sorted((rated / "train_images").iterdir()),
    }
    captions = {
        "dev": read_captions(flickr / "captions.tsv", set(dev)),
        "coco": read_captions(wide / "coco/captions.tsv"),
        "rated": read_captions(rated / "own_captions.tsv"),
    }
    galleries = dict[str, Gallery]()
    for name, paths in files.items():
        images = encode_pictures(name, paths, encoder)
        said = [captions.get(name, {}).get(path.name, []) for path in paths]
        if name != "rated":
            galleries[name] = Gallery(name, images, said, *readers)
            continue
        new = np.flatnonzero((images @ background.T).max(axis=1) < SAME_PICTURE)
        for number, rows in enumerate((new[::2], new[1::2]), 1):
            galleries[f"rated {number}"] = Gallery(f"rated {number}", images[rows], [said[row] for row in rows])
    return galleries


def encode_pictures(name: str, files: list[Path], encoder: Encoder) -> Any:  # noqa: ANN401
    """(N, D) vectors."""
    starts = tqdm(range(0, len(files), BATCH), name, mininterval=10)
    batches = ([Image.open(file).convert("RGB") for file in files[start : start + BATCH]] for start in starts)
    return np.concatenate([encoder.encode_images(batch) for batch in batches])


def read_named(data: Path) -> list[list[str]]:
    """Picture, number of its kind, name."""
    return [line.split("\t") for line in (data / "wide/kinds/names.tsv").read_text().splitlines()]


def count_words(captions: dict[str, list[str]]) -> Counter[str]:
    """How many captions hold each word that says something."""
    return Counter(
        word
        for texts in captions.values()
        for text in texts
        for word in sorted(set(re.findall("[a-z]{3,}", text.lower())) - SILENT)
    )
