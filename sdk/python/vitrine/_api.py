"""Vitrine's API over the standard library's HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from . import _runtime

TIMEOUT_S = 10


class ApiError(RuntimeError):
    """What the API answered, or why it did not."""

    def __init__(self, status: int | None, message: str) -> None:
        super().__init__(message)
        self.status = status


def request(method: str, path: str, body: Any = None) -> Any:
    using = _runtime.settings()
    if using.api_url is None:
        raise ApiError(None, "cannot reach Vitrine: no address; set VITRINE_URL and VITRINE_KEY")
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    asked = urllib.request.Request(  # noqa: S310 - the address is the application's own
        f"{using.api_url}/api/v1{path}",
        data=data,
        method=method,
        headers={**using.headers, "content-type": "application/json", "user-agent": "vitrine-sdk-python/0.1.0"},
    )
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:  # noqa: S310
            text = answer.read()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        raise ApiError(error.code, f"cannot {method} {path}: HTTP {error.code} {error.read(300).decode(errors='replace')}") from error
    except OSError as error:
        raise ApiError(None, f"cannot {method} {path}: {error}") from error
