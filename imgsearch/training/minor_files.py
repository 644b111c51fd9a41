"""What the classifier of minors is trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from imgsearch.training.captioned import CaptionedFiles


class Sizes(NamedTuple):
    """How many pictures, from the first on, do what."""

    split: int
    """Are of the training split, which alone sets the threshold."""
    choosing: int
    """Are of it or of folders, by which calibration and gate are fitted."""


@dataclass(frozen=True)
class MinorFiles:
    """What the classifier is trained on."""

    captioned: CaptionedFiles
    labels: Sequence[Path] = ()
    """Files of labels by eye; see read_labels()."""
    folders: Sequence[Path] = ()
    """Of more pictures, with captions or without people; see read_folder()."""
    with_dev: bool = False
    """Whether the dev split is learned from too."""
    folds: Path | None = None
    """Where to write what labelled pictures get out of fold; see write_folds()."""


def describe_data(files: MinorFiles, sizes: Sizes, dev: int) -> dict[str, Any]:
    """What the classifier was made of."""
    return {
        "captions_sha256": sha256(files.captioned.captions.read_bytes()).hexdigest(),
        "labels_sha256": [sha256(file.read_bytes()).hexdigest() for file in files.labels],
        "pictures": {
            "train": sizes.split,
            "folders": sizes.choosing - sizes.split,
            "dev": dev if files.with_dev else 0,
        },
        "dev": dev,
    }
