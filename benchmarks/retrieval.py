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

from imgsearch.encoders import Encoder, FloatArray, load_encoder
from imgsearch.pictures.decode import read_picture
from imgsearch.rescoring.learned import LearnedWords, shipped_words
from imgsearch.rescoring.russian import English
from imgsearch.search.encode import READ_IN_ENGLISH, encode_with_english, read_english
from imgsearch.search.looks import approach
from imgsearch.spelling import spell
from imgsearch.training.captioned import read_captions, read_names
from imgsearch.training.kinds import read_table
from imgsearch.training.recall import Recall, rank_of_best, rank_of_relevant, recall

DATA = Path(__file__).parent / "data"
BATCH = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("captions", "images", "names"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--encoder", default="small")
    parser.add_argument("--captioned", type=Path, nargs="*", default=[])
    parser.add_argument("--kinds", type=Path)
    asked = parser.parse_args()
    encoder = load_encoder(asked.encoder)
    names = read_names(asked.names)
    captions = read_captions(asked.captions)
    images = encode_images(encoder, [asked.images / name for name in names])
    print(f"{encoder.name} {encoder.revision}, {len(names)} pictures           queries   R@1   R@5  R@10  median rank")
    report_captions(encoder, images, [captions[name] for name in names])
    report_russian(encoder, images, names, captions)
    for folder in asked.captioned:
        report_folder(encoder, folder)
    if asked.kinds is not None:
        report_kinds(encoder, asked.kinds)


def encode_images(encoder: Encoder, paths: Sequence[Path]) -> FloatArray:
    """(N, D) vectors of pictures."""
    batches = (paths[first : first + BATCH] for first in range(0, len(paths), BATCH))
    return np.concatenate([encoder.encode_images([read_picture(path) for path in batch]) for batch in batches])


def report_captions(encoder: Encoder, images: FloatArray, captions: Sequence[Sequence[str]]) -> None:
    """Print two lines about pictures and their captions."""
    texts = [(index, text) for index, said in enumerate(captions) for text in said]
    owner = np.array([index for index, _ in texts])
    scores = encoder.encode_texts([text for _, text in texts]) @ images.T
    report("text to image", recall(rank_of_relevant(scores, owner)), len(texts))
    report_as_searched(encoder, [text for _, text in texts], images, owner)
    report("image to text", recall(np.array([rank for _, rank in rank_of_best(scores.T, owner)])), len(images))


def report_russian(encoder: Encoder, images: FloatArray, names: list[str], captions: dict[str, list[str]]) -> None:
    """Print the recall of the translations that describe the pictures, and of what they were translated from."""
    first = read_translations("russian_captions.tsv")
    more = read_translations("russian_captions_more.tsv")
    half = len(more) // 2
    is_empty = True
    for label, translated in (("", first), (" to choose by", more[:half]), (" to report", more[half:])):
        asked_for = [(key.rpartition("#"), text) for key, text in translated if key.rpartition("#")[0] in names]
        if not asked_for:
            continue
        is_empty = False
        relevant = np.array([names.index(name) for (name, _, _), _ in asked_for])
        russian = [text for _, text in asked_for]
        english = [captions[name][int(number)] for (name, _, number), _ in asked_for]
        for kind, queries in ((f"Russian{label}", russian), ("their English originals", english)):
            report(kind, ranked(encoder.encode_texts(queries), images, relevant), len(queries))
        report_as_searched(encoder, russian, images, relevant)
    if is_empty:
        print("  none of the pictures has a Russian caption")


def report_as_searched(
    encoder: Encoder, texts: Sequence[str], images: FloatArray, relevant: npt.NDArray[np.int64]
) -> None:
    """Print the recall of texts as searches read them, in English too and towards what their words look like."""
    if encoder.name in READ_IN_ENGLISH:
        words = shipped_words()
        asked = [as_searched(encoder, words, text, read_english(text)) for text in map(spell, texts)]
        report("  the same as searched for", ranked(np.concatenate(asked), images, relevant), len(asked))


def as_searched(encoder: Encoder, words: LearnedWords | None, text: str, english: English | None) -> FloatArray:
    """(1, D), unit length: what pictures are to be near to."""
    vector = encode_with_english(encoder, text, english)
    near = approach(words, vector, text, english)
    return vector if near is None else near


def read_translations(name: str) -> list[tuple[str, str]]:
    """(caption id, Russian text) by line."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [(key, text) for key, _, text in (line.partition("\t") for line in lines)]


def report_folder(encoder: Encoder, folder: Path) -> None:
    """Print the recall of a folder of captioned pictures."""
    captions = read_captions(folder / "captions.tsv")
    print(f"{folder.name}, {len(captions)} pictures")
    report_captions(
        encoder, encode_images(encoder, [folder / "images" / name for name in captions]), [*captions.values()]
    )


def report_kinds(encoder: Encoder, folder: Path) -> None:
    """Print the recall of one picture for each kind, by English and by Russian name."""
    lines = [line.split("\t") for line in (folder / "names.tsv").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in lines if row[1].isdigit()]
    images = encode_images(encoder, [folder / "images" / row[0] for row in rows])
    russian = {kinds[0]: row["Russian"].split("|")[0] for kinds, row in read_table() if len(kinds) == 1}
    print(f"{folder.name}, {len(rows)} pictures")
    relevant = np.arange(len(rows))
    for label, queries in (
        ("by English name", [row[2] for row in rows]),
        ("by Russian name", [russian[int(row[1])] for row in rows]),
    ):
        report(label, ranked(encoder.encode_texts(queries), images, relevant), len(queries))
        report_as_searched(encoder, queries, images, relevant)


def ranked(texts: FloatArray, images: FloatArray, relevant: npt.NDArray[np.int64]) -> Recall:
    """Recall of one picture for each text."""
    return recall(rank_of_relevant(texts @ images.T, relevant))


def report(label: str, found: Recall, count: int) -> None:
    """Print one line."""
    print(f"  {label:<48}{count:>6}{found.at_1:>6.1f}{found.at_5:>6.1f}{found.at_10:>6.1f}{found.median_rank:>13.1f}")


if __name__ == "__main__":
    main()
