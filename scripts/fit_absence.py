"""Fit what tells queries that nothing in a gallery shows: writes imgsearch/rescoring/absence.safetensors.

    python scripts/fit_absence.py DATA [pixels | captions]

DATA holds flickr8k/, wide/ and with-sense/. Galleries are Flickr8k's dev pictures, COCO's, those of ImageNet's kinds,
and for pixels alone the rated pictures in two halves, without those of the background. Queries are the half of
benchmarks/data/asking.tsv to choose by, names of kinds, for pixels alone what people ask for in a word or two
(scripts/asked_things.tsv), and phrases and sentences cut from captions, which the multilingual tower reads too, in
place of Russian ones. A gallery shows a text if a caption of one of its pictures holds all its words, and does not if
none holds its last one. Prints what five folds by text give. A situation that is not named keeps what was fitted.
"""

from __future__ import annotations

import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).parents[1]))

from imgsearch.encoders import is_english, load_encoder
from imgsearch.models.loaded import shipped_regressor
from imgsearch.rescoring import absence as absences
from imgsearch.rescoring.absence import FARTHEST, Absence, Fitted
from imgsearch.rescoring.evidence import CAPTIONS, PIXELS, Seen, column_names, extend, situation_of
from imgsearch.rescoring.features import readers
from imgsearch.rescoring.pairs import Pairs
from imgsearch.rescoring.words import word_overlap
from imgsearch.search.encode import encode_reading, encode_with_english
from imgsearch.search.read import read_english
from imgsearch.spelling import spell
from scripts.absence_bounds import choose_bounds
from scripts.absence_galleries import ROOT, Gallery, count_words, read_captions, read_galleries, read_named, stems
from scripts.absence_queries import (
    RANDOM,
    Asked,
    Queries,
    english_of,
    look_near,
    looks_of,
    read_kinds,
)

OUT = ROOT / "imgsearch/rescoring" / absences.FILE
ENCODER: Any = load_encoder("small")
REGRESSOR: Any = shipped_regressor()
READERS = {name: load_encoder(name) for name in ("minilm", "use-multilingual")}
FREQUENT = 1000
BY_VECTORS, BY_CAPTIONS = 45, 25
FOLDS = 5
SETTINGS = {"C": 0.3, "max_iter": 2000}
#: Own queries of Flickr8k's gallery count so much more than all others of a source.
OWN_WEIGHT = 3.0
#: Squares of one colour and noise reach .59 in no gallery here; half of all photographs have one that is nearer.
PICTURES = {"maybe": 0.6, "sure": 0.665}


def main() -> None:
    data = Path(sys.argv[1])
    train = read_captions(data / "flickr8k/captions.tsv", set((data / "flickr8k/train.txt").read_text().split()))
    kinds = read_kinds()
    galleries = read_galleries(data, ENCODER, READERS.values(), REGRESSOR.background.images)
    pictured = [int(row[1]) for row in read_named(data)]
    said = [kinds[kind][1].split("|") for kind in pictured]
    galleries["kinds"].say({name: stems(name) for names in said for name in names}, said)
    other = [line.split("\t")[1] for line in (data / "wide/texts/coco_val2017.tsv").read_text().splitlines()]
    other += [text for texts in train.values() for text in texts]
    RANDOM.shuffle(other)
    queries = Queries(galleries)
    asked = [
        *queries.own(),
        *(each for name in galleries if name != "kinds" for each in queries.cut(name, other)),
        *queries.kinds(kinds, set(pictured)),
        *queries.things(),
    ]
    card = {"encoder": ENCODER.name, "encoder_revision": ENCODER.revision, "bounds": {}, "pictures": PICTURES}
    model = Absence(card, make_background(kinds, train))
    wanted = sys.argv[2:] or [PIXELS, CAPTIONS]
    add(model, keep_fitted(card, wanted))
    fit_all(model, galleries, asked, wanted)
    OUT.write_bytes(model.to_bytes())


def add(model: Absence, arrays: dict[str, Any]) -> None:
    """Put arrays into a model that is being made."""
    assert isinstance(model.arrays, dict)
    model.arrays.update(arrays)


