"""How well the classifier of minors tells pictures apart, against labels made by eye.

    python benchmarks/minors_by_eye.py FLICKR8K [--folds FILE] [--also DIR ...] [--labels FILE ...] [--without DIR ...]

FLICKR8K holds captions.tsv, images/, dev.txt and minors_by_eye.tsv (picture, people y or n, minor y, n, or u where it
cannot be told). Where the classifier has learned from the dev pictures, what it says of them comes from the file that
`imgsearch train minors --folds` wrote: out of fold, from stages that have not seen the picture. The file also has those
training pictures that were labelled, and how many each stands for. Folders after --also are those that
`imgsearch train minors` was given: the half that it did not learn from counts, where nobody is there. Of folders after
--without, whose pictures show no minors, all count.
Intervals are Wilson's, of 95 %. Last, what looking takes beside encoding by `small`, in processor time.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from time import process_time

import numpy as np
import numpy.typing as npt

from benchmarks.record import Column, Grid, Record, Spread
from benchmarks.records import add_record_option, recording
from imgsearch.encoders import load_encoder, load_tower
from imgsearch.minors.detectors.classifier import Classifier, load_classifier
from imgsearch.minors.policy import correct, wilson
from imgsearch.pictures.decode import read_picture
from imgsearch.training.minor_figures import OutOfFold, describe_seen, read_folds
from imgsearch.training.minors import predict
from imgsearch.training.people import Eye, Looks, extract, read_folder, read_labels

BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
TIMED = 128
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

CALIBRATION = tuple(
    Column(f"{name}{of}", "", digits, "higher")
    for of in ("", ", of those that can be told")
    for name, digits in (("pictures", 0), ("mean", 3), ("with a minor", 3))
)
HIDDEN = (
    Column("pictures", "", 0, "higher"),
    Column("hidden", "", 0, "higher"),
    Column("share, 95 % (Wilson)", "%", 1, "higher"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    for option in ("also", "labels", "without"):
        parser.add_argument(f"--{option}", type=Path, nargs="*", default=[])
    parser.add_argument("--folds", type=Path)
    add_record_option(parser)
    given = parser.parse_args()
    with recording("minors", given.record) as record:
        measure(record, given)


def measure(record: Record, given: argparse.Namespace) -> None:
    """Keep what is hidden of each group of pictures, and what looking takes."""
    classifier, tower = load_classifier(), load_tower()
    assert classifier is not None
    if classifier.card["data"]["pictures"]["dev"] and given.folds is None:
        raise SystemExit(
            "the classifier has learned from the dev pictures: give --folds, as `imgsearch train minors` wrote it"
        )
    folds = read_folds(given.folds, classifier.card["revision"]) if given.folds else []
    labels = read_labels([given.directory / "minors_by_eye.tsv", *given.labels])
    names = (given.directory / "dev.txt").read_text(encoding="utf-8").split()
    paths = [given.directory / "images" / name for name in names]
    looks, eyes = extract(tower, paths, "dev", silent), [labels[name] for name in names]
    unseen = {row.name: row.probability for row in folds if row.split == "dev"}
    found = np.array([unseen[name] for name in names], dtype=np.float32) if folds else predict(classifier, looks)
    hidden = record.grid("", HIDDEN, "by eye")
    report_dev(hidden, classifier, found, eyes)
    closer = classifier.doubtful(classifier.predict_stages(looks.features))
    print(f"faces are looked at in {len(closer)} of {len(eyes)} pictures")
    report_train(classifier, [row for row in folds if row.split == "train"], labels)
    for folder in given.also:
        held = read_folder(folder, labels, tower, silent, learned=False)
        report_hidden(hidden, classifier, f"{folder.name}, nobody", Looks(held.features, held.faces), held.person == 0)
    for folder in given.without:
        files = sorted(path for path in folder.iterdir() if path.suffix in (".jpg", ".png"))
        every = np.ones(len(files), dtype=np.bool_)
        report_hidden(hidden, classifier, f"{folder.name}, no minors", extract(tower, files, "", silent), every)
    report_time(record, classifier, paths[:TIMED])


def silent(_step: str, _done: int, _total: int) -> None:
    pass


def report_dev(grid: Grid, classifier: Classifier, found: Floats, eyes: Sequence[Eye]) -> None:
    """Print recall, what is hidden of the others, and calibration."""
    hidden = found >= classifier.threshold
    groups = {
        "a minor": [eye.minor == "y" for eye in eyes],
        "adults only": [eye == Eye("y", "n") for eye in eyes],
        "cannot be told": [eye == Eye("y", "u") for eye in eyes],
        "nobody": [eye.people == "n" for eye in eyes],
    }
    print(f"threshold {classifier.threshold:.3f}, gate {classifier.gate:.3f}, revision {classifier.revision}")
    for name, chosen in groups.items():
        keep_share(grid, f"dev, {name}", hidden[np.array(chosen)])
    minor, told = np.array([eye.minor == "y" for eye in eyes]), np.array([eye.minor != "u" for eye in eyes])
    roc = grid.record.grid("roc", [Column("area under the ROC curve", "", 3, "higher")])
    roc.row("dev, what can be told", area(found[told], minor[told]))
    report_calibration(grid.record, found, minor, told)
    report_queue(grid.record, classifier, found, minor)


def report_train(classifier: Classifier, rows: Sequence[OutOfFold], labels: Mapping[str, Eye]) -> None:
    """Print the same of the training pictures that were labelled, weighted to stand for all of them."""
    figures = describe_seen(rows, labels, classifier.threshold)
    for name in ("minors_found", "adults_hidden"):
        if name in figures:
            share, count = figures[name], figures[f"{name}_of"]
            low, high = wilson(round(share * count), round(count))
            print(
                f"train, {name.replace('_', ' '):<22} {share:6.1%}  ({low:.1%} to {high:.1%}), as good as {count:.0f}"
            )


def report_calibration(record: Record, found: Floats, minor: Flags, told: Flags) -> None:
    """Print what share shows a minor of those that can be told, and of all: an audit has to decide on each."""
    grid = record.grid("calibration", CALIBRATION, "it says")
    for low, high in (*pairwise(BINS), (0.0, 1.0)):
        inside = (found >= low) & ((found < high) | (high == 1))
        if inside.any():
            figures: list[float | None] = []
            for some in (inside, inside & told):
                means = (float(found[some].mean()), float(minor[some].mean())) if some.any() else (None, None)
                figures += [int(some.sum()), *means]
            grid.row(f"{low:.1f} to {high:.1f}", *figures)


def report_queue(record: Record, classifier: Classifier, found: Floats, minor: Flags) -> None:
    """Print what share of the minors the first tenth of the review queue holds, were there fewer minors."""
    columns = [Column("minors in the first tenth of the queue", "%", 0, "higher")]
    grid = record.grid("queue", columns, "share of minors, order")
    for share in (0.01, 0.03, 0.05):
        corrected = correct(found, classifier.prior, share)
        weight = np.where(minor, share / minor.mean(), (1 - share) / (1 - minor.mean()))
        for name, worth in (
            ("probability times doubt", corrected**2 * (1 - corrected)),
            ("doubt", -abs(corrected - 0.5)),
        ):
            order = np.argsort(-worth, kind="stable")
            first = order[np.cumsum(weight[order]) <= weight.sum() / 10]
            held = weight[first][minor[first]].sum() / weight[minor].sum()
            grid.row(f"{share:.0%}, by {name}", 100 * float(held))


def area(score: npt.NDArray[np.float32], positive: npt.NDArray[np.bool_]) -> float:
    """Of pairs of a picture with and one without, the share in which the first scores higher."""
    pairs = score[positive][:, None] - score[~positive]
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2)


def report_hidden(grid: Grid, classifier: Classifier, name: str, looks: Looks, counted: npt.NDArray[np.bool_]) -> None:
    """Print how many of some pictures without minors are hidden."""
    hidden = predict(classifier, looks) >= classifier.threshold
    keep_share(grid, name, hidden[counted])


def keep_share(grid: Grid, name: str, hidden: npt.NDArray[np.bool_]) -> None:
    """A share with Wilson's interval."""
    low, high = wilson(int(hidden.sum()), len(hidden))
    share = Spread(100 * float(hidden.mean()), 100 * low, 100 * high)
    grid.row(name, len(hidden), int(hidden.sum()), share)


def report_time(record: Record, classifier: Classifier, paths: Sequence[Path]) -> None:
    """Print what looking takes of encoding, in the order of a load: a batch is encoded, then looked at."""
    encoder = load_encoder("small")
    spent = {"encoding": 0.0, "looking": 0.0}

    def timed(step: str, work: Callable[[], object]) -> None:
        started = process_time()
        work()
        spent[step] += process_time() - started

    for start in range(0, len(paths), 32):
        pictures = [read_picture(path) for path in paths[start : start + 32]]
        timed("encoding", lambda pictures=pictures: encoder.encode_images(pictures))  # type: ignore[misc]
        timed("looking", lambda pictures=pictures: (classifier.look(pictures), classifier.locate(pictures)))  # type: ignore[misc]
    each = {step: 1000 * seconds / len(paths) for step, seconds in spent.items()}
    name = "looking at a picture, beside encoding it"
    figure = record.add(name, each["looking"], "ms", baseline=each["encoding"], table="time")
    print(f"{figure.name}: {figure.value:.2f} ms, {figure.baseline:.1f} ms, {figure.ratio:.1%}")


if __name__ == "__main__":
    main()
