"""One's own functions as spans: `@observe` wraps a function, `with span(…)` runs a block, both by kind."""

from __future__ import annotations

import functools
import inspect
import traceback
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Callable, Iterator, TypeVar, overload

from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

from . import _runtime
from ._generators import watch_async_generator, watch_generator
from ._guard import guard
from ._values import as_json, as_text, masked

Function = TypeVar("Function", bound=Callable[..., Any])

_OPERATIONS = {
    "agent": ("invoke_agent", "gen_ai.agent.name"),
    "workflow": ("invoke_workflow", "gen_ai.workflow.name"),
    "tool": ("execute_tool", "gen_ai.tool.name"),
    "retrieval": ("retrieval", "gen_ai.data_source.id"),
}
_MAX_ITEMS = 1000


class SpanHandle:
    """The span that is open; every method is safe to call at any time and never raises."""

    def __init__(self, span: trace.Span | None, kind: str) -> None:
        self._span = span
        self._kind = kind

    @property
    def trace_id(self) -> str | None:
        return None if self._span is None else format(self._span.get_span_context().trace_id, "032x")

    @property
    def span_id(self) -> str | None:
        return None if self._span is None else format(self._span.get_span_context().span_id, "016x")

    def set_input(self, value: Any) -> None:
        self._put(_input_of, value)

    def set_output(self, value: Any) -> None:
        self._put(_output_of, value)

    def set_attributes(self, attributes: dict[str, Any]) -> None:
        if self._span is not None:
            using = _runtime.settings()
            guard(lambda: self._span.set_attributes({key: masked(value, key, using) for key, value in attributes.items()}), None)

    def _fail(self, error: BaseException) -> None:
        def write() -> None:
            if self._span is None:
                return
            using = _runtime.settings()
            message = as_text(str(error), "exception.message", using)
            stack = as_text("".join(traceback.format_exception(error)), "exception.stacktrace", using)
            told = {"exception.type": type(error).__name__, "exception.message": message, "exception.stacktrace": stack}
            self._span.set_attribute("error.type", type(error).__name__)
            self._span.add_event("exception", told)
            self._span.set_status(Status(StatusCode.ERROR, message))

        guard(write, None)

    def _put(self, attributes_of: Callable[[str, Any], dict[str, Any]], value: Any) -> None:
        def write() -> None:
            if self._span is not None and self._span.is_recording() and _runtime.settings().content:
                self._span.set_attributes(attributes_of(self._kind, value))

        guard(write, None)


@contextmanager
def span(name: str, kind: str = "chain", attributes: dict[str, Any] | None = None) -> Iterator[SpanHandle]:
    """Runs the block inside a span. What the block raises is the block's own."""
    opened = guard(lambda: _open(name, kind, attributes), None)
    handle = SpanHandle(opened, kind)
    if opened is None:
        yield handle
        return
    with trace.use_span(opened, end_on_exit=False, record_exception=False, set_status_on_exception=False):
        try:
            yield handle
        except BaseException as error:
            if not isinstance(error, GeneratorExit):
                handle._fail(error)
            raise
        finally:
            guard(opened.end, None)


