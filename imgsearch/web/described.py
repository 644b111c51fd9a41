"""The API's description, with what programs that make clients of it look for."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

SCHEME = "token"


class Described(FastAPI):
    """FastAPI, whose description also says that programs log in by a token, and which fields are files.

    FastAPI says of a file what JSON Schema does, ``contentMediaType``; generators of clients look for OpenAPI 3.0's
    ``format: binary`` and else take the field for a text.
    """

    def openapi(self) -> dict[str, Any]:
        """The description, which FastAPI keeps once it is made."""
        described = super().openapi()
        components = described["components"]
        if "securitySchemes" not in components:
            components["securitySchemes"] = {
                SCHEME: {"type": "http", "scheme": "bearer", "description": "Of `imgsearch user token NAME`."}
            }
            # A token or none: where the page asks for no login, programs need none to search.
            described["security"] = [{SCHEME: []}, {}]
            for schema in components["schemas"].values():
                for field in schema.get("properties", {}).values():
                    _mark_file(field)
        return described


def _mark_file(field: dict[str, Any]) -> None:
    each = field.get("items", field)
    if "contentMediaType" in each:
        each["format"] = "binary"
