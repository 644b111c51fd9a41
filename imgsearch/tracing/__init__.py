"""Spans of what the program does. Where nobody collects them nothing is done and nothing is imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType
from typing import Protocol, TypeAlias

Attributes: TypeAlias = Mapping[str, str | int | float | bool]
"""Never what somebody searched for, nor anything of a picture: whoever sees spans need not see pictures."""
Headers: TypeAlias = Iterable[tuple[bytes, bytes]]
NONE: Attributes = MappingProxyType({})


class Span(Protocol):
    """A piece of work that is being timed."""

    @property
    def id(self) -> str | None:
        """The trace's id and its own, hexadecimal with a dash between; None where nobody collects."""

    def tell(self, attributes: Attributes) -> None:
        """Say more about it."""

    def rename(self, name: str) -> None:
        """Give it the name that is known only now."""

    def fail(self, kind: str) -> None:
        """Say that it came to nothing; of the error its kind alone, since its text may quote what was asked."""


class Tracer(Protocol):
    """Makes spans; imgsearch.tracing.otel has the one there is."""

    def span(self, name: str, attributes: Attributes) -> AbstractContextManager[Span]:
        """A span below the current one, for the time of a block."""

    def request(self, method: str, headers: Headers) -> AbstractContextManager[Span]:
        """A span of an HTTP request, below the one that its headers name."""


class _Nobody:
    """A span that nobody collects."""

    id = None

    def tell(self, attributes: Attributes) -> None:
        pass

    def rename(self, name: str) -> None:
        pass

    def fail(self, kind: str) -> None:
        pass


_UNSEEN: AbstractContextManager[Span] = nullcontext(_Nobody())
_tracer: Tracer | None = None


def set_tracer(tracer: Tracer | None) -> None:
    """Have all spans made by a tracer from now on, or by none."""
    global _tracer
    _tracer = tracer


def span(name: str, attributes: Attributes = NONE) -> AbstractContextManager[Span]:
    """A span below the current one of this thread or task, for the time of a block."""
    return _UNSEEN if _tracer is None else _tracer.span(name, attributes)


def request_span(method: str, headers: Headers) -> AbstractContextManager[Span]:
    """A span of an HTTP request; its parent is the one that the header ``traceparent`` names."""
    return _UNSEEN if _tracer is None else _tracer.request(method, headers)
