"""Recall of the joint encoder on pictures with captions that it was not trained on, in English and in Russian.

    python benchmarks/retrieval.py --captions captions.tsv --images images --names dev.txt [--encoder small]

The Russian captions, benchmarks/data/russian_captions.tsv, are translations of one caption each of 64 pictures of
Flickr8k's dev split; their English originals are ranked beside them, among all pictures named.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import FloatArray, load_encoder
from imgsearch.pictures.decode import read_picture
from imgsearch.training.captioned import read_captions, read_names
from imgsearch.training.recall import Recall, rank_of_best, rank_of_relevant, recall

RUSSIAN = Path(__file__).parent / "data" / "russian_captions.tsv"
BATCH = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("captions", "images", "names"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--encoder", default="small")
    asked = parser.parse_args()
    encoder = load_encoder(asked.encoder)
    names = read_names(asked.names)
    captions = read_captions(asked.captions)
    images = np.concatenate(
        [
            encoder.encode_images([read_picture(asked.images / name) for name in names[first : first + BATCH]])
            for first in range(0, len(names), BATCH)
        ]
    )
    texts = [(index, text) for index, name in enumerate(names) for text in captions[name]]
    owner = np.array([index for index, _ in texts])
    scores = encoder.encode_texts([text for _, text in texts]) @ images.T
    print(f"{encoder.name} {encoder.revision}, {len(names)} pictures           queries   R@1   R@5  R@10  median rank")
    report("text to image", recall(rank_of_relevant(scores, owner)), len(texts))
    report("image to text", recall(np.array([rank for _, rank in rank_of_best(scores.T, owner)])), len(names))
    translated = dict(line.split("\t") for line in RUSSIAN.read_text(encoding="utf-8").splitlines())
    asked_for = [(key.split("#"), text) for key, text in translated.items() if key.split("#")[0] in names]
    if not asked_for:
        print("  none of the pictures has a Russian caption")
        return
    relevant = np.array([names.index(name) for (name, _), _ in asked_for])
    russian = [text for _, text in asked_for]
    english = [captions[name][int(number)] for (name, number), _ in asked_for]
    for label, queries in (("Russian", russian), ("their English originals", english)):
        report(label, ranked(encoder.encode_texts(queries), images, relevant), len(queries))


def ranked(texts: FloatArray, images: FloatArray, relevant: npt.NDArray[np.int64]) -> Recall:
    """Recall of one picture for each text."""
    return recall(rank_of_relevant(texts @ images.T, relevant))


def report(label: str, found: Recall, count: int) -> None:
    """Print one line."""
    print(f"  {label:<48}{count:>6}{found.at_1:>6.1f}{found.at_5:>6.1f}{found.at_10:>6.1f}{found.median_rank:>13.1f}")


if __name__ == "__main__":
    main()
