"""Which tracer makes our spans: the application's provider where it has one, else one of ours at the first span."""

from __future__ import annotations

import atexit
from typing import Any

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from . import _guard, _settings
from ._context import ContextSpanProcessor
from ._masked_export import MaskingExporter

SCOPE = "vitrine"
FLUSH_MS = 5000
TIMEOUT_S = 10


class _Runtime:
    def __init__(self) -> None:
        self.settings = _settings.read()
        self.provider: Any = None
        self.is_ours = False
        self.is_ready = False


_now = _Runtime()


def init(**options: Any) -> None:
    """Sets options in code, before the first span: url, key, service_name, environment, release, content, mask, disabled."""

    def begin() -> None:
        _guard.reset()
        shutdown(FLUSH_MS)
        _now.settings = _settings.read(**options)
        _now.is_ready = False

    _guard.guard(begin, None)


def settings() -> _settings.Settings:
    return _now.settings


def tracer() -> trace.Tracer | None:
    """None while there is nowhere to send spans."""
    provider = provider_or_none()
    return None if provider is None else provider.get_tracer(SCOPE, "0.1.0")


def provider_or_none() -> Any:
    if not _now.is_ready:
        _now.provider, _now.is_ours = _guard.guard(_make_provider, (None, False))
        _now.is_ready = True
    return _now.provider


def flush(timeout_ms: int = FLUSH_MS) -> None:
    """Returns when what waits is sent, given up, or the time is over. Never raises."""
    from . import _scores

    _guard.guard(lambda: _scores.flush(timeout_ms / 1000), None)
    if _now.provider is not None and hasattr(_now.provider, "force_flush"):
        _guard.guard(lambda: _now.provider.force_flush(timeout_ms), None)


def shutdown(timeout_ms: int = FLUSH_MS) -> None:
    """Flushes, and makes no more spans until the next init."""
    flush(timeout_ms)
    if _now.is_ours and _now.provider is not None:
        _guard.guard(_now.provider.shutdown, None)
    _now.provider, _now.is_ours, _now.is_ready = None, False, True


def status() -> dict[str, Any]:
    mode = "off" if provider_or_none() is None else "own" if _now.is_ours else "application"
    return {"mode": mode, "dropped": _guard.counts()}


def _make_provider() -> tuple[Any, bool]:
    using = _now.settings
    if using.disabled:
        return None, False
    existing = trace.get_tracer_provider()
    if hasattr(existing, "add_span_processor"):
        existing.add_span_processor(ContextSpanProcessor())
        return existing, False
    if using.traces_url is None and not _settings.has_standard_endpoint():
        _guard.debug_once("silent", "no spans are made: set VITRINE_URL and VITRINE_KEY, or OTEL_EXPORTER_OTLP_ENDPOINT")
        return None, False
    provider = TracerProvider(resource=_resource(using), shutdown_on_exit=False)
    exporter = (
        OTLPSpanExporter(endpoint=using.traces_url, headers=dict(using.headers), timeout=TIMEOUT_S)
        if using.traces_url
        else OTLPSpanExporter()
    )
    outgoing = exporter if using.mask is None else MaskingExporter(exporter, using, SCOPE)
    provider.add_span_processor(ContextSpanProcessor())
    provider.add_span_processor(BatchSpanProcessor(outgoing, schedule_delay_millis=1000))
    return provider, True


def _resource(using: _settings.Settings) -> Resource:
    named = {
        "service.name": using.service_name,
        "deployment.environment.name": using.environment,
        "service.version": using.release,
    }
    return Resource.create({key: value for key, value in named.items() if value})


# An interpreter that ends takes a second at most for what waits, and a dead collector no longer.
atexit.register(lambda: flush(1000) if _now.is_ours else None)
