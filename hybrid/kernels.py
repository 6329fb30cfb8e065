"""Expert MLPs on the CPU: every expert of a step in one parallel region, float32 accumulation.

Knows addresses and numpy arrays; knows nothing of torch. Two phases share one team of threads: the up phase
fills ``inner`` (pairs, intermediate), the down phase adds into ``out``. Threads take chunks of rows from an
atomic counter, so none waits for a slow one; the down phase begins once all up chunks are done, however few
threads turned up. One chunk owns its columns of ``out`` for all experts and tokens, in their order: the
result is the same for any number of threads.
"""

import math
import platform
import threading
from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite.binding import get_host_cpu_features
from numba import njit, prange
from numpy.typing import NDArray

from hybrid.kernel_ir import add_float, dot, fetch_add, load_weight, wait_until
from hybrid.types import ExpertLayout

_SILU, _GELU, _GELU_TANH, _RELU2 = range(4)
ACTIVATIONS = {"silu": _SILU, "gelu": _GELU, "gelu_tanh": _GELU_TANH, "relu2": _RELU2}
TAGS: dict[str, NDArray[Any]] = {
    "float32": np.empty(0, np.float32),
    "float16": np.empty(0, np.int16),
    "bfloat16": np.empty(0, np.uint16),
}
TOKEN_BLOCK = 4  # tokens that share one pass over a row of weights
MATMUL_TOKENS = 16  # of one expert, above which a matrix multiplication is faster than these kernels
_AHEAD = 2048  # bytes of prefetch
_SERIAL_BYTES = 1 << 19  # less weight than this is read faster by one thread than it takes to wake others
_SMALLEST_CHUNK, _LARGEST_CHUNK = 1 << 14, 1 << 17  # bytes
_CHUNKS_PER_THREAD = 16
_LINE = 64  # bytes: each counter has a cache line of its own

# Of kernel_ir.py. numba reuses compiled code until the file of the compiled function changes, and would
# miss changes over there; a test holds this to that file's contents, so that this file changes with it.
IR_DIGEST = "d1abf828d166c48e"

# numba's portable threading layer ends the process when two threads enter a region at once.
_REGION = threading.Lock()


class Shape(NamedTuple):
    """What the kernels need of a layout; the same for every call."""

    hidden: int
    intermediate: int
    gated: bool
    biased: bool
    activation: int


class Weights(NamedTuple):
    """Addresses of entry 0; entries follow one another. Biases are 0 when there are none."""

    up: int
    down: int
    up_bias: int
    down_bias: int
    entries: int


class Pairs(NamedTuple):
    """Entries in CSR form over (token, router weight) pairs; see ``hybrid.compute.ExpertWork``."""

    entries: NDArray[np.int64]
    offsets: NDArray[np.int64]
    tokens: NDArray[np.int64]
    weights: NDArray[np.float32]


class States(NamedTuple):
    """Addresses of contiguous float32 arrays (tokens, hidden)."""

    hidden: int
    out: int
    tokens: int


class Job(NamedTuple):
    """One call: ``states.out[token] += weight * mlp(states.hidden[token])`` for all pairs."""

    tag: NDArray[Any]  # of TAGS
    shape: Shape
    weights: Weights
    pairs: Pairs
    states: States


def covers(layout: ExpertLayout) -> bool:
    """Whether ``run`` computes this layout on this processor; everything else is for the generic path."""
    plain = layout.concatenated or not layout.gated
    known = layout.activation in ACTIVATIONS and (layout.dtype != "float16" or _converts_float16())
    return plain and known and not layout.transposed


