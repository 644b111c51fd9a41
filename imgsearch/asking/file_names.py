"""Names of files that somebody pastes: "2019-06-12 14.22.33.jpg", "beach without people.jpg" say nothing else."""

from __future__ import annotations

import re

_PICTURE = re.compile(
    r"\w\)?\.(?:jpe?g|jpe|jfif|png|webp|gif|bmp|tiff?|psd|avif|hei[cf]|jxl|cr[23]|nef|arw|dng|orf|rw2|raf|pef|srw)$",
    re.IGNORECASE,
)


def is_file_name(text: str) -> bool:
    """Whether a text ends as the name of a picture's file does."""
    return _PICTURE.search(text.rstrip()) is not None
