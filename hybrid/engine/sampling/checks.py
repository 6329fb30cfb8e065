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
        raise RequestError("The reply needs at least 1 new token: raise max_new_tokens.", "max_new_tokens")
    if not 0 <= request.temperature < math.inf:
        raise RequestError("The temperature is a number from 0 up: use 0 for greedy replies.", "temperature")
    if not 0 < request.top_p <= 1:
        raise RequestError("top-p lies above 0 and at most at 1: use 1 to switch it off.", "top_p")
    if request.top_k < 0:
        raise RequestError("top-k cannot be negative: use 0 to switch it off.", "top_k")
    if not 0 <= request.min_p <= 1:
        raise RequestError("min-p lies from 0 to 1: use 0 to switch it off.", "min_p")
    _check_penalties(request)
    if not all(-_MOST_BIAS <= bias <= _MOST_BIAS for _, bias in request.logit_bias):
        raise RequestError(f"A token's bias lies from {-_MOST_BIAS:.0f} to {_MOST_BIAS:.0f}: change it.", "logit_bias")
    if not all(map(is_text, request.stop)):
        raise RequestError("A stop string contains half of a character: remove it or type it again.", "stop")
    if request.seed is not None and not 0 <= request.seed < _SEEDS:
        raise RequestError("The seed lies from 0 to below 2**64: choose another or leave it out.", "seed")


def _check_penalties(request: GenerationRequest) -> None:
    if not _MILDEST <= request.repetition_penalty <= 1 / _MILDEST:
        raise RequestError(
            f"The repetition penalty lies from {_MILDEST} to {1 / _MILDEST:.0f}: use 1 to switch it off.",
            "repetition_penalty",
        )
    for name in ("presence_penalty", "frequency_penalty"):
        if not -_HEAVIEST <= getattr(request, name) <= _HEAVIEST:
            words = name.replace("_", " ")
            raise RequestError(
                f"The {words} lies from {-_HEAVIEST:.0f} to {_HEAVIEST:.0f}: use 0 to switch it off.", name
            )
