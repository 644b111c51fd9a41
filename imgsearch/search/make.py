"""From what was written, on a command line, in an address or in a script, to a Query: the one way of all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from imgsearch.errors import BadInput
from imgsearch.queries.filters import EVERYTHING, Filters
from imgsearch.search.ask import ask
from imgsearch.search.own import Own
from imgsearch.search.query import Part, PictureVector, Query, Sort

if TYPE_CHECKING:
    from PIL import Image

#: A weight below 0, which no one writes who writes as people do.
NEGATIVE = re.compile(r"\s*-\d+(?:\.\d+)?:")
WEIGHTED = re.compile(r"(?P<minus>-?)(?:(?P<weight>\d+(?:\.\d+)?):)?(?P<rest>.*)", re.DOTALL)


class Options(TypedDict, total=False):
    """The fields of a Query besides its parts and filters, which say how it is answered."""

    limit: int
    offset: int
    min_score: float | None
    nearest: bool
    every: bool
    sort: Sort | None


@dataclass(frozen=True)
class Written:
    """What somebody wrote, before anything is made of it; nothing at all browses."""

    texts: Sequence[str] = ()
    """A single one is read as people write; of several, or beside pictures, ``2:dog`` weighs two and ``-snow`` is
    unwanted."""
    images: Sequence[Image.Image] = ()
    like: Sequence[int] = ()
    """Ids of pictures of the gallery."""
    vectors: Sequence[PictureVector] = ()
    """Pictures that were encoded before."""
    literal: bool = False
    """Whether a single text is taken as it is."""

    def query(
        self,
        *,
        filters: Filters = EVERYTHING,
        own: Own | None = None,
        **options: Any,  # noqa: ANN401 (the other fields of a query)
    ) -> Query:
        """The query.

        Args:
            filters: what pictures must be.
            own: what the gallery says of a single text, as ask() asks for it.
            **options: the other fields of a query.

        Raises:
            BadInput: as by Query, or a text is empty after its weight.
        """
        pictures = [
            *(Part(image=image) for image in self.images),
            *(Part(like=image_id) for image_id in self.like),
            *(Part(vector=vector) for vector in self.vectors),
        ]
        if len(self.texts) == 1 and not pictures and (self.literal or not NEGATIVE.match(self.texts[0])):
            options |= {"filters": filters, "literal": self.literal}
            return ask(self.texts[0], own=own, **options)
        return Query([*map(read_part, self.texts), *pictures], filters=filters, **options)


def read_part(text: str) -> Part:
    """A text with its weight and sign, as among several: ``2:dog``, ``-snow``, ``-0.5:snow``.

    Raises:
        BadInput: nothing follows the sign and the weight.
    """
    match = WEIGHTED.fullmatch(text.strip())
    assert match is not None
    if not match["rest"].strip():
        raise BadInput(
            f"{text[:40]!r} is incomplete; write what to look for after the sign and the weight",
            ru=f"«{text[:40]}» не закончено: после знака и веса напишите, что искать",
        )
    weight = float(match["weight"] or 1)
    return Part(match["rest"], weight=-weight if match["minus"] else weight)
