"""Models that are trained from files: what is read, what is written, and what the cards say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image as Pillow

from imgsearch.encoders.heads import Head
from imgsearch.encoders.small import CARD_FILE, HEADS_FILE, SmallEncoder, join_parts
from imgsearch.errors import BadInput, BadRow
from imgsearch.training import encoder as encoder_training
from imgsearch.training.captioned import CaptionedFiles, encode_pictures, read_captions, read_names
from imgsearch.training.encoder import train_encoder
from imgsearch.training.heads import CAPTIONS_ALONE, RECIPE, train_heads
from imgsearch.training.student import RECIPE as STUDENT
from tests.fakes import RedBlueEncoder

RED, BLUE = (220, 20, 20), (20, 20, 220)
SMALL = {"hidden": 4, "dimension": 3, "batch": 4, "epochs": 2}


def silent(_kind: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture
def files(tmp_path: Path) -> CaptionedFiles:
    """Eight pictures to train on and eight to score on; the red ones show boys."""
    lines = []
    for split in ("train", "dev"):
        names = [f"{split}{number}.png" for number in range(8)]
        for number, name in enumerate(names):
            Pillow.new("RGB", (4, 4), BLUE if number % 2 else RED).save(tmp_path / name)
            said = "a blue dog" if number % 2 else "a boy in red"
            lines += [f"{name}#0\t{said}", f'{name}#1\t"{said}" again']
        (tmp_path / f"{split}.txt").write_text("\n".join(names) + "\n")
    captions = tmp_path / "captions.tsv"
    captions.write_text("\n".join(lines) + "\n")
    return CaptionedFiles(captions, tmp_path, tmp_path / "train.txt", tmp_path / "dev.txt")


@pytest.fixture
def train_small(files: CaptionedFiles, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Trains tiny heads over towers that know two colours."""
    monkeypatch.setattr("imgsearch.training.encoder.load_encoder", lambda _name: RedBlueEncoder())
    monkeypatch.setattr("imgsearch.training.encoder.load_tower", RedBlueEncoder)
    for name, value in SMALL.items():
        monkeypatch.setitem(RECIPE, name, value)
    monkeypatch.setitem(CAPTIONS_ALONE, "epochs", SMALL["epochs"])
    for name, value in {"hidden": 6, "batch": 4, "kinds": 1, "text_steps": 3, "image_steps": 2}.items():
        monkeypatch.setitem(STUDENT, name, value)

    weight = np.random.default_rng(0).normal(size=(1000, RedBlueEncoder.dimension)).astype(np.float32)
    classifier_of_tower = (weight, np.zeros(1000, dtype=np.float32))
    monkeypatch.setattr("imgsearch.training.encoder.read_classifier", lambda: classifier_of_tower)

    def train(
        out: str,
        seed: int,
        progress: Callable[[str, int, int], None] = silent,
        with_kinds: bool = False,
        members: int = 0,
        usual: tuple[Path, ...] = (),
    ) -> dict[str, Any]:
        asked, folder = replace(files, usual=usual), files.pictures / out
        return train_encoder(asked, folder, with_kinds=with_kinds, members=members, seed=seed, progress=progress)

    return train


