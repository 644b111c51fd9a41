"""The classifier of minors: what it learns from, and that calibration, gate and threshold come out of fold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from sklearn.linear_model import LogisticRegression

from imgsearch.encoders import Features, FloatArray
from imgsearch.encoders.lite import FEATURES, LiteEncoder
from imgsearch.errors import BadInput, BadRow
from imgsearch.minors.detectors.classifier import CARD_FILE, CLASSIFIER_FILE, read_classifier
from imgsearch.minors.detectors.faces import DESCRIPTOR, Face
from imgsearch.minors.detectors.stage import Stage
from imgsearch.training import minors as module
from imgsearch.training import stages
from imgsearch.training.captioned import CaptionedFiles
from imgsearch.training.minor_figures import read_folds
from imgsearch.training.minor_files import MinorFiles
from imgsearch.training.minors import RECALL, choose_threshold, train_minors
from imgsearch.training.people import Eye, Looks, Samples, is_learned, join, label, read_folder, read_labels
from imgsearch.training.stages import calibrate, fit_closer, fit_face, fit_person, fit_soft, fit_visible

COLOURS = {"child": (220, 20, 20), "adult": (20, 20, 220), "dog": (20, 220, 20)}
SAID = {"child": "a boy in red", "adult": "a man in blue", "dog": "a green dog"}


def looks(count: int, value: float = 0.0) -> Looks:
    """Of pictures without faces; every number of the tower is the same."""
    features = Features(np.full((count, 2), value, np.float32), np.full((count, 9, 2), value, np.float32))
    return Looks(features, [[] for _ in range(count)])


def face(*, height: float, descriptor: int) -> Face:
    """One that is sure, and of whose descriptor one number is not zero."""
    box = np.array([0.4, 0.4, 0.6, 0.4 + height], dtype=np.float32)
    return Face(box, 1.0, np.full(100, 0.01, dtype=np.float32), np.eye(DESCRIPTOR, dtype=np.float32)[descriptor])


def silent(_kind: str, _done: int, _total: int) -> None:
    pass


class ColourTower(LiteEncoder):
    """The first three numbers of every view are how red, green and blue the picture is."""

    def extract(self, images: Sequence[Pillow.Image]) -> Features:
        pooled = np.zeros((len(images), FEATURES), dtype=np.float32)
        for row, image in zip(pooled, images, strict=True):
            row[:3] = np.asarray(image.convert("RGB").resize((1, 1)))[0, 0] / 255
        return Features(pooled, np.repeat(pooled[:, None], 9, axis=1))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CaptionedFiles:
    """Thirty pictures to train on and as many to score on: children are red, adults blue, dogs green."""
    monkeypatch.setattr(module, "load_tower", ColourTower)
    monkeypatch.setattr("imgsearch.training.stages.PERSON_PENALTY", 1.0)
    monkeypatch.setattr("imgsearch.training.stages.MINOR_PENALTY", 1.0)
    lines = []
    for split in ("train", "dev"):
        kinds = {f"{split}{number}.png": list(COLOURS)[number % 3] for number in range(30)}
        for name, kind in kinds.items():
            Pillow.new("RGB", (4, 4), COLOURS[kind]).save(tmp_path / name)
            lines.append(f"{name}#0\t{SAID[kind]}")
        (tmp_path / f"{split}.txt").write_text("\n".join(kinds))
    (tmp_path / "captions.tsv").write_text("\n".join(lines) + "\n")
    return CaptionedFiles(tmp_path / "captions.tsv", tmp_path, tmp_path / "train.txt", tmp_path / "dev.txt")


def test_the_classifier_is_written_with_its_card_and_the_same_seed_gives_the_same(files: CaptionedFiles) -> None:
    outs = [files.pictures / name for name in ("one", "two")]
    cards = [train_minors(MinorFiles(files), out, seed=4, progress=silent) for out in outs]
    arrays, text = (outs[0] / CLASSIFIER_FILE).read_bytes(), (outs[0] / CARD_FILE).read_text()
    assert text == json.dumps(cards[0], indent=2) + "\n"
    assert arrays == (outs[1] / CLASSIFIER_FILE).read_bytes()
    assert cards[0]["revision"] == cards[1]["revision"]
    assert (cards[0]["tower"], cards[0]["seed"]) == ("efficientnet-lite2", 4)
    assert cards[0]["data"]["pictures"] == {"train": 30, "folders": 0, "dev": 0}
    assert cards[0]["metrics"]["minor_share"] == pytest.approx(1 / 3)
    assert cards[0]["prior"] == pytest.approx(1 / 3, abs=0.05)
    read = read_classifier(arrays, text)
    pictures = [Pillow.new("RGB", (4, 4), colour) for colour in COLOURS.values()]
    child, adult, dog = read.predict(ColourTower().extract(pictures), lambda rows: [[] for _ in rows])
    assert child >= read.threshold > max(adult, dog)


def test_captions_that_never_name_a_minor_are_refused(files: CaptionedFiles) -> None:
    files.captions.write_text(files.captions.read_text().replace("boy", "man"))
    with pytest.raises(BadInput, match="the train split needs pictures with and without minors"):
        train_minors(MinorFiles(files), files.pictures / "out", seed=0, progress=silent)


def test_dev_is_learned_from_but_its_figures_come_out_of_fold(
    files: CaptionedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each picture that is told, the stages that tell have not learned from it; and the limits are not dev's."""
    learned: list[set[str]] = []
    told: dict[str, set[str]] = {}
    fit, say = stages.fit_stages, stages.logits

    def fit_known(samples: Samples) -> dict[str, Stage]:
        learned.append(set(samples.names))
        return fit(samples)

    def say_of(stages: dict[str, Stage], samples: Samples) -> tuple[FloatArray, FloatArray, FloatArray]:
        told.update(dict.fromkeys(samples.names, learned[-1]))
        return say(stages, samples)

    monkeypatch.setattr(module, "fit_stages", fit_known)
    monkeypatch.setattr(module, "logits", say_of)
    labels = files.pictures / "labels.tsv"
    labels.write_text("dev0.png\ty\ty\ndev1.png\ty\tn\ntrain3.png\ty\ty\n")
    folds = files.pictures / "folds.tsv"
    given = MinorFiles(files, [labels], with_dev=True, folds=folds)
    card = train_minors(given, files.pictures / "out", seed=4, progress=silent)
    assert card["data"]["pictures"] == {"train": 30, "folders": 0, "dev": 30}
    assert len(learned[-1]) == 60
    assert set(told) == learned[-1]
    assert all(name not in known for name, known in told.items())
    rows = {row.name: row for row in read_folds(folds, card["revision"])}
    assert {name: row.split for name, row in rows.items()} == {
        "dev0.png": "dev",
        "dev1.png": "dev",
        "train3.png": "train",
    }
    assert rows["dev0.png"].probability > 0.9 > 0.1 > rows["dev1.png"].probability
    assert card["by_eye"]["dev"]["adults_hidden"] == 0
    with pytest.raises(BadInput, match=r"folds\.tsv is not of classifier another but of"):
        read_folds(folds, "another")


