"""Training the two heads of the `small` encoder on pictures with captions."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from imgsearch.encoders import load_encoder
from imgsearch.encoders.small import CARD_FILE, HEADS_FILE, IMAGE_SCALE, SmallEncoder, text_features
from imgsearch.terminal import Progress
from imgsearch.training.captioned import CaptionedFiles, CaptionedPictures, encode_pictures, read_captions, read_names
from imgsearch.training.card import made_now, write_card, write_model
from imgsearch.training.heads import RECIPE, train_heads
from imgsearch.training.recall import Recall, rank_of_relevant, recall


def train_encoder(files: CaptionedFiles, out: Path, *, seed: int, progress: Progress) -> dict[str, Any]:
    """Train both heads and write them with their card.

    Args:
        files: pictures with captions.
        out: folder for heads.safetensors and card.json.
        seed: for weights, order and dropout.
        progress: called as work goes on.

    Returns:
        The card.

    Raises:
        BadInput: a file or a picture is missing.
        BadRow: a line of the captions has no tab.
        UnreadableImage: a picture cannot be decoded.
    """
    from safetensors.numpy import save

    texts = read_captions(files.captions)
    data = {
        split: _encode(texts, files.pictures, read_names(file), split, progress)
        for split, file in (("train", files.train), ("dev", files.dev))
    }
    arrays = train_heads(data["train"], seed=seed, progress=lambda done, total: progress("training", done, total))
    content = save({name: np.ascontiguousarray(array, dtype=np.float16) for name, array in arrays.items()})
    card = {
        "name": "small",
        "revision": sha256(content).hexdigest()[:12],
        "towers": ["efficientnet-lite2", "minilm", "use-multilingual"],
        "recipe": RECIPE,
        "seed": seed,
        "data": {
            "captions_sha256": sha256(files.captions.read_bytes()).hexdigest(),
            "pictures": {split: len(part.image) for split, part in data.items()},
        },
        **made_now("numpy", "torch"),
    }
    write_model(out / HEADS_FILE, content, out / CARD_FILE, card)
    # Scored as it will be used: from the files, half precision and all.
    card["dev"] = _score(SmallEncoder(load_encoder, out), data["dev"])._asdict()
    write_card(out / CARD_FILE, card)
    return card


def _encode(
    texts: dict[str, list[str]], pictures: Path, names: list[str], split: str, progress: Progress
) -> CaptionedPictures:
    image = encode_pictures(load_encoder("efficientnet-lite2"), texts, pictures, names, split, progress)
    owned = [(row, text) for row, name in enumerate(names) for text in texts[name]]
    text = []
    for start in range(0, len(owned), 1024):
        text.append(text_features(load_encoder, [text for _, text in owned[start : start + 1024]]))
        progress(f"{split} captions", min(start + 1024, len(owned)), len(owned))
    return CaptionedPictures(
        image=image * IMAGE_SCALE,
        text=np.concatenate(text),
        owner=np.array([row for row, _ in owned]),
    )


def _score(encoder: SmallEncoder, dev: CaptionedPictures) -> Recall:
    """Recall of the dev pictures by their captions."""
    images, texts = encoder.heads["image"](dev.image), encoder.heads["text"](dev.text)
    return recall(rank_of_relevant(texts @ images.T, dev.owner))
