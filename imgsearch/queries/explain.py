"""EXPLAIN as an SQL expression."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from imgsearch.queries import AnySelect


class ExplainAnalyze(Executable, ClauseElement):
    """EXPLAIN (ANALYZE, BUFFERS) of a select; it runs the select."""

    inherit_cache = False

    def __init__(self, statement: AnySelect) -> None:
        self.statement = statement


@compiles(ExplainAnalyze, "postgresql")
def _compile(element: ExplainAnalyze, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401
    return "EXPLAIN (ANALYZE, BUFFERS) " + compiler.process(element.statement, **kwargs)
