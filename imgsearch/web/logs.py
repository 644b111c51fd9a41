"""Logs: one JSON object a line, on stderr."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import structlog

from imgsearch.terminal import escape_unsafe


def set_up_logs() -> None:
    """Write every line as JSON, those of the libraries too."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render: list[structlog.typing.Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(_to_json),
    ]
    structlog.configure(
        processors=[*shared, *render],
        # A line with its end is one write, so that those of several processes do not run into each other.
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _to_json(fields: object, **options: Any) -> str:  # noqa: ANN401 (whatever structlog hands on to json.dumps)
    return escape_unsafe(json.dumps(fields, ensure_ascii=False, **options))
