"""How good it was: scores are sent by a thread of their own, from a bounded queue."""

from __future__ import annotations

import queue
import threading
from datetime import datetime, timezone
from typing import Any

from opentelemetry import trace

from . import _api, _runtime
from ._guard import drop, guard

_MAX = 1000
_waiting: queue.Queue[dict[str, Any]] = queue.Queue(_MAX)
_lock = threading.Lock()
_thread: threading.Thread | None = None


def score(
    name: str,
    value: float | bool | str,
    *,
    trace_id: str | None = None,
    span_id: str | None = None,
    session: str | None = None,
    comment: str | None = None,
    source: str = "code",
    type: str | None = None,  # noqa: A002 - the API's word
    metadata: Any = None,
    id: str | None = None,  # noqa: A002
) -> None:
    """Queues a score for the open span, a trace, a span or a session, and returns at once. Never raises."""

    def add() -> None:
        target = _target(trace_id, span_id, session)
        if not name or target is None:
            drop("score_invalid", "a score needs a name, and a trace, a session or an open span")
            return
        if _runtime.settings().api_url is None or _runtime.settings().disabled:
            return
        optional = {"comment": comment, "type": type, "metadata": metadata, "id": id}
        body = {
            "name": name,
            "value": value,
            **target,
            "source": source,
            **{key: given for key, given in optional.items() if given is not None},
            "time": datetime.now(timezone.utc).isoformat(),
        }
        try:
            _waiting.put_nowait(body)
        except queue.Full:
            drop("score_queue_full")
        _ensure_thread()

    guard(add, None)


def feedback(value: bool | float | str, *, name: str = "user_feedback", **target: Any) -> None:
    """What a person thought: "up", "down", a yes or no, or a number."""
    score(name, {"up": True, "down": False}.get(value, value) if isinstance(value, str) else value, source="annotation", **target)


def flush(timeout_s: float) -> None:
    with _waiting.all_tasks_done:
        _waiting.all_tasks_done.wait_for(lambda: _waiting.unfinished_tasks == 0, timeout_s)


def _target(trace_id: str | None, span_id: str | None, session: str | None) -> dict[str, str] | None:
    if session is not None:
        return {"session_id": session}
    if trace_id is not None:
        return {"trace_id": trace_id, **({"span_id": span_id} if span_id else {})}
    open_span = trace.get_current_span().get_span_context()
    if not open_span.is_valid:
        return None
    return {"trace_id": format(open_span.trace_id, "032x"), "span_id": format(open_span.span_id, "016x")}


def _ensure_thread() -> None:
    global _thread
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_send_all, name="vitrine-scores", daemon=True)
            _thread.start()


def _send_all() -> None:
    while True:
        body = _waiting.get()
        try:
            _api.request("POST", "/scores", body)
        except Exception as error:  # noqa: BLE001
            drop("score_failed", error)
        finally:
            _waiting.task_done()