def test_ninety_one_in_a_hundred_of_those_with_minors_reach_the_threshold() -> None:
    found = np.linspace(0.05, 1, 20, dtype=np.float32)
    assert RECALL == 0.91
    # Nine hundredths of the way from the first to the twentieth lie between the second and the third: the lower one.
    assert choose_threshold(found) == pytest.approx(found[1])
    with pytest.raises(BadInput, match="cannot be told apart"):
        choose_threshold(np.where(found < 0.3, 0, found))


def test_a_clear_face_takes_more_of_its_pictures_label_than_a_small_one() -> None:
    """In every second picture a large face of one kind stands beside a small one of another; both kinds are alike."""
    samples = label([str(number) for number in range(40)], looks(40), {}, {})
    young = (np.arange(40) % 2).astype(np.float32)
    faces = [[face(height=0.3, descriptor=row % 2), face(height=0.02, descriptor=2 + row % 2)] for row in range(40)]
    stage = fit_face(replace(samples, faces=faces, person=np.ones(40, dtype=np.float32), minor=young))
    assert stage.weight[1] - stage.weight[0] > 1.5 * (stage.weight[3] - stage.weight[2]) > 0
    nothing = fit_face(samples)
    assert (nothing.weight.tolist(), nothing.bias) == ([0.0] * DESCRIPTOR, 0.0)


def test_numbers_of_different_size_are_joined_as_if_they_were_of_one() -> None:
    generator = np.random.default_rng(4)
    told: FloatArray = generator.normal(size=(500, 2)).astype(np.float32)
    share = (generator.random(500) < 1 / (1 + np.exp(-told.sum(axis=1)))).astype(np.float32)
    weight = np.ones(500, dtype=np.float32)
    spread = (told * [1, 1000] + [5, 0]).astype(np.float32)
    one, large = (fit_closer(numbers, share, weight).logit(numbers) for numbers in (told, spread))
    assert float(abs(one - large).max()) < 0.02


