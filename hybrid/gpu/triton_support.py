"""Triton support: whether Triton kernels run on a device.

Knows nothing of the kernels: the ``triton_*`` modules hold them, and may only be imported where this says yes.
"""

import importlib.util
from functools import cache

import torch


def runs_triton(device: torch.device) -> bool:
    """Whether ``device`` is a CUDA device and Triton is installed, which torch ships for CUDA on Linux only."""
    return device.type == "cuda" and _is_installed()


@cache
def _is_installed() -> bool:
    # Looked for once: a package that is not there is searched for along the whole path, and some ask at every token.
    return importlib.util.find_spec("triton") is not None
