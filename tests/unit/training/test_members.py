"""Several pairs of heads, and the one pair that learns to give what they give together."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from imgsearch.encoders.heads import Guess, Head, Pair, make_head, make_pair
from imgsearch.encoders.hubs import DIMENSIONS, REACH, Hubs
from imgsearch.encoders.protocol import normalize
from imgsearch.encoders.small import CARD_FILE, HEADS_FILE, HUBS, MINILM_DIMENSION, SmallEncoder, scale_parts
from imgsearch.errors import ModelUnavailable
from imgsearch.training import student
from imgsearch.training.stored import make_bank, to_bytes
from imgsearch.training.student import Lessons, distil, distil_side
from imgsearch.training.teacher import CAPTIONS_WEIGHT, Teacher
from tests.fakes import RedBlueEncoder

IN, HIDDEN, OUT, KINDS = 6, 5, 4, 7


def make_one(generator: np.random.Generator, width: int = IN) -> Head:
    shapes = ((width, OUT), (width, HIDDEN), (HIDDEN,), (HIDDEN, OUT), (OUT,))
    return Head(*(generator.normal(size=shape).astype(np.float32) for shape in shapes))


def make(seed: int, with_guess: bool) -> Pair:
    generator = np.random.default_rng(seed)
    heads = make_one(generator), make_one(generator)

    def draw(*shapes: tuple[int, ...]) -> list[NDArray[np.float32]]:
        return [generator.normal(size=shape).astype(np.float32) for shape in shapes]

    # All pairs have the tower's own last layer.
    classifier = [np.random.default_rng(9).normal(size=shape).astype(np.float32) for shape in ((IN, KINDS), (KINDS,))]
    return Pair(*heads, Guess(*classifier, *draw((2 * KINDS, OUT))) if with_guess else None)


def features(seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(40, IN)).astype(np.float32)


def parts(seed: int) -> NDArray[np.float32]:
    return scale_parts(np.random.default_rng(seed).normal(size=(40, 10, IN)).astype(np.float32))


def write(folder: Path, arrays: dict[str, NDArray[np.float32]]) -> SmallEncoder:
    save_file(to_bytes(arrays), folder / HEADS_FILE)
    (folder / CARD_FILE).write_text(json.dumps({"revision": "tiny"}))
    return SmallEncoder(lambda _name: RedBlueEncoder(), folder)


@pytest.fixture
def teacher() -> Teacher:
    return Teacher([make(0, with_guess=False), make(1, with_guess=True)], parts(2), features(3))


@pytest.mark.parametrize("side", ["image", "text"])
def test_a_teachers_vectors_keep_what_varies_most_of_all_pairs(
    side: str, teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def side_by_side(side: str, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        maps = [pair.map_images(rows) if side == "image" else pair.text(rows) for pair in teacher.pairs]
        return np.concatenate([weight * each for weight, each in zip((CAPTIONS_WEIGHT, 1.0), maps, strict=True)], 1)

    seen = np.concatenate([side_by_side("image", parts(2)), side_by_side("text", features(3))])
    directions = np.linalg.svd(seen, full_matrices=False)[2][: OUT - DIMENSIONS]
    rows = parts(4) if side == "image" else features(4)
    expected = normalize(side_by_side(side, rows) @ directions.T)
    monkeypatch.setattr("imgsearch.encoders.heads.PICTURES_AT_ONCE", 7)
    found = teacher.map_images(rows) if side == "image" else teacher.map_texts(rows)
    assert found.shape == (40, teacher.width) == (40, OUT - DIMENSIONS)
    # Directions are known but for their signs and a turn, which no cosine depends on.
    np.testing.assert_allclose(found @ found.T, expected @ expected.T, atol=0.001)


def test_of_hubs_it_is_known_how_near_they_are_to_what_is_usually_asked_for(tmp_path: Path) -> None:
    pair = make(1, with_guess=True)
    bank = make_bank(pair.map_images(parts(2)), pair.text(features(5)))
    assert bank[HUBS["texts"]].shape == (40, OUT)
    encoder = write(tmp_path, pair.arrays() | bank)
    images, texts = encoder.map_images(parts(2)), encoder.map_texts(features(3))
    assert images.shape == texts.shape == (40, OUT + DIMENSIONS)
    near = Hubs(bank[HUBS["texts"]], bank[HUBS["level"]]).nearness(normalize(images[:, :OUT]))
    # A picture's number is what it is nearer than the others, which are the ones that the level is the mean of.
    np.testing.assert_allclose(near.mean(), bank[HUBS["level"]][0], atol=0.01)
    back = -images[:, OUT] * np.sqrt(1 + REACH**2)
    np.testing.assert_allclose(back, np.clip(near - bank[HUBS["level"]], -REACH, REACH), atol=0.02)


def test_bytes_are_as_close_as_a_byte_can_be(tmp_path: Path) -> None:
    arrays = make(1, with_guess=True).arrays()
    stored = to_bytes(arrays)
    assert {array.dtype for name, array in stored.items() if arrays.get(name, np.zeros(1)).ndim == 2} == {
        np.dtype("int8")
    }
    read = write(tmp_path, arrays).pair.arrays()
    for name, array in arrays.items():
        step = np.abs(array).max(axis=0) / 127 if array.ndim == 2 else np.abs(array) / 1000
        assert (np.abs(read[name] - array) <= 0.6 * step + 1e-3).all(), name


def test_a_file_that_lacks_an_array_is_refused(tmp_path: Path) -> None:
    arrays = make(0, with_guess=False).arrays()
    del arrays["text.hidden_bias"]
    with pytest.raises(ModelUnavailable, match=r"heads\.safetensors cannot be read"):
        write(tmp_path, arrays).map_texts(features(4))


def lessons() -> Lessons:
    """Texts and pictures with features that fill the head's inputs, and a half that falls silent."""
    text = np.concatenate([features(6), features(7)], axis=1)
    return Lessons(parts(5), text, None)


