"""A checkpoint on disk -> a transformers model whose experts stay in host memory.

Knows the Hub's file layout and transformers' loading calls. Refuses what cannot run before any
weight is read: no checkpoint, pickled weights, custom code, quantised weights, unknown experts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, PreTrainedConfig
from transformers.modeling_utils import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.errors import HybridError, ModelNotFoundError, UnsupportedModelError
from hybrid.families import expert_layout, expert_tensors, experts_modules
from hybrid.hook import bind
from hybrid.store import ExpertTensors, HostStore
from hybrid.types import ExpertLayout, ModelInfo
from hybrid.weights import read_model

_WANTED_FILES = ["*.json", "*.safetensors", "*.jinja", "*.txt", "*.model"]
_DEFAULT_CONTEXT = 4096


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint that has passed every check that needs no weights."""

    path: Path
    config: PreTrainedConfig
    layout: ExpertLayout
    info: ModelInfo  # ``top_k`` is 0: only the loaded model shows it


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model ready to be bound to an executor; ``tokenizer`` is None where the checkpoint has none."""

    checkpoint: Checkpoint
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase | None
    store: HostStore

    @property
    def info(self) -> ModelInfo:
        return self.checkpoint.info


def open_checkpoint(name: str, max_context: int | None = None) -> Checkpoint:
    """Finds a local folder or a Hub id and checks that the engine can run it exactly.

    Raises ``ModelNotFoundError`` or ``UnsupportedModelError``; reads no weights.
    """
    path = _locate(name)
    config = _read_config(path, name)
    skeleton = _skeleton(config)
    layout = expert_layout(skeleton)
    modules = experts_modules(skeleton)
    info = ModelInfo(
        name=_short_name(name, path),
        family=config.model_type,
        layers=len(modules),
        experts=layout.experts,
        top_k=0,
        expert_bytes=sum(t[0].nbytes for t in expert_tensors(modules[0]) if t is not None),
        total_bytes=sum(file.stat().st_size for file in path.glob("*.safetensors")),
        dtype=layout.dtype,
        max_context=_context_limit(config, max_context),
    )
    return Checkpoint(path, config, layout, info)


def load_model(checkpoint: Checkpoint, device: torch.device) -> LoadedModel:
    """Reads the weights: experts into host memory, everything else onto ``device``.

    Raises ``UnsupportedModelError`` when the weights do not make up the model.
    """
    model = _read_weights(checkpoint)
    layout = expert_layout(model)
    modules = experts_modules(model)
    place_all_but_experts(model, modules, device)
    store = HostStore([ExpertTensors(*expert_tensors(m)) for m in modules])
    info = replace(
        checkpoint.info,
        top_k=_observe_top_k(model, len(modules)),
        expert_bytes=store.expert_bytes,
        dtype=layout.dtype,
    )
    checkpoint = replace(checkpoint, layout=layout, info=info)
    return LoadedModel(checkpoint, model, _read_tokenizer(checkpoint.path), store)


def _locate(name: str) -> Path:
    if not name.strip():
        raise ModelNotFoundError("No model was named: give a folder with a checkpoint or a Hub id.", "model")
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    if path.exists() or name.startswith((".", "/", "~")) or name.count("/") != 1 or "\\" in name:
        raise ModelNotFoundError(
            f"There is no checkpoint folder at {name!r}: give a folder that holds config.json and "
            "*.safetensors, or a Hub id such as mistralai/Mixtral-8x7B-Instruct-v0.1.",
            "model",
        )
    try:
        return Path(snapshot_download(name, allow_patterns=_WANTED_FILES))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelNotFoundError(
            f"{name!r} is neither a folder here nor a model that could be fetched from the Hub "
            f"({type(error).__name__}): check the name, the network and, for gated models, the login.",
            "model",
        ) from error


def _read_config(path: Path, name: str) -> PreTrainedConfig:
    if not (path / "config.json").is_file():
        raise ModelNotFoundError(
            f"The folder {name!r} holds no config.json: give the folder of a Hugging Face checkpoint.",
            "model",
        )
    if not any(path.glob("*.safetensors")):
        raise ModelNotFoundError(
            f"The folder {name!r} holds no *.safetensors file: convert the weights to safetensors first "
            "(pickled weights can run code and are not read).",
            "model",
        )
    try:
        config: PreTrainedConfig = AutoConfig.from_pretrained(path, trust_remote_code=False)
    except Exception as error:  # whatever the family's own checks of its values raise
        raise UnsupportedModelError(
            f"The config.json in {name!r} does not describe a model that transformers knows "
            f"({_first_line(error)}): custom code is never run, so choose a family built into transformers.",
            "model",
        ) from error
    if getattr(config, "quantization_config", None) is not None:
        raise UnsupportedModelError(
            f"The weights of {name!r} ({config.model_type}) are quantised, which the expert kernels do not read: "
            "choose the bfloat16, float16 or float32 version.",
            "model",
        )
    return config


def _skeleton(config: PreTrainedConfig) -> PreTrainedModel:
    """The model without weights, on the meta device."""
    try:
        with torch.device("meta"):
            model: PreTrainedModel = AutoModelForCausalLM.from_config(config, dtype=_dtype_of(config))
    except Exception as error:  # a family's own code, on values nobody has checked
        raise UnsupportedModelError(
            f"The family {config.model_type!r} cannot be built as a causal language model "
            f"({_first_line(error)}): choose a text-generation checkpoint.",
            "model",
        ) from error
    return model


def _dtype_of(config: PreTrainedConfig) -> torch.dtype:
    dtype = config.get_text_config().dtype or config.dtype
    return dtype if isinstance(dtype, torch.dtype) else torch.float32


def _read_weights(checkpoint: Checkpoint) -> PreTrainedModel:
    try:
        model = read_model(checkpoint.path, checkpoint.config)
    except HybridError:
        raise
    except Exception as error:  # damaged files fail in the reader's own ways
        raise UnsupportedModelError(
            f"The weights in {str(checkpoint.path)!r} could not be read ({_first_line(error)}): "
            "fetch the checkpoint again.",
            "model",
        ) from error
    loaded: PreTrainedModel = model.eval().requires_grad_(False)
    return loaded


def place_all_but_experts(model: PreTrainedModel, experts: Sequence[nn.Module], device: torch.device) -> None:
    kept = {id(p) for module in experts for p in module.parameters()}
    for module in model.modules():
        for parameter in module.parameters(recurse=False):
            if id(parameter) not in kept:
                parameter.data = parameter.data.to(device)
        for name, buffer in module.named_buffers(recurse=False):
            module._buffers[name] = buffer.to(device)


class _TopKProbe:
    """Stands in for the experts during one token, to see how many experts the routers choose."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        self.seen.append(top_k_index.shape[-1])
        return torch.zeros_like(hidden)


