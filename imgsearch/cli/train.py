"""`imgsearch train`: making models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.group import ErrorGroup
from imgsearch.cli.load_options import existing_file, existing_folder
from imgsearch.cli.numbers import SEED, WholeNumber
from imgsearch.cli.target import target_option
from imgsearch.cli.train_portable import portable
from imgsearch.cli.trained import describe_trained, warnings_of
from imgsearch.cli.written import written_file, written_folder
from imgsearch.counted import counted
from imgsearch.extras import require
from imgsearch.writing import write_whole, writing

if TYPE_CHECKING:
    from imgsearch.training.feedback import Feedback

seed_option = click.option(
    "--seed",
    default=0,
    show_default=True,
    type=SEED,
    help="Seed of the random numbers; the same seed gives the same model.",
)


@click.group(cls=ErrorGroup)
def train() -> None:
    """Train the regressor, the default encoder's heads, or the classifier of minors."""


train.add_command(portable)


@train.command()
@seed_option
@click.option("--out", type=written_file, help="Also write the model to this file.")
@click.option(
    "--activate/--no-activate",
    default=None,
    help="Let searches use the model, be it worse than the one that they use, or only store it.  [default: use it "
    "unless it is worse]",
)
@click.option(
    "--with",
    "source",
    type=click.Choice(["ratings", "feedback"]),
    help="Also learn from the page: from ratings, or from feedback (ratings and opened hits).",
)
@target_option
def regressor(seed: int, out: Path | None, activate: bool | None, source: str | None, target: str) -> None:
    """Train the match score on the experts' ratings in the database.

    Searches use it from then on, unless it errs more than the one that they use.

    \b
    imgsearch train regressor
    imgsearch train regressor --with feedback
    """
    require("train")
    from imgsearch.db.rights import check_may_store
    from imgsearch.models.loaded import read_active_encoder, read_caption_encoders, read_fitting_regressor
    from imgsearch.models.store import store_regressor
    from imgsearch.training.feedback import read_feedback
    from imgsearch.training.pairs import read_rated_pairs
    from imgsearch.training.present import find_worse
    from imgsearch.training.regressor import EncoderRevision, train_regressor

    with open_session() as session:
        check_may_store(session, "regressor")
        encoder_id, encoder = read_active_encoder(session)
        rated = read_rated_pairs(session, encoder_id, encoder, target)
        feedback = None
        if source is not None:
            captions, present = read_caption_encoders(session), read_fitting_regressor(session, encoder)
            with_clicks = source == "feedback"
            feedback = read_feedback(session, encoder_id, encoder, captions, present, with_clicks=with_clicks)
            echo(_describe(feedback, source), err=True)
        session.rollback()
        trained = train_regressor(
            rated,
            EncoderRevision(encoder.name, encoder.revision),
            seed=seed,
            progress=lambda line: echo(line, err=True),
            feedback=feedback,
            target=target,
        )
        # What searches use now: another training may have ended meanwhile.
        worse = find_worse(rated, trained.card, read_fitting_regressor(session, encoder))
        session.rollback()
        is_active = worse is None if activate is None else activate
        regressor_id = store_regressor(session, encoder_id, trained, activate=is_active)
    echo(describe_trained(regressor_id, trained.card))
    for line in warnings_of(regressor_id, trained.card, worse, is_active=is_active):
        echo(line, err=True)
    if out is not None:  # last: a disk that is full leaves it stored, which has been said
        with writing(out):
            write_whole((out, trained.to_bytes()))


def _describe(feedback: Feedback | None, source: str) -> str:
    if feedback is None:
        return f"the page has no {source} to learn from yet"
    counts = feedback.summary()
    text = f"feedback: {counted(counts['ratings'], 'rating')} of {counted(counts['rated_pairs'], 'pair')}"
    return (
        f"{text}, {counted(counts['clicked_pairs'], 'opened hit')} with a low score" if source == "feedback" else text
    )


