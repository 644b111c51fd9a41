"""What the classifier of minors learns from: pictures with and without people, and how sure it is who is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from imgsearch.counted import counted
from imgsearch.encoders import Features, FloatArray, Tower
from imgsearch.encoders.runtime import REINSTALL
from imgsearch.errors import BadInput, BadRow
from imgsearch.minors import find_terms
from imgsearch.minors.detectors.faces import Face, load_finder
from imgsearch.minors.words.people import names_people
from imgsearch.pictures.decode import read_picture
from imgsearch.terminal import Progress
from imgsearch.training.captioned import BATCH_PICTURES, CaptionedFiles, read_captions, read_names

#: What captions say of age weighs so much where an eye cannot tell.
UNCLEAR = 0.3


class Eye(NamedTuple):
    """What somebody saw in a picture."""

    people: str
    """y, n, or u where it cannot be told."""
    minor: str
    """The same of somebody clearly under 18."""


class Looks(NamedTuple):
    """What the networks see in N pictures."""

    features: Features
    faces: list[list[Face]]


@dataclass(frozen=True)
class Samples:
    """Pictures with what is known of them.

    Attributes:
        names: N names.
        features: of N pictures.
        faces: of N pictures.
        person: (N,) in [0, 1], share of the captions that name somebody; by eye 0 or 1.
        minor: (N,) the same of a minor; nan where neither captions nor eyes tell.
        weight: (N,) of each picture.
        said: (N,) share of the captions that name a minor, whatever an eye saw; nan where there are none.
        eyes: what somebody saw in each picture; None where nobody has looked.
    """

    names: list[str]
    features: Features
    faces: list[list[Face]]
    person: FloatArray
    minor: FloatArray
    weight: FloatArray
    said: FloatArray
    eyes: list[Eye | None]

    def take(self, rows: Sequence[int] | np.ndarray) -> Samples:
        """Some of them."""
        features = Features(self.features.pooled[rows], self.features.cells[rows])
        chosen = np.arange(len(self.names))[rows]
        names, faces, eyes = ([getattr(self, name)[row] for row in chosen] for name in ("names", "faces", "eyes"))
        person, minor, weight, said = (getattr(self, name)[rows] for name in ("person", "minor", "weight", "said"))
        return Samples(names, features, faces, person, minor, weight, said, eyes)


def join(parts: Sequence[Samples]) -> Samples:
    """All of several."""
    pooled = np.concatenate([part.features.pooled for part in parts])
    cells = np.concatenate([part.features.cells for part in parts])
    person, minor, weight, said = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("person", "minor", "weight", "said")
    )
    names, faces, eyes = (
        [each for part in parts for each in getattr(part, name)] for name in ("names", "faces", "eyes")
    )
    return Samples(names, Features(pooled, cells), faces, person, minor, weight, said, eyes)


def read_labels(files: Sequence[Path]) -> dict[str, Eye]:
    """Picture name -> what was seen; lines of name, tab, people (y, n, u), tab, minor (y, n, u).

    Raises:
        BadInput: a file cannot be read.
        BadRow: a line is something else.
    """
    labels: dict[str, Eye] = {}
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as exc:
            raise BadInput(f"{file} cannot be read: {exc}") from exc
        for number, line in enumerate(lines, start=1):
            name, *seen = line.split("\t")
            if len(seen) != 2 or not {*seen} <= {"y", "n", "u"}:
                raise BadRow(f"{file}:{number}: expected picture, tab, y, n or u for people, tab, the same for minors")
            labels[name] = Eye(*seen)
    return labels


def is_learned(name: str) -> bool:
    """Whether a picture of a folder is one of the half to learn from; the other half is kept for measuring."""
    return sha256(name.encode()).digest()[0] % 2 == 0


def read_split(
    files: CaptionedFiles, split: str, labels: Mapping[str, Eye], tower: Tower, progress: Progress
) -> Samples:
    """The pictures of a split, ``train`` or ``dev``, labelled by their captions and by eye.

    Raises:
        BadInput: a picture has no file or no caption.
        UnreadableImage: a picture cannot be decoded.
    """
    texts = read_captions(files.captions)
    names = read_names(getattr(files, split))
    missing = [name for name in names if name not in texts or not (files.pictures / name).is_file()]
    if missing:
        raise BadInput(
            counted(len(missing), f"picture of the {split} split has", f"pictures of the {split} split have")
            + f" no file or caption, such as {missing[0]}"
        )
    return label(names, extract(tower, [files.pictures / name for name in names], split, progress), texts, labels)


def read_folder(
    folder: Path, labels: Mapping[str, Eye], tower: Tower, progress: Progress, *, learned: bool = True
) -> Samples:
    """One half of the pictures of a folder, those of whom it is known whether they show people.

    With a captions.tsv in the folder its captions say so; without one nobody is in any of them, but where labels by
    eye say otherwise. Pictures lie in the folder or in its folder ``images``.

    Raises:
        BadInput: there is no picture.
        UnreadableImage: a picture cannot be decoded.
    """
    captions = folder / "captions.tsv"
    texts = read_captions(captions) if captions.is_file() else None
    inner = folder / "images"
    paths = sorted(path for path in (inner if inner.is_dir() else folder).iterdir() if path.suffix in (".jpg", ".png"))
    chosen = [
        path
        for path in paths
        if is_learned(path.name) == learned
        and (path.name in texts if texts is not None else labels.get(path.name, Eye("n", "n")).people != "u")
    ]
    if not chosen:
        raise BadInput(f"{folder} has no pictures to learn from")
    names = [path.name for path in chosen]
    found = label(names, extract(tower, chosen, folder.name, progress), texts or {}, labels)
    # Of captions that contradict one another some leave out who is there.
    return found.take(np.flatnonzero((found.person == 0) | (found.person >= 0.6)))


def label(names: list[str], looks: Looks, texts: Mapping[str, Sequence[str]], labels: Mapping[str, Eye]) -> Samples:
    """What captions and eyes say of pictures; of one without either, that nobody is there."""
    person, minor, weight, said = np.zeros((4, len(names)), dtype=np.float32)
    for row, name in enumerate(names):
        captions = texts.get(name, ())
        person[row] = np.mean([names_people(text) for text in captions]) if captions else 0
        said[row] = np.mean([bool(find_terms(text)) for text in captions]) if captions else np.nan
        eye = labels.get(name, Eye("u", "u"))
        person[row] = {"y": 1, "n": 0}.get(eye.people, person[row])
        minor[row] = {"y": 1, "n": 0}.get(eye.minor, said[row])
        weight[row] = UNCLEAR if eye == Eye("y", "u") else 1
    eyes = [labels.get(name) for name in names]
    return Samples(names, looks.features, looks.faces, person, minor, weight, said, eyes)


def extract(tower: Tower, paths: Sequence[Path], step: str, progress: Progress) -> Looks:
    """What the tower and the finder of faces see in picture files.

    Raises:
        BadInput: what finds faces is missing.
        UnreadableImage: one cannot be decoded.
    """
    finder = load_finder()
    if finder is None:
        raise BadInput(f"the networks that look at faces are missing; {REINSTALL}")
    parts, faces = [], []
    for start in range(0, len(paths), BATCH_PICTURES):
        pictures = [read_picture(path) for path in paths[start : start + BATCH_PICTURES]]
        parts.append(tower.extract(pictures))
        faces += finder.find(pictures)
        progress(f"{step} pictures", start + len(pictures), len(paths))
    pooled, cells = (np.concatenate(seen) for seen in zip(*((part.pooled, part.cells) for part in parts), strict=True))
    return Looks(Features(pooled, cells), faces)
