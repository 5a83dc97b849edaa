"""Who and what a piece of work belongs to: set once around it, carried by every span inside, through async code."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterator, Mapping, Sequence

from opentelemetry import context as otel
from opentelemetry.sdk.trace import Span, SpanProcessor

from ._guard import guard

_KEY = otel.create_key("vitrine.context")


@contextmanager
def context(
    session: str | None = None,
    user: str | None = None,
    tags: Sequence[str] | None = None,
    metadata: Mapping[str, Any] | None = None,
    environment: str | None = None,
    release: str | None = None,
    prompt: str | tuple[str, str] | None = None,
) -> Iterator[None]:
    """Every span that starts inside carries the values. `prompt` is a name, or a name and a version."""
    outer = attributes()
    values = guard(
        lambda: {
            **outer,
            **_attributes(outer, session, user, tags, metadata, environment, release, prompt),
        },
        outer,
    )
    token = otel.attach(otel.set_value(_KEY, values))
    try:
        yield
    finally:
        otel.detach(token)


def attributes(active: otel.Context | None = None) -> dict[str, Any]:
    found = otel.get_value(_KEY, active)
    return dict(found) if isinstance(found, Mapping) else {}


class ContextSpanProcessor(SpanProcessor):
    """Spans of other instrumentations carry the session and the user too."""

    def on_start(self, span: Span, parent_context: otel.Context | None = None) -> None:
        def write() -> None:
            for key, value in attributes(parent_context).items():
                if span.attributes is None or key not in span.attributes:
                    span.set_attribute(key, value)

        guard(write, None)


def _attributes(
    outer: Mapping[str, Any],
    session: str | None,
    user: str | None,
    tags: Sequence[str] | None,
    metadata: Mapping[str, Any] | None,
    environment: str | None,
    release: str | None,
    prompt: str | tuple[str, str] | None,
) -> dict[str, Any]:
    name, version = (prompt, None) if isinstance(prompt, str) or prompt is None else prompt
    given = {
        "session.id": session,
        "user.id": user,
        "deployment.environment.name": environment,
        "service.version": release,
        "gen_ai.prompt.name": name,
        "gen_ai.prompt.version": version,
    }
    found: dict[str, Any] = {key: str(value) for key, value in given.items() if value}
    if tags:
        found["tag.tags"] = list(dict.fromkeys([*outer.get("tag.tags", []), *map(str, tags)]))
    for key, value in (metadata or {}).items():
        found[f"metadata.{key}"] = value if isinstance(value, (bool, int, float)) else str(value)
    return found
