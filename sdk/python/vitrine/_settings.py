"""Options and environment become settings, once. Nothing else in the package reads os.environ."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Callable, Mapping

DEFAULT_URL = "http://127.0.0.1:4320"


@dataclass(frozen=True)
class Settings:
    traces_url: str | None
    api_url: str | None
    headers: Mapping[str, str]
    service_name: str | None
    environment: str | None
    release: str | None
    content: bool
    mask: Callable[[str, str], str] | None
    disabled: bool


def read(
    url: str | None = None,
    key: str | None = None,
    service_name: str | None = None,
    environment: str | None = None,
    release: str | None = None,
    content: bool | None = None,
    mask: Callable[[str, str], str] | None = None,
    disabled: bool | None = None,
    env: Mapping[str, str] | None = None,
) -> Settings:
    env = os.environ if env is None else env
    filled = lambda name: (env.get(name) or "").strip() or None  # noqa: E731
    url = url or filled("VITRINE_URL")
    key = key or filled("VITRINE_KEY")
    api_url = (url or DEFAULT_URL).rstrip("/") if url or key else None
    return Settings(
        traces_url=f"{api_url}/v1/traces" if api_url else None,
        api_url=api_url,
        headers={"authorization": f"Bearer {key}"} if key else {},
        service_name=service_name or filled("OTEL_SERVICE_NAME"),
        environment=environment or filled("VITRINE_ENVIRONMENT"),
        release=release or filled("VITRINE_RELEASE"),
        content=content if content is not None else (filled("VITRINE_CONTENT") or "").lower() not in ("0", "false", "off"),
        mask=mask,
        disabled=disabled if disabled is not None else (filled("OTEL_SDK_DISABLED") or "").lower() == "true",
    )


def has_standard_endpoint(env: Mapping[str, str] | None = None) -> bool:
    env = os.environ if env is None else env
    if (env.get("OTEL_TRACES_EXPORTER") or "").strip() == "none":
        return False
    return bool(env.get("OTEL_EXPORTER_OTLP_ENDPOINT") or env.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
