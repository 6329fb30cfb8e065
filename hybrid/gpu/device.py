"""Device that experts are computed on: one object for each GPU, or for the RAM that stands in for one.

Knows the device's memory for experts, the copies into it, its staging and mailbox, and its kernels; which of these are
made once, and which anew for each pool of slots. Knows nothing of caches.
"""

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.host_weights import HostStore
from hybrid.experts.torch_mlp import device_mlp, load_products
from hybrid.experts.work import ExpertMlp, GateFunction
from hybrid.gpu.activation_staging import DirectStaging, PinnedStaging
from hybrid.gpu.mailbox import StepMailbox
from hybrid.gpu.ring import CudaRing, Ring
from hybrid.gpu.transfer import Transfer, allocate_pool, make_transfer
from hybrid.gpu.triton_support import runs_triton
from hybrid.types import ExpertKey, ExpertLayout, Geometry, ModelInfo

if TYPE_CHECKING:
    from hybrid.gpu.kernels.experts.grouped import GroupedExperts

_LARGE_EXPERT = 1 << 25  # weights: from here on, launching each product separately pays


class Device:
    """``layers`` are the MoE layers whose experts it computes; a layer belongs to one device."""

    def __init__(
        self, place: torch.device, layers: range, layout: ExpertLayout, info: ModelInfo, store: HostStore
    ) -> None:
        self.place, self.layers = place, layers
        self.is_gpu = place.type == "cuda"
        self._layout, self._info, self._store = layout, info, store
        dtype = TORCH_DTYPES[layout.dtype]
        self.staging = PinnedStaging(layout.hidden, info.top_k, dtype, place) if self.is_gpu else DirectStaging()
        self.grouped = _grouped_experts(layout, info.top_k, place)
        """Computes many small experts in one launch; ``None`` where single products are faster."""
        self._ring: Ring | None = None

    def mailbox(self) -> StepMailbox:
        """The host's end of the messages of captured steps."""
        return StepMailbox(self._info, self._layout.hidden, TORCH_DTYPES[self._layout.dtype])

    def mlp(self, gate: GateFunction, emulation: ExpertMlp) -> ExpertMlp:
        """Computes experts in the device's memory; for slots in RAM that is ``emulation``, the CPU's."""
        return device_mlp(gate) if self.is_gpu else emulation

    def open_transfer(self, geometry: Geometry) -> Transfer:
        """Room for ``geometry.slots`` experts, and the copies into it; the caller closes it."""
        pool = allocate_pool(geometry, self._store.expert(ExpertKey(0, 0)), self.place)
        return make_transfer(pool, self.place)

    def residency_table(self) -> Tensor:
        """An int64 (layers, experts) table of -1 in host memory that the device can read."""
        return self.staging.table(len(self._store.layers), self._layout.experts)

    def ring(self, mlp: ExpertMlp) -> Ring:
        """The buffers that streamed experts pass through; the first call makes them and loads the kernels for them."""
        if self._ring is None:
            kind = CudaRing if self.is_gpu else Ring
            ring = kind(self._store, self._layout, self.place)
            if self.grouped is not None:
                self.grouped.load(ring.bank)
            elif self.is_gpu:
                load_products(mlp, ring.bank, TORCH_DTYPES[self._layout.dtype])
            self._ring = ring
        return self._ring


def _grouped_experts(layout: ExpertLayout, top_k: int, place: torch.device) -> "GroupedExperts | None":
    small = (layout.rows + layout.intermediate) * layout.hidden < _LARGE_EXPERT
    if not small or layout.ordered or not runs_triton(place):  # the kernels take activations in one order
        return None
    from hybrid.gpu.kernels.experts import grouped

    return grouped.GroupedExperts(layout, top_k, place) if grouped.covers(layout) else None
