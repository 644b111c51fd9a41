"""What documents tell of models and their figures, against the code, the models' cards and each other."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from safetensors import safe_open

import imgsearch.encoders
import imgsearch.minors
import imgsearch.rescoring
from imgsearch.encoders.table import ENCODERS
from imgsearch.minors import detectors
from imgsearch.minors.detectors.classifier import CARD_FILE
from imgsearch.minors.policy import wilson
from imgsearch.rescoring.features import TOP_CAPTIONS
from imgsearch.rescoring.situations import SITUATIONS
from imgsearch.training import minors
from imgsearch.training.heads import RECIPE, recipe_of
from imgsearch.training.regressor import FOLDS
from imgsearch.training.scorer import KERNEL_SETTINGS, REPEATS, SETTINGS
from imgsearch.training.student import RECIPE as STUDENT
from imgsearch.training.teacher import CAPTIONS_WEIGHT
from imgsearch.training.zoo.compare import AVERAGE, INNER_FOLDS, STACK
from imgsearch.training.zoo.metrics import CALIBRATION_BINS, RESAMPLES
from imgsearch.training.zoo.models import MODELS
from tests.docs.markdown import ROOT, found, in_backticks, numbers, read, table

WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
WORDS += ["seventeen", "eighteen", "nineteen", "twenty"]
ZOO_HEADER = "|  | MSE | MAE | R2 | Spearman | tau_c | ECE | MSE less shipped, 95 % |"
HEADS = Path(imgsearch.encoders.__file__).parent / "small_heads"
REGRESSOR = Path(imgsearch.rescoring.__file__).parent / "default.safetensors"


@cache
def card() -> dict[str, Any]:
    with safe_open(REGRESSOR, "np") as opened:
        read_card: dict[str, Any] = json.loads(opened.metadata()["card"])
    return read_card


def shipped_error(situation: str) -> float:
    return round(float(card()["metrics"][f"mse_{situation}"]), 4)


def test_the_changelog_counts_the_compared_models() -> None:
    (models, variants) = found("CHANGELOG.md", r"measures (\w+) models \((\w+) of them variants")
    assert models == WORDS[len(MODELS)]
    assert variants == WORDS[sum(model.is_variant for model in MODELS)]


def test_the_zoos_tables_have_every_model_on_every_set_of_columns() -> None:
    text = read("docs/zoo.md")
    models = {(model.name, features) for model in MODELS if not model.is_variant for features in model.features}
    ensembles = {(name, features) for name in (AVERAGE, STACK) for features in ("pixels", "captions")}
    blocks = text.split(ZOO_HEADER)[1:]
    assert len(blocks) == 2  # by picture, by caption
    for block, features_left_out in zip(blocks, (set(), {"raw"}), strict=True):
        names = {line.split("|")[1].strip() for line in block.splitlines()[2:] if line.startswith("|")}
        expected = {
            name if columns == "none" else f"{columns}, {name}"
            for name, columns in models | ensembles
            if columns not in features_left_out
        }
        assert names == expected


def test_the_zoo_tells_its_folds_and_resamples() -> None:
    (outer,) = found("docs/zoo.md", r"(\w+) outer folds that share no picture")
    (inner,) = found("docs/zoo.md", r"Optuna tunes on (\w+) inner folds")
    assert (outer.lower(), inner) == (WORDS[FOLDS], WORDS[INNER_FOLDS])
    assert numbers("docs/zoo.md", r"the held-out groups, ([\d,]+) resamples") == [RESAMPLES]
    raw = [model.name for model in MODELS if "raw" in model.features]
    assert found("docs/zoo.md", r"the best of (\w+) models on raw vectors") == [WORDS[len(raw)]]
    assert found("docs/findings.md", r"over the (\w+) bins") == [WORDS[CALIBRATION_BINS]]


def test_every_encoder_has_a_row_and_every_row_an_encoder() -> None:
    rows = table("docs/models.md", "| model | job | where it comes from |")
    named = {name for row in rows for name in in_backticks(row[0])}
    (example,) = found("docs/models.md", r"larger models: `clip:([\w/-]+)`")
    assert named == set(ENCODERS)
    assert example == ENCODERS["clip"].default_model


def test_the_files_of_the_models_have_the_size_that_is_told() -> None:
    (heads,) = numbers("docs/models.md", r"trained heads.*, `imgsearch/encoders/small_heads` \((\d+\.\d) MB\)")
    (regressor,) = numbers("docs/regressor.md", r"the file has (\d\.\d) MB")
    assert heads == round(sum(file.stat().st_size for file in HEADS.iterdir()) / 1e6, 1)
    assert regressor == round(REGRESSOR.stat().st_size / 1e6, 1)


def test_the_recipe_of_the_small_encoder_is_that_of_its_card() -> None:
    heads = json.loads((HEADS / "card.json").read_text(encoding="utf-8"))
    (first, second), recipe = heads["teachers"], heads["recipe"]
    told = numbers(
        "docs/small.md",
        r"\*\*chosen\*\*: dropout (\.\d), input dropout (\.\d), MiniLM dropout (\.\d), (\d+) epochs \|",
    )
    assert told == [first["recipe"][name] for name in ("dropout", "input_dropout", "minilm_dropout", "epochs")]
    assert numbers("docs/small.md", r"plus one hidden layer of (\d+)\.") == [recipe["hidden"]]
    assert numbers("docs/small.md", r"have a hidden layer of (\d+)") == [first["recipe"]["hidden"]]
    assert numbers("docs/small.md", r"--kinds --members (\d+)") == [first["pairs"]] == [second["pairs"]]
    assert numbers("docs/small.md", r"captions alone at (\.\d), and projected") == [CAPTIONS_WEIGHT]
    assert numbers("docs/small.md", r"(\d+) such pictures are added to each batch of (\d+)") == [
        second["recipe"]["kinds"],
        second["recipe"]["batch"],
    ]
    assert numbers("docs/small.md", r"translated; (\d+) epochs: the second pair") == [second["recipe"]["epochs"]]
    assert numbers("docs/small.md", r"Flickr8k, ([\d,]+) pictures to train on") == [heads["data"]["pictures"]["train"]]
    assert [recipe, first["recipe"], second["recipe"]] == [STUDENT, recipe_of(with_kinds=False), RECIPE]


def test_the_recall_of_the_small_encoder_is_that_of_its_card() -> None:
    dev = {name: round(value, 1) for name, value in json.loads((HEADS / "card.json").read_text())["dev"].items()}
    recalls = [dev[name] for name in ("at_1", "at_5", "at_10")]
    told = numbers("docs/small.md", r"\*\*shipped\*\*: a student[^|]* \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|")
    assert told == recalls
    measured = numbers("docs/small.md", r"text to image \| 1,995 \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|")
    assert measured == [*recalls, dev["median_rank"]]
    assert numbers("docs/benchmarks.md", r"the shipped\s+one has ([\d.]+)/([\d.]+)/([\d.]+)\.") == recalls


def test_the_regressors_figures_are_those_of_its_card() -> None:
    told = numbers("docs/regressor.md", r"look like and likeness too \| (\.\d+) \| (\.\d+) \| (\.\d+) \| (\.\d+) \|")
    situations = ("captions", "pixels", "captions_multilingual", "pixels_multilingual")
    assert told == [shipped_error(situation) for situation in situations]
    assert numbers("docs/regressor.md", r"the constant is (\.\d+):") == [shipped_error("constant")]
    thresholds = numbers("docs/regressor.md", r"a score of (\.\d+) with five captions and (\.\d+) with one to three")
    assert thresholds == [round(card()["thresholds"][name], 2) for name in ("captions", "few_captions")]
    pairs, pictures = numbers("docs/regressor.md", r"Five folds by picture, ([\d,]+) pairs of (\d+) pictures, mean")
    assert (pairs, pictures) == (card()["data"]["pairs"], card()["data"]["pictures"])
    least = [SITUATIONS[name].least_captions for name in ("few_captions", "captions")]
    assert least == [1, 4]  # "one to three", "four and more"


def test_the_regressors_settings_are_those_of_the_code() -> None:
    assert card()["settings"] == {"boosting": SETTINGS | {"repeats": REPEATS}, "kernel": KERNEL_SETTINGS}
    seeds, share = found("docs/regressor.md", r"(\w+) seeds averaged, a (\w+) of the columns")
    assert (seeds, share) == (WORDS[REPEATS], "tenth")
    assert SETTINGS["max_features"] == 0.1
    assert numbers("docs/regressor.md", r"around (\d+) of the training pairs") == [KERNEL_SETTINGS["landmarks"]]
    assert found("docs/regressor.md", r"own captions: the (\w+) best, mean, lowest") == [WORDS[TOP_CAPTIONS]]


def test_figures_that_several_documents_give_are_the_same() -> None:
    measured = {
        row[0].replace("**", ""): [row[1].split(" ")[0], row[6].split(" ")[0]]
        for row in table("docs/findings.md", "|  | MSE | MAE | R² | Spearman | ECE | tau-c | tau-b (crowd) | nDCG@10 |")
    }
    own, few, pixels = (
        measured[f"{name}, by picture"] for name in ("own captions", "one to three of them", "pixels only")
    )
    again = {row[0]: row[1:] for row in table("docs/findings.md", "| | MSE | tau-c |")}
    here = ("here, with all five", "here, with one to three of the picture's own captions", "here, pixels only")
    assert [again[name] for name in here] == [own, few, pixels]
    in_short = found(
        "docs/findings.md",
        r"of three experts is (\.\d+) where a picture has five captions of its own, (\.\d+) with one to three, "
        r"and (\.\d+) from pixels alone, out of fold; a constant gives (\.\d+)\.",
    )
    assert in_short == [own[0], few[0], pixels[0], measured["constant"][0]]


def test_the_errors_from_pixels_are_those_of_their_pages() -> None:
    zoo, evaluate, *interval = numbers(
        "docs/regressor.md",
        r"(\.\d+) by `imgsearch compare`\. Today it is (\.\d+) by\s+"
        r"`imgsearch evaluate`, which gives it an interval of (\.\d+) to (\.\d+) ",
    )
    assert [zoo] == numbers("docs/zoo.md", r"\| pixels, shipped \| (\.025\d) \| \.1172")
    told = numbers("docs/findings.md", r"\*\*pixels only\*\*, by picture \| (\.\d+) \((\.\d+) to (\.\d+)\)")
    assert [evaluate, *interval] == told


LEARNED_BY = ("RECALL", "EMPTY", "MISSED", "SURE", "FOLDS")


def test_the_classifiers_figures_are_told_of_the_one_that_ships() -> None:
    card = json.loads((Path(detectors.__file__).parent / CARD_FILE).read_text(encoding="utf-8"))
    assert card["settings"] == {name.lower(): getattr(minors, name) for name in LEARNED_BY}
    flat = " ".join(read("docs/detector.md").split())
    assert re.findall(r"(\d+) in 100 of those whose captions name a minor are found", flat) == [
        f"{100 * minors.RECALL:.0f}"
    ]
    assert re.findall(r"(\d+) in a thousand pictures without people pass", flat) == [f"{1000 * (1 - minors.EMPTY):.0f}"]
    counts = re.findall(r"\| dev, out of fold, [\w ]+ \| \d+ of (\d+) ", read("docs/detector.md"))
    assert sum(map(int, counts)) == card["data"]["dev"]
    rows = re.findall(r"\| (\d+) of (\d+) \| ([\d.]+) % \| ([\d.]+)–([\d.]+) \|", read("docs/detector.md"))
    assert len(rows) == 9
    for hidden, of, *told in rows:
        shares = (int(hidden) / int(of), *wilson(int(hidden), int(of)))
        assert [f"{100 * share:.1f}" for share in shares] == told
    for name, what in (("minors_found", "a minor"), ("adults_hidden", "adults only")):
        share, of = (card["by_eye"]["train"][key] for key in (name, f"{name}_of"))
        shares = (share, *wilson(round(share * of), round(of)))
        told = re.findall(
            rf"\| train, out of fold, {what} \| \| ([\d.]+) % \| ([\d.]+)–([\d.]+) \|", read("docs/detector.md")
        )
        assert told == [tuple(f"{100 * each:.1f}" for each in shares)]
    revision = (ROOT / "benchmarks" / "minors_out_of_fold.tsv").read_text().splitlines()[0]
    assert revision == f"# {card['revision']}"
    (demo,) = numbers("docs/detector.md", r"`make demo`, no minors \| (\d+) of 30")
    # `make demo` says nothing of minors where none is suspected.
    assert (demo, "by their pixels alone" in read("docs/install.md")) == (0, False)


def test_the_tolerance_that_is_told_is_the_tests() -> None:
    tests = ROOT / "tests" / "unit" / "encoders"
    (told,) = found("docs/models.md", r"those of transformers within (1e-\d)")
    source = (tests / "test_text.py").read_text(encoding="utf-8")
    assert f"assert_allclose(MiniLmEncoder().encode_texts(TEXTS), expected, atol={told})" in source
    (told,) = found("docs/models.md", r"those of torch, within (\de-\d)")
    source = (tests / "test_images.py").read_text(encoding="utf-8")
    assert f'load_encoder("efficientnet-lite2").encode_images(pictures), expected, atol={told})' in source


@pytest.mark.parametrize("document", ["docs/install.md", "docs/minors.md"])
def test_the_answer_to_a_query_for_minors_is_told_as_it_is(document: str) -> None:
    assert imgsearch.minors.disclaimer("en") in read(document)
