"""Recall of the joint encoder on pictures with captions that it was not trained on, in English and in Russian.

    python benchmarks/retrieval.py --captions captions.tsv --images images --names dev.txt [--encoder small] \\
        [--captioned FOLDER ...] [--kinds FOLDER]

The Russian captions, russian_captions.tsv and russian_captions_more.tsv in benchmarks/data, are translations of one
caption each of pictures of Flickr8k's dev split; their English originals are ranked beside them, among all pictures
named. Of the second file the first half of the lines took part in choosing the recipe, the second half did not.

A folder of captioned pictures has captions.tsv (`<picture>#<n>`, tab, text) and images/. A folder of kinds has
names.tsv (picture, index of its kind among ImageNet's 1,000, name) and images/: each picture is asked for by its name,
and by the Russian name of its kind.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.record import Column, Record
from benchmarks.records import add_record_option, recording
from imgsearch.encoders import Encoder, FloatArray, load_encoder
from imgsearch.pictures.decode import read_picture
from imgsearch.rescoring.learned import LearnedWords, shipped_words
from imgsearch.rescoring.russian import English
from imgsearch.search.encode import READ_IN_ENGLISH, encode_with_english
from imgsearch.search.looks import approach
from imgsearch.search.read import read_english
from imgsearch.spelling import spell
from imgsearch.training.captioned import read_captions, read_names
from imgsearch.training.kinds import read_table
from imgsearch.training.recall import Recall, rank_of_best, rank_of_relevant, recall
from scripts.fit_words import read_everyday

DATA = Path(__file__).parent / "data"
BATCH = 32
QUERIES = Column("queries", "", 0, "higher")
RECALL = tuple(Column(f"R@{depth}", "%", 1, "higher") for depth in (1, 5, 10))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("captions", "images", "names"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--encoder", default="small")
    parser.add_argument("--captioned", type=Path, nargs="*", default=[])
    parser.add_argument("--kinds", type=Path)
    add_record_option(parser)
    asked = parser.parse_args()
    with recording("retrieval", asked.record) as record:
        measure(record, asked)


def measure(record: Record, asked: argparse.Namespace) -> None:
    """Keep the recall of everything that is asked for."""
    encoder = load_encoder(asked.encoder)
    names = read_names(asked.names)
    captions = read_captions(asked.captions)
    images = encode_images(encoder, [asked.images / name for name in names])
    print(f"{encoder.name} {encoder.revision}")
    tables = Tables(record, encoder)
    tables.captions(f"{len(names)} pictures of dev", "captions of dev", images, [captions[name] for name in names])
    report_russian(tables, images, names, captions)
    for folder in asked.captioned:
        report_folder(tables, folder)
    if asked.kinds is not None:
        report_kinds(tables, asked.kinds)


def encode_images(encoder: Encoder, paths: Sequence[Path]) -> FloatArray:
    """(N, D) vectors of pictures."""
    batches = (paths[first : first + BATCH] for first in range(0, len(paths), BATCH))
    return np.concatenate([encoder.encode_images([read_picture(path) for path in batch]) for batch in batches])


class Tables:
    """What texts find by their vectors alone, with their English words, and as searches read them."""

    def __init__(self, record: Record, encoder: Encoder) -> None:
        self.encoder, self.words = encoder, shipped_words()
        self.alone = record.grid("", (QUERIES, *RECALL, Column("median rank", "", 1)))
        self.searched = record.grid("searched", (QUERIES, *in_two_ways("as searched for")))
        rank = Column("median rank with them", "", 1)
        self.english = record.grid("russian", (*in_two_ways("with English words"), rank))

    def keep(self, name: str, found: Recall, count: int) -> None:
        """A row of what vectors find."""
        self.alone.row(name, count, found.at_1, found.at_5, found.at_10, found.median_rank)

    def captions(self, name: str, label: str, images: FloatArray, captions: Sequence[Sequence[str]]) -> None:
        """Pictures and their captions, in both directions."""
        texts = [(index, text) for index, said in enumerate(captions) for text in said]
        owner = np.array([index for index, _ in texts])
        scores = self.encoder.encode_texts([text for _, text in texts]) @ images.T
        found = recall(rank_of_relevant(scores, owner))
        self.keep(f"{name}: text to image", found, len(texts))
        back = recall(np.array([rank for _, rank in rank_of_best(scores.T, owner)]))
        self.keep(f"{name}: image to text", back, len(images))
        self.as_searched(label, [text for _, text in texts], images, owner, found)

    def texts(self, name: str, texts: Sequence[str], images: FloatArray, relevant: npt.NDArray[np.int64]) -> Recall:
        """Texts that each have one picture."""
        found = ranked(self.encoder.encode_texts(texts), images, relevant)
        self.keep(name, found, len(texts))
        return found

    def as_searched(
        self, label: str, texts: Sequence[str], images: FloatArray, relevant: npt.NDArray[np.int64], found: Recall
    ) -> None:
        """The same texts as searches read them, in English too and towards what their words look like."""
        if self.encoder.name in READ_IN_ENGLISH:
            asked = [as_searched(self.encoder, self.words, text, read_english(text)) for text in map(spell, texts)]
            now = ranked(np.concatenate(asked), images, relevant)
            self.searched.row(label, len(texts), *pairs(found, now))

    def in_english(
        self, label: str, texts: Sequence[str], images: FloatArray, relevant: npt.NDArray[np.int64], found: Recall
    ) -> None:
        """Russian texts with their English words."""
        if self.encoder.name in READ_IN_ENGLISH:
            asked = [encode_with_english(self.encoder, text, read_english(text)) for text in map(spell, texts)]
            now = ranked(np.concatenate(asked), images, relevant)
            self.english.row(label, *pairs(found, now), now.median_rank)


def in_two_ways(way: str) -> list[Column]:
    """Recall by the text's vector alone, and otherwise."""
    return [column._replace(name=f"{column.name}{said}") for column in RECALL for said in ("", f", {way}")]


