"""Early launch of the kernels of a captured step: each is launched while the one before it still runs.

Between two kernels of a microsecond or two, a launch takes as long as their work. Where the device can, a kernel says
at its start that the next one may be launched, and then waits until all before it have ended and their writes can be
seen (programmatic dependent launch). What never changes may be read before that.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from functools import cache
from typing import Any

import torch
import triton
import triton.language as tl
from triton.language.extra.cuda import gdc_launch_dependents, gdc_wait

_HOPPER = (9, 0)


@cache
def early_launch(device: torch.device) -> dict[str, Any]:
    """Arguments of a kernel that calls ``follow``, and of its launch."""
    early = device.type == "cuda" and torch.version.hip is None and torch.cuda.get_device_capability(device) >= _HOPPER
    return {"early": True, "launch_pdl": True} if early else {"early": False}


@triton.jit
def follow(early: tl.constexpr):
    """Lets the next kernel be launched, and waits for those before this one."""
    if early:
        gdc_launch_dependents()
        gdc_wait()
