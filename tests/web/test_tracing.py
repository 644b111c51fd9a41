"""Spans of one request, as OpenTelemetry's own exporter in memory gets them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy.exc import OperationalError

from imgsearch.cli.tracing import is_wanted
from imgsearch.errors import BadInput
from imgsearch.tracing import otel, span
from tests.page_logs import page_logs

from .conftest import AddPicture, OpenSite

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
SEARCH = "/api/search?q=a+secret+wish&nearest=true"


@pytest.fixture
def collected() -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    end = otel.trace_to(provider)
    yield exporter
    end()


def tree(spans: tuple[ReadableSpan, ...], parent: int | None) -> list[object]:
    """Names with what is below each, in the order in which they began."""
    below = [one for one in spans if (one.parent.span_id if one.parent else None) == parent]
    below.sort(key=lambda one: one.start_time or 0)
    return [(one.name, tree(spans, one.context.span_id)) for one in below]


def named(exporter: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [one for one in exporter.get_finished_spans() if one.name == name]


def test_a_request_is_a_tree_of_spans_down_to_its_statements(
    open_site: OpenSite, add_picture: AddPicture, collected: InMemorySpanExporter
) -> None:
    add_picture("r.png")
    site = open_site()
    collected.clear()
    assert site.get(SEARCH, headers=TRACEPARENT).status_code == 200
    spans = collected.get_finished_spans()
    assert {one.context.trace_id for one in spans} == {int(TRACE, 16)}
    select: tuple[str, list[object]] = ("SELECT", [])
    assert tree(spans, int(PARENT, 16)) == [
        (
            "GET /api/search",
            [
                *[select] * 4,  # the role, and whether "wish" is somebody's name
                (
                    "search",
                    [
                        ("search.encode", []),
                        ("search.set up", [select, select]),
                        ("search.candidates", [("WITH", [])]),
                        *[("search.rescore", [])] * 3,
                        *[select] * 4,  # roles of transactions, here and above, whether names changed, and the names
                    ],
                ),
                ("search.record", [select, select, ("INSERT", [])]),
            ],
        )
    ]


def test_spans_tell_the_route_and_the_outcome_and_nothing_of_who_asked_what(
    open_site: OpenSite, add_picture: AddPicture, collected: InMemorySpanExporter
) -> None:
    add_picture("hidden.png", minor=True, caption="a very private caption")
    shown = add_picture("shown.png")
    site = open_site()
    assert site.get(SEARCH).json()["hits"][0]["image_id"] == shown
    site.get("/picture/1234567")
    told = json.dumps([json.loads(one.to_json()) for one in collected.get_finished_spans()])
    for private in ("secret", "wish", "hidden.png", "shown.png", "private caption", "1234567", "testclient"):
        assert private not in told
    (asked,) = named(collected, "GET /api/search")
    assert dict(asked.attributes or {}) == {
        "http.request.method": "GET", "http.route": "/api/search", "http.response.status_code": 200,
    }  # fmt: skip
    (search,) = named(collected, "search")
    assert dict(search.attributes or {}) == {
        "imgsearch.hits": 0, "imgsearch.candidates": 1, "imgsearch.scan": "exact",
    }  # fmt: skip
    statements = [one.attributes or {} for name in ("SELECT", "WITH") for one in named(collected, name)]
    assert any("%(query_vector)s" in str(one["db.query.text"]) for one in statements)
    assert all(not one.keys() - {"db.system.name", "db.operation.name", "db.query.text"} for one in statements)


def test_the_query_is_told_where_the_log_tells_it(open_site: OpenSite, collected: InMemorySpanExporter) -> None:
    open_site(log_queries=True).get("/api/search?q=a+red+square")
    (asked,) = named(collected, "GET /api/search")
    assert (asked.attributes or {})["imgsearch.query"] == "a red square"


def test_the_log_and_the_answer_name_the_trace(
    open_site: OpenSite, add_picture: AddPicture, collected: InMemorySpanExporter, capsys: pytest.CaptureFixture[str]
) -> None:
    site = open_site()
    with page_logs():
        answers = [site.get("/healthz", headers=TRACEPARENT) for _ in range(2)]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert [json.loads(line)["request_id"] for line in capsys.readouterr().err.splitlines()] == ids
    spans = [f"{TRACE}-{one.context.span_id:016x}" for one in named(collected, "GET /healthz")]
    assert ids == spans
    assert len(set(ids)) == 2


def test_what_fails_tells_its_kind_alone(
    open_site: OpenSite, add_picture: AddPicture, collected: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_picture("r.png")
    site = open_site(faults=False)

    def refuse(*_given: object) -> None:
        with site.app.state.site.database.engine.begin() as connection:  # type: ignore[attr-defined]
            connection.exec_driver_sql("SELECT 1 / 0 AS secret")

    monkeypatch.setattr("imgsearch.search.once.encode_query", refuse)
    assert site.get(SEARCH).status_code == 400  # a division is the data's mistake
    failed = {one.name: one for one in collected.get_finished_spans() if not one.status.is_ok}
    assert [(failed[name].attributes or {})["error.type"] for name in ("search.encode", "search")] == ["DataError"] * 2
    (statement,) = [one for one in named(collected, "SELECT") if (one.attributes or {}).get("error.type") == "22012"]
    assert statement.status.description is None
    assert not any(one.events for one in collected.get_finished_spans())


def test_a_request_that_ends_in_a_fault_is_marked(
    open_site: OpenSite, collected: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site(faults=False)

    def fail(*_given: object, **_more: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("secret"))

    monkeypatch.setattr("imgsearch.web.finding.Finder.find", fail)
    assert site.get(SEARCH).status_code == 503
    (asked,) = named(collected, "GET /api/search")
    assert not asked.status.is_ok
    assert (asked.attributes or {})["error.type"] == "503"


def test_without_a_collector_spans_do_nothing_and_nothing_is_imported() -> None:
    program = (
        "import sys, imgsearch.tracing, imgsearch.cli.query, imgsearch.cli.serve, imgsearch.web.app\n"
        "from imgsearch.cli.tracing import start_tracing\n"
        "start_tracing()\n"
        "with imgsearch.tracing.span('a') as a, imgsearch.tracing.request_span('GET', []) as b:\n"
        "    a.tell({}); a.rename('b'); a.fail('c')\n"
        # FastAPI brings the interface of OpenTelemetry, which does nothing by itself.
        "print(a.id, b.id, [name for name in ('opentelemetry.sdk', 'opentelemetry.exporter') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "None None []\n"


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "photos"}, False),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, False),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "console"}, True),
    ],
)
def test_the_standard_variables_say_whether_spans_are_collected(environment: dict[str, str], wanted: bool) -> None:
    assert is_wanted(environment) is wanted


def test_an_exporter_that_is_not_installed_is_refused_in_one_line() -> None:
    with pytest.raises(BadInput, match=r"'otlp_proto_grpc', which is not installed; there are .*otlp_proto_http"):
        otel.start({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"})
    with span("after") as after:
        assert after.id is None