def _converts_float16() -> bool:
    """Whether the code that numba generates may widen a float16: without the instruction LLVM aborts."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return platform.machine() in ("aarch64", "arm64")
    configured = numba.config.CPU_FEATURES
    return bool(get_host_cpu_features()["f16c"] if configured is None else "+f16c" in configured)


def shape_of(layout: ExpertLayout) -> Shape:
    activation = ACTIVATIONS[layout.activation]
    return Shape(layout.hidden, layout.intermediate, layout.gated, layout.biased, activation)


def run(job: Job, threads: int) -> None:
    """Computes ``job``; raises ``IndexError``, with nothing computed, for an entry or a token out of bounds."""
    row_bytes = job.shape.hidden * job.tag.itemsize
    expert_bytes = job.shape.intermediate * row_bytes * (3 if job.shape.gated else 2)
    if threads == 1 or expert_bytes * job.pairs.entries.size <= _SERIAL_BYTES:
        _serial(job)
        return
    with _REGION:
        usual = numba.get_num_threads()
        numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
        try:
            _parallel(*job, threads)
        finally:
            numba.set_num_threads(usual)


def warm_up(layout: ExpertLayout) -> None:
    """Compiles, or loads from numba's cache, what ``layout`` needs, so that the first token does not wait."""
    tiny = shape_of(layout)._replace(hidden=1, intermediate=1, biased=False)
    zeros = np.zeros(8, np.float32)
    address = zeros.ctypes.data
    pairs = Pairs(np.zeros(1, np.int64), np.arange(2), np.zeros(1, np.int64), np.zeros(1, np.float32))
    job = Job(
        TAGS[layout.dtype], tiny, Weights(address, address, 0, 0, 1), pairs, States(address, address, 1)
    )
    _serial(job)
    with _REGION:
        _parallel(*job, 1)


@njit(cache=True, nogil=True)
def _serial(job: Job) -> None:
    _check_bounds(job)
    inner = np.empty((job.pairs.tokens.size, job.shape.intermediate), np.float32)
    counters = np.zeros(3 * _LINE, np.uint8)
    _work(job, inner, counters.ctypes.data, 1)


@njit(cache=True, nogil=True, parallel=True)
def _parallel(
    tag: NDArray[Any], shape: Shape, weights: Weights, pairs: Pairs, states: States, threads: int
) -> None:
    """Takes the job in pieces, since numba takes no tuple of tuples into a parallel region."""
    _check_bounds(Job(tag, shape, weights, pairs, states))
    inner = np.empty((pairs.tokens.size, shape.intermediate), np.float32)
    counters = np.zeros(3 * _LINE, np.uint8)
    address = counters.ctypes.data
    for _ in prange(threads):
        _work(Job(tag, shape, weights, pairs, states), inner, address, threads)


@njit(cache=True)
def _check_bounds(job: Job) -> None:
    pairs = job.pairs
    count = pairs.entries.size
    if pairs.offsets.size != count + 1 or pairs.offsets[0] != 0 or pairs.offsets[count] != pairs.tokens.size:
        raise IndexError("the offsets do not belong to the entries and the pairs")
    if pairs.weights.size != pairs.tokens.size:
        raise IndexError("there are not as many router weights as tokens")
    for number in range(count):
        if not 0 <= pairs.entries[number] < job.weights.entries:
            raise IndexError("an entry lies outside the bank")
        if pairs.offsets[number + 1] < pairs.offsets[number]:
            raise IndexError("the offsets fall")
    for token in pairs.tokens:
        if not 0 <= token < job.states.tokens:
            raise IndexError("a token lies outside the hidden states")