def test_soft_labels_count_as_so_much_of_either() -> None:
    features = np.random.default_rng(1).normal(size=(60, 3)).astype(np.float32)
    share = np.array([0, 0.25, 1] * 20, dtype=np.float32)
    stage = fit_soft((features / 60).astype(np.float32), share, np.ones(60, dtype=np.float32), 0.5)
    rows = np.repeat(features, 4, axis=0)
    hard = np.concatenate([np.arange(4) < 4 * each for each in share])
    model = LogisticRegression(C=0.5 / 4, max_iter=500).fit(rows, hard)
    np.testing.assert_allclose(stage.weight / 60, model.coef_[0], atol=2e-3)


def test_a_stage_that_is_too_sure_is_scaled_back_to_what_is_found() -> None:
    generator = np.random.default_rng(2)
    logit = generator.normal(size=4000).astype(np.float32)
    share = (generator.random(4000) < 1 / (1 + np.exp(-(logit - 1)))).astype(np.float32)
    stage = calibrate(Stage(np.ones(1, dtype=np.float32), 0.0), 3 * logit, share, np.ones(4000, dtype=np.float32))
    assert stage.scale == pytest.approx(1 / 3, abs=0.05)
    assert stage.shift == pytest.approx(-1, abs=0.1)


def test_a_person_in_a_ninth_is_learned_from_pictures_of_which_only_the_whole_is_labelled() -> None:
    generator = np.random.default_rng(3)
    seen = generator.normal(size=(200, 10, 5)).astype(np.float32) * 0.1
    label_ = (np.arange(200) % 2).astype(np.float32)
    seen[label_ == 1, 0, 0] += 0.3  # a person fills a ninth, and shows a little in the whole
    seen[label_ == 1, 4, 0] += 1
    stage = fit_person(seen, label_, np.ones(200, dtype=np.float32))
    best = stage.logit(seen[:, 1:])
    assert (best[label_ == 1].argmax(axis=1) == 3).mean() > 0.95
    assert ((best.max(axis=1) > 0) == (label_ == 1)).mean() > 0.95


def test_labels_by_eye_go_before_captions_which_weigh_less_where_an_eye_cannot_tell() -> None:
    texts = {"a": ["a boy", "a man"], "b": ["a dog", "a dog"], "c": ["a girl"], "e": ["a girl", "a woman"]}
    seen = {"a": Eye("y", "n"), "c": Eye("n", "n"), "e": Eye("y", "u")}
    found = label([*"abcde"], looks(5), texts, seen)
    assert found.person.tolist() == [1, 0, 0, 0, 1]
    assert found.minor[[0, 1, 2, 4]].tolist() == [0, 0, 0, 0.5]
    assert np.isnan(found.minor[3])
    assert found.weight.tolist() == pytest.approx([1, 1, 1, 1, 0.3])


def test_samples_are_joined_and_taken_row_by_row() -> None:
    one, two = (label([name], looks(1, value), {}, {}) for name, value in (("a", 1.0), ("b", 2.0)))
    both: Samples = join([one, two]).take(np.array([1]))
    assert (both.names, both.features.pooled.tolist()) == (["b"], [[2.0, 2.0]])


def test_half_of_a_folder_is_kept_for_measuring(tmp_path: Path) -> None:
    names = [f"{number}.png" for number in range(12)]
    for name in names:
        Pillow.new("RGB", (4, 4), "green").save(tmp_path / name)
    halves = [read_folder(tmp_path, {}, ColourTower(), silent, learned=learned).names for learned in (True, False)]
    assert sorted([*halves[0], *halves[1]]) == sorted(names)
    assert all(map(is_learned, halves[0])) and not any(map(is_learned, halves[1]))  # noqa: PT018
    first, *others = halves[0]
    doubtful = {first: Eye("u", "u"), **{name: Eye("y", "u") for name in others}}
    found = read_folder(tmp_path, doubtful, ColourTower(), silent)
    assert (found.names, set(found.person)) == (others, {1.0})


@pytest.mark.parametrize("line", ["a.jpg\ty", "a.jpg\ty\tmaybe", ""])
def test_labels_that_are_none_are_refused_with_their_place(tmp_path: Path, line: str) -> None:
    file = tmp_path / "labels.tsv"
    file.write_text(f"b.jpg\ty\tn\n{line}\n")
    with pytest.raises(BadRow, match=r"labels\.tsv:2: expected picture"):
        read_labels([file])


def test_faces_are_expected_where_pictures_like_it_had_clear_ones() -> None:
    features = np.eye(2, dtype=np.float32)[np.arange(40) % 2]
    stage = fit_visible(features, np.where(np.arange(40) % 2, 0.9, 0.1).astype(np.float32))
    none, clear = stage.probability(stage.logit(np.eye(2, dtype=np.float32)))
    assert none < clear
    nowhere = fit_visible(features, np.zeros(40, dtype=np.float32))
    assert float(nowhere.probability(nowhere.logit(features)).max()) < 0.001
