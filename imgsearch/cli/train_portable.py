"""`imgsearch train portable`: the regressor for encoders without ratings."""

from __future__ import annotations

from pathlib import Path

import click

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo
from imgsearch.cli.load_options import existing_file, existing_folder
from imgsearch.cli.numbers import SEED
from imgsearch.cli.written import written_file
from imgsearch.extras import require
from imgsearch.writing import write_whole, writing


@click.command()
@click.option("--captions", required=True, type=existing_file, help="Captions: lines of <picture>#<n>, tab, caption.")
@click.option("--images", "pictures", required=True, type=existing_folder, help="Folder of the pictures.")
@click.option(
    "--train", "names", required=True, type=existing_file, help="File with the names of pictures to train on."
)
@click.option(
    "--seed", default=0, show_default=True, type=SEED, help="Seed of the random numbers; the same seed, the same model."
)
@click.option("--out", required=True, type=written_file, help="File to write to.")
def portable(captions: Path, pictures: Path, names: Path, seed: int, out: Path) -> None:
    """Train the match score that encoders without one of their own get.

    It learns from the experts' ratings as ten simple encoders see them, which are fitted to the captioned pictures, and
    is tested on the active encoder, which takes no part. Rated pictures need their features first.

    \b
    imgsearch load embeddings --encoder efficientnet-lite2
    imgsearch train portable --captions captions.tsv --images images \\
        --train train.txt --out portable.safetensors
    """
    require("train")
    from imgsearch.cli.progress import bars
    from imgsearch.models.loaded import read_active_encoder
    from imgsearch.training.pairs import read_rated_pairs
    from imgsearch.training.portable import train_portable
    from imgsearch.training.portable_data import CaptionedNames, read_seen, see_by
    from imgsearch.training.regressor import EncoderRevision

    with open_session() as session, bars() as progress:
        encoder_id, encoder = read_active_encoder(session)
        rated = read_rated_pairs(session, encoder_id, encoder)
        learned = read_seen(session, rated, CaptionedNames(captions, pictures, names), seed=seed, progress=progress)
        session.rollback()
    model = train_portable(
        learned,
        see_by(rated, encoder),
        EncoderRevision(encoder.name, encoder.revision),
        seed=seed,
        progress=lambda line: echo(line, err=True),
    )
    data = model.to_bytes()
    with writing(out):
        write_whole((out, data))
    echo(
        f"{out}: {len(data) / 1e6:.1f} MB, learned from {len(learned)} encoders; mean squared error on {encoder.name}:"
    )
    for name, error in model.card["metrics"].items():
        threshold = model.card["thresholds"].get(name.removeprefix("mse_"))
        echo(f"  {name.removeprefix('mse_'):<28}{error:.4f}" + (f"   match from {threshold:.2f}" if threshold else ""))