def keep_fitted(card: dict[str, Any], wanted: list[str]) -> dict[str, Any]:
    """The arrays of the situations that are not fitted again, as they ship; their bounds are put into the card."""
    shipped = Absence.read(OUT)
    kept = {name: bounds for name, bounds in shipped.card["bounds"].items() if name.split("_")[0] not in wanted}
    card["bounds"].update(kept)
    return {f"{name}.{part}": shipped.arrays[f"{name}.{part}"] for name in kept for part in Fitted._fields}


def make_background(kinds: list[list[str]], train: dict[str, list[str]]) -> dict[str, Any]:
    """What searches are compared with."""
    counts = count_words(train)
    words = [word for word, _ in counts.most_common(FREQUENT)]
    return {
        "names.latin": ENCODER.encode_texts([spell(kind[1].split("|")[0]) for kind in kinds]),
        "names.other": ENCODER.encode_texts([spell(kind[2].split("|")[0]) for kind in kinds]),
        "words": ENCODER.encode_texts_multilingual(words),
        "counts": np.array([counts[word] for word in words], dtype=np.float64),
        "images": REGRESSOR.background.images,
        "texts": REGRESSOR.background.texts,
    }


def fit_all(model: Absence, galleries: dict[str, Gallery], asked: list[Asked], wanted: list[str]) -> None:
    """A regression for each of the wanted situations."""
    vectors = encode(asked)
    for captioned in [name == CAPTIONS for name in wanted]:
        here = [each for each in asked if not captioned or is_told(each, galleries)]
        seen = [see(galleries[each.gallery], each, vectors, captioned=captioned) for each in tqdm(here, mininterval=20)]
        for situation in sorted(set(map(situation_of, seen))):
            rows = [row for row, each in enumerate(seen) if situation_of(each) == situation]
            fit(model, situation, [here[row] for row in rows], [seen[row] for row in rows])


def is_told(asked: Asked, galleries: dict[str, Gallery]) -> bool:
    """Whether captions take part in the answer; of things that captions do not name they tell little."""
    return bool(galleries[asked.gallery].vectors) and asked.source != "thing"


def encode(asked: list[Asked]) -> dict[str, dict[str, Any]]:
    """Tower, or encoder of captions -> text -> vector."""
    towers = {
        "latin": ENCODER.encode_texts,
        "translated": encode_translated,
        "other": ENCODER.encode_texts,
        "english": ENCODER.encode_texts_multilingual,
    }
    texts = {tower: sorted({each.text for each in asked if each.tower == tower}) for tower in towers}
    for name, reader in READERS.items():
        towers[name] = reader.encode_texts
        texts[name] = sorted({each.text for each in asked if name != "minilm" or is_english(each.text)})
        towers[f"{name} translated"] = partial(read_translated, name)
        texts[f"{name} translated"] = [text for text in texts["translated"] if english_of(text) is not None]
    return {
        tower: dict(zip(texts[tower], encode_texts(list(map(spell, texts[tower]))), strict=True))
        for tower, encode_texts in towers.items()
    }


def encode_translated(texts: list[str]) -> Any:  # noqa: ANN401 (an array)
    return np.concatenate([encode_with_english(ENCODER, text, read_english(text)) for text in texts])


def read_translated(name: str, texts: list[str]) -> Any:  # noqa: ANN401
    return np.concatenate([encode_reading(READERS[name], text, english_of(text)) for text in texts])