def pairs(before: Recall, now: Recall) -> list[float]:
    """Of each depth both."""
    return [before.at_1, now.at_1, before.at_5, now.at_5, before.at_10, now.at_10]


def report_russian(tables: Tables, images: FloatArray, names: list[str], captions: dict[str, list[str]]) -> None:
    """Keep the recall of the translations that describe the pictures, and of what they were translated from."""
    first = read_translations("russian_captions.tsv")
    more = read_translations("russian_captions_more.tsv")
    half = len(more) // 2
    for label, translated in (("", first), (", to choose by", more[:half]), (", to report", more[half:])):
        asked_for = [(key.rpartition("#"), text) for key, text in translated if key.rpartition("#")[0] in names]
        if not asked_for:
            print(f"none of the pictures has a Russian caption{label}")
            continue
        relevant = np.array([names.index(name) for (name, _, _), _ in asked_for])
        russian = [text for _, text in asked_for]
        english = [captions[name][int(number)] for (name, _, number), _ in asked_for]
        found = tables.texts(f"Russian translations{label}", russian, images, relevant)
        tables.texts(f"their English originals{label}", english, images, relevant)
        said = f"{len(russian)} Russian captions of dev{label}"
        tables.in_english(said, russian, images, relevant, found)
        tables.as_searched(said, russian, images, relevant, found)


def as_searched(encoder: Encoder, words: LearnedWords | None, text: str, english: English | None) -> FloatArray:
    """(1, D), unit length: what pictures are to be near to."""
    vector = encode_with_english(encoder, text, english)
    near = approach(words, vector, text, english)
    return vector if near is None else near


def read_translations(name: str) -> list[tuple[str, str]]:
    """(caption id, Russian text) by line."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [(key, text) for key, _, text in (line.partition("\t") for line in lines)]


def report_folder(tables: Tables, folder: Path) -> None:
    """Keep the recall of a folder of captioned pictures."""
    captions, name = read_captions(folder / "captions.tsv"), folder.name
    images = encode_images(tables.encoder, [folder / "images" / name for name in captions])
    tables.captions(f"{len(captions)} pictures of {name}", f"captions of {name}", images, [*captions.values()])


def report_kinds(tables: Tables, folder: Path) -> None:
    """Keep the recall of one picture for each kind, by English and by Russian name."""
    lines = [line.split("\t") for line in (folder / "names.tsv").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in lines if row[1].isdigit()]
    images = encode_images(tables.encoder, [folder / "images" / row[0] for row in rows])
    russian = {kinds[0]: row["Russian"].split("|")[0] for kinds, row in read_table() if len(kinds) == 1}
    relevant = np.arange(len(rows))
    for language, queries in (
        ("English", [row[2] for row in rows]),
        ("Russian", [russian[int(row[1])] for row in rows]),
    ):
        label = f"{len(rows)} kinds by {language} name"
        found = tables.texts(label, queries, images, relevant)
        if language == "Russian":
            tables.in_english(label, queries, images, relevant, found)
        tables.as_searched(label, queries, images, relevant, found)
    report_everyday(tables, images, [int(row[1]) for row in rows])


def report_everyday(tables: Tables, images: FloatArray, shown: Sequence[int]) -> None:
    """Keep the recall of pictures of kinds by what people call these; the first picture of any such kind counts."""
    named = [(name, np.flatnonzero(np.isin(shown, kinds))) for kinds, names in read_everyday() for name in names]
    named = [(name, rows) for name, rows in named if len(rows)]
    if not named:
        print("none of the pictures shows a kind that has an everyday name")
        return
    ranks = []
    for name, rows in named:
        text = spell(name)
        ways = (tables.encoder.encode_texts([text]), as_searched(tables.encoder, tables.words, text, None))
        scores = np.concatenate(ways) @ images.T
        ranks.append(rank_of_relevant(scores, rows[scores[:, rows].argmax(axis=1)]))
    alone, searched = map(recall, np.transpose(ranks))
    tables.searched.row(f"{len(named)} everyday names of kinds", len(named), *pairs(alone, searched))


def ranked(texts: FloatArray, images: FloatArray, relevant: npt.NDArray[np.int64]) -> Recall:
    """Recall of one picture for each text."""
    return recall(rank_of_relevant(texts @ images.T, relevant))


if __name__ == "__main__":
    main()
