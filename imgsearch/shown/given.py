"""What scripts give to a search: one of a thing or several, and whatever they give by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from imgsearch.errors import BadInput, UnreadableImage
from imgsearch.pictures.colours import to_srgb
from imgsearch.pictures.decode import read_picture
from imgsearch.queries.filters import EVERYTHING, Filters
from imgsearch.search import Query
from imgsearch.search.pages import is_whole

if TYPE_CHECKING:
    from PIL import Image

Picture: TypeAlias = "Image.Image | Path | str"
"""An opened picture, or the path of a file."""
LONGEST_TOLD = 80


def given_texts(texts: Sequence[object]) -> list[str]:
    """Texts, each an argument of its own.

    Raises:
        BadInput: one is something else.
    """
    for text in texts:
        if not isinstance(text, str):
            raise BadInput(f"{_told(text)} is no text; give each text as an argument of its own")
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
    if not is_whole(image_id):
        raise BadInput(f"{_told(image_id)} is no picture's id; hits have it as image_id")
    return int(image_id)


def given_pictures(images: Sequence[Picture] | Picture) -> list[Image.Image]:
    """The pictures of files, or opened ones; a single one may stand alone.

    Raises:
        BadInput: one is neither.
        UnreadableImage: a file is not a picture; the message names it.
    """
    from PIL import Image

    if isinstance(images, str | bytes | Path | Image.Image) or not isinstance(images, Iterable):
        return [given_picture(images)]
    return list(map(given_picture, images))


def given_picture(picture: object) -> Image.Image:
    """The picture of a file, or one that is opened."""
    from PIL import Image

    if isinstance(picture, Image.Image):
        return _given_opened(picture)
    if not isinstance(picture, str | Path):
        raise BadInput(f"{_told(picture)} is no picture; give the path of a file, or a picture that Pillow has opened")
    try:
        return read_picture(picture)
    except UnreadableImage as exc:
        raise UnreadableImage(f"{picture}: {exc}") from exc


def _given_opened(picture: Image.Image) -> Image.Image:
    """What Pillow has opened, and may have to read yet."""
    if 0 in picture.size:
        raise UnreadableImage(f"the picture has {picture.width} x {picture.height} pixels")
    try:
        picture.load()
        return to_srgb(picture)
    except (OSError, SyntaxError, ValueError) as exc:  # its file is damaged, or was closed
        raise UnreadableImage(f"the picture that Pillow has opened cannot be read: {exc}") from exc


def _told(value: object) -> str:
    """What was given, for a message; an array or a file's bytes would fill screens."""
    said = " ".join(repr(value).split())
    return said if len(said) <= LONGEST_TOLD else f"{said[:LONGEST_TOLD]}..."


def given_flags(**flags: object) -> None:
    """Refuse what is neither True nor False nor left out: "no" would count as True.

    Raises:
        BadInput: one is something else.
    """
    for name, flag in flags.items():
        if not isinstance(flag, bool | np.bool_ | None):
            raise BadInput(f"{name} is {_told(flag)}; it has to be True or False")


def given_query(query: object) -> Query:
    """A query that was made before.

    Raises:
        BadInput: it is something else, such as a text.
    """
    if not isinstance(query, Query):
        raise BadInput(f"{_told(query)} is no Query; texts are given to search")
    return query


def given_filters(filters: object) -> Filters:
    """What pictures must be; None is whatever they are.

    Raises:
        BadInput: it is something else than Filters.
    """
    if filters is None:
        return EVERYTHING
    if not isinstance(filters, Filters):
        raise BadInput(f"filters are {_told(filters)}; write them as Filters(gallery=..., tags=[...])")
    return filters