@njit(cache=True, nogil=True)
def _work(job: Job, inner: NDArray[np.float32], counters: int, threads: int) -> None:
    """One thread's part of both phases."""
    shape, size = job.shape, job.tag.itemsize
    next_up, done_up, next_down = counters, counters + _LINE, counters + 2 * _LINE
    count = job.pairs.entries.size
    row_bytes = shape.hidden * size * (2 if shape.gated else 1)
    up_rows = _chunk_rows(row_bytes, shape.intermediate * count, threads)
    chunks = -(-shape.intermediate // up_rows)
    while True:
        chunk = fetch_add(next_up, 1)
        if chunk >= chunks * count:
            break
        first = chunk % chunks * up_rows
        _up(job, inner, chunk // chunks, first, min(first + up_rows, shape.intermediate))
        fetch_add(done_up, 1)
    down_rows = _chunk_rows(shape.intermediate * size * count, shape.hidden, threads)
    wait_until(done_up, chunks * count)
    while True:
        first = fetch_add(next_down, down_rows)
        if first >= shape.hidden:
            break
        _down(job, inner, first, min(first + down_rows, shape.hidden))


@njit(cache=True)
def _chunk_rows(row_bytes: int, rows: int, threads: int) -> int:
    share = row_bytes * rows // (threads * _CHUNKS_PER_THREAD)
    return max(1, min(max(share, _SMALLEST_CHUNK), _LARGEST_CHUNK) // max(row_bytes, 1))


@njit(cache=True)
def _up(job: Job, inner: NDArray[np.float32], number: int, first: int, last: int) -> None:
    """Rows ``first`` to ``last`` of one expert's up projection, gated or activated, for all its tokens."""
    tokens = job.pairs.tokens
    hidden, row = job.states.hidden, job.shape.hidden * 4
    entry = job.pairs.entries[number]
    pair, end = job.pairs.offsets[number], job.pairs.offsets[number + 1]
    while pair + TOKEN_BLOCK <= end:
        vectors = (
            hidden + tokens[pair] * row,
            hidden + tokens[pair + 1] * row,
            hidden + tokens[pair + 2] * row,
            hidden + tokens[pair + 3] * row,
        )
        _up_block(job, entry, vectors, inner[pair:], first, last)
        pair += TOKEN_BLOCK
    while pair < end:
        _up_block(job, entry, (hidden + tokens[pair] * row,), inner[pair:], first, last)
        pair += 1


@njit(cache=True)
def _up_block(
    job: Job, entry: int, vectors: tuple[int, ...], inner: NDArray[np.float32], first: int, last: int
) -> None:
    tag, shape, size = job.tag, job.shape, job.tag.itemsize
    row_bytes = shape.hidden * size
    start = entry * shape.intermediate * (2 if shape.gated else 1)  # of the entry's rows among all rows
    shift = other_shift = np.float32(0)
    for row in range(first, last):
        address = job.weights.up + (start + row) * row_bytes
        if shape.biased:
            shift = load_weight(tag, job.weights.up_bias + (start + row) * size)
        if not shape.gated:
            sums = dot(tag, (address,), vectors, shape.hidden, _AHEAD)
            for token in range(len(vectors)):
                inner[token, row] = _activate(shape.activation, sums[token] + shift)
            continue
        other = address + shape.intermediate * row_bytes
        if shape.biased:
            other_shift = load_weight(tag, job.weights.up_bias + (start + shape.intermediate + row) * size)
        both = dot(tag, (address, other), vectors, shape.hidden, _AHEAD)
        for token in range(len(vectors)):
            gate = _activate(shape.activation, both[token] + shift)
            inner[token, row] = gate * (both[len(vectors) + token] + other_shift)


@njit(cache=True)
def _activate(activation: int, value: float) -> float:
    if activation == _SILU:
        return value / (1 + math.exp(-value))
    if activation == _GELU:
        return 0.5 * value * (1 + math.erf(value * math.sqrt(0.5)))
    if activation == _GELU_TANH:
        return 0.5 * value * (1 + math.tanh(math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)))
    return max(value, 0.0) ** 2


@njit(cache=True)
def _down(job: Job, inner: NDArray[np.float32], first: int, last: int) -> None:
    """Columns ``first`` to ``last`` of ``out``: what every expert adds to them."""
    row = job.shape.intermediate * 4
    for number in range(job.pairs.entries.size):
        entry = job.pairs.entries[number]
        pair, end = job.pairs.offsets[number], job.pairs.offsets[number + 1]
        while pair + TOKEN_BLOCK <= end:
            start = inner.ctypes.data + pair * row
            _down_block(job, entry, (start, start + row, start + 2 * row, start + 3 * row), pair, first, last)
            pair += TOKEN_BLOCK
        while pair < end:
            _down_block(job, entry, (inner.ctypes.data + pair * row,), pair, first, last)
            pair += 1


@njit(cache=True)
def _down_block(job: Job, entry: int, vectors: tuple[int, ...], pair: int, first: int, last: int) -> None:
    tag, shape, size = job.tag, job.shape, job.tag.itemsize
    row_bytes = shape.intermediate * size
    shift = np.float32(0)
    for row in range(first, last):
        address = job.weights.down + (entry * shape.hidden + row) * row_bytes
        if shape.biased:
            shift = load_weight(tag, job.weights.down_bias + (entry * shape.hidden + row) * size)
        sums = dot(tag, (address,), vectors, shape.intermediate, _AHEAD)
        for token in range(len(vectors)):
            place = job.states.out + (job.pairs.tokens[pair + token] * shape.hidden + row) * 4
            add_float(place, job.pairs.weights[pair + token] * (sums[token] + shift))
