"""Model calls are observed by the instrumentations that exist; here they are only found and switched on."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any, TypeVar

from . import _runtime
from ._guard import debug_once, guard, warn_once

Client = TypeVar("Client")

# Library → the instrumentations that know it, the best first.
_INSTRUMENTORS: dict[str, tuple[tuple[str, str], ...]] = {
    "openai": (
        ("openinference.instrumentation.openai", "OpenAIInstrumentor"),
        ("opentelemetry.instrumentation.openai", "OpenAIInstrumentor"),
        ("opentelemetry.instrumentation.openai_v2", "OpenAIInstrumentor"),
    ),
    "anthropic": (
        ("openinference.instrumentation.anthropic", "AnthropicInstrumentor"),
        ("opentelemetry.instrumentation.anthropic", "AnthropicInstrumentor"),
    ),
    "google.genai": (
        ("openinference.instrumentation.google_genai", "GoogleGenAIInstrumentor"),
        ("opentelemetry.instrumentation.google_genai", "GoogleGenAiSdkInstrumentor"),
    ),
    "mistralai": (
        ("openinference.instrumentation.mistralai", "MistralAIInstrumentor"),
        ("opentelemetry.instrumentation.mistralai", "MistralAiInstrumentor"),
    ),
    "groq": (
        ("openinference.instrumentation.groq", "GroqInstrumentor"),
        ("opentelemetry.instrumentation.groq", "GroqInstrumentor"),
    ),
    "ollama": (("opentelemetry.instrumentation.ollama", "OllamaInstrumentor"),),
    "together": (("opentelemetry.instrumentation.together", "TogetherAiInstrumentor"),),
    "botocore": (
        ("openinference.instrumentation.bedrock", "BedrockInstrumentor"),
        ("opentelemetry.instrumentation.bedrock", "BedrockInstrumentor"),
    ),
    "langchain": (
        ("openinference.instrumentation.langchain", "LangChainInstrumentor"),
        ("opentelemetry.instrumentation.langchain", "LangchainInstrumentor"),
    ),
    "llama_index": (("openinference.instrumentation.llama_index", "LlamaIndexInstrumentor"),),
    "litellm": (("openinference.instrumentation.litellm", "LiteLLMInstrumentor"),),
    "mcp": (("openinference.instrumentation.mcp", "MCPInstrumentor"),),
    "agents": (("openinference.instrumentation.openai_agents", "OpenAIAgentsInstrumentor"),),
    "crewai": (("openinference.instrumentation.crewai", "CrewAIInstrumentor"),),
    "dspy": (("openinference.instrumentation.dspy", "DSPyInstrumentor"),),
    "smolagents": (("openinference.instrumentation.smolagents", "SmolagentsInstrumentor"),),
}
_on: dict[str, Any] = {}


def wrap(client: Client) -> Client:
    """The same client; the calls of its library become spans. Needs the library's instrumentation, e.g. vitrine[openai]."""

    def switch_on() -> None:
        module = type(client).__module__
        library = next((name for name in _INSTRUMENTORS if module == name or module.startswith(f"{name}.")), None)
        if library is None:
            warn_once(f"wrap:{module}", f"wrap() does not know clients of {module}")
        elif library not in auto_instrument(library) and _runtime.provider_or_none() is not None:
            warn_once(f"wrap:{library}", f"no instrumentation for {library} is installed; try pip install vitrine[{library}]")

    guard(switch_on, None)
    return client


def auto_instrument(*libraries: str) -> list[str]:
    """Switches on what is installed, for all libraries or for those that are named; answers which of them are on."""
    provider = _runtime.provider_or_none()
    if provider is None:
        return []
    return [name for name in libraries or tuple(_INSTRUMENTORS) if guard(lambda: _switch_on(name, provider), False)]


def uninstrument() -> None:
    """Switches off what was switched on."""
    for instrumentor in _on.values():
        guard(instrumentor.uninstrument, None)
    _on.clear()


def _switch_on(library: str, provider: Any) -> bool:
    if library in _on:
        return True
    if not _is_installed(library):
        return False
    for module, name in _INSTRUMENTORS.get(library, ()):
        if not _is_installed(module):
            continue
        instrumentor = getattr(importlib.import_module(module), name)()
        # Already on, switched on by the application itself: it stays as it is.
        if not getattr(instrumentor, "is_instrumented_by_opentelemetry", False):
            instrumentor.instrument(tracer_provider=provider, **_content_options(module))
        _on[library] = instrumentor
        return True
    debug_once(f"none:{library}", f"no instrumentation for {library} is installed")
    return False


def _content_options(module: str) -> dict[str, Any]:
    if _runtime.settings().content or not module.startswith("openinference."):
        return {}
    config = importlib.import_module("openinference.instrumentation").TraceConfig
    return {"config": config(hide_inputs=True, hide_outputs=True)}


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False
