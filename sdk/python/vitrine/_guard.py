"""The one guard between the guest and its host: what fails in here is counted, said once, and never raised."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from typing import Callable, TypeVar

log = logging.getLogger("vitrine")
Result = TypeVar("Result")

_lock = threading.Lock()
_drops: Counter[str] = Counter()
_said: set[str] = set()


def guard(ours: Callable[[], Result], fallback: Result) -> Result:
    try:
        return ours()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not the application's
        drop("instrumentation_error", error)
        return fallback


def drop(reason: str, cause: object = None, how_many: int = 1) -> None:
    with _lock:
        _drops[reason] += how_many
    warn_once(reason, f"dropped: {reason} ({cause}); further ones are only counted, see vitrine.status()")


def warn_once(key: str, message: str) -> None:
    if key not in _said:
        _said.add(key)
        log.warning(message)


def debug_once(key: str, message: str) -> None:
    if key not in _said:
        _said.add(key)
        log.debug(message)


def counts() -> dict[str, int]:
    with _lock:
        return dict(_drops)


def reset() -> None:
    with _lock:
        _drops.clear()
    _said.clear()
