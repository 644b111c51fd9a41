"""Fields of forms that programs send: one that nobody reads would be lost without a word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.exceptions import HTTPException

#: Names in a message, and letters of each.
MOST_NAMES, LONGEST_NAME = 5, 40


def only_fields(*known: str, remedy: str = "") -> Callable[[Request], Awaitable[None]]:
    """A dependency that refuses a form with other fields, and says which there are.

    What an address has too much is passed over: browsers and mail programs add to it, and to no form.

    Args:
        known: names of the fields.
        remedy: what else the message says.
    """

    async def check(request: Request) -> None:
        form = await request.form()  # has been read
        unknown = [name[:LONGEST_NAME] for name in dict.fromkeys(form) if name not in known]
        if unknown:
            said = f"the form has no field {', '.join(unknown[:MOST_NAMES])}, only {', '.join(known)}"
            raise HTTPException(422, said + remedy)

    return check