def _observe_top_k(model: PreTrainedModel, layers: int) -> int:
    probe = _TopKProbe()
    bind(model, probe)
    try:
        with torch.inference_mode():
            model(input_ids=torch.zeros((1, 1), dtype=torch.long, device=model.device), use_cache=False)
    except Exception as error:
        raise UnsupportedModelError(
            f"A model of the family {model.config.model_type!r} was built from this config.json, but cannot run "
            f"({_first_line(error)}): fetch the checkpoint again or choose another.",
            "model",
        ) from error
    if len(probe.seen) != layers or len(set(probe.seen)) != 1:
        raise UnsupportedModelError(
            f"The family {model.config.model_type!r} ran {len(probe.seen)} of its {layers} MoE layers with "
            f"{sorted(set(probe.seen))} experts a token: the engine needs every layer to run, with one top-k.",
            "model",
        )
    return probe.seen[0]


def _read_tokenizer(path: Path) -> PreTrainedTokenizerBase | None:
    if not any((path / name).is_file() for name in ("tokenizer.json", "tokenizer.model", "vocab.json")):
        return None
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(path, trust_remote_code=False)
    except Exception as error:  # damaged files fail in the reader's own ways
        raise UnsupportedModelError(
            f"The tokenizer in {str(path)!r} could not be read ({_first_line(error)}): fetch the checkpoint again.",
            "model",
        ) from error
    return tokenizer


def _context_limit(config: PreTrainedConfig, asked: int | None) -> int:
    own = getattr(config.get_text_config(), "max_position_embeddings", None) or _DEFAULT_CONTEXT
    return min(own, asked) if asked else int(own)


def _short_name(name: str, path: Path) -> str:
    return path.resolve().name if Path(name).expanduser().is_dir() else name


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
