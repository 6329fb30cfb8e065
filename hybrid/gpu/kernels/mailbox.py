"""Mailbox kernels in Triton: one each way, reading and writing the host's page-locked memory themselves.

Knows the buffers of ``gpu.mailbox`` and the residency table. The way back waits, on the device, for the host's answer
where one is due: every piece of a step can be queued before the host has seen its routing. What stands before the way
there and behind the way back is done along the way, where asked: choosing experts; the residual sum and the norm of it.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from dataclasses import dataclass, replace

import torch
import triton
import triton.language as tl
from torch import Tensor
from triton.language.extra.cuda import globaltimer

from hybrid.gpu.kernels.early_launch import early_launch, follow
from hybrid.gpu.kernels.host_words import SHARED, WAITS, tell
from hybrid.gpu.kernels.ops import best_experts, router_weights
from hybrid.gpu.kernels.products import Norm
from hybrid.gpu.mailbox import DeviceRouting, StepMailbox

# Whoever waits reads a word of host memory over and over: one warp of a program does, and pauses, so that copies have
# the link.
_BLOCK, _MOST_WARPS = 1024, 16


@dataclass(frozen=True, slots=True)
class Choice:
    """Experts to be chosen by a router's ``logits`` (1, experts), as ``ops.choose`` would."""

    logits: Tensor
    normalised: bool


class TritonMailbox:
    """``intermediate`` is the rows of a whole expert."""

    def __init__(self, buffers: StepMailbox, residency: Tensor, intermediate: int, device: torch.device) -> None:
        self._buffers, self._residency = buffers, residency
        self._row_copies = torch.empty(residency.shape, dtype=residency.dtype, device=device)
        self._intermediate, self._device = intermediate, device

    def publish(
        self, layer: int, hidden: Tensor, choices: Tensor, weights: Tensor, choice: Choice | None = None
    ) -> DeviceRouting:
        """Leaves the message. With a ``choice``, its experts and their weights are chosen first, and written to the two
        tensors."""
        k, buffers = choices.shape[-1], self._buffers
        routing = DeviceRouting(
            choices=choices.view(-1),
            weights=weights.view(-1),
            slots=torch.empty(k, dtype=torch.int64, device=self._device),
            rows=torch.empty(1, dtype=torch.int32, device=self._device),
            waits=torch.empty(1, dtype=torch.int32, device=self._device),
            message=buffers.message(layer),
        )
        _look_up[(1,)](
            choices,
            weights,
            weights if choice is None else choice.logits,
            self._residency[layer],
            self._row_copies[layer],
            buffers.device_rows,
            buffers.waits_for_plans,
            routing.slots,
            routing.rows,
            routing.waits,
            k,
            self._intermediate,
            1 if choice is None else choice.logits.shape[-1],
            top_k=0 if choice is None else k,
            normalised=choice is not None and choice.normalised,
            experts_block=1 if choice is None else triton.next_power_of_2(choice.logits.shape[-1]),
            looks_early=not buffers.waits_for_plans[0],
            places=triton.next_power_of_2(k + 1),
            num_warps=1,
            **early_launch(self._device),
        )
        return routing

    def tell(self, hidden: Tensor, routing: DeviceRouting) -> DeviceRouting:
        if routing.message is not None:
            tell(hidden, routing)
        return replace(routing, message=None)

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
            rows=triton.next_power_of_2(outputs.shape[0]),
            added=residual is not None,
            normed=norm is not None,
            block=block,
            num_warps=min(_MOST_WARPS, max(1, block // 128)),
            **early_launch(self._device),
        )


@triton.jit
def _look_up(
    choices,
    weights,
    logits,
    slot_of_expert,
    row_copy,
    device_rows,
    waits_for_plans,
    slots,
    rows,
    waits,
    k,
    intermediate,
    experts,
    top_k: tl.constexpr,
    normalised: tl.constexpr,
    experts_block: tl.constexpr,
    looks_early: tl.constexpr,
    places: tl.constexpr,
    early: tl.constexpr,
):
    place = tl.arange(0, places)
    there = place < k
    at = tl.arange(0, experts_block)
    # No plan of this step but the layer's own evicts its experts, unless slots are pooled. So what the table has now
    # holds, and it is read while the kernels before this one run: it lies with the host.
    if top_k > 0 and looks_early:
        row = tl.load(slot_of_expert + at, mask=at < experts, volatile=True)
        tl.store(row_copy + at, row, mask=at < experts)
    follow(early)
    table = tl.load(device_rows + place, mask=place <= k, other=0)
    plan_first = tl.load(waits_for_plans)
    if top_k > 0:
        left = router_weights(logits, experts, experts_block)
        values, expert = best_experts(left, at, place, top_k, normalised)
        tl.store(choices + place, expert, mask=there)
        tl.store(weights + place, values.to(weights.dtype.element_ty), mask=there)
    else:
        expert = tl.load(choices + place, mask=there, other=0)
    if top_k > 0 and looks_early:
        tl.debug_barrier()
        slot = tl.load(row_copy + expert, mask=there, other=0)
    else:
        slot = tl.load(slot_of_expert + expert, mask=there, other=0, volatile=True)
    missed = (there & (slot < 0)).to(tl.int32)
    count = tl.sum(missed, axis=0)
    own = tl.sum(tl.where(place == count, table, 0), axis=0)
    tl.store(slots + place, slot, mask=there)
    tl.store(rows, own)
    shared = (count > 0) & (own < intermediate)
    planned = (count > 0) & (plan_first != 0)
    tl.store(waits, tl.where(shared, SHARED, tl.where(planned, WAITS, 0)))


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
    rows: tl.constexpr,
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
    row = tl.arange(0, rows)
    all_there = (row < count)[:, None] & there[None, :]
    total = tl.sum(tl.load(outputs + row[:, None] * size + at[None, :], mask=all_there, other=0.0), axis=0)
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
