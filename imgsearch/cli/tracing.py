"""Whether spans are collected, as the standard variables of OpenTelemetry say."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

from imgsearch.cli.echo import echo
from imgsearch.errors import MissingExtra
from imgsearch.extras import require
from imgsearch.tracing import span

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


def start_tracing() -> None:
    """Send spans until the program ends, where the environment names an exporter; else nothing is imported.

    Raises:
        BadInput: the exporter is not installed.
    """
    if not is_wanted(os.environ):
        return
    try:
        require("otel")
    except MissingExtra as exc:
        # The variables are often set for all programs of a machine; none should fail for it.
        echo(f"no spans are sent: {exc}", err=True)
        return
    from imgsearch.tracing.otel import start

    start(os.environ)


def trace_command() -> None:
    """Make what the current command does one span, where spans are collected; see start_tracing()."""
    start_tracing()
    context = click.get_current_context()
    # However it was started: as imgsearch, or by python -m imgsearch.
    name = context.command_path.removeprefix(context.find_root().command_path).strip()
    context.with_resource(span(f"imgsearch {name}"))


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether an exporter of spans is named, by itself or by where OTLP goes."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    named = environment.get("OTEL_TRACES_EXPORTER", "")
    return named != "none" if named else any(map(environment.get, ENDPOINTS))
