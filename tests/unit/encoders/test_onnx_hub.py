from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from transformers import CLIPImageProcessorPil, SiglipImageProcessorPil

from imgsearch.encoders import check_vectors, load_encoder
from imgsearch.encoders.pixels import preprocess
from imgsearch.errors import ModelUnavailable
from tests.unit.encoders.test_hub import VOCABULARY, save_tokenizer

WIDTH = 5
TOKENS = 12


def save_graph(file: Path, nodes: list[Any], given: list[Any], output: str, matrix: np.ndarray[Any, Any]) -> None:
    found = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["N", WIDTH])
    graph = helper.make_graph(nodes, "tower", given, [found], [numpy_helper.from_array(matrix, "matrix")])
    file.parent.mkdir(parents=True, exist_ok=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(file))


def save_export(folder: Path, kind: str) -> dict[str, np.ndarray[Any, Any]]:
    """Two small towers: the mean of each colour, and the sum of tokens' rows with their places."""
    generator = np.random.default_rng(0)
    colours = generator.normal(size=(3, WIDTH)).astype(np.float32)
    words = generator.normal(size=(len(VOCABULARY), WIDTH)).astype(np.float32)
    outputs = ("image_embeds", "text_embeds") if kind == "clip" else ("pooler_output", "pooler_output")
    place = "onnx/" if kind == "clip" else ""
    save_graph(
        folder / f"{place}vision_model.onnx",
        [
            helper.make_node("ReduceMean", ["pixel_values"], ["mean"], axes=[2, 3], keepdims=0),
            helper.make_node("MatMul", ["mean", "matrix"], [outputs[0]]),
        ],
        [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["N", 3, "H", "W"])],
        outputs[0],
        colours,
    )
    given = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["N", "T"])]
    save_graph(
        folder / f"{place}text_model.onnx",
        [
            helper.make_node("Gather", ["matrix", "input_ids"], ["rows"]),
            helper.make_node("ReduceMean", ["rows"], [outputs[1]], axes=[1], keepdims=0),
        ],
        given,
        outputs[1],
        words,
    )
    save_tokenizer(folder)
    text = {"max_position_embeddings": TOKENS}
    (folder / "config.json").write_text(json.dumps({"model_type": kind, "text_config": text}))
    size = {"height": 16, "width": 16}
    if kind == "clip":
        CLIPImageProcessorPil(size={"shortest_edge": 16}, crop_size=size).save_pretrained(folder)
    else:
        SiglipImageProcessorPil(size=size).save_pretrained(folder)
    return {"colours": colours, "words": words}


def encode_both(spec: str) -> None:
    encoder = load_encoder(spec)
    encoder.encode_texts(["dog"])
    encoder.encode_images([picture(8, 8)])


def picture(width: int, height: int) -> Image.Image:
    pixels = np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("kind", ["clip", "siglip"])
@pytest.mark.parametrize("size", [(40, 20), (21, 33), (16, 16)])
def test_pixels_are_those_of_the_models_own_processor(tmp_path: Path, kind: str, size: tuple[int, int]) -> None:
    save_export(tmp_path, kind)
    processor: Any = CLIPImageProcessorPil if kind == "clip" else SiglipImageProcessorPil
    expected = processor.from_pretrained(tmp_path)(images=picture(*size), return_tensors="np")["pixel_values"][0]
    settings = json.loads((tmp_path / "preprocessor_config.json").read_text())
    np.testing.assert_allclose(preprocess(picture(*size), settings), expected, atol=1e-5)


@pytest.mark.parametrize("kind", ["clip", "siglip"])
def test_export_encodes_both_sides(tmp_path: Path, kind: str) -> None:
    matrices = save_export(tmp_path, kind)
    encoder = load_encoder(f"{kind}:{tmp_path}")
    texts = encoder.encode_texts(["Dog", "dog snow", "dog " * 40, "snow", "snow snow"])
    images = encoder.encode_images([picture(40, 20), Image.new("L", (9, 30)), *[picture(8, 8)] * 4])
    check_vectors(texts, WIDTH)
    check_vectors(images, WIDTH)
    assert (len(texts), len(images), encoder.dimension, len(encoder.revision)) == (5, 6, WIDTH, 12)
    # The longest text of the batch has all the tokens that there may be.
    ids = [VOCABULARY["dog"], *[0] * (TOKENS - 1)]
    expected = matrices["words"][ids].mean(axis=0)
    np.testing.assert_allclose(texts[0], expected / np.linalg.norm(expected), atol=1e-5)


def test_export_needs_neither_torch_nor_transformers(tmp_path: Path) -> None:
    save_export(tmp_path, "clip")
    code = (
        "import sys; from PIL import Image; from imgsearch.encoders import load_encoder;"
        f"e = load_encoder('clip:{tmp_path}'); e.encode_texts(['dog']); e.encode_images([Image.new('RGB', (9, 9))]);"
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_revision_changes_with_the_weights(tmp_path: Path) -> None:
    save_export(tmp_path / "a", "clip")
    save_export(tmp_path / "b", "siglip")
    revisions = {load_encoder(f"clip:{tmp_path / name}").revision for name in "ab"}
    assert len(revisions) == 2


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "preprocessor_config.json", "onnx/text_model.onnx"])
def test_damaged_file_is_named(tmp_path: Path, file: str) -> None:
    save_export(tmp_path, "clip")
    (tmp_path / file).write_text("damaged")
    with pytest.raises(ModelUnavailable, match=Path(file).name.replace(".", r"\.")):
        encode_both(f"clip:{tmp_path}")


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    save_export(tmp_path, "clip")
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelUnavailable, match="is a bert model"):
        load_encoder(f"clip:{tmp_path}")
