from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from PIL import Image

from imgsearch.encoders import load_encoder
from imgsearch.encoders.lite import LiteEncoder, to_pixels
from imgsearch.encoders.minilm import VOCABULARY, VOCABULARY_SHA256
from imgsearch.encoders.runtime import cores, on_all_cores, on_all_cores_ahead, open_model
from imgsearch.encoders.use import UseEncoder
from imgsearch.encoders.wordpiece import read_vocabulary
from imgsearch.errors import ModelUnavailable


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    generator = np.random.default_rng(0)
    small = Image.fromarray(generator.integers(0, 255, (8, 8, 3), dtype=np.uint8))
    return small.resize((300, 200), Image.Resampling.BICUBIC)


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "CMYK", "1", "LA", "I;16"])
def test_every_mode_becomes_the_same_shape(picture: Image.Image, mode: str) -> None:
    converted = picture.convert("L").convert(mode) if mode == "I;16" else picture.convert(mode)
    pixels = to_pixels(converted)
    assert pixels.shape == (260, 260, 3)
    assert pixels.dtype == np.uint8


def test_sixteen_bit_grey_is_scaled_and_not_clipped() -> None:
    middle = Image.fromarray(np.full((4, 4), 32768, dtype=np.uint16))
    np.testing.assert_allclose(to_pixels(middle), 128, atol=1)


def test_transparent_pixels_are_white() -> None:
    assert to_pixels(Image.new("RGBA", (4, 4), (0, 0, 0, 0))).min() == 255


def test_pictures_do_not_depend_on_the_batch(picture: Image.Image) -> None:
    encoder = load_encoder("efficientnet-lite2")
    together = encoder.encode_images([picture, picture.rotate(90, expand=True), Image.new("RGB", (1, 1))])
    assert together.shape == (3, 1280)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_images([picture])[0], together[0], atol=1e-4)


def test_the_model_gives_what_torch_gave(picture: Image.Image) -> None:
    import torch

    from scripts.export_lite2 import load_torch_model

    pictures = [picture, picture.rotate(90, expand=True), Image.new("RGB", (1, 1))]
    pixels = np.stack([(to_pixels(each).astype(np.float32) - 127) / 128 for each in pictures])
    with torch.inference_mode():
        last_map = load_torch_model().extract_features(torch.from_numpy(pixels).permute(0, 3, 1, 2)).numpy()
    pooled = last_map.mean(axis=(2, 3))
    expected = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
    np.testing.assert_allclose(load_encoder("efficientnet-lite2").encode_images(pictures), expected, atol=2e-4)
    cells = LiteEncoder().extract(pictures).cells
    for cell, (row, column) in enumerate(np.ndindex(3, 3)):
        part = last_map[:, :, 3 * row : 3 * row + 3, 3 * column : 3 * column + 3].mean(axis=(2, 3))
        np.testing.assert_allclose(cells[:, cell], part, atol=1e-2)


@pytest.mark.parametrize("name", ["lite2", "minilm", "minilm_8bit", "use_8bit"])
def test_the_shipped_model_is_what_the_script_makes(name: str) -> None:
    if name == "lite2":
        from scripts.export_lite2 import TARGET, build, load_torch_model

        made = build(load_torch_model())
        shipped = onnx.load(TARGET)
    elif name == "use_8bit":
        from scripts import export_use

        made = export_use.build(UseEncoder()._backend)
        shipped = onnx.load(export_use.TARGET / f"{name}.onnx")
    else:
        from scripts import export_minilm

        made = export_minilm.build(export_minilm.load_weights(), 8 if name.endswith("8bit") else 16)
        shipped = onnx.load(export_minilm.TARGET / f"{name}.onnx")
    weights, expected = (
        {each.name: numpy_helper.to_array(each) for each in model.graph.initializer} for model in (shipped, made)
    )
    assert weights.keys() == expected.keys()
    assert all(np.array_equal(weights[each], expected[each]) for each in weights)
    assert shipped.graph.node == made.graph.node


def test_the_shipped_vocabulary_is_the_published_one() -> None:
    from scripts.export_minilm import load_vocabulary

    assert list(read_vocabulary(VOCABULARY, VOCABULARY_SHA256)) == load_vocabulary()
    assert list(read_vocabulary(VOCABULARY, VOCABULARY_SHA256).values()) == list(range(30_522))


def test_a_damaged_model_is_named_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(b"not a model")
    with pytest.raises(ModelUnavailable, match=r"model\.onnx cannot be read; run `pip install"):
        open_model(file)


@pytest.mark.parametrize(("asked", "expected"), [("3", 3), ("0", None), ("4,2", None), (None, None)])
def test_cores_are_those_that_the_process_may_use(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, expected: int | None
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if asked is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", asked)
    cores.cache_clear()
    try:
        assert cores() == (expected or len(os.sched_getaffinity(0)))
    finally:
        cores.cache_clear()


def test_parts_on_several_cores_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgsearch.encoders.runtime.cores", lambda: 3)
    both_run = Barrier(2, timeout=10)
    # The process's own has as many threads as the machine has cores, which may be one.
    pool = ThreadPoolExecutor(3)
    monkeypatch.setattr("imgsearch.encoders.runtime._pool", lambda: pool)

    def work(part: int) -> int:
        both_run.wait()
        return part * part

    with pool:
        assert on_all_cores(work, range(4)) == [0, 1, 4, 9]


def test_while_a_batch_is_used_the_next_one_is_worked_on() -> None:
    began = {part: Event() for part in range(6)}

    def work(part: int) -> int:
        began[part].set()
        return part * part

    found = []
    for batch, results in on_all_cores_ahead(work, [[0, 1], [2, 3], [4, 5]]):
        found.append((batch, results))
        following = [part for part in range(6) if len(found) < 3 and part // 2 == len(found)]
        assert all(began[part].wait(10) for part in following)
    assert found == [([0, 1], [0, 1]), ([2, 3], [4, 9]), ([4, 5], [16, 25])]
    assert list(on_all_cores_ahead(work, [])) == []


def test_an_error_in_a_batch_is_told_and_ends_the_work() -> None:
    def work(part: int) -> float:
        return 1 / part

    ahead = on_all_cores_ahead(work, [[1, 2], [4, 0], [5]])
    assert next(ahead) == ([1, 2], [1.0, 0.5])
    with pytest.raises(ZeroDivisionError):
        next(ahead)
