"""`imgsearch models switch`: another encoder, while searches go on with the old one until everything is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from imgsearch.cli.database import open_session
from imgsearch.cli.echo import echo, printable
from imgsearch.db import map_errors
from imgsearch.errors import UnsupportedInput
from imgsearch.models.choose import Switched, switch_encoder
from imgsearch.models.store import register_encoder
from loaders.embeddings import LoadEncoder, ProgressFactory, load_image_embeddings
from loaders.report import LoadResult

if TYPE_CHECKING:
    from imgsearch.encoders import Encoder


def load_and_switch(
    session: Session, encoder: Encoder, load_encoder: LoadEncoder, *, progress: ProgressFactory | None = None
) -> tuple[LoadResult, Switched]:
    """Fill an encoder's vectors beside the active one's, build their index, then switch; commits.

    Searches use the old encoder until the last transaction, and may finish with it after that: its vectors stay.

    Raises:
        BadInput: pictures were added meanwhile that lack a vector by this encoder; call it again.
        UnsupportedInput: the encoder lacks an image side or a text side.
    """
    if not (encoder.encodes_images and encoder.encodes_texts):
        side = "pictures" if encoder.encodes_texts else "texts"
        raise UnsupportedInput(f"searches cannot use {encoder.name}: it does not encode {side}")
    encoder_id = register_encoder(session, encoder)
    loaded = load_image_embeddings(session, encoder.name, load_encoder, progress=progress)
    switched = switch_encoder(session, encoder_id, unreadable=[reject.file for reject in loaded.rejects])
    return loaded, switched


@click.command()
@click.argument("encoder", metavar="ENCODER")
def switch(encoder: str) -> None:
    """Let searches use ENCODER: make its vectors and their index, then change over from one search to the next.

    Searches go on with the old encoder meanwhile. Its vectors are kept, so that the way back takes no time.

    Example: imgsearch models switch clip:openai/clip-vit-base-patch32
    """
    from imgsearch.cli.load_steps import progress_bar
    from imgsearch.encoders import load_encoder

    with open_session() as session, map_errors():
        loaded, switched = load_and_switch(session, load_encoder(encoder), load_encoder, progress=progress_bar)
    echo(f"{loaded.inserted:,} pictures encoded, {loaded.unchanged:,} had a vector by {encoder}")
    for note in loaded.notes:
        echo(printable(note))
    if loaded.rejects:
        echo(f"{len(loaded.rejects):,} cannot be read and will not be found; see load_reject", err=True)
    number = "the shipped regressor" if switched.regressor_id is None else f"regressor {switched.regressor_id}"
    if switched.has_regressor:
        echo(f"searches use {encoder} with {number}")
    else:
        echo(f"searches use {encoder}; scores are cosines until `imgsearch train regressor` ran")
