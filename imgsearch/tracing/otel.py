"""Spans by OpenTelemetry, sent where its standard variables say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import entry_points, version

from opentelemetry import propagate, trace
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from imgsearch.errors import BadInput
from imgsearch.extras import DISTRIBUTION
from imgsearch.tracing import Attributes, Headers, Span, set_tracer
from imgsearch.tracing.statements import trace_statements

EXPORTERS = "opentelemetry_traces_exporter"
#: What the specification calls the protocols of OTLP -> the exporters' names.
PROTOCOLS = {"http/protobuf": "otlp_proto_http", "grpc": "otlp_proto_grpc"}


class OtelSpan:
    """See imgsearch.tracing.Span."""

    def __init__(self, made: trace.Span) -> None:
        self._made = made

    @property
    def id(self) -> str | None:
        """The trace's id, a dash and the span's."""
        context = self._made.get_span_context()
        return f"{trace.format_trace_id(context.trace_id)}-{trace.format_span_id(context.span_id)}"

    def tell(self, attributes: Attributes) -> None:
        """See Span."""
        self._made.set_attributes(attributes)

    def rename(self, name: str) -> None:
        """See Span."""
        self._made.update_name(name)

    def fail(self, kind: str) -> None:
        """See Span."""
        self._made.set_attribute("error.type", kind)
        self._made.set_status(trace.StatusCode.ERROR)


class OtelTracer:
    """See imgsearch.tracing.Tracer."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("imgsearch", version(DISTRIBUTION))

    @contextmanager
    def span(self, name: str, attributes: Attributes) -> Iterator[Span]:
        """See Tracer."""
        with self._started(self._tracer.start_span(name, attributes=attributes)) as made:
            yield made

    @contextmanager
    def request(self, method: str, headers: Headers) -> Iterator[Span]:
        """See Tracer."""
        said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
        attributes = {"http.request.method": method}
        started = self._tracer.start_span(
            method, context=propagate.extract(said), kind=trace.SpanKind.SERVER, attributes=attributes
        )
        with self._started(started) as made:
            yield made

    @contextmanager
    def _started(self, started: trace.Span) -> Iterator[OtelSpan]:
        made = OtelSpan(started)
        # An error's text may quote what was asked for, or a row; so its kind is told alone.
        with trace.use_span(started, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            try:
                yield made
            except Exception as exc:
                made.fail(type(exc).__name__)
                raise


def trace_to(provider: TracerProvider) -> Callable[[], None]:
    """Make spans by a provider from now on, those of statements too; what is returned ends it."""
    forget = trace_statements(provider.get_tracer("imgsearch", version(DISTRIBUTION)))
    set_tracer(OtelTracer(provider))

    def end() -> None:
        set_tracer(None)
        forget()

    return end


def start(environment: Mapping[str, str]) -> None:
    """Send spans until the program ends, which sends the last ones.

    Sampling, batches, resource and addresses are the standard variables' as well, which the library reads itself.

    Args:
        environment: with OTEL_TRACES_EXPORTER and the variables of OTLP's protocol.

    Raises:
        BadInput: they name an exporter that is not installed.
    """
    told = OTELResourceDetector().detect().attributes
    ours = {SERVICE_NAME: told.get(SERVICE_NAME, "imgsearch"), SERVICE_VERSION: version(DISTRIBUTION)}
    provider = TracerProvider(resource=Resource.create(ours))
    for name in (environment.get("OTEL_TRACES_EXPORTER") or "otlp").split(","):
        provider.add_span_processor(BatchSpanProcessor(_make_exporter(name.strip(), environment)))
    trace_to(provider)


def _make_exporter(name: str, environment: Mapping[str, str]) -> SpanExporter:
    if name == "otlp":
        protocol = environment.get("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") or environment.get(
            "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"
        )
        name = PROTOCOLS.get(protocol, protocol)
    known = {point.name: point for point in entry_points(group=EXPORTERS)}
    if name not in known:
        raise BadInput(
            f"the variables OTEL_* ask for the exporter {name!r}, which is not installed; "
            f"there are {', '.join(sorted(known))}"
        )
    exporter: SpanExporter = known[name].load()()
    return exporter
