"""Sampling settings in words, for the line below the composer."""

from hybrid.types import SamplingDefaults

_OFF = SamplingDefaults()


def sampling_line(sampling: SamplingDefaults, recommended: bool) -> str:
    """How tokens are drawn, and whose choice that is."""
    whose = "the makers' choice" if recommended else "your choice"
    return f"{_words(sampling)} · {whose}"


def _words(sampling: SamplingDefaults) -> str:
    parts = [] if sampling.temperature else ["greedy: always the likeliest token"]
    if sampling.temperature:
        parts.append(f"temperature {sampling.temperature:g}")
        if sampling.top_p < _OFF.top_p:
            parts.append(f"top-p {sampling.top_p:g}")
        if sampling.top_k:
            parts.append(f"top-k {sampling.top_k}")
        if sampling.min_p:
            parts.append(f"min-p {sampling.min_p:g}")
    if sampling.repetition_penalty != _OFF.repetition_penalty:
        parts.append(f"repetition {sampling.repetition_penalty:g}")
    return ", ".join(parts)
