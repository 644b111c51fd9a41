"""Training the two heads of the `small` encoder on pictures with captions."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from imgsearch.encoders import load_encoder
from imgsearch.encoders.small import CARD_FILE, HEADS_FILE, IMAGE_SCALE, SmallEncoder, text_features
from imgsearch.errors import BadInput
from imgsearch.terminal import Progress
from imgsearch.training.captioned import CaptionedPictures, encode_pictures, read_captions, read_names
from imgsearch.training.heads import RECIPE, train_heads
from imgsearch.training.recall import Recall, rank_of_relevant, recall


def train_encoder(
    captions: Path, pictures: Path, train: Path, dev: Path, out: Path, *, seed: int, progress: Progress
) -> dict[str, Any]:
    """Train both heads and write them with their card.

    Args:
        captions: lines of caption id (``<picture>#<n>``), tab, text.
        pictures: folder of the pictures.
        train: names of the pictures to train on, one a line.
        dev: names of the pictures to score on.
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

    texts = read_captions(captions)
    data = {
        split: _encode(texts, pictures, read_names(file), split, progress)
        for split, file in (("train", train), ("dev", dev))
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
            "captions_sha256": sha256(captions.read_bytes()).hexdigest(),
            "pictures": {split: len(part.image) for split, part in data.items()},
        },
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {name: version(name) for name in ("numpy", "torch")} | {"python": platform.python_version()},
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / HEADS_FILE).write_bytes(content)
        _write_card(out, card)
        # Scored as it will be used: from the files, half precision and all.
        card["dev"] = _score(SmallEncoder(load_encoder, out), data["dev"])._asdict()
        _write_card(out, card)
    except OSError as exc:
        raise BadInput(f"{out} cannot be written: {exc.strerror}") from exc
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


def _write_card(out: Path, card: dict[str, Any]) -> None:
    (out / CARD_FILE).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
