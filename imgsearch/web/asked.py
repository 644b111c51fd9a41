"""The filters of a search as they are written in an address."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlencode

from fastapi import Query

from imgsearch.errors import BadInput
from imgsearch.moment import parse_moment
from imgsearch.queries.filters import Filters

Day = "2024, 2024-05, 2024-05-31 or 31.05.2024."


class Asked(NamedTuple):
    """Filters as somebody wrote them; empty ones do not count."""

    gallery: str = ""
    taken_from: str = ""
    taken_to: str = ""
    photographer: str = ""
    tags: str = ""
    orientation: str = ""

    def filters(self) -> Filters:
        """What pictures must be.

        Raises:
            BadInput: a date is none, or nothing could pass.
        """
        try:
            return Filters(
                gallery=self.gallery or None,
                taken_from=parse_moment(self.taken_from).start if self.taken_from.strip() else None,
                taken_to=parse_moment(self.taken_to).end if self.taken_to.strip() else None,
                photographer=self.photographer.strip() or None,
                tags=tuple(tag for tag in self.tags.split(",") if tag.strip()),
                orientation=self.orientation or None,  # type: ignore[arg-type]  # Filters refuses others
            )
        except ValueError as exc:
            raise BadInput(str(exc)) from exc

    @property
    def beyond_gallery(self) -> bool:
        """Whether any filter but the gallery counts."""
        return any(self[1:])


def read_asked(
    gallery: Annotated[str, Query(max_length=500, description="Only pictures of this gallery.")] = "",
    taken_from: Annotated[str, Query(max_length=40, description=f"Only pictures taken from then on: {Day}")] = "",
    taken_to: Annotated[str, Query(max_length=40, description=f"Only pictures taken up to then: {Day}")] = "",
    photographer: Annotated[str, Query(max_length=500, description="Only this photographer's pictures.")] = "",
    tags: Annotated[str, Query(max_length=1000, description="Only pictures with these tags; commas between.")] = "",
    orientation: Annotated[Literal["", "landscape", "portrait", "square"], Query(description="Only such ones.")] = "",
) -> Asked:
    """Filters of a request."""
    return Asked(gallery, taken_from, taken_to, photographer, tags, orientation)


class Link:
    """Addresses of the same search with something changed."""

    def __init__(self, asked: Asked, q: str = "", nearest: bool = False, like: int | None = None) -> None:
        self._values: dict[str, object] = {"q": q, "like": like, "nearest": nearest, **asked._asdict()}

    def __call__(self, **changes: object) -> str:
        """The address; what is empty is left out."""
        values = {name: value for name, value in (self._values | changes).items() if value}
        return "/?" + urlencode({name: 1 if value is True else value for name, value in values.items()})
