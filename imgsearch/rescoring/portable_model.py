"""The regressor for encoders that have none of their own, before it is given a background by one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy.typing as npt

from imgsearch.encoders.arrays import read_stored
from imgsearch.encoders.runtime import REINSTALL
from imgsearch.errors import ModelUnavailable
from imgsearch.rescoring.pairs import Background
from imgsearch.rescoring.portable import COLUMNS, scenes_hash
from imgsearch.rescoring.regressor import Regressor
from imgsearch.rescoring.scorer import Scorer
from imgsearch.rescoring.stored import StoredScorers, name_arrays, write_arrays

FORMAT = "imgsearch-portable-1"
PORTABLE_FILE = "portable.safetensors"


@dataclass(frozen=True)
class PortableModel:
    """What was learned from several encoders.

    Attributes:
        card: features, scenes, thresholds, encoders that it learned from, metrics.
        scorers: situation -> what predicts in it.
    """

    card: dict[str, Any]
    scorers: Mapping[str, Scorer]

    def for_encoder(self, name: str, revision: str, background: Background) -> Regressor:
        """A regressor for one encoder.

        Args:
            name: of the encoder.
            revision: of the encoder.
            background: pictures of a gallery, and ``read_scenes`` by this encoder and by those of captions.
        """
        card = {
            **self.card,
            "encoder": name,
            "encoder_revision": revision,
            "background_pictures": len(background.images),
        }
        return Regressor(card=card, background=background, scorers=self.scorers)

    def to_bytes(self) -> bytes:
        """Serialise as safetensors with the card in its header."""
        return write_arrays(name_arrays(self.scorers), FORMAT, self.card)

    @classmethod
    def read(cls, path: Path) -> PortableModel:
        """Read what ``to_bytes`` made, from a file.

        Raises:
            ModelUnavailable: the file is missing, something else, or of another version.
        """
        return read_stored(path, FORMAT, cls._make)

    @classmethod
    def _make(cls, arrays: Mapping[str, npt.NDArray[Any]], card: dict[str, Any]) -> PortableModel:
        if (card["features"], card["scenes"]) != (list(COLUMNS), scenes_hash()):
            raise ModelUnavailable(f"the portable regressor was made by another version of imgsearch; {REINSTALL}")
        return cls(card, dict(StoredScorers(arrays, card)))


@lru_cache(maxsize=1)
def shipped_portable() -> PortableModel:
    """The portable regressor that comes with imgsearch.

    Raises:
        ModelUnavailable: its file is missing or damaged.
    """
    return PortableModel.read(Path(str(files("imgsearch.rescoring") / PORTABLE_FILE)))
