from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

DOCUMENT = Path(__file__).parents[3] / "docs" / "sql.md"
STATEMENTS = re.findall(r"^```sql\n(.*?);\n```", DOCUMENT.read_text(), re.DOTALL | re.MULTILINE)


def test_there_are_statements() -> None:
    assert len(STATEMENTS) >= 15


@pytest.mark.parametrize("statement", STATEMENTS)
def test_documented_sql_runs_for_an_analyst(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE imgsearch_analyst"))
        connection.exec_driver_sql(statement)
