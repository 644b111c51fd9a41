"""CLIP and SigLIP exported to ONNX, from a folder: two towers by ONNX Runtime, without torch or transformers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from imgsearch.encoders.pixels import preprocess
from imgsearch.encoders.presets import SHORT, hash_file
from imgsearch.encoders.protocol import FloatArray, normalize
from imgsearch.encoders.runtime import on_all_cores, open_model
from imgsearch.errors import ModelUnavailable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from PIL import Image

#: Weights in the layouts that exporters write: pictures' tower, texts' tower.
ONNX_PAIRS = (("vision_model.onnx", "text_model.onnx"), ("onnx/vision_model.onnx", "onnx/text_model.onnx"))
#: What a projected vector is called; else the last layer's pooled one, which is all that SigLIP has.
OUTPUTS = {"vision": ("image_embeds", "pooler_output"), "text": ("text_embeds", "pooler_output")}
KINDS = ("clip", "siglip", "siglip2")
#: Tokens of a text, where the config does not say: the two kinds' own defaults.
TEXT_TOKENS = {"clip": 77, "siglip": 64, "siglip2": 64}
BATCH = 4


def find_onnx_pair(folder: Path) -> tuple[Path, Path] | None:
    """Both towers' files in a folder; None where they are not there."""
    for vision, text in ONNX_PAIRS:
        if (folder / vision).is_file() and (folder / text).is_file():
            return folder / vision, folder / text
    return None


class OnnxJointEncoder:
    """CLIP or SigLIP, both sides.

    Args:
        name: what load_encoder was asked for.
        folder: with both ONNX files, config.json, preprocessor_config.json and tokenizer.json.
        revision: of the files, where that is known; None hashes the weights.

    Raises:
        ModelUnavailable: a file is missing or cannot be read, or the model is not of these kinds.
    """

    encodes_images = True
    encodes_texts = True

    def __init__(self, name: str, folder: Path, revision: str | None = None) -> None:
        pair = find_onnx_pair(folder)
        if pair is None:
            raise ModelUnavailable(f"{folder} has no vision_model.onnx and text_model.onnx")
        self.name = name
        self._folder = folder
        self._files = dict(zip(OUTPUTS, pair, strict=True))
        self._revision = revision
        config = self._read("config.json")
        self._kind = str(config.get("model_type"))
        if self._kind not in KINDS:
            raise ModelUnavailable(f"{folder} is a {self._kind} model, expected {' or '.join(KINDS)}")
        text = config.get("text_config") or {}
        self._tokens = int(text.get("max_position_embeddings", TEXT_TOKENS[self._kind]))

    @cached_property
    def revision(self) -> str:
        """The commit that was fetched, or a hash of the weights."""
        if self._revision is not None:
            return self._revision
        return sha256("".join(map(hash_file, self._files.values())).encode()).hexdigest()[:SHORT]

    @cached_property
    def dimension(self) -> int:
        """Width of the vectors, as the pictures' tower says, or else as a text comes out."""
        width = next(output.shape[-1] for output in self._vision.get_outputs() if output.name == self._output("vision"))
        return width if isinstance(width, int) else self._encode_texts(["a"]).shape[1]

    def encode_images(self, images: Sequence[Image.Image]) -> FloatArray:
        """Encode pictures; (N, dimension) float32, unit length."""
        parts = [images[start : start + BATCH] for start in range(0, len(images), BATCH)]
        found = on_all_cores(self._run_images, parts)
        return normalize(np.concatenate([np.zeros((0, self.dimension), dtype=np.float32), *found]))

    def encode_texts(self, texts: Sequence[str]) -> FloatArray:
        """Encode texts; (N, dimension) float32, unit length."""
        parts = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        found = on_all_cores(self._encode_texts, parts)
        return normalize(np.concatenate([np.zeros((0, self.dimension), dtype=np.float32), *found]))

    def _run_images(self, images: Sequence[Image.Image]) -> FloatArray:
        try:
            pixels = np.stack([preprocess(image, self._pixel_settings) for image in images])
        except (KeyError, ValueError, TypeError) as exc:
            raise self._damaged("preprocessor_config.json") from exc
        vectors: FloatArray = self._vision.run([self._output("vision")], {"pixel_values": pixels})[0]
        return vectors

    def _encode_texts(self, texts: Sequence[str]) -> FloatArray:
        # SigLIP learned from texts in lower case; CLIP's tokenizer makes them so itself.
        encoded = self._tokenizer.encode_batch([text.lower() for text in texts])
        given: dict[str, npt.NDArray[np.int64]] = {
            "input_ids": np.array([each.ids for each in encoded], dtype=np.int64),
            "attention_mask": np.array([each.attention_mask for each in encoded], dtype=np.int64),
        }
        if self._kind != "clip":
            given["attention_mask"][:] = 1  # its padding was never masked
        asked = {each.name for each in self._text.get_inputs()}
        inputs = {name: values for name, values in given.items() if name in asked}
        vectors: FloatArray = self._text.run([self._output("text")], inputs)[0]
        return vectors

    def _output(self, side: str) -> str:
        session = self._vision if side == "vision" else self._text
        names = [output.name for output in session.get_outputs()]
        for name in OUTPUTS[side]:
            if name in names:
                return name
        raise ModelUnavailable(f"{self._files[side]} gives {', '.join(names)}, none of {', '.join(OUTPUTS[side])}")

    @cached_property
    def _vision(self) -> InferenceSession:
        return open_model(self._files["vision"], "fetch it again")

    @cached_property
    def _text(self) -> InferenceSession:
        return open_model(self._files["text"], "fetch it again")

    @cached_property
    def _pixel_settings(self) -> dict[str, Any]:
        return self._read("preprocessor_config.json")

    @cached_property
    def _tokenizer(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 (tokenizers is imported on first use)
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        except Exception as exc:  # the package raises nothing more special
            raise self._damaged("tokenizer.json") from exc
        tokenizer.enable_truncation(self._tokens)
        pad = self._pad_token()
        number = tokenizer.token_to_id(pad) or 0
        tokenizer.enable_padding(
            direction="right",
            pad_id=number,
            pad_token=pad,
            length=None if self._kind == "clip" else self._tokens,
        )
        return tokenizer

    def _pad_token(self) -> str:
        told = self._read("tokenizer_config.json").get("pad_token", "<pad>")
        return str(told["content"] if isinstance(told, dict) else told)

    def _read(self, file: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self._folder / file).read_text(encoding="utf-8"))
        except (OSError, ValueError) as exc:
            raise self._damaged(file) from exc
        return found

    def _damaged(self, file: str) -> ModelUnavailable:
        return ModelUnavailable(f"{self._folder / file} is missing or cannot be read; fetch the model again")
