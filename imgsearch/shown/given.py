"""What scripts give to a search: one of a thing or several, and whatever they give by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from imgsearch.errors import BadInput, UnreadableImage
from imgsearch.pictures.colours import to_srgb
from imgsearch.pictures.decode import read_picture
from imgsearch.queries.filters import EVERYTHING, Filters

if TYPE_CHECKING:
    from PIL import Image

Picture: TypeAlias = "Image.Image | Path | str"
"""An opened picture, or the path of a file."""


def given_texts(texts: Sequence[object]) -> list[str]:
    """Texts, each an argument of its own.

    Raises:
        BadInput: one is something else.
    """
    for text in texts:
        if not isinstance(text, str):
            raise BadInput(f"{text!r} is no text; give each text as an argument of its own")
    return [text for text in texts if isinstance(text, str)]


def given_ids(like: object) -> list[int]:
    """Ids of pictures of the gallery; a single one may stand alone.

    Raises:
        BadInput: one is no whole number.
    """
    ids = list(like) if isinstance(like, Iterable) and not isinstance(like, str | bytes) else [like]
    return list(map(given_id, ids))


def given_id(image_id: object) -> int:
    """The id of a picture.

    Raises:
        BadInput: it is no whole number.
    """
    if not isinstance(image_id, Integral):
        raise BadInput(f"{image_id!r} is no picture's id; hits have it as image_id")
    return int(image_id)


def given_pictures(images: Sequence[Picture] | Picture) -> list[Image.Image]:
    """The pictures of files, or opened ones; a single one may stand alone.

    Raises:
        BadInput: one is neither.
        UnreadableImage: a file is not a picture; the message names it.
    """
    from PIL import Image

    return [given_picture(each) for each in ([images] if isinstance(images, str | Path | Image.Image) else images)]


def given_picture(picture: object) -> Image.Image:
    """The picture of a file, or one that is opened."""
    from PIL import Image

    if isinstance(picture, Image.Image):
        return to_srgb(picture)
    if not isinstance(picture, str | Path):
        raise BadInput(f"{picture!r} is no picture; give the path of a file, or a picture that Pillow has opened")
    try:
        return read_picture(picture)
    except UnreadableImage as exc:
        raise UnreadableImage(f"{picture}: {exc}") from exc


def given_filters(filters: object) -> Filters:
    """What pictures must be; None is whatever they are.

    Raises:
        BadInput: it is something else than Filters.
    """
    if filters is None:
        return EVERYTHING
    if not isinstance(filters, Filters):
        raise BadInput(f"filters are {filters!r}; write them as Filters(gallery=..., tags=[...])")
    return filters
