"""Hook into transformers' experts registry: registers ``hybrid`` and binds each MoE layer to an executor.

Knows only the registry's call: ``fn(module, hidden_states, top_k_index, top_k_weights)``. The binding
lives on the experts module itself, so that models of several engines can run side by side.
"""

from dataclasses import dataclass
from typing import Protocol

from torch import Tensor, nn
from transformers.integrations.moe import ALL_EXPERTS_FUNCTIONS
from transformers.modeling_utils import PreTrainedModel

from hybrid.model.expert_modules import experts_modules

EXPERTS_IMPLEMENTATION = "hybrid"
_BINDING = "_hybrid_binding"


class LayerRunner(Protocol):
    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        """The weighted sum of the routed experts, (tokens, hidden)."""


@dataclass(frozen=True, slots=True)
class Binding:
    runner: LayerRunner
    layer: int


def run_experts(module: nn.Module, hidden_states: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
    """What transformers calls for every MoE layer of a bound model."""
    binding: Binding = getattr(module, _BINDING)
    return binding.runner.run(binding.layer, hidden_states, top_k_index, top_k_weights)


def bind(model: PreTrainedModel, runner: LayerRunner) -> None:
    """Routes every MoE layer of ``model``, in order, to ``runner``."""
    ALL_EXPERTS_FUNCTIONS.register(EXPERTS_IMPLEMENTATION, run_experts)
    for layer, module in enumerate(experts_modules(model)):
        setattr(module, _BINDING, Binding(runner, layer))
    model.set_experts_implementation(EXPERTS_IMPLEMENTATION)
