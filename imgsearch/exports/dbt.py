"""The views of the schema analyst as a file of sources for dbt."""

from __future__ import annotations

import json
from collections.abc import Sequence

from imgsearch.exports.views import View
from imgsearch.queries.analyst_views import SCHEMA


def dbt_sources(views: Sequence[View]) -> str:
    """The text of a sources.yml (dbt's properties file, version 2): every view and column with what it means."""
    lines = ["version: 2", "", "sources:", "  - name: imgsearch", f"    schema: {SCHEMA}", "    tables:"]
    for view in views:
        lines += [f"      - name: {view.name}", f"        description: {_text(view.comment)}", "        columns:"]
        for column in view.columns:
            lines += [f"          - name: {column.name}", f"            description: {_text(column.comment)}"]
            lines.append(f"            data_type: {_text(column.type)}")
    return "\n".join(lines) + "\n"


def _text(value: str | None) -> str:
    """A YAML string: JSON's are."""
    return json.dumps(value or "", ensure_ascii=False)
