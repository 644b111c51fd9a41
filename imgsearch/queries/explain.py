"""EXPLAIN as an SQL expression, and its answer without what was asked for."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from imgsearch.queries import AnySelect

#: As PostgreSQL writes texts, vectors and dates; a quote within is doubled.
LITERAL = re.compile(r"E?'(?:[^']|'')*'")


class Explain(Executable, ClauseElement):
    """EXPLAIN of a select, which does not run it."""

    inherit_cache = False
    how = ""

    def __init__(self, statement: AnySelect) -> None:
        self.statement = statement


class ExplainAnalyze(Explain):
    """EXPLAIN (ANALYZE, BUFFERS) of a select; it runs the select."""

    inherit_cache = False
    how = "(ANALYZE, BUFFERS) "


@compiles(Explain, "postgresql")
def _compile(element: Explain, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401
    return f"EXPLAIN {element.how}{compiler.process(element.statement, **kwargs)}"


def without_literals(plan: str) -> str:
    """A plan with ``'?'`` in the place of each text, vector and date in it."""
    return LITERAL.sub("'?'", plan)
