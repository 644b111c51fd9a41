"""Standard input and output of the server: what was asked is answered, though nothing more will be asked.

The library gives up what it is answering once its input ends, so that `imgsearch mcp < requests` had no answer.
"""

from __future__ import annotations

import json
from contextlib import suppress
from types import TracebackType
from typing import Any

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    CallToolResult,
    ErrorData,
    JSONRPCError,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
)
from pydantic import ValidationError

#: What a search may take whose models have to be loaded first, and more.
WAIT_SECONDS = 60


#: Names of arguments in a message.
MOST_NAMES = 5
NO_JSON = "the line is no JSON"
NO_MESSAGE = (
    "the line is no message of JSON-RPC 2.0: an object with a method, params that are an object, and for a request an "
    "id that is a string or a whole number; several together are not read"
)


class AnsweringServer(MCPServer[Any]):
    """A server that answers to the end, and says of what it does not read that it does not."""

    def close_schemas(self) -> None:
        """Tell programs too that tools take nothing else; once all of them are there."""
        for tool in self._tool_manager.list_tools():
            tool.parameters["additionalProperties"] = False

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | Any:  # noqa: ANN401 (the library's other kind of answer, which no tool of ours gives)
        """Call a tool; the library passes over arguments that the tool does not have, such as a filter.

        Raises:
            ToolError: by the tool, or the arguments are not what it takes.
        """
        tool = self._tool_manager.get_tool(name)
        known = tool.parameters["properties"] if tool is not None else arguments
        unknown = [argument[:40] for argument in arguments if argument not in known]
        if unknown:
            raise ToolError(f"{name} takes no {', '.join(unknown[:MOST_NAMES])}, only {', '.join(known)}")
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as exc:
            if not isinstance(exc.__cause__, ValidationError):
                raise
            said = (f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in exc.__cause__.errors())
            raise ToolError(f"{name} takes something else: {'; '.join(said)}") from exc.__cause__

    async def run_stdio_async(self) -> None:
        """Answer until standard input ends and all that came is answered."""
        async with stdio_server() as (read, write):
            asked = Asked()
            served, answers = self._lowlevel_server, Writing(write, asked)
            await served.run(Reading(read, asked, answers), answers, served.create_initialization_options())


class Asked:
    """What was asked and has no answer yet."""

    def __init__(self) -> None:
        self._ids: set[object] = set()
        self._none = anyio.Event()

    def note(self, message: object) -> None:
        """What came: a request, or that one is wanted no more."""
        if isinstance(message, JSONRPCRequest):
            self._ids.add(message.id)
        elif isinstance(message, JSONRPCNotification) and message.method == "notifications/cancelled":
            self._settle((message.params or {}).get("requestId"))

    def note_answer(self, message: object) -> None:
        """What was written."""
        if isinstance(message, JSONRPCResponse | JSONRPCError):
            self._settle(message.id)

    async def wait(self) -> None:
        """Until all is answered, or that takes too long."""
        if self._ids:
            with anyio.move_on_after(WAIT_SECONDS):
                await self._none.wait()

    def _settle(self, number: object) -> None:
        if isinstance(number, str | int):  # a program may say that it wants no answer to something that is no id
            self._ids.discard(number)
        if not self._ids:
            self._none.set()
            self._none = anyio.Event()


class _Stream:
    """One of the library's streams, which it enters and closes."""

    def __init__(self, inner: Any, asked: Asked) -> None:  # noqa: ANN401 (the library's kinds have no public names)
        self._inner = inner
        self._asked = asked

    async def aclose(self) -> None:
        """Close it."""
        await self._inner.aclose()

    async def __aenter__(self) -> Any:  # noqa: ANN401 (its own kind)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()


class Reading(_Stream):
    """What comes; it ends when all of it is answered. What is no message is refused here: the library is silent."""

    def __init__(self, inner: Any, asked: Asked, answers: Writing) -> None:  # noqa: ANN401 (as above)
        super().__init__(inner, asked)
        self._answers = answers

    @property
    def last_context(self) -> Any:  # noqa: ANN401 (the library's)
        """Of whoever sent the last message."""
        return self._inner.last_context

    async def receive(self) -> Any:  # noqa: ANN401 (the library's)
        """The next message."""
        while True:
            try:
                item = await self._inner.receive()
            except anyio.EndOfStream:
                await self._asked.wait()
                raise
            if not isinstance(item, ValidationError):
                self._asked.note(getattr(item, "message", None))
                return item
            if (refusal := refuse(item)) is not None:
                await self._answers.send(SessionMessage(refusal))

    def __aiter__(self) -> Reading:
        return self

    async def __anext__(self) -> Any:  # noqa: ANN401 (the library's)
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None


class Writing(_Stream):
    """What is answered."""

    async def send(self, item: Any) -> None:  # noqa: ANN401 (the library's)
        """Write a message."""
        await self._inner.send(item)
        self._asked.note_answer(item.message)


def refuse(error: ValidationError) -> JSONRPCError | None:
    """The answer to a line that is no message, under its id where it has one; None where nobody waits for any."""
    found = error.errors()
    line = next((each["input"] for each in found if each["type"] == "json_invalid"), None)
    if line is not None:
        said: object = None
        with suppress(ValueError, RecursionError):  # half of a character beyond U+FFFF is JSON to some programs
            said = json.loads(line)
        return _refusal(said, PARSE_ERROR, NO_JSON) if line.strip() else None
    # Whatever a message may be, it lacks something of the others, and is named whole there.
    said = next((each["input"] for each in found if each["type"] == "missing"), None)
    if isinstance(said, dict) and ("result" in said or "error" in said or ("method" in said and "id" not in said)):
        return None
    return _refusal(said, INVALID_REQUEST, NO_MESSAGE)


def _refusal(said: object, code: int, message: str) -> JSONRPCError:
    number = said.get("id") if isinstance(said, dict) else None
    is_id = isinstance(number, str | int) and not isinstance(number, bool) and _can_be_written(number)
    return JSONRPCError(jsonrpc="2.0", id=number if is_id else None, error=ErrorData(code=code, message=message))


def _can_be_written(number: str | int) -> bool:
    """Whether an answer can hold it: half of a character would end the server, and so many digits."""
    try:
        return bool(str(number).encode())
    except ValueError:
        return False
