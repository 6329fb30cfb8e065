"""Page-locked host memory, read and written by the device itself: flags, and a layer's message to the host.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from typing import Any

import triton
import triton.language as tl
from torch import Tensor
from triton.language.extra.cuda import globaltimer

from hybrid.gpu.kernels.early_launch import early_launch, follow
from hybrid.gpu.mailbox import NOTHING_DUE, PLAN_DUE, SHARE_DUE, DeviceRouting

_BLOCK = 4096
WAITS, SHARED = tl.constexpr(1), tl.constexpr(2)  # for the host's word alone, or for its share of the sum
_NOTHING_DUE, _SHARE_DUE, _PLAN_DUE = tl.constexpr(NOTHING_DUE), tl.constexpr(SHARE_DUE), tl.constexpr(PLAN_DUE)


def read(source: Tensor, target: Tensor) -> None:
    """Fills ``target`` on the device from page-locked ``source``; both are contiguous, alike and equally large."""
    count = target.numel()
    block = min(_BLOCK, triton.next_power_of_2(count))
    _read[(triton.cdiv(count, block),)](source, target, count, block=block, num_warps=1 if count < _BLOCK else 8)


def tell(hidden: Tensor, routing: DeviceRouting) -> None:
    """Tells the host what a layer needs, as ``write_message`` does, in a launch of its own."""
    _tell[(1,)](**message_arguments(hidden, routing), num_warps=8, **early_launch(hidden.device))


def message_arguments(hidden: Tensor, routing: DeviceRouting) -> dict[str, Any]:
    """Arguments of a kernel that calls ``write_message``, by name; of one that does not, without a message."""
    message, k = routing.message, routing.choices.numel()
    nowhere = routing.slots
    return {
        "hidden": hidden,
        "choices": routing.choices,
        "weights": routing.weights,
        "slots": routing.slots,
        "own_rows": routing.rows,
        "waits": routing.waits,
        "hidden_host": hidden if message is None else message.hidden,
        "choices_host": nowhere if message is None else message.choices,
        "weights_host": routing.weights if message is None else message.weights,
        "slots_host": nowhere if message is None else message.slots,
        "rows_host": nowhere if message is None else message.rows,
        "arrived": nowhere if message is None else message.arrived,
        "clock": nowhere if message is None else message.clock,
        "top_k": k,
        "hidden_size": hidden.numel(),
    }


@triton.jit
def _read(source, target, count, block: tl.constexpr):
    at = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
    tl.store(target + at, tl.load(source + at, mask=at < count, volatile=True), mask=at < count)


@triton.jit
def _tell(
    hidden,
    choices,
    weights,
    slots,
    own_rows,
    waits,
    hidden_host,
    choices_host,
    weights_host,
    slots_host,
    rows_host,
    arrived,
    clock,
    top_k: tl.constexpr,
    hidden_size: tl.constexpr,
    early: tl.constexpr,
):
    follow(early)
    write_message(
        hidden, choices, weights, slots, own_rows, waits, hidden_host, choices_host, weights_host, slots_host,
        rows_host, arrived, clock, top_k, hidden_size,
    )  # fmt: skip


@triton.jit
def write_message(
    hidden,
    choices,
    weights,
    slots,
    own_rows,
    waits,
    hidden_host,
    choices_host,
    weights_host,
    slots_host,
    rows_host,
    arrived,
    clock,
    top_k: tl.constexpr,
    hidden_size: tl.constexpr,
):
    """Writes a layer's routing to the host's memory, then the word that it is there, then the time."""
    at = tl.arange(0, triton.next_power_of_2(hidden_size))
    tl.store(hidden_host + at, tl.load(hidden + at, mask=at < hidden_size), mask=at < hidden_size)
    place = tl.arange(0, triton.next_power_of_2(top_k))
    there = place < top_k
    tl.store(choices_host + place, tl.load(choices + place, mask=there), mask=there)
    tl.store(weights_host + place, tl.load(weights + place, mask=there).to(tl.float32), mask=there)
    tl.store(slots_host + place, tl.load(slots + place, mask=there), mask=there)
    tl.store(rows_host, tl.load(own_rows).to(tl.int64))
    wait = tl.load(waits)
    tl.debug_barrier()  # the word comes after what every thread has written
    _release(arrived, tl.where(wait == SHARED, _SHARE_DUE, tl.where(wait == WAITS, _PLAN_DUE, _NOTHING_DUE)))
    tl.store(clock, globaltimer())


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
