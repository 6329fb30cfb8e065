"""Mailbox kernels in Triton: one each way, reading and writing the host's page-locked memory themselves.

Knows the buffers of ``gpu.mailbox`` and the residency table. The way back waits, on the device, for the host's answer
where one is due: every piece of a step can be queued before the host has seen its routing.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import torch
import triton
import triton.language as tl
from torch import Tensor
from triton.language.extra.cuda import globaltimer

from hybrid.gpu.kernels.early_launch import early_launch, follow
from hybrid.gpu.mailbox import NOTHING_DUE, PLAN_DUE, SHARE_DUE, DeviceRouting, StepMailbox

# Whoever waits reads a word of host memory over and over: few warps do, and pause, so that copies have the link.
_WAITING_BLOCK, _WAITING_WARPS = 1024, 2
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
        size = outputs.shape[1]
        out = torch.empty((1, size), dtype=dtype, device=self._device)
        _combine[(triton.cdiv(size, _WAITING_BLOCK),)](
            outputs,
            routing.waits,
            self._buffers.answered[layer],
            self._buffers.share,
            self._buffers.clock[layer],
            out,
            size,
            outputs.shape[0],
            block=_WAITING_BLOCK,
            num_warps=_WAITING_WARPS,
            **early_launch(self._device),
        )
        return out


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
    own = tl.sum(tl.where(place == count, table, 0), axis=0)
    tl.store(choices_host + place, expert, mask=there)
    tl.store(weights_host + place, tl.load(weights + place, mask=there).to(tl.float32), mask=there)
    tl.store(slots_host + place, slot, mask=there)
    tl.store(rows_host, own.to(tl.int64))
    tl.store(slots + place, slot, mask=there)
    tl.store(rows, own)
    shared = (count > 0) & (own < intermediate)
    planned = (count > 0) & (plan_first != 0)
    tl.store(waits, tl.where(shared, SHARED, tl.where(planned, WAITS, 0)))
    tl.debug_barrier()  # the word comes after what every thread has written
    _release(arrived, tl.where(shared, _SHARE_DUE, tl.where(planned, _PLAN_DUE, _NOTHING_DUE)))
    tl.store(clock, globaltimer())


@triton.jit
def _combine(outputs, waits, answered, share, clock, out, size, count, block: tl.constexpr, early: tl.constexpr):
    follow(early)
    if tl.program_id(0) == 0:
        tl.store(clock + 1, globaltimer())
    at = tl.program_id(0) * block + tl.arange(0, block)
    there = at < size
    total = tl.zeros((block,), tl.float32)
    for row in range(count):
        total += tl.load(outputs + row * size + at, mask=there, other=0.0)
    wait = tl.load(waits)
    if wait != 0:
        word = _acquire(answered)
        while word == 0:
            word = _acquire_after_a_pause(answered)
    if wait == SHARED:
        total += tl.load(share + at, mask=there, other=0.0, volatile=True)
    tl.store(out + at, total.to(out.dtype.element_ty), mask=there)
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
    """A word of host memory; what the host wrote before it is visible afterwards."""
    return tl.inline_asm_elementwise(
        "ld.acquire.sys.global.u32 $0, [$1];", "=r,l", [address], dtype=tl.int32, is_pure=False, pack=1
    )


@triton.jit
def _acquire_after_a_pause(address):
    return tl.inline_asm_elementwise(
        "nanosleep.u32 500; ld.acquire.sys.global.u32 $0, [$1];",
        "=r,l",
        [address],
        dtype=tl.int32,
        is_pure=False,
        pack=1,
    )
