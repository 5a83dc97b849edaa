from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Iterator

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

import vitrine
from vitrine import _instrument

pytest_plugins = ["pytester"]


class Collector:
    """Takes spans and scores, answers OpenAI's chat, and remembers what came."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.scores: list[dict[str, Any]] = []
        self.datasets: dict[str, list[dict[str, Any]]] = {}
        self.status = 200
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                if self.headers.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                self.answer(collector.status, collector.take(self.path, body))

            def do_GET(self) -> None:
                self.answer(200, collector.read(self.path))

            def answer(self, status: int, value: Any) -> None:
                text = json.dumps(value).encode() if value is not None else b""
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, path: str, body: bytes) -> Any:
        if path == "/v1/traces":
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    self.spans.extend(scope.spans)
            return None
        if path == "/api/v1/scores":
            self.scores.append(json.loads(body))
            return {}
        if path == "/api/v1/datasets":
            self.datasets.setdefault(json.loads(body)["name"], [])
            return {"id": json.loads(body)["name"], "name": json.loads(body)["name"]}
        if path.endswith("/items"):
            given = json.loads(body)["items"]
            self.datasets[path.split("/")[-2]].extend(given)
            return {"added": len(given), "repeats": 0}
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "gpt-4o-2024-08-06",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": "سلام"}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 21, "completion_tokens": 9, "total_tokens": 30},
        }

    def read(self, path: str) -> Any:
        if path.endswith("/items"):
            return {"items": self.datasets[path.split("/")[-2]], "next_cursor": None}
        return {"datasets": [{"id": name, "name": name} for name in self.datasets], "next_cursor": None}

    def named(self, name: str) -> Any:
        return next(span for span in self.spans if span.name == name)


def attributes_of(span: Any) -> dict[str, Any]:
    def value(any_value: Any) -> Any:
        kind = any_value.WhichOneof("value")
        if kind == "array_value":
            return [value(item) for item in any_value.array_value.values]
        return getattr(any_value, kind)

    return {pair.key: value(pair.value) for pair in span.attributes}


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    vitrine.init(url=made.url, key="k-1", service_name="tests")
    yield made
    _instrument.uninstrument()
    vitrine.shutdown(1000)
    made.server.shutdown()
    made.server.server_close()
