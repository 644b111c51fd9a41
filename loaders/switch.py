"""Changing the encoder that searches use, while they go on with the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from imgsearch.errors import UnsupportedInput
from imgsearch.models.choose import Switched, switch_encoder
from imgsearch.models.portable import calibrate
from imgsearch.models.store import register_encoder
from imgsearch.terminal import Progress
from loaders.embeddings import LoadEncoder, load_image_embeddings
from loaders.report import LoadResult

if TYPE_CHECKING:
    from imgsearch.encoders import Encoder


def load_and_switch(
    session: Session, encoder: Encoder, load_encoder: LoadEncoder, *, progress: Progress | None = None
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
    calibrate(session, encoder)
    switched = switch_encoder(session, encoder_id, unreadable=[reject.file for reject in loaded.rejects])
    return loaded, switched
