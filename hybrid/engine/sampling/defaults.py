"""Sampling defaults of a model: what its makers recommend in generation_config.json.

Only what the file says counts: a value that is missing, or that cannot be served, is off. A model that should not
sample, or of which nothing is said, is greedy, as in transformers.
"""

import json
from pathlib import Path
from typing import Any

from hybrid.engine.sampling.checks import check_sampling
from hybrid.errors import RequestError
from hybrid.types import GenerationRequest, SamplingDefaults

FILE = "generation_config.json"
_LARGEST_FILE = 1_000_000  # bytes
_LARGEST, _LARGEST_TOP_K = 1e300, 1 << 31  # integers in JSON may be of any size
_PLAIN_TEMPERATURE = 1.0
_NUMBERS = ("temperature", "top_p", "min_p", "repetition_penalty")


def sampling_defaults(folder: Path) -> SamplingDefaults:
    """Those of the checkpoint in ``folder``; never raises: a damaged file says nothing."""
    fields = _fields(folder / FILE)
    values: dict[str, Any] = {name: float(fields[name]) for name in _NUMBERS if _is_number(fields.get(name))}
    if type(fields.get("top_k")) is int and fields["top_k"] < _LARGEST_TOP_K:
        values["top_k"] = max(fields["top_k"], 0)  # some files switch it off by -1
    served = {name: value for name, value in values.items() if _is_served(name, value)}
    samples = fields.get("do_sample")
    if samples is False or (samples is not True and not served.keys() & {"temperature", "top_p", "top_k", "min_p"}):
        served["temperature"] = 0.0
    return SamplingDefaults(**{"temperature": _PLAIN_TEMPERATURE} | served)


def _fields(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            return {}
        fields = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST


def _is_served(name: str, value: Any) -> bool:
    try:
        check_sampling(GenerationRequest(**{name: value}))
    except RequestError:
        return False
    return True
