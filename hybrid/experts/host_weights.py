"""Host weights of all experts, and their page-locking.

Knows where each expert's weights lie in host memory and how many bytes a copy moves; does not copy
them. Page-locking happens in place with ``cudaHostRegister``, on the exact pages of the loaded
tensors, because torch's ``pin_memory`` makes a second copy rounded up to a power of two.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import torch
from torch import Tensor

from hybrid.experts.formats import FORMATS, Matrix
from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.formats.weight_format import matrix_bytes
from hybrid.experts.work import ExpertBank
from hybrid.layout import ExpertLayout, FormatName
from hybrid.types import ExpertKey

_PAGE = 4096
_ALREADY_REGISTERED = 712


@dataclass(frozen=True, slots=True)
class ExpertTensors:
    """Host weights of one MoE layer, first dimension the expert; see ``ExpertLayout`` for shapes."""

    up: Tensor
    down: Tensor
    up_bias: Tensor | None
    down_bias: Tensor | None
    up_scales: Tensor | None = None
    down_scales: Tensor | None = None
    up_groups: Tensor | None = None
    down_groups: Tensor | None = None
    formats: tuple[FormatName, FormatName] = ("plain", "plain")  # of up and of down
    up_order: Tensor | None = None  # see ``ExpertBank``

    @classmethod
    def of(
        cls,
        up: Matrix,
        down: Matrix,
        biases: tuple[Tensor | None, Tensor | None],
        formats: tuple[FormatName, FormatName],
        up_order: Tensor | None = None,
    ) -> "ExpertTensors":
        return cls(up.values, down.values, *biases, up.scales, down.scales, up.groups, down.groups, formats, up_order)

    def present(self) -> tuple[Tensor, ...]:
        """The tensors that are not ``None``, in a fixed order."""
        matrices = (self.up, self.down, self.up_bias, self.down_bias)
        scales = (self.up_scales, self.down_scales, self.up_groups, self.down_groups)
        return tuple(tensor for tensor in (*matrices, *scales, self.up_order) if tensor is not None)


def expert_bytes(layout: ExpertLayout) -> int:
    """Bytes of one expert: in host memory, in a slot, and in a copy."""
    (of_up, of_down), plain = (FORMATS[name] for name in layout.formats), TORCH_DTYPES[layout.dtype].itemsize
    up = matrix_bytes(of_up, layout.dtype, layout.rows, layout.hidden)
    down = matrix_bytes(of_down, layout.dtype, layout.hidden, layout.intermediate)
    biases = (layout.rows + layout.hidden) * plain * layout.biased
    return up + down + biases + layout.hidden * torch.int32.itemsize * layout.ordered


class HostStore:
    """All experts in host memory, ``layers[layer]`` by MoE layer."""

    def __init__(self, layers: Sequence[ExpertTensors]) -> None:
        self.layers = tuple(layers)
        self._experts = [
            [tuple(t[expert] for t in layer.present()) for expert in range(len(layer.up))] for layer in self.layers
        ]
        self.experts = len(self._experts[0])  # of each layer
        self.expert_bytes = sum(t[0].nbytes for t in self.layers[0].present())
        self.page_locked = False
        self._registered: list[int] = []

    def expert(self, key: ExpertKey) -> tuple[Tensor, ...]:
        """Views of one expert's weights, in the order of ``ExpertTensors.present``."""
        return self._experts[key.layer][key.expert]

    def page_lock(self) -> str:
        """Page-locks all weights in place; returns a sentence if the system refuses, otherwise ''.

        After a refusal nothing is page-locked, and copies take several times as long.
        """
        cudart = torch.cuda.cudart()
        for start, end in page_ranges([t for layer in self.layers for t in layer.present()]):
            status = int(cudart.cudaHostRegister(start, end - start, 0))
            if status != 0:
                _forget_error()
            if status == _ALREADY_REGISTERED:
                continue
            if status != 0:
                self.release()
                return (
                    f"The system refused to page-lock the expert weights (CUDA error {status}), so copies to the "
                    "GPU run several times slower: raise the locked-memory limit (ulimit -l) or free some RAM."
                )
            self._registered.append(start)
        self.page_locked = True
        return ""

    def release(self) -> None:
        """Undoes ``page_lock``; harmless when nothing is locked."""
        while self._registered:
            torch.cuda.cudart().cudaHostUnregister(self._registered.pop())
        self.page_locked = False


def _forget_error() -> None:
    """Runs a kernel, since CUDA reports a refused call again at the next kernel, which else would be a reply's."""
    if torch.cuda.is_available():
        with suppress(RuntimeError):
            torch.zeros(1, device="cuda").add_(1)


def page_ranges(tensors: Sequence[Tensor]) -> list[tuple[int, int]]:
    """The pages under the tensors as disjoint ``(start, end)`` addresses, ascending.

    Small tensors can share a page, and no page may be registered twice.
    """
    spans = sorted((t.data_ptr() // _PAGE * _PAGE, -(-(t.data_ptr() + t.nbytes) // _PAGE) * _PAGE) for t in tensors)
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def host_bank(tensors: ExpertTensors) -> ExpertBank:
    """A layer's weights in host memory as a bank of experts."""
    of_up, of_down = (FORMATS[name] for name in tensors.formats)
    return ExpertBank(
        tensors.up,
        tensors.down,
        tensors.up_bias,
        tensors.down_bias,
        tensors.up_scales,
        tensors.down_scales,
        tensors.up_groups,
        tensors.down_groups,
        of_up,
        of_down,
        tensors.up_order,
    )


def bank_of(pool: Sequence[Tensor], layout: ExpertLayout) -> ExpertBank:
    """The slots as a bank of experts; ``pool`` in the order of ``ExpertTensors.present``."""
    rest = iter(pool)
    of_up, of_down = (FORMATS[name] for name in layout.formats)
    up, down = next(rest), next(rest)
    up_bias, down_bias = (next(rest), next(rest)) if layout.biased else (None, None)
    up_scales, down_scales = (next(rest), next(rest)) if of_up.scaled else (None, None)
    up_groups, down_groups = (next(rest), next(rest)) if of_up.group else (None, None)
    matrices = (up, down, up_bias, down_bias, up_scales, down_scales, up_groups, down_groups)
    return ExpertBank(*matrices, of_up, of_down, next(rest) if layout.ordered else None)
