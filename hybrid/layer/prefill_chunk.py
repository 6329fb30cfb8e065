"""Prefill chunk: how many tokens of a prompt are computed at once.

Every chunk streams the missing experts once, so long chunks cost less in all; the memory for activations limits them.
Where nothing is streamed, chunks are short, so that progress shows.
"""

import torch

from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.types import ExpertLayout

PREFILL_CHUNK = {"cuda": 16384, "cpu": 256}  # tokens, where memory allows
SHORTEST_CHUNK = 512  # below that, streaming the experts once more costs more time than the memory saved is worth
_SHARE = 0.5  # of the device's free memory
_STATES = 24  # activations as wide as the model that live at once: of attention, its projections and the residual


def prefill_chunk(layout: ExpertLayout, top_k: int, device: torch.device) -> int:
    """Tokens of a chunk, a power of two, by what the device has free at this moment."""
    longest = PREFILL_CHUNK[device.type]
    if device.type != "cuda":
        return longest
    free, _ = torch.cuda.mem_get_info(device)
    unused = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return longest_chunk(layout, top_k, free + unused, longest)


def longest_chunk(layout: ExpertLayout, top_k: int, free: int, longest: int) -> int:
    """The most tokens, a power of two up to ``longest``, whose activations take up their share of ``free`` bytes."""
    token = activation_bytes(layout, top_k)
    chunk = longest
    while chunk > min(SHORTEST_CHUNK, longest) and chunk * token > _SHARE * free:
        chunk //= 2
    return chunk


def activation_bytes(layout: ExpertLayout, top_k: int) -> int:
    """Bytes of the activations that live at once for each token of a chunk."""
    itemsize = TORCH_DTYPES[layout.dtype].itemsize
    return itemsize * (_STATES * layout.hidden + top_k * (layout.hidden + layout.rows + layout.intermediate))
