"""Experts modules: their layout, their weights, and what is refused about them."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import torch
from torch import nn
from transformers import AutoModelForCausalLM, MixtralConfig
from transformers.modeling_utils import PreTrainedModel

from hybrid.cpu import job
from hybrid.errors import UnsupportedModelError
from hybrid.model.activation_probe import Activation, activation_of
from hybrid.model.expert_modules import (
    expert_layout,
    expert_tensors,
    experts_modules,
    gate_function,
    make_rows_contiguous,
)
from hybrid.types import ClampedSwiglu, ExpertLayout
from tests.models.tiny_models import FAMILIES, VOCABULARY

# Names of the same thing differ between families; each takes those it knows.
SIZES = {
    "hidden_size": 32,
    "intermediate_size": 40,
    "moe_intermediate_size": 24,
    "num_local_experts": 8,
    "num_experts": 8,
    "n_routed_experts": 8,
    "num_experts_per_tok": 2,
}


def skeleton(family: str) -> PreTrainedModel:
    with torch.device("meta"):
        return AutoModelForCausalLM.from_config(FAMILIES[family]())


LAYOUTS = {
    "mixtral": ExpertLayout(4, 32, 40, "float32", True, False, True, "silu"),
    "qwen3_moe": ExpertLayout(6, 32, 24, "float32", True, False, True, "silu"),
    "gpt_oss": ExpertLayout(4, 32, 40, "float32", True, True, False, "clamped_swiglu", ClampedSwiglu(1.702, 7.0, 1.0)),
}


@pytest.mark.parametrize("family", LAYOUTS)
def test_layout_and_weights_agree(family: str) -> None:
    model = skeleton(family)
    layout = expert_layout(model)
    assert layout == LAYOUTS[family]
    for module in experts_modules(model):
        up, down, up_bias, down_bias = expert_tensors(module)
        assert up.shape == (layout.experts, layout.rows, layout.hidden)
        assert down.shape == (layout.experts, layout.hidden, layout.intermediate)
        assert (up_bias is not None) == (down_bias is not None) == layout.biased


@pytest.mark.parametrize("family", FAMILIES)
def test_kernels_cover_every_family_that_the_engine_is_held_to(family: str) -> None:
    assert job.covers(expert_layout(skeleton(family)))


@pytest.mark.parametrize(
    ("family", "swiglu"),
    [
        ("deepseek_v4", ClampedSwiglu(1.0, 10.0, 0.0)),
        ("minimax_m3_vl", ClampedSwiglu(1.702, 7.0, 1.0)),
        ("openai_privacy_filter", ClampedSwiglu(1.702, 7.0, 1.0)),
    ],
)
def test_clamped_gates_of_other_families_are_known(family: str, swiglu: ClampedSwiglu) -> None:
    """Told from their experts alone: the engine refuses some of these models for their attention."""
    modeling = pytest.importorskip(f"transformers.models.{family}.modeling_{family}")
    names = [name for name in vars(modeling) if name.endswith("Experts")]
    config = SimpleNamespace(**SIZES, hidden_act="silu", swiglu_alpha=swiglu.alpha, swiglu_limit=swiglu.limit)
    with torch.device("meta"):
        module = getattr(modeling, names[0])(config)
    if not hasattr(module, "is_concatenated"):
        pytest.skip("this transformers runs these experts outside its registry")
    assert activation_of(module, gate_function(module), 40) == Activation("clamped_swiglu", True, swiglu)


@pytest.mark.parametrize("family", LAYOUTS)
@torch.no_grad()
def test_rows_become_contiguous_and_nothing_else_changes(family: str) -> None:
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(FAMILIES[family](), experts_implementation="eager")
    modules = experts_modules(model)
    for module in modules:
        for parameter in module.parameters():
            parameter.normal_(0.0, 0.2)
    tokens = torch.randint(3, VOCABULARY, (1, 9))
    before, expected = {name: p.clone() for name, p in model.named_parameters()}, model(tokens).logits
    addresses = {p.data_ptr() for p in model.parameters()}
    make_rows_contiguous(modules)
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter, before[name])
        assert parameter.untyped_storage().nbytes() == parameter.nbytes
    for module in modules:
        weights = [tensor for tensor in expert_tensors(module) if tensor is not None]
        assert all(tensor.is_contiguous() for tensor in weights)
        assert {t.data_ptr() for t in weights} <= {p.data_ptr() for p in module.parameters()}, "a second copy"
        assert module.is_transposed or {t.data_ptr() for t in weights} <= addresses, "copied for nothing"
    torch.testing.assert_close(model(tokens).logits, expected)


@pytest.mark.parametrize(("family", "layers"), [("mixtral", 2), ("deepseek_v3", 2), ("olmoe", 2)])
def test_moe_layers_are_counted_without_the_dense_ones(family: str, layers: int) -> None:
    assert len(experts_modules(skeleton(family))) == layers


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_the_weights_own_type_is_kept(dtype: torch.dtype) -> None:
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(FAMILIES["mixtral"](), dtype=dtype)
    assert expert_layout(model).dtype == str(dtype).removeprefix("torch.")


def test_the_gate_is_the_modules_own() -> None:
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(FAMILIES["gpt_oss"]())
    (module, *_) = experts_modules(model)
    inner = torch.randn(5, 80)
    gate, up = inner[:, ::2].clamp(max=7.0), inner[:, 1::2].clamp(-7.0, 7.0)
    torch.testing.assert_close(gate_function(module)(inner), (up + 1) * gate * torch.sigmoid(gate * 1.702))


def _extra_weight(module: nn.Module) -> None:
    module.register_parameter("scale", nn.Parameter(torch.zeros(4, device="meta")))


def _post_norm(module: nn.Module) -> None:
    module.has_post_expert_norm = True


def _packed(module: nn.Module) -> None:
    module.gate_up_proj = nn.Parameter(torch.zeros(4, 80, 32, dtype=torch.int8, device="meta"), requires_grad=False)


def _flat(module: nn.Module) -> None:
    module.gate_up_proj = nn.Parameter(torch.zeros(4 * 80, 32, device="meta"))


@pytest.mark.parametrize(
    ("change", "missing"),
    [(_extra_weight, "scale"), (_post_norm, "norm after each expert"), (_packed, "int8"), (_flat, "2 dimensions")],
)
def test_what_the_engine_would_not_compute_is_refused(change: Callable[[nn.Module], None], missing: str) -> None:
    model = skeleton("mixtral")
    for module in experts_modules(model):
        change(module)
    with pytest.raises(UnsupportedModelError, match="mixtral") as refused:
        expert_layout(model)
    assert missing in str(refused.value)


def test_layers_of_different_shapes_are_refused() -> None:
    model = skeleton("mixtral")
    with torch.device("meta"):
        other = AutoModelForCausalLM.from_config(
            MixtralConfig(
                hidden_size=32, intermediate_size=48, num_local_experts=4, num_attention_heads=4, num_key_value_heads=2
            )
        )
    model.model.layers[1].mlp = other.model.layers[0].mlp
    with pytest.raises(UnsupportedModelError, match="2 different sizes"):
        expert_layout(model)
