"""Mailbox kernels in Triton: one each way, reading and writing the host's page-locked memory themselves.

Knows the buffers of ``gpu.mailbox`` and the residency table. The way back waits, on the device, for the host's answer
where one is due: every piece of a step can be queued before the host has seen its routing. The residual sum behind it
and the norm of that are computed along the way, where asked.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import torch
import triton
import triton.language as tl
from torch import Tensor
from triton.language.extra.cuda import globaltimer

from hybrid.gpu.kernels.early_launch import early_launch, follow
from hybrid.gpu.kernels.products import Norm
from hybrid.gpu.mailbox import NOTHING_DUE, PLAN_DUE, SHARE_DUE, DeviceRouting, StepMailbox

# Whoever waits reads a word of host memory over and over: one warp of a program does, and pauses, so that copies have
# the link.
_BLOCK, _MOST_WARPS = 1024, 16
WAITS, SHARED = tl.constexpr(1), tl.constexpr(2)  # for the host's word alone, or for its share of the sum
_NOTHING_DUE, _SHARE_DUE, _PLAN_DUE = tl.constexpr(NOTHING_DUE), tl.constexpr(SHARE_DUE), tl.constexpr(PLAN_DUE)


class TritonMailbox:
    """``intermediate`` is the rows of a whole expert."""

    def __init__(self, buffers: StepMailbox, residency: Tensor, intermediate: int, device: torch.device) -> None:
        self._buffers, self._residency = buffers, residency
        self._intermediate, self._device = intermediate, device

    def publish(self, layer: int, hidden: Tensor, choices: Tensor, weights: Tensor) -> DeviceRouting:
        k, buffers = choices.shape[-1], self._buffers
        routing = DeviceRouting(
            choices=choices.view(-1),
            weights=weights.view(-1),
            slots=torch.empty(k, dtype=torch.int64, device=self._device),
            rows=torch.empty(1, dtype=torch.int32, device=self._device),
            waits=torch.empty(1, dtype=torch.int32, device=self._device),
        )
        _publish[(1,)](
            hidden,
            choices,
            weights,
            self._residency[layer],
            buffers.device_rows,
            buffers.waits_for_plans,
            buffers.hidden,
            buffers.choices[layer],
            buffers.weights[layer],
            buffers.slots[layer],
            buffers.rows[layer],
            buffers.arrived[layer],
            buffers.clock[layer],
            routing.slots,
            routing.rows,
            routing.waits,
            hidden.numel(),
            k,
            self._intermediate,
            places=triton.next_power_of_2(k + 1),
            block=triton.next_power_of_2(hidden.numel()),
            num_warps=8,
            **early_launch(self._device),
        )
        return routing

    def combine(self, layer: int, routing: DeviceRouting, outputs: Tensor, dtype: torch.dtype) -> Tensor:
        out = torch.empty((1, outputs.shape[1]), dtype=dtype, device=self._device)
        self.combine_into(layer, routing, outputs, out)
        return out

    def combine_into(
        self,
        layer: int,
        routing: DeviceRouting,
        outputs: Tensor,
        out: Tensor,
        residual: Tensor | None = None,
        norm: Norm | None = None,
    ) -> None:
        """Writes the sum to ``out`` (..., hidden): rounded, then added to the ``residual``; that is normed, too."""
        size = outputs.shape[1]
        block = _BLOCK if norm is None else triton.next_power_of_2(size)
        _combine[(triton.cdiv(size, block),)](
            outputs,
            routing.waits,
            self._buffers.answered[layer],
            self._buffers.share,
            self._buffers.clock[layer],
            out if residual is None else residual,
            out if norm is None else norm.weight,
            out if norm is None else norm.normal,
            out,
            0.0 if norm is None else norm.eps,
            size,
            count=outputs.shape[0],
            added=residual is not None,
            normed=norm is not None,
            block=block,
            num_warps=min(_MOST_WARPS, max(1, block // 256)),
            **early_launch(self._device),
        )


@triton.jit
def _publish(
    hidden,
    choices,
    weights,
    slot_of_expert,
    device_rows,
    waits_for_plans,
    hidden_host,
    choices_host,
    weights_host,
    slots_host,
    rows_host,
    arrived,
    clock,
    slots,
    rows,
    waits,
    size,
    k,
    intermediate,
    places: tl.constexpr,
    block: tl.constexpr,
    early: tl.constexpr,
):
    follow(early)
    at = tl.arange(0, block)
    tl.store(hidden_host + at, tl.load(hidden + at, mask=at < size), mask=at < size)
    place = tl.arange(0, places)
    there = place < k
    table = tl.load(device_rows + place, mask=place <= k, other=0)
    plan_first = tl.load(waits_for_plans)
    expert = tl.load(choices + place, mask=there, other=0)
    slot = tl.load(slot_of_expert + expert, mask=there, other=0)
    missed = (there & (slot < 0)).to(tl.int32)
    count = tl.sum(missed, axis=0)
    gpu_rows = tl.sum(tl.where(place == count, table, 0), axis=0)
    tl.store(choices_host + place, expert, mask=there)
    tl.store(weights_host + place, tl.load(weights + place, mask=there).to(tl.float32), mask=there)
    tl.store(slots_host + place, slot, mask=there)
    tl.store(rows_host, gpu_rows.to(tl.int64))
    tl.store(slots + place, slot, mask=there)
    tl.store(rows, gpu_rows)
    shared = (count > 0) & (gpu_rows < intermediate)
    planned = (count > 0) & (plan_first != 0)
    tl.store(waits, tl.where(shared, SHARED, tl.where(planned, WAITS, 0)))
    tl.debug_barrier()  # the word comes after what every thread has written
    _release(arrived, tl.where(shared, _SHARE_DUE, tl.where(planned, _PLAN_DUE, _NOTHING_DUE)))
    tl.store(clock, globaltimer())


@triton.jit
def _combine(
    outputs,
    waits,
    answered,
    share,
    clock,
    residual,
    norm_weight,
    normal,
    out,
    eps,
    size,
    count: tl.constexpr,
    added: tl.constexpr,
    normed: tl.constexpr,
    block: tl.constexpr,
    early: tl.constexpr,
):
    follow(early)
    if tl.program_id(0) == 0:
        tl.store(clock + 1, globaltimer())
    at = tl.program_id(0) * block + tl.arange(0, block)
    there = at < size
    wait = tl.load(waits)
    total = tl.zeros((block,), tl.float32)
    for row in tl.static_range(count):
        total += tl.load(outputs + row * size + at, mask=there, other=0.0)
    if wait != 0:
        word = _acquire(answered)
        while word == 0:
            word = _acquire_after_a_pause(answered)
        tl.debug_barrier()  # the other warps go on when the first has seen the word
    if wait == SHARED:
        total += tl.load(share + at, mask=there, other=0.0, volatile=True)
    total = total.to(out.dtype.element_ty)
    if added:
        total = (tl.load(residual + at, mask=there, other=0.0).to(tl.float32) + total.to(tl.float32)).to(total.dtype)
    tl.store(out + at, total, mask=there)
    if normed:
        wide = total.to(tl.float32)
        length = tl.rsqrt(tl.sum(wide * wide, axis=0) / size + eps)
        tl.store(normal + at, tl.load(norm_weight + at, mask=there) * (wide * length).to(total.dtype), mask=there)
    if tl.program_id(0) == 0:
        tl.store(clock + 2, globaltimer())


@triton.jit
def _release(address, word):
    """A word of host memory; whoever sees it sees what was written before it."""
    tl.inline_asm_elementwise(
        "st.release.sys.global.u32 [$1], $2; mov.u32 $0, $2;",
        "=r,l,r",
        [address, word],
        dtype=tl.int32,
        is_pure=False,
        pack=1,
    )


@triton.jit
def _acquire(address):
    """For the first warp a word of host memory; what the host wrote before it is visible afterwards. For others 1."""
    return tl.inline_asm_elementwise(
        "{ .reg .pred p; .reg .u32 t; mov.u32 t, %tid.x; setp.lt.u32 p, t, 32; mov.u32 $0, 1;"
        " @p ld.acquire.sys.global.u32 $0, [$1]; }",
        "=&r,l",
        [address],
        dtype=tl.int32,
        is_pure=False,
        pack=1,
    )


@triton.jit
def _acquire_after_a_pause(address):
    """For the first warp alone: the others wait no more."""
    return tl.inline_asm_elementwise(
        "nanosleep.u32 500; ld.acquire.sys.global.u32 $0, [$1];",
        "=r,l",
        [address],
        dtype=tl.int32,
        is_pure=False,
        pack=1,
    )
