"""Routing trace: which experts each token chose, layer by layer, and facts about the tokens.

Knows arrays and their meaning; ``trace_file`` has the files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hybrid.errors import TraceError
from hybrid.types import Geometry

Scalar = TypeVar("Scalar", bound=np.generic)
MAX_EXPERTS = np.iinfo(np.int16).max


@dataclass(frozen=True, slots=True)
class TraceOrigin:
    """Where a trace comes from. ``geometry`` is the one in force while it was recorded."""

    model: str = ""
    created: str = ""  # ISO 8601
    geometry: Geometry | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Routing of consecutive tokens. Made by ``from_choices``, which checks it."""

    choices: NDArray[np.int16]  # (tokens, layers, k), router order
    num_experts: int
    weights: NDArray[np.float32] | None  # (tokens, layers, k), the router's
    prompt: NDArray[np.bool_]  # (tokens,): True for prompt tokens, False for generated ones
    steps: NDArray[np.int32]  # (tokens,): tokens of equal step went through the model together
    turns: NDArray[np.int32]  # first token of each turn
    texts: tuple[str, ...]  # of each token, or empty
    origin: TraceOrigin

    @property
    def tokens(self) -> int:
        return int(self.choices.shape[0])

    @property
    def layers(self) -> int:
        return int(self.choices.shape[1])

    @property
    def top_k(self) -> int:
        return int(self.choices.shape[2])

    def uses(self) -> NDArray[np.int64]:
        """(layers, experts): how often each expert was chosen."""
        return uses_in(self.choices, self.num_experts)

    @classmethod
    def from_choices(
        cls,
        choices: ArrayLike,
        *,
        num_experts: int,
        weights: ArrayLike | None = None,
        prompt: ArrayLike | None = None,
        steps: ArrayLike | None = None,
        turns: ArrayLike | None = None,
        texts: Sequence[str] = (),
        origin: TraceOrigin | None = None,
    ) -> "Trace":
        """A trace of ``choices``, integers (tokens, layers, k); the rest as the fields say.

        By default every token is a generated one and a separate step, and all are in one turn.
        Raises ``TraceError`` when shapes or values do not fit together.
        """
        array = np.asarray(choices)
        _check_choices(array, num_experts)
        tokens = array.shape[0]
        trace = cls(
            choices=_frozen(array, np.int16),
            num_experts=num_experts,
            weights=None if weights is None else _frozen(weights, np.float32),
            prompt=_frozen(np.zeros(tokens) if prompt is None else prompt, np.bool_),
            steps=_frozen(np.arange(tokens) if steps is None else steps, np.int32),
            turns=_frozen(np.zeros(min(tokens, 1)) if turns is None else turns, np.int32),
            texts=tuple(texts),
            origin=origin or TraceOrigin(),
        )
        _check_tokens(trace)
        return trace


def uses_in(choices: NDArray[np.int16], num_experts: int) -> NDArray[np.int64]:
    """(layers, experts): how often each expert was chosen, by choices (tokens, layers, k)."""
    cells = choices + np.arange(choices.shape[1])[:, None] * num_experts
    flat = np.bincount(cells.ravel(), minlength=choices.shape[1] * num_experts)
    return flat.astype(np.int64, copy=False).reshape(choices.shape[1], num_experts)


def _frozen(values: ArrayLike, dtype: type[Scalar]) -> NDArray[Scalar]:
    array: NDArray[Scalar] = np.array(values, dtype)
    array.flags.writeable = False
    return array


def _check_choices(choices: NDArray[Any], num_experts: int) -> None:
    if choices.ndim != 3:
        raise TraceError(f"Choices have {choices.ndim} dimensions: give (tokens, layers, k).")
    if not np.issubdtype(choices.dtype, np.integer):
        raise TraceError(f"Choices are of type {choices.dtype}: give whole expert numbers.")
    if not 1 <= num_experts <= MAX_EXPERTS:
        raise TraceError(f"{num_experts} experts per layer cannot be: give 1 to {MAX_EXPERTS}.")
    if choices.shape[1] < 1 or choices.shape[2] < 1:
        raise TraceError("A trace needs at least one layer and one expert per token.")
    if choices.size and (choices.min() < 0 or choices.max() >= num_experts):
        raise TraceError(
            f"Choices go from {choices.min()} to {choices.max()}: with {num_experts} experts per layer "
            f"they must lie between 0 and {num_experts - 1}."
        )


def _check_tokens(trace: Trace) -> None:
    tokens = trace.tokens
    if trace.weights is not None and trace.weights.shape != trace.choices.shape:
        raise TraceError(f"Weights are {trace.weights.shape}, choices {trace.choices.shape}: they must match.")
    for name, array in (("prompt", trace.prompt), ("steps", trace.steps)):
        if array.shape != (tokens,):
            raise TraceError(f"{name!r} has the shape {array.shape}: give one value for each of {tokens} tokens.")
    if (np.diff(trace.steps) < 0).any():
        raise TraceError("Steps go backwards: tokens must be in the order in which they were computed.")
    turns = trace.turns
    if turns.ndim != 1 or (np.diff(turns) <= 0).any() or ((turns < 0) | (turns >= tokens)).any():
        raise TraceError("Turns must be the rising numbers of their first tokens.")
    if trace.texts and len(trace.texts) != tokens:
        raise TraceError(f"There are {len(trace.texts)} token texts for {tokens} tokens.")
