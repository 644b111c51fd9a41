"""`imgsearch query` sends its spans by OTLP, to a collector of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlalchemy.engine import URL


class Collector(ThreadingHTTPServer):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.received: list[tuple[str, bytes]] = []


class Receiver(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.received.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def query(database: URL, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "imgsearch", "query", "a secret wish"]
    url = database.render_as_string(hide_password=False)
    environment = {**os.environ, "IMGSEARCH_DATABASE_URL": url, **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_query_sends_its_spans_where_the_environment_says(database_url: URL, collector: Collector) -> None:
    endpoint = f"http://127.0.0.1:{collector.server_port}"
    done = query(
        database_url,
        OTEL_EXPORTER_OTLP_ENDPOINT=endpoint,
        OTEL_EXPORTER_OTLP_COMPRESSION="none",
        OTEL_RESOURCE_ATTRIBUTES="service.name=photos",
    )
    assert "Traceback" not in done.stderr
    ((path, body),) = collector.received
    assert path == "/v1/traces"
    (sent,) = ExportTraceServiceRequest.FromString(body).resource_spans
    names = {span.name for scope in sent.scope_spans for span in scope.spans}
    assert {"imgsearch query", "load models", "SELECT"} <= names
    assert {one.key: one.value.string_value for one in sent.resource.attributes}["service.name"] == "photos"
    assert b"secret" not in body


def test_an_unknown_exporter_is_one_line(database_url: URL) -> None:
    done = query(database_url, OTEL_TRACES_EXPORTER="nobody")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: the variables OTEL_* ask for the exporter 'nobody'")
    assert done.stderr.count("\n") == 1


def test_without_the_extra_a_query_says_so_and_goes_on(
    database_url: URL, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from imgsearch import extras
    from imgsearch.cli.tracing import start_tracing

    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "otlp")
    monkeypatch.setattr(extras, "_is_installed", lambda name: "opentelemetry" not in name)
    start_tracing()
    assert capsys.readouterr().err.startswith("no spans are sent: this needs packages that are not installed")
