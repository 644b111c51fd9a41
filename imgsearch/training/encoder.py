"""Training the two heads of the `small` encoder on pictures with captions."""

from __future__ import annotations

import csv
import json
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders import FloatArray, load_encoder
from imgsearch.encoders.small import CARD_FILE, HEADS_FILE, IMAGE_SCALE, SmallEncoder, text_features
from imgsearch.errors import BadInput, BadRow
from imgsearch.evaluation.retrieval import Recall, rank_of_relevant, recall
from imgsearch.picture import read_picture
from imgsearch.training.heads import RECIPE, train_heads

Progress = Callable[[str, int, int], None]
"""Called with a step's name, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class CaptionedPictures:
    """Frozen features of pictures and of their captions."""

    image: FloatArray
    """(N, 1280) of the picture of each name, times IMAGE_SCALE."""
    text: FloatArray
    """(M, 896)"""
    owner: npt.NDArray[np.int64]
    """(M,) row of the picture that each caption describes."""


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
        card["dev"] = _score(SmallEncoder(out), data["dev"])._asdict()
        _write_card(out, card)
    except OSError as exc:
        raise BadInput(f"{out} cannot be written: {exc.strerror}") from exc
    return card


def read_captions(file: Path) -> dict[str, list[str]]:
    """Picture name -> its captions.

    Raises:
        BadInput: the file cannot be read.
        BadRow: a line is not caption id, tab, text.
    """
    texts: dict[str, list[str]] = {}
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
                if len(row) != 2 or "#" not in row[0]:
                    raise BadRow(f"{file}:{number}: expected <picture>#<n>, tab, text")
                texts.setdefault(row[0].rpartition("#")[0], []).append(row[1])
    except (OSError, UnicodeDecodeError) as exc:
        raise BadInput(f"{file} cannot be read: {exc}") from exc
    return texts


def read_names(file: Path) -> list[str]:
    """Names of pictures, one a line.

    Raises:
        BadInput: the file cannot be read or names nothing.
    """
    try:
        names = file.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as exc:
        raise BadInput(f"{file} cannot be read: {exc}") from exc
    if not names:
        raise BadInput(f"{file} names no picture")
    return names


def _encode(
    texts: dict[str, list[str]], pictures: Path, names: list[str], split: str, progress: Progress
) -> CaptionedPictures:
    missing = [name for name in names if name not in texts or not (pictures / name).is_file()]
    if missing:
        raise BadInput(f"{len(missing)} pictures of the {split} split have no file or caption, such as {missing[0]}")
    lite, step, batch = load_encoder("efficientnet-lite2"), f"{split} pictures", 32
    image = []
    for start in range(0, len(names), batch):
        image.append(lite.encode_images([read_picture(pictures / name) for name in names[start : start + batch]]))
        progress(step, min(start + batch, len(names)), len(names))
    owned = [(row, text) for row, name in enumerate(names) for text in texts[name]]
    text = []
    for start in range(0, len(owned), 1024):
        text.append(text_features([text for _, text in owned[start : start + 1024]]))
        progress(f"{split} captions", min(start + 1024, len(owned)), len(owned))
    return CaptionedPictures(
        image=np.concatenate(image) * IMAGE_SCALE,
        text=np.concatenate(text),
        owner=np.array([row for row, _ in owned]),
    )


def _score(encoder: SmallEncoder, dev: CaptionedPictures) -> Recall:
    """Recall of the dev pictures by their captions."""
    images, texts = encoder.heads["image"](dev.image), encoder.heads["text"](dev.text)
    return recall(rank_of_relevant(texts @ images.T, dev.owner))


def _write_card(out: Path, card: dict[str, Any]) -> None:
    (out / CARD_FILE).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
