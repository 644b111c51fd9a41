"""Training the two heads of the `small` encoder on pictures with captions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from importlib.resources import files as files_of
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from imgsearch.encoders import FloatArray, load_encoder, load_tower
from imgsearch.encoders.arrays import pack_arrays
from imgsearch.encoders.heads import make_pair
from imgsearch.encoders.small import CARD_FILE, HEADS_FILE, SmallEncoder, join_parts, text_features
from imgsearch.terminal import Progress
from imgsearch.training.captioned import (
    CaptionedFiles,
    CaptionedPictures,
    encode_pictures,
    mirror,
    read_captions,
    read_names,
)
from imgsearch.training.card import made_now, write_model
from imgsearch.training.heads import recipe_of, train_heads
from imgsearch.training.kinds import Kinds, make_kinds, read_classifier
from imgsearch.training.recall import Recall, rank_of_relevant, recall
from imgsearch.training.stored import make_bank, to_bytes
from imgsearch.training.student import RECIPE as STUDENT
from imgsearch.training.student import Lessons, distil
from imgsearch.training.teacher import Teacher
from imgsearch.training.usual import read_texts, usual_texts
from imgsearch.writing import check_room

if TYPE_CHECKING:
    from PIL import Image

BATCH_TEXTS = 1024
#: More than the heads take, beside those that stand there till then.
HEADS_BYTES = 64_000_000
#: Translations of Flickr8k's captions, in the form of a file of captions.
RUSSIAN = "russian.tsv"
RUSSIAN_REPEATS = 8


def train_encoder(
    files: CaptionedFiles, out: Path, *, with_kinds: bool, members: int, seed: int, progress: Progress
) -> dict[str, Any]:
    """Train both heads and write them with their card.

    Args:
        files: pictures with captions.
        out: folder for heads.safetensors and card.json.
        with_kinds: whether to learn the names of the kinds that the image tower knows, too.
        members: so many pairs of heads learn captions alone, as many kinds too if those are learned, and one pair
            learns to give what all of them give together; 0 trains one pair.
        seed: for weights, order and dropout.
        progress: called as work goes on.

    Returns:
        The card.

    Raises:
        BadInput: a file or a picture is missing, or the disk has no room for the heads.
        BadRow: a line of the captions has no tab.
        UnreadableImage: a picture cannot be decoded.
    """
    check_room(out, HEADS_BYTES)
    texts = read_captions(files.captions)
    splits = {"train": files.train, "dev": files.dev}
    data = {name: _encode(texts, files.pictures, read_names(file), name, progress) for name, file in splits.items()}
    learned = _extend(data["train"], texts, files, progress)
    kinds = _make_kinds(data["train"].image, seed, progress) if with_kinds else None
    if members:
        arrays = _train_members(learned, kinds, _encode_usual(texts, files, seed, progress), members, seed, progress)
    else:
        arrays = train_heads(learned, kinds, seed=seed, progress=lambda *done: progress("training", *done))
    content = pack_arrays(to_bytes(arrays))
    card = {
        "name": "small",
        "revision": sha256(content).hexdigest()[:12],
        "towers": ["efficientnet-lite2", "minilm", "use-multilingual"],
        **_describe(members, with_kinds=with_kinds),
        "seed": seed,
        "data": _describe_data(files, data),
        **made_now("numpy", "torch"),
    }
    write_model(out / HEADS_FILE, content, out / CARD_FILE, card)
    # Scored as it will be used: from the file, bytes and all.
    card["dev"] = _score(SmallEncoder(load_encoder, out), data["dev"])._asdict()
    write_model(out / HEADS_FILE, content, out / CARD_FILE, card)
    return card


def _train_members(
    learned: CaptionedPictures, kinds: Kinds | None, usual: Usual, members: int, seed: int, progress: Progress
) -> dict[str, FloatArray]:
    """One pair of heads that gives what several give together, and what sets hubs back."""
    kinds_of = [None] * members + ([] if kinds is None else [kinds] * members)
    pairs = []
    for number, each in enumerate(kinds_of):
        label = f"pair {number + 1} of {len(kinds_of)}"
        own = seed + 1 + number % members
        pairs.append(make_pair(train_heads(learned, each, seed=own, progress=partial(progress, label))))
    known = [] if kinds is None else [kinds.text]
    teacher = Teacher(pairs, learned.image, np.concatenate([learned.text, *known]))
    pictures = learned.image if learned.mirrored is None else np.concatenate([learned.image, learned.mirrored])
    lessons = Lessons(pictures, np.concatenate([learned.text, usual.further, *known]), kinds)
    arrays = distil(teacher, lessons, seed=seed, progress=progress)
    pair = make_pair(arrays)
    return arrays | make_bank(pair.map_images(learned.image), pair.text(usual.sample))


def _encode(
    texts: dict[str, list[str]], pictures: Path, names: list[str], split: str, progress: Progress
) -> CaptionedPictures:
    owned = [(row, text) for row, name in enumerate(names) for text in texts[name]]
    return CaptionedPictures(
        image=encode_pictures(_see, texts, pictures, names, split, progress),
        text=encode_texts([text for _, text in owned], f"{split} captions", progress),
        owner=np.array([row for row, _ in owned]),
    )


def _see(images: Sequence[Image.Image]) -> FloatArray:
    """(N, 11, 1280) parts of pictures."""
    return join_parts(load_tower().extract(images))


def _describe(members: int, *, with_kinds: bool) -> dict[str, Any]:
    """What a card says of how heads came about."""
    recipe = recipe_of(with_kinds=with_kinds)
    if not members:
        return {"recipe": recipe}
    recipes = [recipe_of(with_kinds=False), *([recipe] if with_kinds else [])]
    return {"recipe": STUDENT, "teachers": [{"pairs": members, "recipe": each} for each in recipes]}


def _describe_data(files: CaptionedFiles, data: dict[str, CaptionedPictures]) -> dict[str, Any]:
    return {
        "captions_sha256": sha256(files.captions.read_bytes()).hexdigest(),
        "usual_sha256": [sha256(file.read_bytes()).hexdigest() for file in files.usual],
        "pictures": {split: len(part.image) for split, part in data.items()},
    }


def _make_kinds(parts: FloatArray, seed: int, progress: Progress) -> Kinds:
    def encode(names: list[str]) -> FloatArray:
        return encode_texts(names, "names of kinds", progress)

    return make_kinds(parts, encode, read_classifier(), seed)


class Usual(NamedTuple):
    """Features of what is usually asked for."""

    sample: FloatArray
    """(K, 896) by which hubs are known."""
    further: FloatArray
    """(M, 896) of all texts that came in files of their own."""


def _encode_usual(texts: dict[str, list[str]], files: CaptionedFiles, seed: int, progress: Progress) -> Usual:
    captions = [text for name in read_names(files.train) for text in texts[name]]
    further = [read_texts(file) for file in files.usual]
    sample = usual_texts(captions, further, seed=seed)
    said = [*sample, *(text for part in further for text in part)]
    features = encode_texts(said, "usual texts", progress)
    return Usual(features[: len(sample)], features[len(sample) :])


def _extend(
    data: CaptionedPictures, texts: dict[str, list[str]], files: CaptionedFiles, progress: Progress
) -> CaptionedPictures:
    """The training pictures also as a mirror shows them, and with translations of captions where there are any."""
    names = read_names(files.train)
    seen = encode_pictures(lambda images: _see(mirror(images)), texts, files.pictures, names, "train", progress)
    return _add_russian(replace(data, mirrored=seen), names, progress)


def _add_russian(data: CaptionedPictures, names: list[str], progress: Progress) -> CaptionedPictures:
    """Translations are few, so each counts as often as several captions."""
    owned = translations_of(names)
    if not owned:
        return data
    text = encode_texts([text for _, text in owned], "Russian captions", progress)
    owner = np.array([row for row, _ in owned])
    return replace(
        data,
        text=np.concatenate([data.text, np.tile(text, (RUSSIAN_REPEATS, 1))]),
        owner=np.concatenate([data.owner, np.tile(owner, RUSSIAN_REPEATS)]),
    )


def translations_of(names: Sequence[str]) -> list[tuple[int, str]]:
    """Rows of pictures' names, and Russian captions of these pictures."""
    texts = read_captions(Path(str(files_of("imgsearch.training") / "data" / RUSSIAN)))
    return [(row, text) for row, name in enumerate(names) for text in texts.get(name, ())]


def encode_texts(texts: list[str], label: str, progress: Progress) -> FloatArray:
    """(M, 896) features of texts."""
    features = []
    for start in range(0, len(texts), BATCH_TEXTS):
        features.append(text_features(load_encoder, texts[start : start + BATCH_TEXTS]))
        progress(label, min(start + BATCH_TEXTS, len(texts)), len(texts))
    return np.concatenate(features)


def _score(encoder: SmallEncoder, dev: CaptionedPictures) -> Recall:
    """Recall of the dev pictures by their captions."""
    images, texts = encoder.map_images(dev.image), encoder.map_texts(dev.text)
    return recall(rank_of_relevant(texts @ images.T, dev.owner))
