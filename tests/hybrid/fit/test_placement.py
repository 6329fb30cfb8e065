"""Placement: bars, the room that recommended slots leave, geometries that fit."""

from hypothesis import given
from hypothesis import strategies as st

from hybrid.fit.inspection import Bar, KvCache, KvLayer, Part
from hybrid.fit.placement import Needs, bars, beside_kv, fitting_geometries
from hybrid.machine.limits import GIB, GPU_RESERVE, Limits, Memory
from hybrid.settings import check_slot_memory, default_geometry
from hybrid.types import Geometry, ModelInfo

MIB = 1 << 20
EMPTY = KvCache(())


def model(
    layers: int = 4, experts: int = 8, expert: int = 64 * MIB, dense: int = GIB, context: int = 8192
) -> ModelInfo:
    total = layers * experts * expert + dense
    return ModelInfo("a model", "none", layers, experts, 2, expert, total, "bfloat16", context, dense)


def limits(slot_bytes: int) -> Limits:
    return Limits(8, 4, slot_bytes, emulated=False)


def test_a_small_kv_cache_fits_into_what_loading_leaves_free() -> None:
    memory = Memory(64 * GIB, 60 * GIB, 24 * GIB, 20 * GIB)
    needs = Needs(model(), EMPTY, working=GIB, loading=0)
    assert beside_kv(limits(16 * GIB), needs, memory).slot_bytes == 20 * GIB - GIB - GPU_RESERVE


def test_a_large_kv_cache_takes_from_the_slots() -> None:
    memory = Memory(64 * GIB, 60 * GIB, 24 * GIB, 20 * GIB)
    kv = KvCache((KvLayer(MIB),))  # 8 GiB for all of the context
    needs = Needs(model(), kv, working=GIB, loading=0)
    assert needs.kv_bytes == 8 * GIB
    assert beside_kv(limits(16 * GIB), needs, memory).slot_bytes == 20 * GIB - GIB - 9 * GIB
    assert beside_kv(limits(2 * GIB), needs, memory).slot_bytes == 2 * GIB
    tight = Memory(64 * GIB, 60 * GIB, 24 * GIB, 5 * GIB)
    assert beside_kv(limits(GIB), needs, tight).slot_bytes == 0


def test_room_is_left_for_a_long_conversation_but_not_for_any() -> None:
    kv = KvCache((KvLayer(1),))
    assert Needs(model(context=4096), kv, 0, 0).kv_tokens == 4096
    assert Needs(model(context=1_000_000), kv, 0, 0).kv_tokens == 16_320


def test_fewer_indexes_have_room_for_more_ways() -> None:
    assert fitting_geometries(model(), limits(8 * 64 * MIB)) == (
        Geometry(4, 2), Geometry(3, 2), Geometry(2, 4), Geometry(1, 8),
    )  # fmt: skip
    assert fitting_geometries(model(), limits(0)) == ()


@given(
    st.integers(1, 96), st.integers(1, 256), st.integers(1, 1 << 30), st.integers(0, 1 << 40), st.integers(0, 1 << 40)
)
def test_what_is_said_to_fit_is_accepted(layers: int, experts: int, expert: int, slot_bytes: int, free: int) -> None:
    info, allowed = model(layers, experts, expert, dense=0), limits(slot_bytes)
    roomy = beside_kv(allowed, Needs(info, EMPTY, 0, 0), Memory(free, free, free, free))
    for geometry in (default_geometry(info, roomy), *fitting_geometries(info, roomy)):
        check_slot_memory(geometry, info, allowed)
        assert 0 <= geometry.indexes <= layers
        assert 0 <= geometry.ways <= experts


@given(st.integers(0, 1 << 40), st.integers(0, 1 << 40), st.integers(0, 1 << 38))
def test_a_bar_is_full_or_says_what_is_short(total: int, taken: int, dense: int) -> None:
    available = max(0, total - taken)
    needs = Needs(model(dense=dense), EMPTY, working=MIB, loading=0)
    for bar in bars(needs, Geometry(4, 2), Memory(total, available, total, available)):
        assert sum(part.bytes for part in bar.parts) == bar.total + bar.short
        assert (bar.short == 0) or (bar.of("free") == 0)


def test_windows_end_what_a_conversation_keeps() -> None:
    kv = KvCache((KvLayer(10, window=100), KvLayer(10), KvLayer(0, fixed_bytes=7)))
    assert kv.bytes(50) == 500 + 500 + 7
    assert kv.bytes(1000) == 1000 + 10_000 + 7


def test_a_part_that_is_not_there_has_no_bytes() -> None:
    assert Bar("RAM", 10, (Part("kv", 3),)).of("slots") == 0
