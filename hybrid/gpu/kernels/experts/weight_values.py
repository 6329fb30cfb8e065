"""Values and scales of formats with groups as Triton code: what is stored -> float32, and a row's products with it.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import triton
import triton.language as tl

from hybrid.experts.formats import WeightFormat
from hybrid.jit.block_values import IQ4

BLOCK = tl.constexpr(32)  # columns
_LOW = tl.constexpr(int.from_bytes(bytes(value % 256 for value in IQ4[:8]), "little", signed=True))
_HIGH = tl.constexpr(int.from_bytes(bytes(value % 256 for value in IQ4[8:]), "little", signed=True))


Constants = tuple[str, str, int, int, int, int, bool, bool]

_WITH_MINIMA = ("pairs", "bytes_minima", "halves", "zeros")
_OF_BYTES = ("e4m3", "int8")


def constants_of(weight_format: WeightFormat) -> Constants:
    """``form``, what kernels have to know of a format with groups: what they call its values and its scales; columns
    that share a record of scales, and a scale; elements of a record; bytes of 32 values; whether there are minima, and
    whether each value is a byte."""
    return (
        weight_format.kind,
        weight_format.scale_kind,
        weight_format.group,
        weight_format.fine,
        weight_format.record,
        weight_format.stored_columns(BLOCK.value),
        weight_format.scale_kind in _WITH_MINIMA,
        weight_format.kind in _OF_BYTES,
    )


@triton.jit
def half_float(bits):
    """The bits of a half -> float32."""
    return bits.to(tl.int16).to(tl.float16, bitcast=True).to(tl.float32)


@triton.jit
def load_numbers(rows, pair, first, there, form: tl.constexpr):
    """Numbers of four bits or more, of the columns ``first + 2 * pair`` and the odd ones beside them, as int32.

    ``rows`` are addresses of rows; ``there`` says where there are numbers.
    """
    block_bytes: tl.constexpr = form[5]
    block, place = pair // 16, pair % 16
    start = first // BLOCK * block_bytes + block * block_bytes
    stored = tl.load(rows + start + place, mask=there, other=0).to(tl.int32)
    even, odd = stored & 15, stored >> 4
    bits: tl.constexpr = (block_bytes - 16) // 4  # higher ones, after the 16 bytes with the lower ones
    if bits > 0:
        at = start + 16 + place * bits // 8
        shift, ones = place * bits % 8, (1 << bits) - 1
        even |= (tl.load(rows + at, mask=there, other=0).to(tl.int32) >> shift & ones) << 4
        odd |= (tl.load(rows + at + 2 * bits, mask=there, other=0).to(tl.int32) >> shift & ones) << 4
    return even, odd


@triton.jit
def number_value(number, form: tl.constexpr):
    """int32 as it is stored -> float32. Four-bit floats go through halves: sign to bit 15, the rest to bit 9."""
    kind: tl.constexpr = form[0]
    if kind == "e2m1":
        value = half_float(((number & 8) << 12) | ((number & 7) << 9)) * 16384.0
    elif kind == "iq4":
        eight = tl.where(number < 8, _LOW, _HIGH)
        value = (eight >> ((number & 7) * 8).to(tl.int64)).to(tl.int8).to(tl.float32)
    elif kind == "int4":
        value = (number - 8).to(tl.float32)
    elif kind == "int5":
        value = (number - 16).to(tl.float32)
    elif kind == "int6":
        value = (number - 32).to(tl.float32)
    else:
        value = number.to(tl.float32)
    return value


@triton.jit
def byte_value(byte, form: tl.constexpr):
    """A byte, as int32 -> float32."""
    kind: tl.constexpr = form[0]
    value = byte.to(tl.int8).to(tl.float32)
    if kind == "e4m3":
        value = _small_float(byte)
    return value


@triton.jit
def _small_float(byte):
    """A byte of e4m3, as int32 -> float32."""
    return half_float(((byte & 0x80) << 8) | ((byte & 0x7F) << 7)) * 256.0


@triton.jit
def _byte(address, there):
    return tl.load(address, mask=there, other=0).to(tl.int32)


@triton.jit
def _half(address, there):
    return half_float(_byte(address, there) | _byte(address + 1, there) << 8)


@triton.jit
def _field(record, number, there, bits: tl.constexpr):
    """The number's ``bits`` bits of those in sequence at the start of a record; higher ones are not cleared."""
    first = number * bits
    pair = _byte(record + first // 8, there) | _byte(record + first // 8 + 1, there) << 8
    return pair >> first % 8


@triton.jit
def load_scale(groups, row, place, there, width: tl.constexpr, form: tl.constexpr):
    """float32 scales: of ``row`` the one for the ``fine`` columns number ``place``."""
    scale_kind: tl.constexpr = form[1]
    group: tl.constexpr = form[2]
    fine: tl.constexpr = form[3]
    record: tl.constexpr = form[4]
    count: tl.constexpr = (width + group - 1) // group
    parts: tl.constexpr = group // fine
    at = groups + row * (count * record) + place // parts * record
    part = place % parts
    if scale_kind == "e8m0":
        value = (_byte(at, there) << 23).to(tl.float32, bitcast=True)
    elif scale_kind == "e4m3":
        value = _small_float(_byte(at, there))
    elif scale_kind == "pairs":
        value = (_field(at, part, there, 12) & 63).to(tl.float32) * _half(at + 12, there)
    elif scale_kind == "sixes":
        value = ((_field(at, part, there, 6) & 63) - 32).to(tl.float32) * _half(at + 6, there)
    elif scale_kind == "bytes":
        value = _byte(at + part, there).to(tl.int8).to(tl.float32) * _half(at + 16, there)
    elif scale_kind == "bytes_minima":
        value = _byte(at + part, there).to(tl.int8).to(tl.float32) * _half(at + 24, there)
    else:
        value = tl.load(at, mask=there, other=0).to(tl.float32)
    return value


@triton.jit
def load_minimum(groups, row, place, there, width: tl.constexpr, form: tl.constexpr):
    """What the weights of these columns are less, for formats with minima; as ``load_scale``."""
    scale_kind: tl.constexpr = form[1]
    group: tl.constexpr = form[2]
    fine: tl.constexpr = form[3]
    record: tl.constexpr = form[4]
    count: tl.constexpr = (width + group - 1) // group
    parts: tl.constexpr = group // fine
    at = groups + row * (count * record) + place // parts * record
    part = place % parts
    if scale_kind == "pairs":
        value = (_field(at, part, there, 12) >> 6 & 63).to(tl.float32) * _half(at + 14, there)
    elif scale_kind == "bytes_minima":
        value = _byte(at + 16 + part * fine // BLOCK, there).to(tl.float32) * _half(at + 26, there)
    elif scale_kind == "zeros":
        scale = tl.load(at, mask=there, other=0).to(tl.float32)
        value = scale * tl.load(at + 1, mask=there, other=0).to(tl.float32)
    else:
        value = -tl.load(at + 1, mask=there, other=0).to(tl.float32)
    return value


@triton.jit
def products(
    inputs,
    matrices,
    groups,
    row,
    row_there,
    limit,
    width: tl.constexpr,
    form: tl.constexpr,
    columns: tl.constexpr,
):
    """Rows (n,) of a matrix of ``width`` columns, their first ``limit`` ones, times ``inputs`` -> (n,)."""
    rows: tl.constexpr = row.shape[0]
    fine: tl.constexpr = form[3]
    parts: tl.constexpr = columns // fine  # with a scale, in a tile
    scale_count: tl.constexpr = (width + fine - 1) // fine
    addresses = matrices + row[:, None] * (width // BLOCK * form[5])
    part = tl.arange(0, parts)
    total = tl.zeros((rows, parts), tl.float32)
    for start in range(0, limit, columns):
        if form[7]:
            at = start + tl.arange(0, columns)
            there = at < limit
            x = tl.load(inputs + at, mask=there, other=0.0).to(tl.float32)
            stored = tl.load(addresses + at[None, :], mask=row_there[:, None] & there[None, :], other=0).to(tl.int32)
            products = byte_value(stored, form) * x[None, :]
            of_inputs = x
        else:
            pair = tl.arange(0, columns // 2)
            at = start + 2 * pair
            there = at < limit
            even = tl.load(inputs + at, mask=there, other=0.0).to(tl.float32)
            odd = tl.load(inputs + at + 1, mask=there, other=0.0).to(tl.float32)
            first, second = load_numbers(addresses, pair[None, :], start, row_there[:, None] & there[None, :], form)
            products = number_value(first, form) * even[None, :] + number_value(second, form) * odd[None, :]
            of_inputs = even + odd
        sums = tl.sum(tl.reshape(products, (rows, parts, products.shape[1] // parts)), axis=2)
        place = start // fine + part
        scale_there = row_there[:, None] & (place < scale_count)[None, :]
        scales = load_scale(groups, row[:, None], place[None, :], scale_there, width, form)
        total += sums * scales
        if form[6]:
            minima = load_minimum(groups, row[:, None], place[None, :], scale_there, width, form)
            input_sums = tl.sum(tl.reshape(of_inputs, (parts, of_inputs.shape[0] // parts)), axis=1)
            total -= minima * input_sums[None, :]
    return tl.sum(total, axis=1)
