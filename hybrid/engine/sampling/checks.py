"""Checks of a request's sampling values; each refusal names the value to change."""

import math

from hybrid.errors import RequestError
from hybrid.text.characters import is_text
from hybrid.types import GenerationRequest

_SEEDS = 1 << 64
_MILDEST = 0.01
_HEAVIEST, _MOST_BIAS = 2.0, 100.0  # OpenAI's bounds


def check_sampling(request: GenerationRequest) -> None:
    """Raises ``RequestError`` naming the value to change."""
    if request.max_new_tokens < 1:
        raise RequestError("Max tokens must be at least 1.", "max_new_tokens")
    if not 0 <= request.temperature < math.inf:
        raise RequestError("The temperature must be 0 or more (0 is greedy).", "temperature")
    if not 0 < request.top_p <= 1:
        raise RequestError("Top-p must be above 0 and at most 1 (1 turns it off).", "top_p")
    if request.top_k < 0:
        raise RequestError("Top-k can't be negative (0 turns it off).", "top_k")
    if not 0 <= request.min_p <= 1:
        raise RequestError("Min-p must be between 0 and 1 (0 turns it off).", "min_p")
    _check_penalties(request)
    if not all(-_MOST_BIAS <= bias <= _MOST_BIAS for _, bias in request.logit_bias):
        raise RequestError(f"A token's bias must be between {-_MOST_BIAS:.0f} and {_MOST_BIAS:.0f}.", "logit_bias")
    if not all(map(is_text, request.stop)):
        raise RequestError("A stop string contains half a character. Remove it or type it again.", "stop")
    if request.seed is not None and not 0 <= request.seed < _SEEDS:
        raise RequestError("The seed must be between 0 and 2**64 - 1. Choose another, or leave it out.", "seed")


def _check_penalties(request: GenerationRequest) -> None:
    if not _MILDEST <= request.repetition_penalty <= 1 / _MILDEST:
        raise RequestError(
            f"The repetition penalty must be between {_MILDEST} and {1 / _MILDEST:.0f} (1 turns it off).",
            "repetition_penalty",
        )
    for name in ("presence_penalty", "frequency_penalty"):
        if not -_HEAVIEST <= getattr(request, name) <= _HEAVIEST:
            words = name.replace("_", " ")
            raise RequestError(
                f"The {words} must be between {-_HEAVIEST:.0f} and {_HEAVIEST:.0f} (0 turns it off).", name
            )
