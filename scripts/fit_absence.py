"""Fit what tells queries that nothing in a gallery shows: writes imgsearch/rescoring/absence.safetensors.

    python scripts/fit_absence.py DATA

DATA holds flickr8k/ and wide/ with pictures and captions. Galleries are Flickr8k's dev pictures, COCO's and those of
ImageNet's kinds; queries are the half of benchmarks/data/asking.tsv to choose by, names of kinds in both languages, and
phrases and sentences cut from captions, which the multilingual tower reads too, in place of Russian ones. A gallery shows
a text if a caption of one of its pictures holds all its words, and does not if none holds its last one.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image
from tqdm import tqdm

from imgsearch.encoders import is_latin, load_encoder
from imgsearch.models.loaded import shipped_regressor
from imgsearch.rescoring import absence as absences
from imgsearch.rescoring.absence import Absence, Seen, column_names, extend, situation_of
from imgsearch.rescoring.features import readers
from imgsearch.rescoring.pairs import Pairs
from imgsearch.rescoring.words import read_words, stem_word, word_overlap
from imgsearch.spelling import spell

ROOT = Path(__file__).parents[1]
OUT = ROOT / "imgsearch/rescoring" / absences.FILE
ENCODER, REGRESSOR = load_encoder("small"), shipped_regressor()
READERS = {name: load_encoder(name) for name in ("minilm", "use-multilingual")}
RANDOM = random.Random(0)
FREQUENT = 1000
CANDIDATES, BY_CAPTIONS = 45, 25
SILENT = frozenset(
    "a an the is are of in on at with and or to his her its their by for from one two three some other another that this "
    "it there he she they him each while as up down near next over into out off it's has have be very top front side "
    "group couple bunch pair lot background something someone picture image view piece type kind set area different "
    "several many all who".split()
)
ENDS = SILENT | frozenset("under behind was looking holding standing sitting walking running jumping wearing riding".split())
ARTICLES = frozenset("a an the two three some his her".split())
#: Squares of one colour and noise reach .57 in no gallery here; half of all photographs have one that is nearer.
PICTURES = {"maybe": 0.58, "sure": 0.65}


class Asked(NamedTuple):
    gallery: str
    text: str
    tower: str
    """latin, other, or english: an English text read by the multilingual tower."""
    shown: bool
    source: str


class Gallery:
    def __init__(self, name: str, files: dict[str, Path], captions: dict[str, list[str]]) -> None:
        self.name, self.captions = name, [captions.get(each, []) for each in files]
        pictures = [Image.open(file).convert("RGB") for file in files.values()]
        starts = tqdm(range(0, len(pictures), 32), name, mininterval=10)
        self.images = np.concatenate([ENCODER.encode_images(pictures[start : start + 32]) for start in starts])
        self.stems = [[stems(text) for text in own] for own in self.captions]
        self.all = {stem for own in self.stems for each in own for stem in each}
        texts = [spell(text) for own in self.captions for text in own]
        self.vectors = {name: encoder.encode_texts(texts) for name, encoder in READERS.items()} if texts else {}
        self.first = np.cumsum([0, *map(len, self.captions)])

    def shows(self, text: str) -> bool | None:
        wanted = stems(text)
        if wanted and any(wanted <= each for own in self.stems for each in own):
            return True
        return None if stem_word(re.findall("[a-z]+", text.lower())[-1]) in self.all else False


def stems(text: str) -> frozenset[str]:
    return frozenset(stem for stem in read_words(text).rarity if stem not in SILENT)


def phrases(text: str) -> list[str]:
    """Noun phrases of up to three words: what stands between an article and the next preposition or verb."""
    found, phrase, is_in = [], [], False
    for word in [*re.findall(r"[a-z]+|[.,]", text.lower()), "."]:
        if is_in and (word in ENDS or word in ".," or word.endswith("ing")):
            if 0 < len(phrase) <= 3:
                found.append(" ".join(phrase))
            is_in = False
        elif is_in:
            phrase.append(word)
        if word in ARTICLES:
            is_in, phrase = True, []
    return found


def read_captions(file: Path, names: set[str] | None = None) -> dict[str, list[str]]:
    found = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        key, text = line.split("\t")
        if names is None or key.split("#")[0] in names:
            found[key.split("#")[0]].append(text)
    return found


def write_queries(galleries: dict[str, Gallery], kinds: list[list[str]], pictured: set[int], other: list[str]) -> list[Asked]:
    rows = list(csv.reader((ROOT / "benchmarks/data/asking.tsv").open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    kept_back = [stems(row[3]) for row in rows if row[0] == "report" and row[2] == "en" and row[1].endswith("thing")]
    asked: list[Asked] = []
    for before, row in zip([rows[0], *rows], rows, strict=False):
        english, tower = (row[3], "latin") if row[2] == "en" else (before[3], "other")
        if row[0] == "choose":
            asked += [Asked("dev", row[3], tower, bool(row[4]), f"own {row[1].split()[-1]}")]
            for name in ("coco", "kinds"):
                if (shown := galleries[name].shows(english)) is not None:
                    asked.append(Asked(name, row[3], tower, shown, "own"))
    for name in ("dev", "coco"):
        gallery = galleries[name]
        own = [text for texts in gallery.captions for text in texts]
        short = {text for caption in own for text in phrases(caption)} | {text for caption in other for text in phrases(caption)}
        short = {text for text in short if not any(back and back <= stems(text) for back in kept_back)}
        for source, texts in (("phrase", sorted(short)), ("sentence", [*own, *other])):
            RANDOM.shuffle(texts)
            judged = [(text, gallery.shows(text) if source == "phrase" else is_own(gallery, text, own)) for text in texts[:6000]]
            for shown in (True, False):
                chosen = [text for text, is_shown in judged if is_shown is shown][:250]
                asked += [Asked(name, text, tower, shown, source) for text in chosen for tower in ("latin", "english")]
    first_words = {stem for kind in pictured for name in kinds[kind][1].split("|") for stem in stems(name)}
    for number, (_, english, russian) in enumerate(kinds):
        pair = ((english.split("|")[0].lower(), "latin"), (russian.split("|")[0], "other"))
        shown = number in pictured
        if shown or not stems(pair[0][0]) & first_words:
            asked += [Asked("kinds", text, tower, shown, "kind") for text, tower in pair]
        for name in ("dev", "coco"):
            if any(back and back <= stems(pair[0][0]) for back in kept_back) or 151 <= number <= 275:
                continue
            shown = galleries[name].shows(pair[0][0])
            if shown or (shown is False and RANDOM.random() < 0.35):
                asked += [Asked(name, text, tower, shown, "kind") for text, tower in pair]
    return asked


def is_own(gallery: Gallery, text: str, own: list[str]) -> bool | None:
    """A sentence is shown if it is a caption, and is not if two of its words are in no caption."""
    if text in own:
        return True
    return False if len([stem for stem in stems(text) if stem not in gallery.all and len(stem) > 3]) >= 2 else None


def see(gallery: Gallery, asked: Asked, vectors: dict[str, Any], *, captioned: bool) -> Seen:
    """The first candidates as a search sees them; a caption that is the query itself does not count."""
    text, latin, query = spell(asked.text), asked.tower == "latin", vectors[asked.tower][asked.text]
    rows = np.argsort(-(gallery.images @ query))[: CANDIDATES + BY_CAPTIONS]
    similarity, best, words, captions = {}, {}, None, []
    if captioned:
        names = readers(is_latin=latin)
        is_other = np.array([spell(each) != text for own in gallery.captions for each in own])
        cosines = {name: np.where(is_other, gallery.vectors[name] @ vectors[name][asked.text], np.nan) for name in names}
        near = np.argsort(-np.nan_to_num(cosines[names[0]], nan=-1))[:BY_CAPTIONS]
        rows = np.array(list(dict.fromkeys([*rows[:CANDIDATES], *(np.searchsorted(gallery.first, near, "right") - 1)])))
        width = max(len(gallery.captions[row]) for row in rows)
        for name in names:
            table = np.full((len(rows), width), np.nan, dtype=np.float32)
            for index, row in enumerate(rows):
                own = cosines[name][gallery.first[row] : gallery.first[row + 1]]
                table[index, : len(own)] = np.sort(own)[::-1] if not np.isnan(own).all() else own
            similarity[name], best[name] = np.sort(table, axis=1), float(np.nanmax(table))
        captions = [[each for each in gallery.captions[row] if spell(each) != text] for row in rows]
    if latin:
        words = word_overlap(text, captions or [None] * len(rows))
    reading = {name: vectors[name][asked.text][None] for name in similarity}
    score = REGRESSOR.score(Pairs(query[None], gallery.images[rows], reading, similarity, latin, words))
    return Seen(text, latin, query, gallery.images[rows], score, best, words if captioned else None)


def main() -> None:
    data = Path(sys.argv[1])
    flickr, wide = data / "flickr8k", data / "wide"
    dev = sorted((flickr / "dev.txt").read_text().split())
    train = read_captions(flickr / "captions.tsv", set((flickr / "train.txt").read_text().split()))
    kinds = [line.split("\t") for line in (ROOT / "imgsearch/training/data/kinds.tsv").read_text().splitlines()][1:]
    named = [line.split("\t") for line in (wide / "kinds/names.tsv").read_text().splitlines()]
    galleries = {
        "dev": Gallery("dev", {name: flickr / "images" / name for name in dev}, read_captions(flickr / "captions.tsv", set(dev))),
        "coco": Gallery("coco", {file.name: file for file in sorted((wide / "coco/images").iterdir())}, read_captions(wide / "coco/captions.tsv")),
        "kinds": Gallery("kinds", {row[0]: wide / "kinds/images" / row[0] for row in named}, {}),
    }
    galleries["kinds"].stems = [[stems(name) for name in kinds[int(row[1])][1].split("|")] for row in named]
    galleries["kinds"].all = {stem for own in galleries["kinds"].stems for each in own for stem in each}
    other = [line.split("\t")[1] for line in (wide / "texts/coco_val2017.tsv").read_text().splitlines()]
    other += [text for texts in train.values() for text in texts]
    RANDOM.shuffle(other)
    asked = write_queries(galleries, kinds, {int(row[1]) for row in named}, other)
    model = Absence({"encoder": ENCODER.name, "encoder_revision": ENCODER.revision, "bounds": {}, "pictures": PICTURES}, make_background(kinds, train))
    vectors = encode(asked)
    for captioned in (False, True):
        here = [each for each in asked if not captioned or each.gallery != "kinds"]
        seen = [see(galleries[each.gallery], each, vectors, captioned=captioned) for each in tqdm(here, mininterval=20)]
        for situation in sorted(set(map(situation_of, seen))):
            rows = [row for row, each in enumerate(seen) if situation_of(each) == situation]
            fit(model, situation, [here[row] for row in rows], [seen[row] for row in rows])
    OUT.write_bytes(model.to_bytes())


def make_background(kinds: list[list[str]], train: dict[str, list[str]]) -> dict[str, Any]:
    counts = Counter(word for texts in train.values() for text in texts for word in set(re.findall("[a-z]{3,}", text.lower())) - SILENT)
    words = [word for word, _ in counts.most_common(FREQUENT)]
    return {
        "names.latin": ENCODER.encode_texts([spell(kind[1].split("|")[0]) for kind in kinds]),
        "names.other": ENCODER.encode_texts([spell(kind[2].split("|")[0]) for kind in kinds]),
        "words": ENCODER.encode_texts_multilingual(words),
        "counts": np.array([counts[word] for word in words], dtype=np.float64),
        "images": REGRESSOR.background.images,
        "texts": REGRESSOR.background.texts,
    }


def encode(asked: list[Asked]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for tower, encoder in (("latin", ENCODER.encode_texts), ("other", ENCODER.encode_texts), ("english", ENCODER.encode_texts_multilingual)):
        texts = sorted({each.text for each in asked if each.tower == tower})
        found[tower] = dict(zip(texts, encoder(list(map(spell, texts))), strict=True))
    for name, reader in READERS.items():
        texts = sorted({each.text for each in asked if name != "minilm" or is_latin(each.text)})
        found[name] = dict(zip(texts, reader.encode_texts(list(map(spell, texts))), strict=True))
    return found


def fit(model: Absence, situation: str, asked: list[Asked], seen: list[Seen]) -> None:
    """The regression of a situation, and its bounds by predictions for texts that it was not fitted to."""
    from sklearn.linear_model import LogisticRegression

    columns = column_names(seen[0])
    table = [model.columns(each) for each in seen]
    values = np.array([[row[name] for name in columns] for row in table])
    mean, scale = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-9)
    rows = extend((values - mean) / scale, columns)[:, :-1]
    shown = np.array([each.shown for each in asked])
    groups = [(each.gallery, each.source.split()[0], each.shown) for each in asked]
    sizes = Counter(groups)
    weight = np.array([(3.0 if group[:2] == ("dev", "own") else 1.0) / sizes[group] for group in groups])
    weight /= weight.mean()
    texts = sorted({each.text for each in asked})
    RANDOM.shuffle(texts)
    fold = np.array([texts.index(each.text) % 5 for each in asked])
    found = np.zeros(len(asked))
    for number in range(5):
        others = fold != number
        fitted = LogisticRegression(C=0.3, max_iter=2000).fit(rows[others], shown[others], weight[others])
        found[~others] = fitted.decision_function(rows[~others])
    fitted = LogisticRegression(C=0.3, max_iter=2000).fit(rows, shown, weight)
    weights = np.append(fitted.coef_[0], fitted.intercept_)
    model.arrays.update({f"{situation}.mean": mean, f"{situation}.scale": scale, f"{situation}.weight": weights})
    in_dev = [(each.source, value, each.shown) for each, value in zip(asked, found, strict=True) if each.gallery == "dev"]
    maybe = min(np.linspace(-3, 3, 121), key=lambda bound: cost(in_dev, bound))
    absent = [value for source, value, is_shown in in_dev if source.startswith("own") and not is_shown]
    sure = max(maybe, float(np.quantile(absent, 0.95)))
    model.card["bounds"][situation] = {"maybe": round(float(maybe), 2), "sure": round(sure, 2)}
    print(situation, model.card["bounds"][situation])
    for group in sorted({(each.gallery, each.source) for each in asked}):
        here = [row for row, each in enumerate(asked) if (each.gallery, each.source) == group]
        empty = [found[row] < maybe for row in here if not shown[row]]
        lost = [found[row] < maybe for row in here if shown[row]]
        print(f"  {' '.join(group):16} absent {len(empty):4}: nothing {np.mean(empty):.2f}; present {len(lost):4}: lost {np.mean(lost):.2f}")


def cost(judged: list[tuple[str, float, bool]], bound: float) -> float:
    """Absent ones answered, and present ones lost, which is twice as bad; those that people wrote count most."""
    total = 0.0
    for source, share in (("own thing", 2.0), ("own scene", 2.0), ("phrase", 1.0), ("sentence", 1.0)):
        values = {is_shown: np.array([value for name, value, shown in judged if (name, shown) == (source, is_shown)]) for is_shown in (True, False)}
        total += share * (float((values[False] >= bound).mean()) + 2 * float((values[True] < bound).mean()))
    return total


if __name__ == "__main__":
    main()