def see(gallery: Gallery, asked: Asked, vectors: dict[str, Any], *, captioned: bool) -> Seen:
    """The first candidates as a search sees them; a caption that is the query itself does not count."""
    text, latin, suffix = spell(asked.text), asked.tower == "latin", ""
    query = vectors[asked.tower][asked.text]
    if asked.tower == "translated" and (english := english_of(asked.text)) is not None:
        text, latin, suffix = english, True, " translated"
    near_words, similarity = look_near(asked, query), dict[str, Any]()
    rows = np.argsort(-(gallery.images @ near_words))[: BY_VECTORS + BY_CAPTIONS]
    reads = {name: vectors[f"{name}{suffix}"] for name in readers(is_latin=latin)}
    reading = {name: known[asked.text] for name, known in reads.items() if asked.text in known}
    captions: list[list[str]] | None = None
    if captioned:
        is_other = np.array([each != text for each in gallery.spelled])
        cosines = {name: np.where(is_other, gallery.vectors[name] @ vector, np.nan) for name, vector in reading.items()}
        near = np.argsort(-np.nan_to_num(next(iter(cosines.values())), nan=-1))[:BY_CAPTIONS]
        owners = np.searchsorted(gallery.first, near, "right") - 1
        rows = np.array(list(dict.fromkeys([*rows[:BY_VECTORS], *owners])))
        own = [range(gallery.first[row], gallery.first[row + 1]) for row in rows]
        width = max(map(len, own))
        for name, values in cosines.items():
            # NaN sorts last, as padding has to be.
            similarity[name] = np.sort(
                [[*values[each.start : each.stop], *[np.nan] * (width - len(each))] for each in own]
            ).astype(np.float32)
        captions = [[gallery.spelled[number] for number in each if is_other[number]] for each in own]
    words = word_overlap(text, captions or [None] * len(rows)) if latin else None
    read = {name: vector[None] for name, vector in reading.items()}
    score = REGRESSOR.score(Pairs(query[None], gallery.images[rows], read, similarity, latin, words, near_words[None]))
    best = {name: float(np.nanmax(values)) for name, values in similarity.items()}
    said = words if captioned else None
    return Seen(text, latin, query, gallery.images[rows], score, best, said, near_words, looks_of(asked))


def fit(model: Absence, situation: str, asked: list[Asked], seen: list[Seen]) -> None:
    """The regression of a situation, and its bounds by predictions for texts that it was not fitted to."""
    from sklearn.linear_model import LogisticRegression

    columns = column_names(seen[0])
    table = [model.columns(each) for each in seen]
    values = np.array([[row[name] for name in columns] for row in table])
    mean, scale = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-9)
    rows = extend(((values - mean) / scale).clip(-FARTHEST, FARTHEST), columns)[:, :-1]
    shown = np.array([each.shown for each in asked])
    groups = [(each.gallery, each.source.split()[0], each.shown) for each in asked]
    sizes = Counter(groups)
    weight = np.array([(OWN_WEIGHT if group[:2] == ("dev", "own") else 1.0) / sizes[group] for group in groups])
    weight /= weight.mean()
    # A text and its translation are one: by what is read of both.
    texts = sorted({each.text for each in seen})
    RANDOM.shuffle(texts)
    fold_of = {text: number % FOLDS for number, text in enumerate(texts)}
    fold = np.array([fold_of[each.text] for each in seen])
    evidence = np.zeros(len(asked))
    for number in range(FOLDS):
        others = fold != number
        fitted = LogisticRegression(**SETTINGS).fit(rows[others], shown[others], weight[others])
        evidence[~others] = fitted.decision_function(rows[~others])
    fitted = LogisticRegression(**SETTINGS).fit(rows, shown, weight)
    weights = np.append(fitted.coef_[0], fitted.intercept_)
    add(model, {f"{situation}.mean": mean, f"{situation}.scale": scale, f"{situation}.weight": weights})
    model.card["bounds"][situation] = bounds = choose_bounds(asked, evidence)
    print(situation, bounds, flush=True)
    for group in sorted({(each.gallery, each.source) for each in asked}):
        judged = [(each.shown, evidence[row]) for row, each in enumerate(asked) if (each.gallery, each.source) == group]
        empty = [value < bounds["maybe"] for is_shown, value in judged if not is_shown]
        lost = [value < bounds["maybe"] for is_shown, value in judged if is_shown]
        print(f"  {' '.join(group):16} {len(empty):4} absent, answered with nothing {np.mean(empty):.2f};", end=" ")
        print(f"{len(lost):4} present, lost {np.mean(lost):.2f}", flush=True)


if __name__ == "__main__":
    main()