def test_a_disk_without_room_for_heads_is_told_first(
    files: CaptionedFiles, train_small: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imgsearch.training.encoder.HEADS_BYTES", 10**18)
    files.captions.unlink()  # nothing has been read yet
    with pytest.raises(BadInput, match=r"heads takes .* MB, and its disk has"):
        train_small("heads", seed=0)


def test_captions_are_read_by_picture_and_quotes_are_letters(files: CaptionedFiles) -> None:
    texts = read_captions(files.captions)
    assert len(texts) == 16
    assert texts["dev1.png"] == ["a blue dog", '"a blue dog" again']
    assert read_names(files.dev) == [f"dev{number}.png" for number in range(8)]


def test_a_line_that_is_no_caption_is_named(tmp_path: Path) -> None:
    for number, line in ((1, "a.png\tno number"), (2, "a.png#0"), (3, "a.png#0\ta\tb")):
        file = tmp_path / f"{number}.tsv"
        file.write_text("a.png#0\ta dog\n" * (number - 1) + line + "\n")
        with pytest.raises(BadRow, match=rf"{number}\.tsv:{number}: expected <picture>#<n>, tab, text"):
            read_captions(file)
    with pytest.raises(BadInput, match="cannot be read"):
        read_captions(tmp_path / "nowhere")
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(BadInput, match="names no picture"):
        read_names(tmp_path / "empty")


def test_a_file_holds_the_heads_that_were_trained(
    files: CaptionedFiles, train_small: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: dict[str, Any] = {}

    def train(*args: Any, **options: Any) -> dict[str, Any]:  # noqa: ANN401
        trained.update(train_heads(*args, **options))
        return trained

    monkeypatch.setattr(encoder_training, "train_heads", train)
    train_small("heads", 7)
    read = SmallEncoder(lambda _name: RedBlueEncoder(), files.pictures / "heads").pair.arrays()
    assert set(read) == set(trained)
    for name, array in trained.items():
        # Bytes with a scale for each column.
        np.testing.assert_allclose(read[name], array, atol=np.abs(array).max() / 127, err_msg=name)


def test_a_picture_without_file_or_caption_is_named(files: CaptionedFiles) -> None:
    texts = {"train0.png": ["a"], "gone.png": ["b"]}
    names = ["train0.png", "gone.png", "train1.png"]
    with pytest.raises(BadInput, match=r"2 pictures of the dev split have no file or caption, such as gone\.png"):
        encode_pictures(RedBlueEncoder().encode_images, texts, files.pictures, names, "dev", silent)


def test_heads_are_written_with_a_card_that_says_how_they_came_about(
    files: CaptionedFiles, train_small: Callable[..., dict[str, Any]]
) -> None:
    seen: list[tuple[str, int, int]] = []
    card = train_small("heads", 7, lambda *told: seen.append(told))
    out = files.pictures / "heads"
    assert (out / CARD_FILE).read_text() == json.dumps(card, indent=2) + "\n"
    assert card["revision"] == sha256((out / HEADS_FILE).read_bytes()).hexdigest()[:12]
    assert card["recipe"] == {**RECIPE, **CAPTIONS_ALONE}
    assert card["recipe"]["kinds"] == 0
    assert (card["name"], card["seed"], card["data"]["pictures"]) == ("small", 7, {"train": 8, "dev": 8})
    assert set(card["versions"]) == {"numpy", "torch", "python"}
    assert set(card["dev"]) == {"at_1", "at_5", "at_10", "median_rank"}
    assert [told for told in seen if told[0] == "training"] == [("training", 1, 2), ("training", 2, 2)]
    pair = SmallEncoder(lambda _name: RedBlueEncoder(), out).pair
    assert pair.guess is None
    heads = {"image": pair.image, "text": pair.text}
    shapes = {side: [array.shape for array in head] for side, head in heads.items()}
    assert shapes == {
        "image": [(8, 3), (8, 4), (4,), (4, 3), (3,)],
        "text": [(16, 3), (16, 4), (4,), (4, 3), (3,)],
    }
    assert all(isinstance(head, Head) and np.isfinite(np.concatenate([*map(np.ravel, head)])).all()
               for head in heads.values())  # fmt: skip


def test_the_seed_alone_decides_what_the_heads_are(
    train_small: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    revisions = []
    for number, seed in enumerate((0, 0, 1)):
        torch.manual_seed(number)  # whatever was drawn before
        revisions.append(train_small(f"heads{number}", seed)["revision"])
    assert revisions[0] == revisions[1] != revisions[2]


def test_heads_that_learn_kinds_hear_what_the_tower_takes_a_picture_for(
    files: CaptionedFiles, train_small: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPE, "kinds", 5)
    seen: list[tuple[str, int, int]] = []
    card = train_small("heads", 7, lambda *told: seen.append(told), with_kinds=True)
    assert card["recipe"] == RECIPE
    assert [done == total for kind, done, total in seen if kind == "names of kinds"][-1]
    encoder = SmallEncoder(lambda _name: RedBlueEncoder(), files.pictures / "heads")
    pair = encoder.pair
    assert pair.guess is not None
    assert [array.shape for array in pair.guess] == [(8, 1000), (1000,), (2000, 3)]
    red, blue = (Pillow.new("RGB", (4, 4), colour) for colour in (RED, BLUE))
    with_guess = encoder.encode_images([red, blue])
    parts = join_parts(RedBlueEncoder().extract([red, blue]))
    assert abs(with_guess - pair._replace(guess=None).map_images(parts)).max() > 1e-4


def test_one_pair_learns_from_several(files: CaptionedFiles, train_small: Callable[..., dict[str, Any]],
                                      monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setitem(RECIPE, "kinds", 5)
    usual = files.pictures / "usual.tsv"
    usual.write_text("a.jpg\ta red boat\n")
    seen: list[tuple[str, int, int]] = []
    card = train_small("heads", 7, lambda *told: seen.append(told), with_kinds=True, members=2, usual=(usual,))
    assert card["recipe"] == STUDENT
    assert card["teachers"] == [{"pairs": 2, "recipe": RECIPE | CAPTIONS_ALONE}, {"pairs": 2, "recipe": RECIPE}]
    assert card["data"]["usual_sha256"] == [sha256(usual.read_bytes()).hexdigest()]
    labels = list(dict.fromkeys(label for label, _, _ in seen))
    assert labels[-6:] == [*(f"pair {number} of 4" for number in range(1, 5)), "head of texts", "head of pictures"]
    encoder = SmallEncoder(lambda _name: RedBlueEncoder(), files.pictures / "heads")
    assert encoder.pair.image.hidden_bias.shape == (6,)
    assert encoder.encode_texts(["a red dog"]).shape == (1, 3)
    again = train_small("again", 7, with_kinds=True, members=2, usual=(usual,))
    assert again["revision"] == card["revision"]


def test_members_differ_by_their_seeds(
    train_small: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds: list[int] = []

    def spy(*asked: Any, seed: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        seeds.append(seed)
        return train_heads(*asked, seed=seed, **more)

    monkeypatch.setattr(encoder_training, "train_heads", spy)
    card = train_small("heads", 7, members=3)
    assert seeds == [8, 9, 10]
    assert [each["pairs"] for each in card["teachers"]] == [3]
