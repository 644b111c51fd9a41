"""What looks at pictures and says how likely each shows a minor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from imgsearch.encoders.protocol import FloatArray

if TYPE_CHECKING:
    from PIL.Image import Image


class Spot(NamedTuple):
    """Where in a picture somebody was seen who may be a minor, and how old the face there looks."""

    cell: int | None = None
    """The ninth of the picture, row by row from 0; None where it is not known."""
    age: int | None = None
    """Of the face that looks youngest of those that are clear, in years; None where none is, or none was looked at."""
    face: list[int] | None = None
    """Left, top, right and bottom of that face and a little around it, in thousandths of width and height."""


class Detector(Protocol):
    """One way to look at pixels; a row of SOURCES names it."""

    @property
    def source(self) -> str:
        """Name of its row in SOURCES, and of its rows in minor_evidence."""

    @property
    def revision(self) -> str:
        """Changes whenever the probabilities would."""

    @property
    def threshold(self) -> float:
        """Probability from which a picture is hidden unless a caption vouches for it."""

    @property
    def certain(self) -> float:
        """Probability from which a picture is hidden whatever is said of it."""

    @property
    def prior(self) -> float:
        """Share of pictures with a minor for which the probabilities hold."""

    def look(self, pictures: Sequence[Image]) -> FloatArray:
        """(N,) float32 in [0, 1]: how likely each picture shows a minor."""

    def locate(self, pictures: Sequence[Image]) -> Sequence[Spot]:
        """Where it was seen in each of the pictures that were looked at last."""
