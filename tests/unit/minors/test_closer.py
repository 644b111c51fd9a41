"""The third stage: what faces say where the first two leave a doubt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Pillow

from imgsearch.minors.detectors import classifier as module
from imgsearch.minors.detectors.classifier import Rows
from imgsearch.minors.detectors.closer import SUMMARY, summarize, youngest
from imgsearch.minors.detectors.faces import MOST, Face
from imgsearch.minors.detectors.protocol import Spot
from imgsearch.minors.detectors.stage import Stage
from tests.unit.minors.test_classifier import HEAD, face, features, make, vector


class Finder:
    """Every picture has the same faces."""

    def __init__(self, *faces: Face) -> None:
        self.faces = list(faces)
        self.asked: list[int] = []

    def find(self, pictures: list[Pillow.Image]) -> list[list[Face]]:
        self.asked.append(len(pictures))
        return [self.faces] * len(pictures)


def test_faces_decide_where_the_first_two_stages_doubt_and_nowhere_else() -> None:
    shown = features(vector(1, 0), vector(0.6, 0.8))
    person, minor = (float(each[0]) for each in make().predict_stages(shown)[:2])
    asked: list[list[int]] = []

    def faces(rows: Rows) -> list[list[Face]]:
        asked.append(rows.tolist())
        return [[face(5, 0.5), face(40, -0.5)] for _ in rows]

    inside = float(make(closer=[minor - 0.1, minor + 0.1]).predict(shown, faces)[0])
    # What counts is how young the youngest face looks, and it looks .5 x 8.
    assert asked == [[0]]
    assert inside == pytest.approx(person / (1 + np.exp(-4)), rel=1e-5)
    for doubt in ([minor + 0.1, minor + 0.2], [0.0, minor - 0.1]):
        assert float(make(closer=doubt).predict(shown, faces)[0]) == pytest.approx(person * minor)
    assert asked == [[0]]


@pytest.mark.parametrize(("height", "passes"), [(0.1, True), (0.02, False)])
def test_a_clear_face_shows_that_somebody_is_there_and_a_faint_one_does_not(height: float, passes: bool) -> None:
    shown = features(vector(1, 0), vector(0.6, 0.8))
    strict = make(closer=[0.0, 1.0], gate=0.99999999)
    found = float(strict.predict(shown, lambda rows: [[face(5, 0.5, height=height)] for _ in rows])[0])
    assert (found >= strict.threshold) is passes
    assert float(strict.predict(shown, None)[0]) < strict.threshold


def test_no_face_is_looked_for_where_none_can_be_expected() -> None:
    hidden = features(vector(0, 1), vector(0.6, 0.8))
    stages = make().predict_stages(hidden)
    assert stages.visible[0] < 0.5
    assert make(closer=[0.0, 1.0]).doubtful(stages).tolist() == []
    assert make(closer=[0.0, 1.0], visible=0.0).doubtful(stages).tolist() == [0]


def test_some_faces_of_a_group_clear_nobody_but_may_hide() -> None:
    shown = features(vector(1, 0), vector(0.6, 0.8))
    person, minor = (float(each[0]) for each in make().predict_stages(shown)[:2])
    old, young = face(40, -0.5), face(5, 0.5)

    def judge(*faces: Face) -> float:
        return float(make(closer=[0.0, 1.0]).predict(shown, lambda rows: [list(faces)] * len(rows))[0])

    assert judge(*[old] * MOST) < person * minor
    assert judge(*[old] * (MOST + 1)) == pytest.approx(person * minor)
    assert judge(*[young] * MOST) > person * minor
    assert judge(*[young] * (MOST + 1)) == pytest.approx(judge(*[young] * MOST))


def test_faces_are_told_in_a_few_numbers_by_how_clear_they_are() -> None:
    head = Stage(HEAD, 0.0)
    told = summarize([[face(7, 0.5), face(70, -0.25, height=0.05)], []], head)
    clear, half = 1.0, 0.5
    np.testing.assert_allclose(
        told[0],
        [clear, 1, 1, 1 - 7 / 35, half * (60 / 35 - 1), half, 4],
        rtol=1e-5,
    )
    assert told[1].tolist() == [0.0] * SUMMARY
    assert summarize([], head).shape == (0, SUMMARY)


def test_the_youngest_face_that_is_clear_is_pointed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    child, adult, dot = face(6, 1, left=0.7), face(40, -1), face(3, 1, height=0.02)
    assert youngest([adult, child, dot]) is child
    assert youngest([dot]) is None
    shown = features(vector(1, 0), vector(0.6, 0.8))
    monkeypatch.setattr(module, "load_tower", lambda: type("Tower", (), {"extract": lambda *_: shown})())
    monkeypatch.setattr(module, "load_finder", lambda: Finder(adult, child))
    # The box is from .7 to .9 and .1 to .3, with some of what is around it.
    for doubt in ([0.0, 1.0], [0.0, 0.0]):  # where there is no doubt too, as one can be expected to be clear
        assert make(closer=doubt).locate([Pillow.new("RGB", (4, 4))]) == [Spot(2, 6, [654, 90, 946, 311])]
    seldom = make(closer=[0.0, 0.0])
    seldom = replace(seldom, stages={**seldom.stages, "visible": Stage(np.zeros(4, dtype=np.float32), 0.4)})
    assert seldom.locate([Pillow.new("RGB", (4, 4))]) == [Spot(0)]  # six chances in ten are .405
    assert make(closer=[0.0, 0.0], gate=0.99999999).locate([Pillow.new("RGB", (4, 4))]) == [Spot(0)]


def test_without_the_networks_for_faces_the_first_two_stages_decide_under_another_revision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = features(vector(1, 0), vector(0.6, 0.8))
    monkeypatch.setattr(module, "load_tower", lambda: type("Tower", (), {"extract": lambda *_: shown})())
    finder = Finder(face(5, 1))
    monkeypatch.setattr(module, "load_finder", lambda: finder)
    picture, doubting = [Pillow.new("RGB", (4, 4))], make(closer=[0.0, 1.0])
    closer, revision = doubting.look(picture), doubting.revision
    monkeypatch.setattr(module, "load_finder", lambda: None)
    assert doubting.look(picture) == pytest.approx(make().look(picture))
    assert doubting.look(picture) != pytest.approx(closer)
    assert (revision, doubting.revision) == ("r1", "r1-without-faces")
    assert doubting.locate(picture) == [Spot(0)]