@overload
def observe(function: Function) -> Function: ...
@overload
def observe(
    *, name: str | None = None, kind: str = "chain", input: bool = True, output: bool = True
) -> Callable[[Function], Function]: ...
def observe(
    function: Any = None, *, name: str | None = None, kind: str = "chain", input: bool = True, output: bool = True
) -> Any:
    """The same function, whose every call is a span: plain, async, or a generator of either kind."""
    if function is None:
        return lambda given: observe(given, name=name, kind=kind, input=input, output=output)  # type: ignore[call-overload]
    called = name or getattr(function, "__name__", "function")

    def begun(handle: SpanHandle, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if input:
            handle.set_input(_arguments(function, args, kwargs))

    def ended(handle: SpanHandle, result: Any) -> None:
        if output and result is not None:
            handle.set_output(result)

    def streamed(args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Stream:
        stream = _Stream(called, kind, ended)
        begun(stream.handle, args, kwargs)
        return stream

    if inspect.isasyncgenfunction(function):
        return watch_async_generator(function, streamed)
    if inspect.isgeneratorfunction(function):
        return watch_generator(function, streamed)
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            with span(called, kind) as handle:
                begun(handle, args, kwargs)
                result = await function(*args, **kwargs)
                ended(handle, result)
                return result

        return coroutine

    @functools.wraps(function)
    def plain(*args: Any, **kwargs: Any) -> Any:
        with span(called, kind) as handle:
            begun(handle, args, kwargs)
            result = function(*args, **kwargs)
            ended(handle, result)
            return result

    return plain


class _Stream:
    """The span of one run of a generator."""

    def __init__(self, name: str, kind: str, ended: Callable[[SpanHandle, Any], None]) -> None:
        self._span = guard(lambda: _open(name, kind, None), None)
        self.handle = SpanHandle(self._span, kind)
        self._ended = ended
        self._items: list[Any] = []

    def step(self) -> AbstractContextManager[Any]:
        if self._span is None:
            return nullcontext()
        return trace.use_span(self._span, end_on_exit=False, record_exception=False, set_status_on_exception=False)

    def saw(self, item: Any) -> None:
        if len(self._items) < _MAX_ITEMS:
            self._items.append(item)

    def failed(self, error: BaseException) -> None:
        self.handle._fail(error)

    def ended(self) -> None:
        guard(lambda: self._ended(self.handle, _joined(self._items)), None)
        if self._span is not None:
            guard(self._span.end, None)


def _open(name: str, kind: str, attributes: dict[str, Any] | None) -> trace.Span | None:
    tracer = _runtime.tracer()
    if tracer is None:
        return None
    operation = _OPERATIONS.get(kind)
    form = (
        {"openinference.span.kind": kind.upper()}
        if operation is None
        else {"gen_ai.operation.name": operation[0], operation[1]: name}
    )
    return tracer.start_span(
        name if operation is None else f"{operation[0]} {name}",
        kind=trace.SpanKind.CLIENT if kind == "retrieval" else trace.SpanKind.INTERNAL,
        attributes={**form, **(attributes or {})},
    )


def _input_of(kind: str, value: Any) -> dict[str, Any]:
    if kind == "tool":
        return {"gen_ai.tool.call.arguments": as_json(value, "gen_ai.tool.call.arguments", _runtime.settings())}
    if kind == "retrieval" and isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))
    if kind == "retrieval" and isinstance(value, str):
        return {"gen_ai.retrieval.query.text": as_text(value, "gen_ai.retrieval.query.text", _runtime.settings())}
    return _value_of("input", value)


def _output_of(kind: str, value: Any) -> dict[str, Any]:
    if kind == "tool":
        return {"gen_ai.tool.call.result": as_json(value, "gen_ai.tool.call.result", _runtime.settings())}
    if kind == "retrieval" and isinstance(value, (list, tuple)):
        return {"gen_ai.retrieval.documents": as_json(value, "gen_ai.retrieval.documents", _runtime.settings())}
    return _value_of("output", value)


def _value_of(side: str, value: Any) -> dict[str, Any]:
    key = f"{side}.value"
    if isinstance(value, str):
        return {key: as_text(value, key, _runtime.settings()), f"{side}.mime_type": "text/plain"}
    return {key: as_json(value, key, _runtime.settings()), f"{side}.mime_type": "application/json"}


def _arguments(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    try:
        bound = inspect.signature(function).bind(*args, **kwargs).arguments
        return {name: value for name, value in bound.items() if name not in ("self", "cls")}
    except (TypeError, ValueError):
        return {"args": args, **kwargs}


def _joined(items: list[Any]) -> Any:
    return "".join(items) if items and all(isinstance(item, str) for item in items) else items
