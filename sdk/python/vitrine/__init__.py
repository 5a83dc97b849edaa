"""An application's model calls, retrievals and tools as OpenTelemetry spans."""

from . import _datasets as datasets
from ._context import context
from ._instrument import auto_instrument, wrap
from ._observe import observe, span
from ._runtime import flush, init, shutdown, status
from ._scores import feedback, score

__all__ = [
    "auto_instrument",
    "context",
    "datasets",
    "feedback",
    "flush",
    "init",
    "observe",
    "score",
    "shutdown",
    "span",
    "status",
    "wrap",
]
__version__ = "0.1.0"
