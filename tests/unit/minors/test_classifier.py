"""The classifier of minors: its files, its probabilities, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow
from safetensors.numpy import save
from sklearn.datasets import load_sample_images

from imgsearch.encoders import Features, load_encoder
from imgsearch.encoders.lite import FEATURES
from imgsearch.errors import ModelMismatch, ModelUnavailable
from imgsearch.minors.detectors import classifier as module
from imgsearch.minors.detectors.classifier import Classifier, Rows, describe, load_classifier, read_classifier
from imgsearch.minors.detectors.closer import SUMMARY
from imgsearch.minors.detectors.faces import DESCRIPTOR, Face
from imgsearch.minors.detectors.protocol import Spot
from imgsearch.minors.detectors.stage import Stage

CARD = {
    "revision": "r1",
    "tower": "efficientnet-lite2",
    "tower_revision": "7",
    "threshold": 0.25,
    "gate": 0.7,
    "prior": 0.4,
    "closer": [0.0, 0.0],
    "visible": 0.5,
}
#: What a face says of a minor counts as it is, and the rest of what is told does not.
HEAD, CLOSER = np.eye(DESCRIPTOR, dtype=np.float32)[0] * 8, np.eye(1 + SUMMARY, dtype=np.float32)[7]


def vector(*values: float) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def arrays(**changed: Any) -> bytes:  # noqa: ANN401
    parts: dict[str, Any] = {
        f"{name}.weight": np.array([1, -2], dtype=np.float16) for name in ("person", "minor", "visible")
    }
    parts |= {"face.weight": HEAD, "closer.weight": CLOSER}
    parts |= {f"{name}.line": vector(0.5, 2, -1) for name in ("person", "minor", "visible", "face", "closer")}
    return save(parts | {name.replace("_", "."): np.array(value) for name, value in changed.items()})


def make(**limits: Any) -> Classifier:  # noqa: ANN401
    """The first number speaks for a person; a minor is there by the second number of where persons are."""
    stages = {"person": Stage(vector(20, 0), -10), "minor": Stage(vector(0, 2, 0, 8), -6)}
    # A face can be expected everywhere but where the whole picture shows the second number alone.
    stages |= {"visible": Stage(vector(8, -8, 0, 0), 4)}
    stages |= {"face": Stage(HEAD, 0.0), "closer": Stage(CLOSER, 0.0)}
    return Classifier(stages, CARD | limits)


def face(age: int, young: float, *, height: float = 0.2, left: float = 0.1) -> Face:
    """A sure one, all of whose years are one, and how young its descriptor looks, from -1 to 1."""
    descriptor = np.zeros(DESCRIPTOR, dtype=np.float32)
    descriptor[:2] = young, (1 - young**2) ** 0.5
    box = vector(left, 0.1, left + 0.2, 0.1 + height)
    return Face(box, 1.0, np.eye(100, dtype=np.float32)[age], descriptor)


def nobody(rows: Rows) -> list[list[Face]]:
    """No picture has a face."""
    return [[] for _ in rows]


def features(pooled: NDArray[np.float32], *ninths: NDArray[np.float32]) -> Features:
    """Of one picture; ninths that are not told show the second number alone."""
    cells = [*ninths, *[vector(0, 1)] * (9 - len(ninths))]
    return Features(pooled[None], np.stack(cells)[None])


def test_files_are_read_as_they_were_written() -> None:
    read = read_classifier(arrays(), json.dumps(CARD))
    stage = read.stages["minor"]
    assert (stage.weight.tolist(), str(stage.weight.dtype), stage[1:]) == ([1.0, -2.0], "float32", (0.5, 2.0, -1.0))
    assert (read.revision, read.threshold, read.gate) == ("r1", 0.25, 0.7)
    assert read_classifier(arrays(), json.dumps(CARD).encode()).card == CARD


def test_probabilities_are_calibrated_by_scale_and_shift() -> None:
    stage = Stage(vector(1), 0.0, 2.0, -1.0)
    np.testing.assert_allclose(stage.probability(vector(0, 0.5, 1)), [0.268941, 0.5, 0.731059], atol=1e-6)


def test_a_minor_is_somebody_who_looks_young_where_somebody_is() -> None:
    found = make(gate=0.0)
    person, minor = (float(each[0]) for each in found.predict_stages(features(vector(1, 0), vector(0.6, 0.8)))[:2])
    # The whole picture says 10, the most telling ninth 2: together 10, as the whole picture is the most telling view.
    assert person == pytest.approx(1 / (1 + np.exp(-10)))
    # Nearly all of the ninths' share goes to the one with a person, whose second number is .8.
    assert minor == pytest.approx(1 / (1 + np.exp(6 - 8 * 0.8)), abs=1e-3)
    assert float(found.predict(features(vector(1, 0), vector(0.6, 0.8)), nobody)[0]) == pytest.approx(person * minor)


def test_a_small_person_in_one_ninth_counts_beside_the_whole_picture() -> None:
    found = make()
    alone, with_ninth = (
        float(found.predict_stages(features(vector(0.6, 0.8), *ninths))[0][0]) for ninths in ((), (vector(1, 0),))
    )
    assert alone == pytest.approx(1 / (1 + np.exp(-2)))
    assert with_ninth == pytest.approx(1 / (1 + np.exp(-(2 + 10) / 2)))


def test_below_the_gate_nobody_is_seen_and_nothing_is_hidden() -> None:
    shown = features(vector(0.51, 0.86))
    young = {"person": Stage(vector(20, 0), -10), "minor": Stage(vector(0, 0, 0, 0), 30.0)}
    young |= {"visible": Stage(vector(0, 0, 0, 0), 0.0)}
    below, above = (float(Classifier(young, CARD | {"gate": gate}).predict(shown, nobody)[0]) for gate in (0.7, 0.5))
    assert below == pytest.approx(0.99 * CARD["threshold"])  # type: ignore[operator]
    assert above > CARD["threshold"]  # type: ignore[operator]


def test_far_from_the_line_probabilities_are_finite_and_keep_their_order() -> None:
    stage = Stage(vector(1), 0.0)
    with np.errstate(over="raise"):
        found = stage.probability(stage.logit(np.array([[-1000], [-29], [-4], [4], [29], [1000]], dtype=np.float32)))
    assert np.isfinite(found).all()
    assert (np.diff(found) >= 0).all()
    np.testing.assert_allclose(found[[0, 1, 2, 3]], [9.357623e-14, 2.543666e-13, 0.01798621, 0.98201379], rtol=1e-4)


def test_features_of_another_width_are_refused_and_no_picture_is_none() -> None:
    with pytest.raises(ModelMismatch, match="takes features of width 2, got"):
        make().predict(Features(np.zeros((1, 3), dtype=np.float32), np.zeros((1, 9, 3), dtype=np.float32)), nobody)
    nothing = Features(np.zeros((0, 2), dtype=np.float32), np.zeros((0, 9, 2), dtype=np.float32))
    assert make().predict(nothing, nobody).shape == (0,)


@pytest.mark.parametrize(
    "limits",
    [
        {"threshold": 0},
        {"threshold": 1},
        {"threshold": 1.5},
        {"gate": 1},
        {"gate": -0.1},
        {"closer": [0.5, 0.1]},
        {"visible": 2},
    ],
)
def test_limits_that_flag_all_or_none_are_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(ModelUnavailable, match="impossible weight or threshold"):
        read_classifier(arrays(), json.dumps(CARD | limits))


@pytest.mark.parametrize("key", list(CARD))
def test_a_card_that_lacks_something_is_refused(key: str) -> None:
    with pytest.raises(ModelUnavailable, match="cannot be read; run `imgsearch train minors`"):
        read_classifier(arrays(), json.dumps({name: value for name, value in CARD.items() if name != key}))


@pytest.mark.parametrize(
    ("data", "card"),
    [
        (b"nonsense", json.dumps(CARD)),
        (save({"person.weight": np.zeros(2, dtype=np.float32)}), json.dumps(CARD)),
        (arrays(), "no card"),
        (arrays(), "[]"),
        (arrays(), json.dumps(CARD | {"threshold": "much"})),
        (arrays(minor_weight=[[1.0, 2.0]]), json.dumps(CARD)),
        (arrays(closer_weight=[1.0, 2.0]), json.dumps(CARD)),
        (arrays(), json.dumps(CARD | {"closer": [0.5]})),
    ],
)
def test_what_is_no_classifier_is_refused(data: bytes, card: str) -> None:
    with pytest.raises(ModelUnavailable):
        read_classifier(data, card)


def test_the_one_that_ships_fits_the_tower_that_ships() -> None:
    shipped = load_classifier()
    assert shipped is not None
    tower = load_encoder("efficientnet-lite2")
    assert (shipped.card["tower"], shipped.card["tower_revision"]) == (tower.name, tower.revision)
    assert {name: stage.weight.shape for name, stage in shipped.stages.items()} == {
        "person": (FEATURES,),
        "minor": (2 * FEATURES,),
        "visible": (2 * FEATURES,),
        "face": (DESCRIPTOR,),
        "closer": (1 + SUMMARY,),
    }


def test_the_one_that_ships_sees_nobody_in_a_plain_picture_and_shares_the_encoders_run() -> None:
    shipped, tower = load_classifier(), load_encoder("efficientnet-lite2")
    assert shipped is not None
    pictures = [Pillow.new("RGB", (8, 8), colour) for colour in ("grey", "green")]
    load_encoder("small").encode_images(pictures)
    run = tower.extract(pictures)  # type: ignore[attr-defined]
    assert (shipped.look(pictures) < shipped.threshold).all()
    assert tower.extract(pictures) is run  # type: ignore[attr-defined]
    other = [pictures[0], Pillow.new("RGB", (8, 8), "red")]
    assert not np.array_equal(tower.extract(other).pooled, run.pooled)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["CLASSIFIER_FILE", "CARD_FILE"])
def test_without_one_of_its_files_none_ships(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(module, name, "nothing")
    load_classifier.cache_clear()
    try:
        assert load_classifier() is None
    finally:
        load_classifier.cache_clear()


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.95, "a person, almost certainly a child"), (0.9, "a person, almost certainly a child"),
     (0.5, "a person, probably a child"), (0.2, "a person, perhaps a child"), (0.0, "no person, or an adult")],
)  # fmt: skip
def test_probabilities_are_told_in_words(probability: float, words: str) -> None:
    assert describe(probability)[0] == words


@pytest.mark.parametrize("prior", [0, 1, 1.2])
def test_a_prior_that_is_no_share_is_refused(prior: float) -> None:
    with pytest.raises(ModelUnavailable, match="impossible prior"):
        read_classifier(arrays(), json.dumps(CARD | {"prior": prior}))


def test_where_it_was_seen_is_where_somebody_looks_young(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ninth 7 shows a person who looks young, ninth 1 an adult, the others nobody."""
    cells = [vector(0, 0)] * 9
    cells[1], cells[7] = vector(1, 0), vector(0.8, 0.6)
    tower = type("Tower", (), {"extract": lambda _, pictures: features(vector(1, 1), *cells)})()
    monkeypatch.setattr(module, "load_tower", lambda: tower)
    assert make().locate([Pillow.new("RGB", (4, 4))]) == [Spot(7)]


def test_photographs_without_minors_are_not_hidden() -> None:
    """The two of the demo's that are at hand wherever tests run."""
    shipped = load_classifier()
    assert shipped is not None
    pictures = [Pillow.fromarray(image) for image in load_sample_images().images]
    assert len(pictures) == 2
    assert (shipped.look(pictures) < shipped.threshold).all()
