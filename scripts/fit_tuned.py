"""Tune the last blocks of EfficientNet-Lite2 on captions: writes imgsearch/encoders/lite2/tuned.onnx.

    python scripts/fit_tuned.py DATA

DATA/flickr8k holds the pictures, captions.tsv and train.txt; dev.txt is only measured on. Needs what
scripts/export_lite2.py needs. The last blocks were trained to tell ImageNet's kinds apart; here several pairs of heads,
which are thrown away after, learn captions by symmetric InfoNCE and change what the blocks see on the way. What comes
before stays as published, so each view of a picture goes through it once, and its maps are stored: 2 GB in the folder
for temporary files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageOps
from torch import nn
from torch.nn import functional
from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).parents[1]))

from imgsearch.encoders import FloatArray
from imgsearch.encoders.lite import MODEL_FILE, TUNED_FILE, to_pixels
from imgsearch.encoders.runtime import FOLDER, cores, open_model
from imgsearch.encoders.small import IMAGE_SCALE, MINILM_DIMENSION
from imgsearch.encoders.text import package_version
from imgsearch.pictures.decode import read_picture
from imgsearch.training.captioned import read_captions, read_names
from imgsearch.training.encoder import RUSSIAN_REPEATS, encode_texts, translations_of
from imgsearch.training.heads import recipe_of
from imgsearch.training.kinds import DISTRIBUTION, WEIGHTS
from imgsearch.training.recall import rank_of_relevant, recall
from imgsearch.training.torch_heads import TorchHead
from scripts.export_lite2 import FEATURES, TRUNK_CHANNELS, TRUNK_SIDE, load_torch_model
from scripts.tuned_blocks import TunedBlocks

SEED = 0
#: Of a training picture: as it is, in a mirror, and parts of it.
VIEWS = 10
#: A part has so much of each side of its picture, and its sides differ so much more.
SIDES, STRETCH = (0.6, 1.0), 0.2
#: Pairs of heads that share the blocks, epochs, and the highest rate of the blocks; that of heads is their recipe's.
PAIRS, EPOCHS, RATE = 4, 12, 1e-4
AT_ONCE = 5
ABOUT = {
    "weights": f"{DISTRIBUTION} {package_version(DISTRIBUTION)}, {WEIGHTS}, tuned on captions of Flickr8k",
    "license": "Copyright (c) 2020 ML Illustrated, Apache License 2.0; batch norms folded, the matrices over channels "
    "tuned by imgsearch's authors, matrices rounded to 8 bits",
}


class Captioned(NamedTuple):
    """Pictures and their captions."""

    maps: npt.NDArray[np.float16]
    """(V, N, 208, 9, 9) of V views of each picture."""
    text: FloatArray
    """(M, 896)"""
    owner: npt.NDArray[np.int64]
    """(M,) the picture of each caption."""


def main() -> None:
    folder = Path(sys.argv[1]) / "flickr8k"
    torch.set_num_threads(cores())
    torch.manual_seed(SEED)
    with TemporaryDirectory() as scratch:
        train = read(folder, "train", VIEWS, Path(scratch))
        dev = read(folder, "dev", 1, Path(scratch))
        blocks = tune(train, dev)
    (FOLDER / TUNED_FILE).write_bytes(blocks.build(ABOUT).SerializeToString(deterministic=True))


def read(folder: Path, split: str, views: int, scratch: Path) -> Captioned:
    """The pictures of a split with their captions, and translations of some, each of which counts several times."""
    names = read_names(folder / f"{split}.txt")
    maps = store_maps([folder / "images" / name for name in names], views, scratch / f"{split}.npy")
    captions = read_captions(folder / "captions.tsv")
    owned = [(row, text) for row, name in enumerate(names) for text in captions.get(name, ())]
    if split == "train":
        owned += translations_of(names) * RUSSIAN_REPEATS
    features = encode_texts([text for _, text in owned], f"{split} captions", lambda *_: None)
    return Captioned(maps, features, np.array([row for row, _ in owned]))


def store_maps(pictures: Sequence[Path], views: int, file: Path) -> npt.NDArray[np.float16]:
    """What the trunk sees in views of pictures, in a file."""
    shape = (views, len(pictures), TRUNK_CHANNELS, TRUNK_SIDE, TRUNK_SIDE)
    stored = np.lib.format.open_memmap(file, "w+", np.float16, shape)
    model = open_model(FOLDER / MODEL_FILE)

    def work(row: int) -> None:
        seen = [to_pixels(view) for view in view_all(read_picture(pictures[row]), views, np.random.default_rng(row))]
        for first in range(0, views, AT_ONCE):
            (trunk,) = model.run(["trunk"], {"pictures": np.stack(seen[first : first + AT_ONCE])})
            stored[first : first + AT_ONCE, row] = trunk

    with ThreadPoolExecutor(cores()) as pool:
        list(tqdm(pool.map(work, range(len(pictures))), "pictures", len(pictures)))
    return stored


def view_all(picture: Image.Image, views: int, generator: np.random.Generator) -> list[Image.Image]:
    """A picture as it is, in a mirror, and parts of it, half of them in a mirror."""
    parts = [_cut(picture, generator) for _ in range(views - 2)]
    return [picture, ImageOps.mirror(picture), *parts][:views]


def _cut(picture: Image.Image, generator: np.random.Generator) -> Image.Image:
    part, stretch = generator.uniform(*SIDES), np.exp(generator.uniform(-STRETCH, STRETCH))
    width = min(picture.width, max(1, int(picture.width * part * stretch)))
    height = min(picture.height, max(1, int(picture.height * part / stretch)))
    left = int(generator.integers(picture.width - width + 1))
    top = int(generator.integers(picture.height - height + 1))
    cut = picture.crop((left, top, left + width, top + height))
    return ImageOps.mirror(cut) if generator.random() < 0.5 else cut


class Pairs(nn.Module):
    """Several pairs of heads over the same blocks."""

    def __init__(self, blocks: TunedBlocks, recipe: dict[str, Any], mean: FloatArray, width: int) -> None:
        super().__init__()
        self.blocks = blocks
        self.images = nn.ModuleList(TorchHead(FEATURES, recipe, mean) for _ in range(PAIRS))
        self.texts = nn.ModuleList(TorchHead(width, recipe) for _ in range(PAIRS))
        self.log_scale = nn.Parameter(torch.full((PAIRS,), float(-np.log(recipe["temperature"]))))

    def forward(self, maps: torch.Tensor, rows: torch.Tensor, text: torch.Tensor) -> list[torch.Tensor]:
        """Cosines by each pair, (N, M), of the pictures of `rows` with texts."""
        seen = (functional.normalize(self.blocks(maps), dim=-1) * IMAGE_SCALE)[rows]
        return [image(seen) @ said(text).T for image, said in zip(self.images, self.texts, strict=True)]


def tune(train: Captioned, dev: Captioned) -> TunedBlocks:
    """Tune the blocks; prints recall of dev after each epoch, by the pairs' mean cosine."""
    recipe = recipe_of(with_kinds=False)
    blocks = TunedBlocks(load_torch_model())
    pairs = Pairs(blocks, recipe, mean_of(blocks, train), train.text.shape[1])
    own = set(blocks.parameters())
    groups = [
        {"params": list(own), "lr": RATE},
        {"params": [each for each in pairs.parameters() if each not in own], "lr": recipe["learning_rate"]},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=recipe["weight_decay"], fused=True)
    generator = np.random.default_rng(SEED)
    steps = EPOCHS * (len(train.text) // recipe["batch"])
    rates = [group["lr"] for group in groups]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps)
    for epoch in range(EPOCHS):
        for loss in tqdm(losses(pairs, train, recipe, generator), f"epoch {epoch + 1}", steps // EPOCHS):
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
        print(epoch + 1, measure(pairs, dev), flush=True)
    return blocks


def mean_of(blocks: TunedBlocks, train: Captioned, sample: int = 512) -> FloatArray:
    """(1280,) what is usual in pictures before anything is tuned."""
    with torch.inference_mode():
        seen = functional.normalize(blocks(torch.from_numpy(train.maps[0, :sample])), dim=-1)
    mean: FloatArray = seen.numpy().mean(axis=0) * np.float32(IMAGE_SCALE)
    return mean


def losses(
    pairs: Pairs, train: Captioned, recipe: dict[str, Any], generator: np.random.Generator
) -> Iterator[torch.Tensor]:
    """The sum over all pairs for each batch of an epoch; a picture is shown in one of its views."""
    batch = recipe["batch"]
    order = generator.permutation(len(train.text))
    for rows in order[: len(order) // batch * batch].reshape(-1, batch):
        owner = train.owner[rows]
        shown, place = np.unique(owner, return_inverse=True)
        views = generator.integers(len(train.maps), size=len(shown))
        maps = np.stack([train.maps[view, row] for view, row in zip(views, shown, strict=True)])
        said = train.text[rows].copy()
        said[generator.random(batch) < recipe["minilm_dropout"], :MINILM_DIMENSION] = 0
        fits = torch.from_numpy((owner[:, None] == owner[None]) & ~np.eye(batch, dtype=np.bool_))
        target = torch.arange(batch)
        cosines = pairs(torch.from_numpy(maps), torch.from_numpy(place), torch.from_numpy(said))
        scaled = [each * scale.exp().clamp(max=100) for each, scale in zip(cosines, pairs.log_scale, strict=True)]
        masked = [each.masked_fill(fits, -1e4) for each in scaled]
        both = [functional.cross_entropy(way, target) for each in masked for way in (each, each.T)]
        yield torch.stack(both).sum()


def measure(pairs: Pairs, dev: Captioned) -> str:
    """Recall of dev by the mean of all pairs' cosines."""
    pairs.eval()
    with torch.inference_mode():
        rows = torch.arange(dev.maps.shape[1])
        cosines = sum(pairs(torch.from_numpy(dev.maps[0].astype(np.float32)), rows, torch.from_numpy(dev.text)))
    pairs.train()
    found = recall(rank_of_relevant(torch.as_tensor(cosines).T.numpy(), dev.owner))
    return f"R@1/5/10 {found.at_1:.1f}/{found.at_5:.1f}/{found.at_10:.1f} %"


if __name__ == "__main__":
    main()