def captioned_options(command: Callable[..., None]) -> Callable[..., None]:
    """What training from files takes."""
    options = (
        click.option(
            "--captions", required=True, type=existing_file, help="Captions: lines of <picture>#<n>, tab, caption."
        ),
        click.option("--images", "pictures", required=True, type=existing_folder, help="Folder of the pictures."),
        click.option("--train", required=True, type=existing_file, help="File with the names of pictures to train on."),
        click.option(
            "--dev", required=True, type=existing_file, help="File with the names of pictures to evaluate on."
        ),
        click.option("--out", required=True, type=written_folder, help="Folder to write to."),
        seed_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@train.command()
@captioned_options
@click.option("--kinds", is_flag=True, help="Also learn English and Russian names of ImageNet's 1,000 kinds.")
@click.option(
    "--members",
    type=WholeNumber(0),
    default=0,
    show_default=True,
    help="Train so many pairs of heads on captions alone, as many on --kinds, and one to do what all do together.",
)
@click.option(
    "--usual",
    multiple=True,
    type=existing_file,
    help="With --members: texts that are usually asked for, one a line, behind the last tab. They teach the text head, "
    "and pictures near to all are set back.",
)
def encoder(**asked: Any) -> None:  # noqa: ANN401 (click passes each option under its own name)
    """Train the two heads of the `small` encoder on pictures with captions.

    With --kinds the heads also learn what the image tower was trained to tell apart, without further pictures.

    Several pairs of heads find more than one. With --members one pair learns what several do, and is as fast.

    \b
    Example: imgsearch train encoder --captions captions.tsv --images images \\
        --train train.txt --dev dev.txt --kinds --members 4 --out heads
    """
    if asked["usual"] and not asked["members"]:
        raise click.UsageError("--usual teaches only what --members trains; give --members 4 too, or leave --usual out")
    require("train")
    from imgsearch.cli.progress import bars
    from imgsearch.training.captioned import CaptionedFiles
    from imgsearch.training.encoder import train_encoder

    with bars() as progress:
        files = CaptionedFiles(*(asked[name] for name in ("captions", "pictures", "train", "dev", "usual")))
        card = train_encoder(
            files,
            asked["out"],
            with_kinds=asked["kinds"],
            members=asked["members"],
            seed=asked["seed"],
            progress=progress,
        )
    score = card["dev"]
    echo(f"heads of revision {card['revision']} in {asked['out']}")
    echo(
        f"dev: R@1 {score['at_1']:.1f}, R@5 {score['at_5']:.1f}, R@10 {score['at_10']:.1f}, "
        f"median rank {score['median_rank']:.0f}"
    )


@train.command()
@captioned_options
@click.option(
    "--labels", multiple=True, type=existing_file, help="Labels by eye: picture, tab, people y/n/u, tab, minor y/n/u."
)
@click.option(
    "--also",
    "folders",
    multiple=True,
    type=existing_folder,
    help="More pictures, half of them to learn from: labelled by a captions.tsv in the folder, else without people.",
)
@click.option("--with-dev", is_flag=True, help="Learn from the dev split too; its figures come out of fold then.")
@click.option(
    "--folds",
    type=written_file,
    help="Where to write what labelled pictures get out of fold.",
)
def minors(labels: tuple[Path, ...], folders: tuple[Path, ...], out: Path, seed: int, **asked: Any) -> None:  # noqa: ANN401
    """Train the classifier of minors on pictures whose captions name one.

    \b
    Example: imgsearch train minors --captions captions.tsv --images images \\
        --train train.txt --dev dev.txt --out imgsearch/minors/detectors
    """
    require("train")
    from imgsearch.cli.progress import bars
    from imgsearch.training.captioned import CaptionedFiles
    from imgsearch.training.minor_files import MinorFiles
    from imgsearch.training.minors import train_minors

    captioned = CaptionedFiles(*(asked[name] for name in ("captions", "pictures", "train", "dev")))
    files = MinorFiles(captioned, labels, folders, asked["with_dev"], asked["folds"])
    with bars() as progress:
        card = train_minors(files, out, seed=seed, progress=progress)
    metrics = card["metrics"]
    echo(f"classifier of revision {card['revision']} in {out}")
    echo(
        f"dev: AUC {metrics['roc_auc']:.3f}, average precision {metrics['average_precision']:.3f}; "
        f"flags {metrics['recall']:.0%} of the pictures with minors, {metrics['precision']:.0%} of the flags are right"
    )
    for split, figures in card["by_eye"].items():
        for what in ("minors_found", "adults_hidden"):
            if what in figures:
                told = f"{split}, by eye, {what.replace('_', ' ')}: {figures[what]:.1%}"
                echo(f"{told} (as good as {figures[f'{what}_of']:.0f} drawn at random)")
