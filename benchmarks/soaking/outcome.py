"""What must hold in the end: no row is lost, the folder and the database agree, memory is flat."""

from __future__ import annotations

import statistics
import time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from benchmarks.soaking.database import Cluster
from benchmarks.soaking.ledger import Ledger
from benchmarks.soaking.owners import REVIEWER
from imgsearch.tables import Encoder, Image, ImageEmbedding, MinorReview, Removal, Search, Thumbnail

SETTLES_IN_SECONDS = 300
#: In a run of so many seconds memory must be flat, growing by less than so much from its second quarter to its last.
JUDGED_SECONDS, MOST_GROWTH = 600, 0.05


class Disagreement(NamedTuple):
    """Between the files and the database."""

    not_loaded: list[str]
    """Files that are no picture, or one without a vector by the encoder that searches use or without a small copy, or
    one that is said to be missing."""
    not_missing: list[str]
    """Pictures without a file that are not said to be missing."""


def settle(cluster: Cluster, root: Path) -> Disagreement:
    """Wait until the watch has caught up; what is left then."""
    deadline = time.monotonic() + SETTLES_IN_SECONDS
    while True:
        found = cluster.insist(lambda session: compare(session, root))
        if not any(found) or time.monotonic() > deadline:
            return found
        time.sleep(2)


def compare(session: Session, root: Path) -> Disagreement:
    """The files below a folder against the pictures."""
    files = {str(file): file for file in root.rglob("*.jpg")}
    active = select(Encoder.id).where(Encoder.is_active).scalar_subquery()
    has_vector = exists().where(ImageEmbedding.image_id == Image.id, ImageEmbedding.encoder_id == active)
    has_copy = exists().where(Thumbnail.image_id == Image.id)
    # A hidden picture stays hidden, whether its file is there or not.
    rows = session.execute(select(Image.path, Image.missing_since.is_(None), has_vector, has_copy)).all()
    there = {path for path, is_there, vector, small in rows if is_there and vector and small}
    out = set(session.scalars(select(Removal.sha256).where(Removal.stays_out)))
    missing = files.keys() - there
    not_loaded = [path for path in sorted(missing) if sha256(files[path].read_bytes()).digest() not in out]
    said = {path for path, is_there, _vector, _small in rows if is_there}
    return Disagreement(not_loaded, sorted(said - files.keys()))


def count_lost(session: Session, ledger: Ledger) -> dict[str, int]:
    """Of what was acknowledged, how much is not there."""
    searches = session.scalar(select(func.count()).select_from(Search)) or 0
    verdicts = session.scalar(select(func.count()).where(MinorReview.reviewer == REVIEWER)) or 0
    removals = session.scalar(select(func.count()).select_from(Removal)) or 0
    said = ledger.counted("verdicts: flag") + ledger.counted("verdicts: clear")
    back = session.scalar(select(func.count()).where(Image.id.in_(ledger.removed))) or 0
    return {
        "searches": max(ledger.counted("searches answered") - searches, 0),
        "verdicts": max(said - verdicts, 0),
        "removals": max(len(ledger.removed) - removals, 0),
        "removed pictures that are back": back,
    }


class Memory:
    """Resident memory of a page over time."""

    def __init__(self) -> None:
        self._samples: list[tuple[float, float]] = []

    def add(self, megabytes: float) -> None:
        """What it is now."""
        self._samples.append((time.monotonic(), megabytes))

    def measure(self) -> tuple[dict[str, float], bool]:
        """Megabytes by what they are, and whether it is flat, as far as a run of this length can tell."""
        quarter = len(self._samples) // 4
        if not quarter:
            return {}, True
        second, last = self._samples[quarter : 2 * quarter], self._samples[-quarter:]
        begun, ended = (statistics.median(each for _at, each in part) for part in (second, last))
        at, size = np.array(self._samples[quarter:]).T
        slope = float(np.polyfit(at / 60, size, 1)[0])
        is_judged = self._samples[-1][0] - self._samples[0][0] >= JUDGED_SECONDS
        found = {"second quarter": begun, "last quarter": ended, "growth a minute": slope}
        named = {f"memory of the page that goes on, {name}": value for name, value in found.items()}
        return named, not is_judged or ended <= begun * (1 + MOST_GROWTH)
