from __future__ import annotations

import numpy as np
import pytest

from imgsearch.encoders import normalize
from imgsearch.encoders.protocol import FloatArray
from imgsearch.rescoring.features import CAPTION_ENCODERS
from imgsearch.rescoring.portable import COLUMNS, read_scenes
from imgsearch.rescoring.portable_model import PortableModel
from imgsearch.rescoring.situations import SITUATIONS
from imgsearch.training import portable
from imgsearch.training.pairs import RatedPairs
from imgsearch.training.portable import Scenes, Seen, see, train_portable
from imgsearch.training.regressor import EncoderRevision
from imgsearch.training.standins import Captioned, StandIn, Words, fit_stand_ins
from tests.rated import rated_pairs

FEATURES = 4
PAIRS = 120


def unit(count: int, width: int, seed: int) -> FloatArray:
    return normalize(np.random.default_rng(seed).normal(size=(count, width)))


def words(count: int, seed: int) -> Words:
    return {name: unit(count, 3, seed + index) for index, name in enumerate(CAPTION_ENCODERS)}


def stand_ins() -> list[StandIn]:
    data = Captioned(unit(60, FEATURES, 1), words(60, 2))
    return fit_stand_ins(data, words(7, 4), (unit(7, FEATURES, 5).T, np.zeros(7, dtype=np.float32)), seed=0)


def rated() -> RatedPairs:
    generator = np.random.default_rng(6)
    rating = generator.random(PAIRS).round(2).tolist()
    return rated_pairs([row // 3 for row in range(PAIRS)], rating, own_captions=[row % 6 for row in range(PAIRS)])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(portable.SETTINGS, "max_iter", 3)
    monkeypatch.setitem(portable.KERNEL_SETTINGS, "landmarks", 10)


def train() -> PortableModel:
    pairs, scenes = rated(), words(len(read_scenes()), 8)
    features = unit(PAIRS, FEATURES, 9)
    learned = {stand_in.name: see(pairs, features, stand_in, scenes) for stand_in in stand_ins()[:3]}
    texts = unit(len(read_scenes()), 3, 10)
    tested = Seen(pairs, Scenes(texts, texts, scenes), reads_all=True)
    return train_portable(learned, tested, EncoderRevision("tested", "7"), seed=0, progress=lambda _: None)


def test_stand_ins_differ_and_give_unit_vectors_of_one_width() -> None:
    made = stand_ins()
    assert len({stand_in.name for stand_in in made}) == len(made) == 10
    for stand_in in made:
        image, text = stand_in.image(unit(5, FEATURES, 11)), stand_in.text(words(6, 12))
        assert image.shape[1] == text.shape[1]
        np.testing.assert_allclose(np.linalg.norm(np.concatenate([image, text]), axis=1), 1, atol=1e-5)


def test_stand_in_maps_a_picture_near_its_caption() -> None:
    image = unit(200, FEATURES, 1)
    turn = np.random.default_rng(2).normal(size=(FEATURES, 3))
    said = {name: normalize(image @ turn) for name in CAPTION_ENCODERS}
    kinds = words(7, 4), (unit(7, FEATURES, 5).T, np.zeros(7, dtype=np.float32))
    ridge = fit_stand_ins(Captioned(image, said), *kinds, seed=0)[0]
    score = ridge.image(image) @ ridge.text(said).T
    own = np.diag(score)
    assert (own > score.mean(axis=1)).mean() > 0.95


def test_only_some_stand_ins_read_other_letters() -> None:
    reads = {stand_in.name: stand_in.reads_all for stand_in in stand_ins()}
    assert not reads["ridge, minilm"]
    assert reads["ridge, use"]
    silent = {"minilm": np.zeros((4, 3), dtype=np.float32), "use-multilingual": unit(4, 3, 1)}
    for stand_in in stand_ins():
        if stand_in.reads_all:
            assert np.isfinite(stand_in.text(silent)).all()


@pytest.mark.usefixtures("quick")
def test_trained_model_says_what_it_learned_from_and_was_tested_on() -> None:
    model = train()
    assert set(model.scorers) == set(SITUATIONS)
    assert model.card["learned_from"] == [stand_in.name for stand_in in stand_ins()[:3]]
    assert model.card["tested_on"] == "tested 7, which took no part"
    assert model.card["features"] == list(COLUMNS)
    assert all(0 < model.card["metrics"][f"mse_{name}"] < 0.5 for name in SITUATIONS)
    assert set(model.card["thresholds"]) == set(SITUATIONS)


@pytest.mark.usefixtures("quick")
def test_same_seed_gives_the_same_model() -> None:
    first, second = train(), train()
    for model in (first, second):
        model.card.pop("trained_at")
    assert first.to_bytes() == second.to_bytes()
