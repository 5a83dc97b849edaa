"""Whatever an application holds becomes the text of an attribute: masked and bounded."""

from __future__ import annotations

import json
from typing import Any

from ._settings import Settings

MAX_CHARS = 262_144


def as_json(value: Any, key: str, using: Settings) -> str:
    plain = lambda inner: masked(_plain(inner), key, using)  # noqa: E731
    return bounded(json.dumps(masked(value, key, using), ensure_ascii=False, default=plain))


def as_text(value: str, key: str, using: Settings) -> str:
    return bounded(_mask(value, key, using))


def bounded(text: str) -> str:
    if len(text) <= MAX_CHARS:
        return text
    return f"{text[: MAX_CHARS - 40]}…[cut: {len(text)} characters]"


def masked(value: Any, key: str, using: Settings) -> Any:
    """The same with every text inside as it may leave."""
    if using.mask is None:
        return value
    if isinstance(value, str):
        return _mask(value, key, using)
    if isinstance(value, dict):
        return {name: masked(inner, key, using) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(inner, key, using) for inner in value]
    return value


def _mask(text: str, key: str, using: Settings) -> str:
    """A mask that fails must not let the text through."""
    if using.mask is None:
        return text
    try:
        return str(using.mask(text, key))
    except Exception:  # noqa: BLE001
        return "[masked]"


def _plain(value: Any) -> Any:
    for name in ("model_dump", "dict", "to_dict"):
        method = getattr(value, name, None)
        if callable(method):
            try:
                return method()
            except Exception:  # noqa: BLE001, S112
                continue
    if isinstance(value, (bytes, bytearray)):
        return f"[{len(value)} bytes]"
    if isinstance(value, (set, frozenset)):
        return list(value)
    return str(value)
