"""Fields of forms, and parameters, that programs send: one that nobody reads would be lost without a word."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from fastapi import Request
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException

from imgsearch.queries.filters import FILTERS

#: Names in a message, and letters of each.
MOST_NAMES, LONGEST_NAME = 5, 40
#: Parameters that say where a click came from.
ADDED = re.compile(
    r"utm_\w{1,40}|_ga|_gl|_openstat|dclid|fbclid|gclid|gbraid|igshid|mc_cid|mc_eid|msclkid|wbraid|yclid|ysclid"
)


def only_fields(*known: str, several: Sequence[str] = (), remedy: str = "") -> Callable[[Request], Awaitable[None]]:
    """A dependency that refuses a form with other fields, or a field twice, and says which there are.

    Args:
        known: names of the fields.
        several: those that may be repeated.
        remedy: what else the message says.
    """

    async def check(request: Request) -> None:
        form = await request.form()  # has been read
        _refuse_others(form, known, "the form has no field", remedy)
        for name in form:
            if name not in several:
                _refuse_repeated(form, name, "form")

    return check


async def only_parameters(request: Request) -> None:
    """A dependency that refuses an address with parameters which the route does not have, and says which it has.

    What mail programs, networks and counters add to addresses is passed over.
    """
    path = request.scope["route"].path_format
    described = request.app.openapi()["paths"][path][request.method.lower()]
    known = {each["name"]: each for each in described.get("parameters", ()) if each["in"] == "query"}
    asked = [name for name in request.query_params if not ADDED.fullmatch(name)]
    _refuse_others(asked, tuple(known), "the address has no parameter")
    for name in asked:
        may_be_several = known[name]["schema"].get("type") == "array" or (name in FILTERS and FILTERS[name].is_multiple)
        if not may_be_several:
            _refuse_repeated(request.query_params, name, "address")


def _refuse_repeated(values: ImmutableMultiDict[str, Any], name: str, where: str) -> None:
    """Of several values one alone would count."""
    if len(values.getlist(name)) > 1:
        raise HTTPException(422, f"{name} stands in the {where} more than once; give it one value")


def _refuse_others(names: Iterable[str], known: Sequence[str], said: str, remedy: str = "") -> None:
    unknown = [name[:LONGEST_NAME] for name in dict.fromkeys(names) if name not in known]
    if unknown:
        raise HTTPException(422, f"{said} {', '.join(unknown[:MOST_NAMES])}, only {', '.join(known) or 'none'}{remedy}")
