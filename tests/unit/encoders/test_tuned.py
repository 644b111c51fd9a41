"""The tower's last blocks as captions tuned them, beside its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from PIL import Image

from imgsearch.encoders import load_tower
from imgsearch.encoders.heads import PARTS, Head, Pair, make_pair, whole_of
from imgsearch.encoders.lite import LiteEncoder, to_pixels
from imgsearch.encoders.protocol import Features, FloatArray
from imgsearch.encoders.small import IMAGE_SCALE, join_parts, scale_parts
from imgsearch.training.kinds import COUNT, make_kinds
from imgsearch.training.torch_heads import TorchHead, TorchImageHead
from scripts.export_lite2 import load_torch_model
from scripts.fit_tuned import view_all
from scripts.tuned_blocks import Neighbours, TunedBlocks

RECIPE: dict[str, Any] = {"dimension": 5, "hidden": 7, "dropout": 0.0, "input_dropout": 0.0, "tuned_dropout": 0.3}
WIDTH = 4


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """Noise of its own in each part."""
    return Image.fromarray(np.random.default_rng(9).integers(0, 256, (12, 16, 3), dtype=np.uint8)).resize((320, 240))


def parts_of(count: int, tuned: bool = True) -> FloatArray:
    return scale_parts(np.random.default_rng(0).random((count, PARTS + tuned, WIDTH)).astype(np.float32))


def maps_of(pictures: list[Image.Image]) -> FloatArray:
    pixels = np.stack([to_pixels(picture) for picture in pictures])
    (trunk,) = LiteEncoder()._model.run(["trunk"], {"pictures": pixels})
    return np.asarray(trunk)


def run(blocks: TunedBlocks, maps: FloatArray) -> FloatArray:
    session = onnxruntime.InferenceSession(blocks.build({}).SerializeToString())
    return np.asarray(session.run(["tuned"], {"trunk": maps})[0])


def test_before_they_are_tuned_the_blocks_see_what_the_towers_own_see(picture: Image.Image) -> None:
    pictures = [picture, picture.rotate(90)]
    blocks, maps, own = TunedBlocks(load_torch_model()), maps_of(pictures), load_tower().extract(pictures).pooled
    with torch.no_grad():
        # Torch multiplies in bfloat16, which has three digits; the graph has weights of 8 bits.
        seen = blocks(torch.from_numpy(maps)).numpy()
    for each in (seen, run(blocks, maps)):
        assert np.corrcoef(each.ravel(), own.ravel())[0, 1] > 0.998


def test_a_graph_has_the_weights_that_were_tuned(picture: Image.Image) -> None:
    torch.manual_seed(0)
    blocks, maps = TunedBlocks(load_torch_model()), maps_of([picture])
    before = run(blocks, maps)
    with torch.no_grad():
        for each in blocks.parameters():
            each.add_(0.1 * each.abs().mean() * torch.randn_like(each))
        seen = blocks(torch.from_numpy(maps)).numpy()
    after = run(blocks, maps)
    assert abs(after - seen).mean() < 0.3 * abs(after - before).mean()


def test_the_way_back_through_neighbours_is_torchs() -> None:
    generator = torch.Generator().manual_seed(1)
    weight, rise = torch.randn(6, 1, 5, 5, generator=generator), torch.randn(2, 6, 9, 9, generator=generator)
    maps = torch.randn(2, 6, 9, 9, generator=generator, requires_grad=True)
    found: list[torch.Tensor] = []
    for way in (Neighbours.apply, lambda at, by: torch.nn.functional.conv2d(at, by, padding=2, groups=6)):
        maps.grad = None
        (way(maps, weight) * rise).sum().backward()
        assert maps.grad is not None
        found.append(maps.grad.clone())
    torch.testing.assert_close(found[0], found[1], atol=1e-4, rtol=1e-4)


def test_what_ships_was_tuned_and_does_not_depend_on_the_batch(picture: Image.Image) -> None:
    pictures = [
        picture,
        picture.rotate(90, expand=True),
        *[Image.new("RGB", (3, 2), (value, 9, 90)) for value in range(4)],
    ]
    seen = load_tower().extract(pictures)
    assert seen.tuned is not None
    assert seen.tuned.shape == seen.pooled.shape == (6, 1280)
    assert np.corrcoef(seen.tuned[0], seen.pooled[0])[0, 1] < 0.95
    alone = LiteEncoder().extract(pictures[1:2]).tuned
    assert alone is not None
    np.testing.assert_allclose(alone[0], seen.tuned[1], atol=1e-4)
    nothing = load_tower().extract([]).tuned
    assert nothing is not None
    assert nothing.shape == (0, 1280)


def test_what_tuned_blocks_see_stands_behind_the_ninths_at_its_own_length() -> None:
    generator = np.random.default_rng(1)
    pooled, cells, tuned = (generator.random(shape).astype(np.float32) for shape in ((3, 4), (3, 9, 4), (3, 4)))
    parts = join_parts(Features(pooled, cells, tuned))
    np.testing.assert_allclose(parts[:, :PARTS], join_parts(Features(pooled, cells)), rtol=1e-6)
    np.testing.assert_allclose(
        parts[:, PARTS], IMAGE_SCALE * tuned / np.linalg.norm(tuned, axis=1, keepdims=True), rtol=1e-5
    )
    np.testing.assert_array_equal(whole_of(parts), np.concatenate([parts[:, 0], parts[:, PARTS]], axis=1))
    np.testing.assert_array_equal(whole_of(parts[:, :PARTS]), parts[:, 0])


def pair_of(width: int) -> Pair:
    generator = np.random.default_rng(2)
    arrays = [generator.normal(size=shape).astype(np.float32) for shape in ((width, 5), (width, 7), (7,), (7, 5), (5,))]
    return Pair(Head(*arrays), Head(*arrays))


def test_heads_hear_both_and_those_of_earlier_versions_the_whole_picture_alone() -> None:
    parts = parts_of(6)
    both, whole = pair_of(2 * WIDTH), pair_of(WIDTH)
    np.testing.assert_array_equal(both.map_images(parts), both.image(whole_of(parts)))
    np.testing.assert_array_equal(whole.map_images(parts), whole.image(parts[:, 0]))


def test_made_up_pictures_have_what_tuned_blocks_see_of_some_other_picture() -> None:
    parts, generator = parts_of(50), np.random.default_rng(3)
    weight = generator.normal(size=(COUNT, WIDTH)).astype(np.float32)

    def make(given: FloatArray) -> FloatArray:
        kinds = make_kinds(
            given, lambda texts: np.zeros((len(texts), 1), np.float32), (weight, np.zeros(COUNT, np.float32)), 0
        )
        drawn = kinds.draw(40, np.random.default_rng(4)).parts
        assert kinds.look(drawn).shape == (40, 2 * COUNT)
        return drawn

    drawn = make(parts)
    assert drawn.shape == (40, PARTS + 1, WIDTH)
    nearest = abs(drawn[:, None, PARTS] - parts[None, :, PARTS]).max(axis=2)
    assert (nearest.min(axis=1) < 1e-4).all()
    assert len(set(nearest.argmin(axis=1).tolist())) > 20
    assert make(parts[:, :PARTS]).shape == (40, PARTS, WIDTH)


def test_in_training_tuned_inputs_are_dropped_as_a_whole_now_and_then() -> None:
    torch.manual_seed(5)
    whole = torch.rand(4000, 2 * WIDTH)
    mean = np.arange(2 * WIDTH, dtype=np.float32)
    head = TorchImageHead(RECIPE, mean, None, WIDTH)
    dropped = head._drop_tuned(whole)
    torch.testing.assert_close(dropped[:, :WIDTH], whole[:, :WIDTH])
    is_mean = (dropped[:, WIDTH:] == torch.from_numpy(mean[WIDTH:])).all(dim=1)
    torch.testing.assert_close(dropped[~is_mean], whole[~is_mean])
    assert float(is_mean.float().mean()) == pytest.approx(0.3, abs=0.03)
    assert (head.train()(whole[:1].expand(100, -1)).std(dim=0) > 0).any()
    arrays = head.eval().arrays() | TorchHead(3, RECIPE).arrays("text")
    with torch.no_grad():
        np.testing.assert_allclose(make_pair(arrays).image(whole.numpy()), head(whole).numpy(), atol=1e-5)


@pytest.mark.parametrize("views", [1, 10])
def test_views_are_the_picture_its_mirror_image_and_parts_of_it(views: int, picture: Image.Image) -> None:
    seen = view_all(picture, views, np.random.default_rng(0))
    assert len(seen) == views

    def same(one: Image.Image, other: Image.Image) -> bool:
        return np.array_equal(to_pixels(one), to_pixels(other))

    assert same(seen[0], picture)
    if views > 1:
        assert same(seen[1], picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
        for part in seen[2:]:
            assert 0.45 < part.width / picture.width <= 1
            assert 0.45 < part.height / picture.height <= 1
    assert view_all(Image.new("RGB", (1, 1)), 10, np.random.default_rng(0))[9].size == (1, 1)
