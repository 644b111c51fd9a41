"""Standard input and output of the server: what was asked is answered, though nothing more will be asked.

The library gives up what it is answering once its input ends, so that `imgsearch mcp < requests` had no answer.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.stdio import stdio_server
from mcp_types import CallToolResult, JSONRPCError, JSONRPCNotification, JSONRPCRequest, JSONRPCResponse
from pydantic import ValidationError

#: What a search may take whose models have to be loaded first, and more.
WAIT_SECONDS = 60


#: Names of arguments in a message.
MOST_NAMES = 5


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
            served = self._lowlevel_server
            await served.run(Reading(read, asked), Writing(write, asked), served.create_initialization_options())


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
    """What comes; it ends when all of it is answered."""

    @property
    def last_context(self) -> Any:  # noqa: ANN401 (the library's)
        """Of whoever sent the last message."""
        return self._inner.last_context

    async def receive(self) -> Any:  # noqa: ANN401 (the library's)
        """The next message."""
        try:
            item = await self._inner.receive()
        except anyio.EndOfStream:
            await self._asked.wait()
            raise
        self._asked.note(getattr(item, "message", None))
        return item

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
