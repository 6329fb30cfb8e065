"""Routing as another program wrote it: expert numbers before anything has been checked, and what the user adds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hybrid.errors import TraceError, refusing

MOST_CHOICES = 64 << 20
"""Of one file; four bytes each while it is read."""
_RAGGED = "The lists of experts differ in length: every token needs as many in every layer."


@dataclass(frozen=True, slots=True)
class Hints:
    """What a file may leave out. ``None``: as the file has it."""

    layers: int | None = None  # in the file, dense ones included
    top_k: int | None = None  # experts per token
    experts: int | None = None  # per layer


@dataclass(frozen=True, slots=True, eq=False)
class RawRouting:
    """Expert numbers (tokens, layers, k) as a file has them; negative ones stand for what was not recorded."""

    ids: NDArray[np.int32]
    prompt: NDArray[np.bool_] | None = None  # (tokens,)
    steps: NDArray[np.int32] | None = None  # (tokens,)
    turns: tuple[int, ...] = (0,)
    weights: NDArray[np.float32] | None = None
    model: str = ""
    notes: tuple[str, ...] = ()


def expert_numbers(values: object) -> NDArray[np.int32]:
    """Nested lists or an array as numbers, of any shape. Raises ``TraceError`` for anything but whole numbers."""
    with refusing(lambda _: TraceError(_RAGGED)):
        array: NDArray[Any] = np.asarray(values)
    if array.size > MOST_CHOICES:
        raise TraceError(f"That is more than {MOST_CHOICES >> 20} million choices of experts: save fewer tokens.")
    if array.dtype.kind not in "iu":
        raise TraceError("Experts must be whole numbers: save the experts' numbers, not their weights or names.")
    if array.dtype.itemsize > 2 and array.size and (array.min() < -(1 << 31) or array.max() >= 1 << 31):
        raise TraceError("Some expert numbers are far too large: the file is damaged or holds something else.")
    return array.astype(np.int32)


def shaped(ids: NDArray[np.int32], hints: Hints) -> NDArray[np.int32]:
    """``ids`` as (tokens, layers, k). Raises ``TraceError`` where the shape is neither in the file nor in ``hints``."""
    if ids.ndim == 3:
        return ids
    if hints.layers is None or hints.top_k is None:
        raise TraceError(
            "The numbers come without a shape: enter the model's layers (dense ones included) and experts per token."
        )
    row = hints.layers * hints.top_k
    if row < 1 or ids.size % row:
        raise TraceError(
            f"{ids.size} numbers do not divide into {hints.layers} layers of {hints.top_k} experts: "
            "correct the layers or the experts per token."
        )
    return ids.reshape(-1, hints.layers, hints.top_k)


def steps_of(prompt: NDArray[np.bool_], first: int = 0) -> NDArray[np.int32]:
    """(tokens,): one step for all prompt tokens, another for each generated one."""
    after = np.cumsum(~prompt) - (0 if prompt.any() else 1)
    return np.asarray(first + np.maximum(0, after), np.int32)
