"""Checksums of weights: those of a Mixtral checkpoint's files, and of what an engine that has loaded it holds.

Knows how Mixtral names and joins its matrices; every tensor goes by the name that it has in the files.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor

from hybrid import Engine
from hybrid.types import ExpertKey, SlotState

_EXPERT = "model.layers.{}.block_sparse_moe.experts.{}.{}.weight"


def stored_checksums(checkpoint: Path) -> dict[str, str]:
    """By tensor, read from the files without anything of the engine's."""
    checksums = {}
    for file in sorted(checkpoint.glob("*.safetensors")):
        with safe_open(file, "pt") as tensors:
            checksums |= {name: _checksum(tensors.get_tensor(name)) for name in tensors.keys()}  # noqa: SIM118
    return checksums


def wrong_weights(engine: Engine, stored: dict[str, str]) -> list[str]:
    """Names of tensors that the engine holds with other contents than the files, or not at all; to be called while no
    reply is under way. A ready slot is named after its number and the tensor that should be in it."""
    held = dict(_held(engine))
    wrong = [name for name in stored if name not in held]
    wrong += [name for name, tensor in held.items() if _checksum(tensor) != stored.get(name)]
    return wrong + [
        f"slot {slot}: {name}" for slot, name, tensor in _slots(engine) if _checksum(tensor) != stored[name]
    ]


def _held(engine: Engine) -> Iterator[tuple[str, Tensor]]:
    model = engine.model
    tied = {"lm_head.weight"} if model.config.tie_word_embeddings else set()
    for name, tensor in model.state_dict().items():
        if ".mlp.experts." not in name and name not in tied:
            yield name.replace(".mlp.", ".block_sparse_moe."), tensor
    store = engine._session.loaded.store
    for layer in range(len(store.layers)):
        for expert in range(store.experts):
            yield from _of_expert(ExpertKey(layer, expert), store.expert(ExpertKey(layer, expert)))


def _slots(engine: Engine) -> Iterator[tuple[int, str, Tensor]]:
    slots = engine._session.runtime.parts.slots
    for slot, state in enumerate(slots.cache.states()):
        key = slots.cache.key_of(slot)
        if state == SlotState.READY and key is not None:
            parts = tuple(pool[slot] for pool in slots.transfer.pool)
            yield from ((slot, name, tensor) for name, tensor in _of_expert(key, parts))


def _of_expert(key: ExpertKey, parts: tuple[Tensor, ...]) -> Iterator[tuple[str, Tensor]]:
    """In the engine, the gate's rows stand above the rows that they are multiplied with."""
    up, down = parts
    gate_rows, up_rows = up.chunk(2)
    for name, tensor in (("w1", gate_rows), ("w3", up_rows), ("w2", down)):
        yield _EXPERT.format(*key, name), tensor


def _checksum(tensor: Tensor) -> str:
    values = tensor.detach().cpu().contiguous().view(torch.uint8).numpy()
    return f"{tuple(tensor.shape)} {hashlib.sha256(values.tobytes()).hexdigest()}"
