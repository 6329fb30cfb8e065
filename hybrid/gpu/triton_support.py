"""Triton support: whether Triton kernels run on a device.

Knows nothing of the kernels: ``gpu.kernels`` holds them, and may only be imported where ``runs_triton`` says yes.
"""

import importlib.util
from functools import cache

import torch


def runs_triton(device: torch.device) -> bool:
    """Whether ``device`` is a CUDA device and Triton is installed, which torch ships for CUDA on Linux only."""
    return device.type == "cuda" and _is_installed()


@cache
def _is_installed() -> bool:
    # Cached: the search for a missing package goes through the whole path, and some callers ask at every token.
    return importlib.util.find_spec("triton") is not None
