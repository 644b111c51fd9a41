"""The calibrated match score: a query and a picture in, the experts' rating (0..1) out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.arrays import read_stored
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import ModelMismatch, ModelUnavailable
from imgsearch.rescoring.checks import check_background, refuse
from imgsearch.rescoring.columns import column_names
from imgsearch.rescoring.described import Describe, is_portable_card, make_describe, sees_likeness
from imgsearch.rescoring.features import CAPTION_ENCODERS, feature_names
from imgsearch.rescoring.pairs import Background, Pairs
from imgsearch.rescoring.portable import COLUMNS, scenes_hash
from imgsearch.rescoring.scorer import Scorer
from imgsearch.rescoring.situations import NAMES, find_situations, take_over
from imgsearch.rescoring.stored import UNREADABLE, StoredScorers, name_arrays, read_arrays, write_arrays

FORMAT = "imgsearch-regressor-3"


@dataclass(frozen=True)
class Regressor:
    """A trained model with all that it needs to score.

    Attributes:
        card: encoder, encoder_revision, features, thresholds, data, settings, seed, versions, metrics; scenes where it
            is a portable one that was given a background by that encoder.
        background: what cosines are compared with.
        scorers: situation -> what predicts in it.
    """

    card: dict[str, Any]
    background: Background
    scorers: Mapping[str, Scorer]

    def score(self, pairs: Pairs) -> FloatArray:
        """Predict the experts' rating of each pair.

        Args:
            pairs: vectors of the encoder that the card names.

        Returns:
            (N,) float32 in [0, 1]; 1 means that the experts would all say 4.
        """
        return self.predict(pairs)[0]

    def predict(self, pairs: Pairs) -> tuple[FloatArray, FloatArray]:
        """Predict the experts' rating of each pair, and the score from which it counts as a match.

        Returns:
            Two arrays (N,) float32 in [0, 1].

        Raises:
            ModelUnavailable: its background has vectors of another width, or no model is for what is known of a pair.
        """
        self._check_width(pairs)
        features = self.describe(pairs)
        situations = find_situations(features, is_latin=pairs.is_latin, names=tuple(self.card["features"]))
        scores, thresholds = np.zeros((2, len(features)), dtype=np.float32)
        # numpy's own `unique` would import its masked arrays first.
        for index in sorted(set(situations.tolist())):
            rows = situations == index
            situation = next((name for name in take_over(NAMES[index]) if name in self.scorers), None)
            if situation is None:
                raise refuse(f"it has no model for {NAMES[index]}")
            scores[rows] = self.scorers[situation].predict(features[rows])
            thresholds[rows] = self.card["thresholds"][situation]
        return np.clip(scores, 0.0, 1.0), thresholds

    def spread(self, text: FloatArray) -> float:
        """Standard deviation of the cosines of a text, (D,) unit length, with usual pictures."""
        return float((self.background.images @ text).std())

    def describe(self, pairs: Pairs) -> FloatArray:
        """(N, F) the columns that the models see, in the order of the card's features."""
        return self._describe(is_latin=pairs.is_latin).columns(pairs)

    def look_ahead(self, pairs: Pairs) -> None:
        """Work out what the models see of one query, whatever the pairs' pictures: it is kept for when they are scored.

        Raises:
            ModelUnavailable: the background has vectors of another width.
        """
        self._check_width(pairs)
        self._describe(is_latin=pairs.is_latin).ahead(pairs)

    def prepare(self, *, is_latin: bool) -> None:
        """Work out everything about the background that no query changes, for queries in such letters."""
        self._describe(is_latin=is_latin)

    def _describe(self, *, is_latin: bool) -> Describe:
        return self._describe_latin if is_latin else self._describe_other

    @property
    def needs_readers(self) -> bool:
        """Whether it needs a query by the encoders of captions, be there captions or not."""
        return sees_likeness(self.card, self.background)

    @property
    def is_portable(self) -> bool:
        """Whether it learned from other encoders than the one that it scores for."""
        return is_portable_card(self.card)

    @cached_property
    def _describe_latin(self) -> Describe:
        return make_describe(self.card, self.background, is_latin_query=True)

    @cached_property
    def _describe_other(self) -> Describe:
        return make_describe(self.card, self.background, is_latin_query=False)

    def _check_width(self, pairs: Pairs) -> None:
        known = {"images": (self.background.images, pairs.image)} | {
            f"captions.{encoder}": (self.background.captions[encoder], vectors)
            for encoder, vectors in pairs.caption_query.items()
        }
        for name, (background, vectors) in known.items():
            if background.shape[1] != vectors.shape[1]:
                raise refuse(f"background.{name} has the shape {background.shape}, vectors {vectors.shape}")

    def check_encoder(self, name: str, revision: str) -> None:
        """Refuse vectors that the regressor was not trained on.

        Raises:
            ModelMismatch: the encoder or its revision is another one.
        """
        trained = (self.card["encoder"], self.card["encoder_revision"])
        if trained != (name, revision):
            raise ModelMismatch(
                f"the regressor was trained on vectors of {trained[0]} revision {trained[1]}, the active encoder is "
                f"{name} revision {revision}; run `imgsearch train regressor`"
            )

    def to_bytes(self) -> bytes:
        """Serialise as safetensors with the card in its header; the same regressor always gives the same bytes."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "background.images": self.background.images.astype(np.float16),
            "background.texts": self.background.texts.astype(np.float16),
        }
        for encoder, vectors in self.background.captions.items():
            arrays[f"background.captions.{encoder}"] = vectors.astype(np.float16)
        return write_arrays(arrays | name_arrays(self.scorers), FORMAT, self.card)

    @classmethod
    def from_bytes(cls, data: bytes) -> Regressor:
        """Read what ``to_bytes`` wrote; nothing of it is trusted.

        Raises:
            ModelUnavailable: the bytes are not a regressor of this version, or one that cannot be; the message names
                the array that is wrong.
        """
        try:
            made = cls._make(*read_arrays(data))
            return replace(made, scorers=dict(made.scorers))
        except UNREADABLE as exc:
            raise ModelUnavailable("the regressor cannot be read; run `imgsearch train regressor`") from exc

    @classmethod
    def read(cls, path: Path) -> Regressor:
        """The same of a file, of which a search reads what its situation needs.

        Raises:
            ModelUnavailable: the file is something else.
        """
        return read_stored(path, FORMAT, cls._make)

    @classmethod
    def _make(cls, arrays: Mapping[str, npt.NDArray[Any]], card: dict[str, Any], format_: str = FORMAT) -> Regressor:
        check_background(arrays, CAPTION_ENCODERS)
        width = arrays["background.images"].shape[1]
        own = [column_names(width), feature_names(width)]  # the latter by an earlier version
        expected = [list(COLUMNS)] if card.get("scenes") == scenes_hash() else own
        if format_ != FORMAT or card["features"] not in expected:
            raise ModelUnavailable(
                f"the regressor was made by another version of imgsearch, which saw other columns (its format is "
                f"{format_}, this version reads {FORMAT}); run `imgsearch train regressor`, or until then "
                "`imgsearch models activate shipped`"
            )
        scorers = StoredScorers(arrays, card)
        if not isinstance(card["encoder"], str) or not isinstance(card["encoder_revision"], str):
            raise refuse("its card names no encoder")
        background = Background(
            images=arrays["background.images"].astype(np.float32),
            texts=arrays["background.texts"].astype(np.float32),
            captions={
                encoder: arrays[f"background.captions.{encoder}"].astype(np.float32) for encoder in CAPTION_ENCODERS
            },
        )
        return cls(card=card, background=background, scorers=scorers)
