"""Mixture-of-Experts inference with an expert cache on the GPU and misses on the CPU.

The names below load torch when they are first used, so that the page and the lab, which need only
``hybrid.types`` and ``hybrid.errors``, stay free of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hybrid.config import EngineConfig
    from hybrid.engine.engine import Engine
    from hybrid.types import GenerationRequest, Geometry

_HOMES = {
    "Engine": "hybrid.engine.engine",
    "EngineConfig": "hybrid.config",
    "GenerationRequest": "hybrid.types",
    "Geometry": "hybrid.types",
}

__all__ = ["Engine", "EngineConfig", "GenerationRequest", "Geometry"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'hybrid' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
