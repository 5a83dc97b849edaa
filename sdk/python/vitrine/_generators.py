"""Generators of either kind, watched step by step: what is sent, thrown and returned stays theirs."""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager
from typing import Any, Callable, Protocol


class Stream(Protocol):
    """One run of a generator."""

    def step(self) -> AbstractContextManager[Any]:
        """Around each step: the span is current inside the generator and never in its reader."""

    def saw(self, item: Any) -> None: ...

    def failed(self, error: BaseException) -> None: ...

    def ended(self) -> None: ...


Opens = Callable[[Any, Any], Stream]


def watch_generator(function: Any, opens: Opens) -> Any:
    @functools.wraps(function)
    def generator(*args: Any, **kwargs: Any) -> Any:
        stream = opens(args, kwargs)
        try:
            return (yield from _Stepped(function(*args, **kwargs), stream))
        finally:
            stream.ended()

    return generator


class _Stepped:
    def __init__(self, source: Any, stream: Stream) -> None:
        self._source = source
        self._stream = stream

    def __iter__(self) -> _Stepped:
        return self

    def __next__(self) -> Any:
        return self._step(lambda: next(self._source))

    def send(self, value: Any) -> Any:
        return self._step(lambda: self._source.send(value))

    def throw(self, *error: Any) -> Any:
        return self._step(lambda: self._source.throw(*error))

    def close(self) -> None:
        with self._stream.step():
            self._source.close()

    def _step(self, take: Callable[[], Any]) -> Any:
        try:
            with self._stream.step():
                item = take()
        except StopIteration:
            raise
        except BaseException as error:
            self._stream.failed(error)
            raise
        self._stream.saw(item)
        return item


def watch_async_generator(function: Any, opens: Opens) -> Any:
    @functools.wraps(function)
    async def generator(*args: Any, **kwargs: Any) -> Any:
        stream = opens(args, kwargs)
        source = function(*args, **kwargs)
        sent: Any = None
        thrown: BaseException | None = None
        try:
            while True:
                try:
                    with stream.step():
                        item = await (source.asend(sent) if thrown is None else source.athrow(thrown))
                except StopAsyncIteration:
                    return
                except BaseException as error:
                    stream.failed(error)
                    raise
                stream.saw(item)
                sent, thrown = None, None
                try:
                    sent = yield item
                except GeneratorExit:
                    with stream.step():
                        await source.aclose()
                    raise
                except BaseException as error:  # noqa: BLE001 - the reader's, for the generator to handle
                    thrown = error
        finally:
            stream.ended()

    return generator
