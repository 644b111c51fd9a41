from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from imgsearch.encoders import is_english, normalize
from imgsearch.encoders.protocol import FloatArray
from imgsearch.errors import ModelUnavailable
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.rescoring.pairs import Background, Pairs
from imgsearch.rescoring.portable import COLUMNS, PIXEL_COLUMNS, portable_features, read_scenes, scene_rows, survey
from imgsearch.rescoring.portable_model import PortableModel, shipped_portable
from imgsearch.rescoring.regressor import Regressor
from imgsearch.rescoring.situations import SITUATIONS

WIDTH = 24
PICTURES = 12


def unit(count: int, width: int, seed: int) -> FloatArray:
    return normalize(np.random.default_rng(seed).normal(size=(count, width)))


def background(turn: FloatArray | None = None) -> Background:
    turn = np.eye(WIDTH, dtype=np.float32) if turn is None else turn
    count = len(read_scenes())
    captions = {name: unit(count, 8, 5) for name in CAPTION_ENCODERS}
    return Background(unit(PICTURES, WIDTH, 1) @ turn, unit(count, WIDTH, 2) @ turn, captions)


def pairs(turn: FloatArray | None = None, *, latin: bool = True, rows: int = 6) -> Pairs:
    turn = np.eye(WIDTH, dtype=np.float32) if turn is None else turn
    readers = CAPTION_ENCODERS if latin else CAPTION_ENCODERS[1:]
    words = np.zeros((rows, 8), dtype=np.float32) if latin else None
    query, image = unit(1, WIDTH, 3) @ turn, unit(rows, WIDTH, 4) @ turn
    return Pairs(query, image, {name: unit(1, 8, 6) for name in readers}, {}, latin, words)


def described(of: Pairs, around: Background) -> dict[str, FloatArray]:
    columns = portable_features(of, survey(around, is_latin_query=of.is_latin))
    return dict(zip(COLUMNS, columns.T, strict=True))


def test_columns_stay_when_the_space_is_turned() -> None:
    turn, _ = np.linalg.qr(np.random.default_rng(7).normal(size=(WIDTH, WIDTH)))
    before, after = described(pairs(), background()), described(pairs(turn), background(turn))
    for name in PIXEL_COLUMNS:
        np.testing.assert_allclose(after[name], before[name], atol=1e-3, err_msg=name)


def test_spreads_are_above_what_is_usual() -> None:
    around, asked = background(), pairs()
    found = described(asked, around)
    cosine = asked.image @ asked.query[0]
    to_pictures = around.images @ asked.query[0]
    np.testing.assert_allclose(found["z_of_query"], (cosine - to_pictures.mean()) / to_pictures.std(), atol=1e-4)
    to_texts = asked.image @ around.texts[scene_rows(is_latin_query=True)].T
    expected = (cosine - to_texts.mean(axis=1)) / to_texts.std(axis=1)
    np.testing.assert_allclose(found["z_of_image"], expected, atol=1e-4)
    np.testing.assert_allclose(found["share_of_queries_nearer"], (to_texts > cosine[:, None]).mean(axis=1))


def test_picture_that_says_to_scenes_what_the_query_does_is_like_them() -> None:
    around = background()
    scene = int(scene_rows(is_latin_query=True)[0])
    asked = pairs()._replace(
        query=around.texts[scene : scene + 1],
        image=np.stack([around.texts[scene], -around.texts[scene]]),
        caption_query={name: around.captions[name][scene : scene + 1] for name in CAPTION_ENCODERS},
        words=np.zeros((2, 8), dtype=np.float32),
    )
    found = described(asked, around)
    for name in ("z_of_query", "like_texts", "minilm_mapped", "use-multilingual_near_scenes"):
        assert found[name][0] > found[name][1], name


def test_other_letters_are_compared_with_scenes_in_such() -> None:
    latin, other = (scene_rows(is_latin_query=each) for each in (True, False))
    assert sorted([*latin, *other]) == list(range(len(read_scenes())))
    assert min(len(latin), len(other)) > 100
    assert all(is_english(read_scenes()[row]) for row in latin)
    found = described(pairs(latin=False), background())
    assert np.isnan(found["minilm_mapped"]).all()
    assert np.isfinite(found["use-multilingual_mapped"]).all()


def test_one_picture_and_equal_pictures_are_no_catastrophe() -> None:
    around = background()
    for images in (around.images[:1], np.repeat(around.images[:1], 5, axis=0)):
        found = described(pairs(), around._replace(images=images))
        assert all(np.isfinite(found[name]).all() for name in PIXEL_COLUMNS)


def test_scenes_are_short_and_different() -> None:
    scenes = read_scenes()
    assert len(set(scenes)) == len(scenes) >= 300
    assert all(scene == scene.strip() and 2 <= len(scene) < 80 for scene in scenes)


def test_shipped_portable_model_serves_any_encoder() -> None:
    model = shipped_portable()
    assert set(model.scorers) == set(SITUATIONS)
    made = model.for_encoder("new", "1", background())
    score, threshold = made.predict(pairs())
    assert ((score >= 0) & (score <= 1) & (threshold > 0) & (threshold < 1)).all()
    again = Regressor.from_bytes(made.to_bytes())
    assert again.is_portable
    np.testing.assert_allclose(again.score(pairs()), score, atol=0.02)  # the background is kept in half precision
    assert made.score(pairs(latin=False)).shape == (6,)


def test_file_is_the_same_each_time_and_small(tmp_path: Path) -> None:
    data = shipped_portable().to_bytes()
    (tmp_path / "p.safetensors").write_bytes(data)
    assert PortableModel.read(tmp_path / "p.safetensors").to_bytes() == data
    assert len(data) < 4e6


@pytest.mark.parametrize("change", [{"scenes": "0"}, {"features": ["a"]}])
def test_model_of_another_version_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    model = shipped_portable()
    other = PortableModel(model.card | change, model.scorers)
    (tmp_path / "p.safetensors").write_bytes(other.to_bytes())
    with pytest.raises(ModelUnavailable, match="another version"):
        PortableModel.read(tmp_path / "p.safetensors")
    with pytest.raises(ModelUnavailable):
        Regressor.from_bytes(other.for_encoder("new", "1", background()).to_bytes())


def test_better_pairs_score_higher_on_average() -> None:
    """Texts as their own pictures, with noise, in a space that the model never saw."""
    model = shipped_portable()
    around = background()
    made = model.for_encoder("new", "1", around)
    rows = scene_rows(is_latin_query=True)[:40]
    generator = np.random.default_rng(0)
    scores = []
    for row in rows:
        right = normalize(around.texts[row] + 0.1 * generator.normal(size=WIDTH))
        images = np.concatenate([right[None], unit(5, WIDTH, int(row))])
        query = {name: around.captions[name][row : row + 1] for name in CAPTION_ENCODERS}
        asked = Pairs(around.texts[row : row + 1], images, query, {}, True, np.zeros((6, 8), dtype=np.float32))
        scores.append(made.score(asked))
    mean = np.mean(scores, axis=0)
    assert mean[0] > mean[1:].max() + 0.1
