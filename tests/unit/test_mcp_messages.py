"""Lines that are no messages: whoever waits for an answer gets one, and nothing ends the server."""

from __future__ import annotations

import anyio
import mcp_types
import pytest
from mcp_types import INVALID_REQUEST, PARSE_ERROR, JSONRPCNotification, JSONRPCRequest
from pydantic import ValidationError

from imgsearch.mcp.answering import Asked, refuse


def refused(line: str) -> tuple[object, int] | None:
    """Id and code of the answer."""
    with pytest.raises(ValidationError) as caught:
        mcp_types.jsonrpc_message_adapter.validate_json(line, by_name=False)
    answer = refuse(caught.value)
    return None if answer is None else (answer.id, answer.error.code)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("{not json\n", (None, PARSE_ERROR)),
        ('{"jsonrpc": "2.0", "id": 7, "method": "ping", "params": {"half": "\\ud83d"}}\n', (7, PARSE_ERROR)),
        ("[" * 100_000 + "\n", (None, PARSE_ERROR)),
        ("null\n", (None, INVALID_REQUEST)),
        ('[{"jsonrpc": "2.0", "id": 7, "method": "ping"}]\n', (None, INVALID_REQUEST)),
        ('{"jsonrpc": "2.0", "id": 7, "method": "ping", "params": [1]}\n', (7, INVALID_REQUEST)),
        ('{"jsonrpc": "2.0", "id": "a", "method": 5}\n', ("a", INVALID_REQUEST)),
        ('{"id": 7, "method": "ping"}\n', (7, INVALID_REQUEST)),
        ('{"jsonrpc": "2.0", "id": true}\n', (None, INVALID_REQUEST)),
        ('{"jsonrpc": "2.0", "id": "\\ud83d", "method": "ping"}\n', (None, PARSE_ERROR)),
    ],
)
def test_what_is_no_message_is_refused_under_its_id(line: str, answer: tuple[object, int]) -> None:
    assert refused(line) == answer


@pytest.mark.parametrize(
    "line",
    [
        "\n",
        '{"jsonrpc": "2.0", "method": "notifications/initialized", "params": [1]}\n',
        '{"jsonrpc": "2.0", "id": 7, "result": 1}\n',
        '{"jsonrpc": "2.0", "id": 7, "error": 1}\n',
    ],
)
def test_what_asks_for_no_answer_gets_none(line: str) -> None:
    assert refused(line) is None


@pytest.mark.parametrize("number", [[1], {"a": 1}, None, 8])
def test_what_is_given_up_without_being_asked_leaves_what_is_asked(number: object) -> None:
    asked = Asked()
    asked.note(JSONRPCRequest(jsonrpc="2.0", id=7, method="ping"))
    params = {"requestId": number}
    asked.note(JSONRPCNotification(jsonrpc="2.0", method="notifications/cancelled", params=params))

    async def is_answered() -> bool:
        with anyio.move_on_after(0.01) as scope:
            await asked.wait()
        return not scope.cancelled_caught

    assert not anyio.run(is_answered)
    asked.note(JSONRPCNotification(jsonrpc="2.0", method="notifications/cancelled", params={"requestId": 7}))
    assert anyio.run(is_answered)
