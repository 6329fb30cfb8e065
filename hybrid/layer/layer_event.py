"""Event of one layer in one step: its inputs, the cache's plan, and how the misses were served."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor

from hybrid.cache.expert_cache import Plan
from hybrid.experts.routing import Routing
from hybrid.gpu.activation_staging import RoutedTokens
from hybrid.types import ExpertKey


@dataclass(frozen=True, slots=True)
class LayerInput:
    """On the device: hidden (tokens, hidden), choices int64 and weights (tokens, k) in router order."""

    hidden: Tensor
    choices: Tensor
    weights: Tensor


@dataclass(frozen=True, slots=True)
class LayerEvent:
    """What the host knows once the cache has planned."""

    layer: int
    routed: RoutedTokens
    routing: Routing
    plan: Plan


@dataclass(frozen=True, slots=True)
class Served:
    """How the device's part of a layer was served.

    ``on_cpu`` are the misses left to the CPU; ``streamed`` the number of experts copied for this step alone, and
    ``filled`` the fills served from those. ``gpu_ms`` is NaN until it is known.
    """

    on_cpu: Sequence[int]
    streamed: int = 0
    filled: Collection[ExpertKey] = ()
    gpu_ms: float = float("nan")


class Way(Protocol):
    """A way to serve the device's part of a layer."""

    def fetch(self, layer: int, inputs: LayerInput) -> tuple[RoutedTokens, Routing]:
        """Copies to the host what it needs to plan, and waits for the copy."""

    def serve(self, event: LayerEvent, inputs: LayerInput, out: Tensor) -> Served:
        """Queues the device's part, added to ``out`` float32 (tokens, hidden)."""
