"""Spans of other instrumentations are masked on their way out; our own were masked as they were written."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import Status

from ._settings import Settings
from ._values import masked


class MaskingExporter(SpanExporter):
    def __init__(self, exporter: SpanExporter, using: Settings, own_scope: str) -> None:
        self._exporter = exporter
        self._using = using
        self._own_scope = own_scope

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([self._outgoing(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)

    def _outgoing(self, span: ReadableSpan) -> ReadableSpan:
        scope = span.instrumentation_scope
        if scope is not None and scope.name == self._own_scope:
            return span
        status = span.status
        return ReadableSpan(
            name=span.name,
            context=span.get_span_context(),
            parent=span.parent,
            resource=span.resource,
            attributes=self._attributes(span.attributes),
            events=[Event(event.name, self._attributes(event.attributes), event.timestamp) for event in span.events],
            links=span.links,
            kind=span.kind,
            status=Status(status.status_code, masked(status.description, "status", self._using)),
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=scope,
        )

    def _attributes(self, attributes: Mapping[str, Any] | None) -> dict[str, Any]:
        return {key: masked(value, key, self._using) for key, value in (attributes or {}).items()}
