"""Words for any picture, and whether a text has others."""

from __future__ import annotations

import re

from imgsearch.asking.denial.denying import TAILS
from imgsearch.spelling import is_picture

WORD = re.compile(r"[^\W_]{2,}")
#: Words for any picture, which no picture shows.
ANY_PICTURE = frozenset(
    "photo photos photograph photographs picture pictures image images shot shots everything anything all any the an "
    "my only just uploads uploaded made taken please pls пожалуйста "
    "фото фотография фотографии фотографий снимок снимки снимков картинка картинки картинок изображение "
    "изображения изображений только все мои кто что угодно".split()
)


def names_something(text: str) -> bool:
    """Whether any word says which pictures are meant, as none of "in the picture" does."""
    words = WORD.findall(text.lower().replace("ё", "е"))
    if tuple(text.lower().split()) in TAILS:
        return False
    return any(word not in ANY_PICTURE for word in words) or any(map(is_picture, text))
