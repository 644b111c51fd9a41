"""Whole numbers that programs send are digits in an address or a form, and numbers in JSON; nothing like them is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, ValidationError

from imgsearch.mcp.server import make_server
from imgsearch.shown.catalog import Catalog
from imgsearch.web import routes
from imgsearch.web.routes.collections_api import Addition
from imgsearch.web.routes.reports import Report


def whole_numbers() -> Iterator[tuple[str, Any]]:
    """Every parameter of every route that takes one, or several."""
    for module in iter_modules(routes.__path__):
        for router in vars(import_module(f"{routes.__name__}.{module.name}")).values():
            for route in router.routes if isinstance(router, APIRouter) else ():
                if not isinstance(route, APIRoute):
                    continue
                for field in taken_by(route.dependant):
                    for sent in ("3", ["3"]):
                        if field.validate(sent, {}, loc=()) in ((3, []), ([3], [])):
                            yield f"{route.path} {field.name}", (field, sent)


def taken_by(dependant: Dependant) -> Iterator[Any]:
    """What a route and all that it depends on read of an address and of a form."""
    yield from (*dependant.path_params, *dependant.query_params, *dependant.body_params)
    for each in dependant.dependencies:
        yield from taken_by(each)


def test_no_route_takes_what_only_resembles_a_whole_number() -> None:
    found = dict(whole_numbers())
    assert {"/thumbnail/{image_id}.webp image_id", "/api/search like", "/rate rating", "/review/batch flag"} <= set(
        found
    )
    for name, (field, sent) in found.items():
        for text in ("3.0", "0_3", " 3", "3 ", "+3", "3e0", "٣", "true", ""):
            _, errors = field.validate([text] if isinstance(sent, list) else text, {}, loc=())
            assert errors, (name, text)


@pytest.mark.parametrize("written", ["true", '"3"', "3.0", "3e0", "null", "[3]"])
@pytest.mark.parametrize(
    ("body", "model"),
    [('{"image_id": %s, "kind": "other"}', Report), ('{"name": "Wedding", "images": [%s]}', Addition)],
)
def test_an_id_in_json_is_a_number_without_a_fraction(body: str, model: type[BaseModel], written: str) -> None:
    model.model_validate(json.loads(body % 3))
    with pytest.raises(ValidationError, match="valid integer"):
        model.model_validate(json.loads(body % written))


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("describe", {"image_id": True}, "describe takes something else: image_id: Input should be a valid integer"),
        ("similar", {"image_id": "3"}, "similar takes something else: image_id: Input should be a valid integer"),
        ("search", {"text": "a dog", "limit": 3.0}, "search takes something else: limit: Input should be a valid"),
        ("search", {"text": "a dog", "gallery": "kites"}, "search takes no gallery, only text, limit, offset, photogr"),
        ("similar", {"image_id": 3, "text": "a dog"}, "similar takes no text, only image_id, limit"),
    ],
)
def test_a_tool_takes_nothing_but_what_it_says(tool: str, arguments: dict[str, Any], said: str) -> None:
    server = make_server(Catalog.__new__(Catalog), "1")
    with pytest.raises(ToolError, match=f"^{said}") as raised:
        asyncio.run(server.call_tool(tool, arguments))
    assert "pydantic" not in str(raised.value)
    assert all(each.input_schema["additionalProperties"] is False for each in asyncio.run(server.list_tools()))
