"""A span for each SQL statement: its text with names in the place of values, never a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opentelemetry import trace
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

#: Where the span of a statement is kept while it runs.
KEPT = "_imgsearch_span"


def trace_statements(tracer: trace.Tracer) -> Callable[[], None]:
    """Make spans of the statements of every engine from now on; what is returned ends it.

    Statements outside of any span get none. How many rows came back is not told: it may count hidden pictures.
    """

    def begin(_connection: object, _cursor: object, statement: str, _values: object, context: Any, _many: bool) -> None:  # noqa: ANN401 (SQLAlchemy's own)
        if not trace.get_current_span().get_span_context().is_valid:
            return
        verb = statement.lstrip().partition(" ")[0].upper()[:20]
        attributes = {"db.system.name": "postgresql", "db.operation.name": verb, "db.query.text": statement}
        setattr(context, KEPT, tracer.start_span(verb, kind=trace.SpanKind.CLIENT, attributes=attributes))

    def end(_connection: object, _cursor: object, _statement: str, _values: object, context: Any, _many: bool) -> None:  # noqa: ANN401
        if (kept := _take(context)) is not None:
            kept.end()

    def fail(failed: ExceptionContext) -> None:
        if (kept := _take(failed.execution_context)) is not None:
            state = getattr(failed.original_exception, "sqlstate", None)
            kept.set_attribute("error.type", state or type(failed.original_exception).__name__)
            kept.set_status(trace.StatusCode.ERROR)
            kept.end()

    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": begin,
        "after_cursor_execute": end,
        "handle_error": fail,
    }
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)

    def forget() -> None:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)

    return forget


def _take(context: object) -> trace.Span | None:
    kept: trace.Span | None = getattr(context, KEPT, None)
    if kept is not None:
        setattr(context, KEPT, None)
    return kept
