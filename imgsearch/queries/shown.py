"""What an answer tells of a picture, whether it was searched for or browsed."""

from __future__ import annotations

from imgsearch.tables import Image

#: Columns that hits and facets are made of.
SHOWN = (
    Image.name,
    Image.path,
    Image.sha256,
    Image.width,
    Image.height,
    Image.series,
    Image.titles,
    Image.tags,
    Image.places,
    Image.persons,
    Image.photographer,
    Image.taken_at,
    Image.orientation,
    Image.colours,
)