def tiny(monkeypatch: pytest.MonkeyPatch, **recipe: float) -> Teacher:
    """A teacher of one pair whose texts have a part that may fall silent, and a recipe that takes a second."""
    monkeypatch.setattr(student, "MINILM_DIMENSION", IN)
    small = {"hidden": 16, "batch": 32, "text_steps": 400, "image_steps": 400, "learning_rate": 0.02}
    for name, value in {**small, "input_dropout": 0.0, **recipe}.items():
        monkeypatch.setitem(student.RECIPE, name, value)
    generator = np.random.default_rng(3)
    wide = make_one(generator, 2 * IN)
    return Teacher([make(3, with_guess=False)._replace(text=wide)], lessons().parts, lessons().text)


def text_cosine(arrays: dict[str, NDArray[np.float32]], teacher: Teacher, rows: NDArray[np.float32],
                asked: NDArray[np.float32]) -> float:  # fmt: skip
    return float((make_head(arrays, "text.")(rows) * teacher.map_texts(asked)).sum(axis=1).mean())


def image_cosine(arrays: dict[str, NDArray[np.float32]], teacher: Teacher, rows: NDArray[np.float32]) -> float:
    pair = make_pair(arrays | {f"text.{name}": np.zeros(0, np.float32) for name in Head._fields})
    return float((pair.map_images(rows) * teacher.map_images(rows)).sum(axis=1).mean())


def test_a_student_gives_what_its_teacher_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    teacher, told = tiny(monkeypatch, minilm_dropout=0.0), list[tuple[str, int, int]]()
    arrays = distil(teacher, lessons(), seed=0, progress=lambda *done: told.append(done))
    assert text_cosine(arrays, teacher, lessons().text, lessons().text) > 0.95
    assert image_cosine(arrays, teacher, lessons().parts) > 0.95
    assert told[399] == ("head of texts", 400, 400)
    assert told[-1] == ("head of pictures", 400, 400)
    assert len(told) == 800


def test_where_minilm_is_silent_the_student_learned_what_the_whole_text_means(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def learn(silenced: float) -> float:
        teacher = tiny(monkeypatch, minilm_dropout=silenced)
        arrays = distil_side("text", teacher, lessons(), seed=0, progress=lambda *_: None)
        silent = lessons().text.copy()
        silent[:, :IN] = 0
        return text_cosine(arrays, teacher, silent, lessons().text)

    assert learn(0.5) > learn(0.0) + 0.1


def test_mixtures_of_pictures_are_asked_about_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def learn(mixed: float) -> float:
        teacher = tiny(monkeypatch, mixed=mixed)
        arrays = distil_side("image", teacher, lessons(), seed=0, progress=lambda *_: None)
        shown = lessons().parts
        return image_cosine(arrays, teacher, scale_parts(shown[:20] + shown[20:]))

    assert learn(0.9) > learn(0.0)


def test_the_seed_alone_decides_and_one_side_is_as_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    teacher = tiny(monkeypatch, text_steps=20, image_steps=20)
    both = distil(teacher, lessons(), seed=1, progress=lambda *_: None)
    alone = distil_side("image", teacher, lessons(), seed=1, progress=lambda *_: None)
    other = distil_side("image", teacher, lessons(), seed=2, progress=lambda *_: None)
    np.testing.assert_array_equal(both["image.output_weight"], alone["image.output_weight"])
    assert abs(alone["image.output_weight"] - other["image.output_weight"]).max() > 1e-4


def test_a_pair_is_made_of_its_own_arrays() -> None:
    pair = make(1, with_guess=True)
    again = make_pair(pair.arrays())
    for name, array in pair.arrays().items():
        np.testing.assert_array_equal(again.arrays()[name], array)
    assert make_pair(make(0, with_guess=False).arrays()).guess is None


def test_what_ships_knows_kinds_hears_ninths_and_sets_hubs_back() -> None:
    encoder = SmallEncoder(lambda _name: RedBlueEncoder())
    assert encoder.pair.guess is not None
    # Of whole pictures and of their ninths.
    assert encoder.pair.guess.output_weight.shape == (2 * 1000, encoder.dimension - DIMENSIONS)
    texts = np.eye(3, 896, dtype=np.float32)
    texts[1, :MINILM_DIMENSION] = 0
    weight = encoder.map_texts(texts)[:, -DIMENSIONS]
    assert weight[0] > weight[1] > 0
