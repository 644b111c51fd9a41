"""The calibrated match score: a query and a picture in, the experts' rating (0..1) out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from imgsearch.errors import ModelMismatch, ModelUnavailable
from imgsearch.rescoring.features import Background, FloatArray, Pairs, feature_names, pair_features
from imgsearch.rescoring.trees import TreeEnsemble

FORMAT = "imgsearch-regressor-1"


@dataclass(frozen=True)
class Regressor:
    """A trained model with all that it needs to score.

    Attributes:
        card: encoder, encoder_revision, features, thresholds, data, settings, seed, versions, metrics.
        background: what cosines are compared with.
        trees: the boosted trees.
    """

    card: dict[str, Any]
    background: Background
    trees: TreeEnsemble

    def score(self, pairs: Pairs) -> FloatArray:
        """Predict the experts' rating of each pair.

        Args:
            pairs: vectors of the encoder that the card names.

        Returns:
            (N,) float32 in [0, 1]; 1 means that the experts would all say 4.
        """
        return self.score_features(pair_features(pairs, self.background))

    def score_features(self, features: FloatArray) -> FloatArray:
        """Predict from features that are already there; (N, F) -> (N,) float32 in [0, 1]."""
        predicted = self.trees.predict(features)
        return np.clip(predicted, 0.0, 1.0).astype(np.float32)

    def threshold(self, has_captions: npt.NDArray[np.bool_]) -> FloatArray:
        """Score from which a picture counts as a match; it differs for pictures with captions of their own."""
        with_captions, pixels = self.card["thresholds"]["with_captions"], self.card["thresholds"]["pixels"]
        threshold: FloatArray = np.where(has_captions, with_captions, pixels).astype(np.float32)
        return threshold

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
        """Serialise as safetensors with the card in its header; no pickle."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "background.images": self.background.images.astype(np.float16),
            "background.texts": self.background.texts.astype(np.float16),
            **self.trees.arrays("trees"),
        }
        header = {"format": FORMAT, "card": json.dumps(self.card, ensure_ascii=False, sort_keys=True)}
        return bytes(save_arrays({name: np.ascontiguousarray(array) for name, array in arrays.items()}, header))

    @classmethod
    def from_bytes(cls, data: bytes) -> Regressor:
        """Read what ``to_bytes`` wrote.

        Raises:
            ModelUnavailable: the bytes are not a regressor of this version.
        """
        try:
            arrays = load_arrays(data)
            header_bytes = int.from_bytes(data[:8], "little")
            header = json.loads(data[8 : 8 + header_bytes])["__metadata__"]
            card = json.loads(header["card"])
            if header["format"] != FORMAT or card["features"] != feature_names(arrays["background.images"].shape[1]):
                raise ModelUnavailable(
                    "the regressor was made by another version of imgsearch; run `imgsearch train regressor`"
                )
            background = Background(
                images=arrays["background.images"].astype(np.float32),
                texts=arrays["background.texts"].astype(np.float32),
            )
            return cls(card=card, background=background, trees=TreeEnsemble.from_arrays(arrays, "trees"))
        except (SafetensorError, KeyError, ValueError, TypeError) as exc:
            raise ModelUnavailable("the regressor cannot be read; run `imgsearch train regressor`") from exc
