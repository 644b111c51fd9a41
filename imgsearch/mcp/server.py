"""The tools that a program of the Model Context Protocol gets: it searches, and learns nothing that a visitor may not.

https://modelcontextprotocol.io; the client starts `imgsearch mcp` and speaks with it over standard input and output.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from mcp.server.mcpserver import Image, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field
from pydantic_core import to_json

from imgsearch.errors import ImgsearchError
from imgsearch.mcp.answering import AnsweringServer
from imgsearch.queries.filters import Filters
from imgsearch.search.pages import MAXIMUM_HITS
from imgsearch.shown.catalog import Catalog
from imgsearch.shown.hits import Hits
from imgsearch.undated import say_why_nothing

MOST_HITS = 50
INSTRUCTIONS = (
    "Finds photographs by what they show. search takes a scene in English or Russian; a score is the rating, 0 to 1, "
    "that an expert would give the match, and hits that do not match are left out. similar finds pictures that look "
    "like one of the gallery. describe tells what is known of a picture and shows it, small."
)
NOTHING_MATCHES = {
    "en": "Nothing matches. Other words or fewer filters may find something.",
    "ru": "Ничего не найдено. Попробуйте другие слова или меньше фильтров.",
}
READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Limit = Annotated[int, Field(strict=True, ge=1, le=MOST_HITS, description="Number of pictures.")]
Offset = Annotated[int, Field(strict=True, ge=0, lt=MAXIMUM_HITS, description="Pictures before, for a further page.")]
ImageId = Annotated[int, Field(strict=True, ge=1, description="image_id of a hit.")]


class FoundPicture(BaseModel):
    """A hit."""

    image_id: int
    name: str
    score: float | None
    """None where only something that should not be there was asked for."""
    caption: str | None
    width: int
    height: int


class Answer(BaseModel):
    """What a search found."""

    message: str | None
    """Why there is nothing: nothing matches, or pictures of minors were asked for."""
    pictures: list[FoundPicture]
    next_offset: int | None
    """Where the next page begins; null after the last match."""


def make_server(catalog: Catalog, version: str) -> MCPServer[Any]:
    """A server whose tools read a catalog, with the searcher's rights and no others."""
    server = AnsweringServer("imgsearch", instructions=INSTRUCTIONS, version=version, log_level="WARNING")

    @server.tool(annotations=READS)
    def search(
        text: Annotated[str, Field(description="A scene, in English or Russian: 'two dogs running in the snow'.")],
        limit: Limit = 10,
        offset: Offset = 0,
        photographer: Annotated[str | None, Field(description="Only by this photographer.")] = None,
        tags: Annotated[list[str] | None, Field(description="Only with all of these tags.")] = None,
    ) -> Answer:
        """Find pictures that show what a text says, best match first; nothing when nothing matches."""
        with _told():
            filters = Filters(photographer=photographer, tags=tuple(tags or ()))
            return _answer(catalog.search(text, limit=limit, offset=offset, filters=filters))

    @server.tool(annotations=READS)
    def similar(image_id: ImageId, limit: Limit = 10) -> Answer:
        """Find pictures that look like one of the gallery."""
        with _told():
            return _answer(catalog.search(like=[image_id], limit=limit))

    @server.tool(annotations=READS, structured_output=False)
    def describe(image_id: ImageId) -> list[Any]:
        """Tell what is known of a picture, and show it, small."""
        with _told():
            found = catalog.describe(image_id)
        shown = [] if found.thumbnail is None else [Image(data=found.thumbnail, format="webp")]
        fields = found._asdict()
        del fields["thumbnail"]
        return [to_json(fields).decode(), *shown]

    server.close_schemas()
    return server


@contextmanager
def _told() -> Iterator[None]:
    """Errors of ours reach the program as they read; anything else is withheld from it."""
    try:
        yield
    except ImgsearchError as exc:
        raise ToolError(str(exc)) from exc


def _answer(hits: Hits) -> Answer:
    unknown = {"score": None} if hits.result.is_browsing else {}
    pictures = [
        FoundPicture(
            **{name: value for name, value in hit._asdict().items() if name in FoundPicture.model_fields} | unknown
        )
        for hit in hits
    ]
    # What Python may do about it, a tool cannot.
    message = say_why_nothing(hits.result, NOTHING_MATCHES)
    return Answer(message=message, pictures=pictures, next_offset=hits.result.next_offset)
