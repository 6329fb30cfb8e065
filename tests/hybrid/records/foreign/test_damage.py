"""Damaged files: whatever bytes come, a trace that keeps its promises or a sentence, and nothing else."""

import io
import json
import tracemalloc
import zipfile
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hybrid.errors import TraceError
from hybrid.records.foreign.reader import import_trace
from hybrid.records.foreign.routing import Hints
from hybrid.records.trace import Trace
from tests.hybrid.records.foreign.test_formats import FLAT, IDS, SGLANG, VLLM, llama_cpp, npy

HINTS = st.builds(
    Hints,
    layers=st.none() | st.integers(-1, 9),
    top_k=st.none() | st.integers(-1, 9),
    experts=st.none() | st.integers(-1, 300),
)


@cache
def whole_files() -> tuple[bytes, ...]:
    archive = io.BytesIO()
    np.savez_compressed(archive, choices=IDS, weights=IDS.astype(float))
    texts = [json.dumps(content) for content in (*VLLM.values(), *SGLANG.values())]
    return (npy(IDS), archive.getvalue(), llama_cpp(IDS, 12).encode(), *(text.encode() for text in texts))


def assert_a_trace_or_a_sentence(content: bytes, hints: Hints) -> None:
    try:
        imported = import_trace("file", content, hints)
    except TraceError as refusal:
        sentence = str(refusal)
        assert sentence.startswith("file: ")
        assert sentence.endswith(".")
        assert "Error" not in sentence
        return
    trace = imported.trace
    assert isinstance(trace, Trace)
    assert trace.tokens
    assert 0 <= trace.choices.min() <= trace.choices.max() < trace.num_experts
    assert (np.diff(np.sort(trace.choices, axis=2), axis=2) > 0).all()


@settings(max_examples=300, deadline=None)
@given(st.data(), HINTS)
def test_files_with_bytes_changed_cut_or_added(data: st.DataObject, hints: Hints) -> None:
    content = bytearray(data.draw(st.sampled_from(whole_files())))
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(("change", "cut", "add"))):
            case "change":
                content[place] = data.draw(st.integers(0, 255))
            case "cut":
                del content[place : place + data.draw(st.integers(1, 400))]
            case "add":
                content[place:place] = data.draw(st.binary(max_size=20))
        if not content:
            break
    assert_a_trace_or_a_sentence(bytes(content), hints)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(FLAT),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ("choices", "routed_experts", "prompt_routed_experts", "data", "shape", "dtype", "start", "usage")
                + ("meta_info", "sgl_ext", "prompt_tokens", "completion_tokens", "model")
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(("choices", "routed_experts", "meta_info", "usage")), JSON, min_size=1), HINTS)
@example({"routed_experts": [[[10**30]]]}, Hints())
@example({"routed_experts": [[[True]]]}, Hints())
@example({"routed_experts": {"data": FLAT, "shape": [True, 2, 3]}}, Hints())
def test_any_json(content: object, hints: Hints) -> None:
    assert_a_trace_or_a_sentence(json.dumps(content).encode(), hints)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(st.integers(-3, 300) | st.sampled_from(("", "x", "1e9", "nan", '"')), max_size=4), max_size=12),
    st.sampled_from(
        ("layer,expert", "token,layer,expert", "token,layer,expert_1,expert_2", "step,prompt,layer,expert")
    ),
    HINTS,
)
def test_any_table(rows: list[list[object]], header: str, hints: Hints) -> None:
    body = "\n".join(",".join(str(value) for value in row) for row in rows)
    assert_a_trace_or_a_sentence(f"{header}\n{body}".encode(), hints)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from((b"", b"\x93NUMPY\x01\x00", b"PK\x03\x04", b"{", b"[", b"1,2\n")), HINTS
)
def test_any_bytes(content: bytes, start: bytes, hints: Hints) -> None:
    assert_a_trace_or_a_sentence(start + content, hints)


def test_a_header_that_promises_more_than_there_is_allocates_nothing() -> None:
    header = b"{'descr': '<i4', 'fortran_order': False, 'shape': (1000000, 1000000, 1000), }"
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    assert_a_trace_or_a_sentence(content, Hints())
    assert_a_trace_or_a_sentence(b"[" * 100_000, Hints())


@pytest.mark.parametrize("byte", range(256))
def test_any_byte_where_the_header_begins(byte: int) -> None:
    """A header is read as Python: a zero in it, or a string left open, fails in another way each."""
    content = bytearray(npy(IDS))
    content[10] = byte
    assert_a_trace_or_a_sentence(bytes(content), Hints())
    content[12] = byte
    assert_a_trace_or_a_sentence(bytes(content), Hints())


@pytest.mark.parametrize(
    ("descr", "shape", "data"),
    [
        ("(3,)<i4", "(2,)", 24),  # each element an array of its own
        ("<i4", f"(0, {1 << 70})", 0),
        ("<i4", f"(0, {1 << 62}, {1 << 62})", 0),
        ("<i4", f"({'1, ' * 100})", 4),
        ("<i4", "(-2, -3)", 24),
    ],
)
def test_a_shape_or_type_that_cannot_be(descr: str, shape: str, data: int) -> None:
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}".encode()
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(data)
    with pytest.raises(TraceError, match="no complete NumPy file"):
        import_trace("file", content, Hints())


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_any_byte_of_an_archive(compression: int) -> None:
    """Each way of compressing has errors of its own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        archive.writestr("choices.npy", npy(IDS))
    whole = stream.getvalue()
    for place in (*range(90), *range(len(whole) - 90, len(whole))):
        for changed in (0, 0xFF, whole[place] ^ 1):
            assert_a_trace_or_a_sentence(whole[:place] + bytes([changed]) + whole[place + 1 :], Hints())


def test_a_single_expert_may_be_numbered() -> None:
    plain = import_trace("file", b"layer,expert\n0,1\n1,2\n0,3\n1,1\n", Hints(experts=8)).trace
    numbered = import_trace("file", b"layer,expert_1,other\n0,1,x\n1,2,x\n0,3,x\n1,1,x\n", Hints(experts=8)).trace
    assert np.array_equal(numbered.choices, plain.choices)


ROWS = range(20_000)
WIDE = {
    "tokens and layers": "token,layer,expert\n" + "\n".join(f"{n},{n},1" for n in ROWS),
    "a long layer and many short ones": "layer,expert\n" + "0,1\n" * len(ROWS) + "\n".join(f"{n},1" for n in ROWS[1:]),
}


@pytest.mark.parametrize("name", WIDE)
def test_a_small_table_of_a_huge_shape_allocates_nothing(name: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(TraceError, match="leave most of the table empty"):
            import_trace("file", WIDE[name].encode(), Hints())
        assert tracemalloc.get_traced_memory()[1] < 100 << 20
    finally:
        tracemalloc.stop()


@cache
def whole_parquet() -> bytes:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    stream = io.BytesIO()
    parquet.write_table(arrow.table({"indices": arrow.array(IDS[:, 0].tolist(), arrow.list_(arrow.int16()))}), stream)
    return stream.getvalue()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(4, 10_000), st.integers(0, 255)), max_size=4), st.integers(0, 60))
def test_damaged_parquet(changes: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(whole_parquet())
    for place, byte in changes:
        content[4 + place % (len(content) - 4)] = byte
    assert_a_trace_or_a_sentence(bytes(content[: len(content) - cut]), Hints())
