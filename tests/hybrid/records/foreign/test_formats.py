"""Files of other programs, made as those programs make them: each format is told by its bytes and read exactly."""

import base64
import io
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from hybrid.errors import TraceError
from hybrid.records.foreign.reader import import_files, import_trace
from hybrid.records.foreign.routing import Hints
from hybrid.records.trace import Trace
from hybrid.records.trace_file import export_csv
from tests.hybrid.records.foreign.test_cleaning import routing

IDS = routing(tokens=20)
PROMPT, WRITTEN = 12, 9  # the last token that was written never went through the model


def npy(array: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def response(routed: Any, **others: Any) -> dict[str, Any]:
    usage = {"prompt_tokens": PROMPT, "completion_tokens": WRITTEN}
    return {"model": "big/model", "usage": usage, "choices": [{"routed_experts": routed}], **others}


def with_shape(ids: NDArray[np.int32], dtype: str = "int16", **others: Any) -> dict[str, Any]:
    return {"data": base64_of(ids.astype(dtype).tobytes()), "shape": list(ids.shape), "dtype": dtype, **others}


VLLM = {
    "all as lists": response(IDS.tolist()),
    "an .npy in base64": response(base64_of(npy(IDS.astype(np.uint8)))),
    "int16 with a shape": response(with_shape(IDS)),
    "uint8 with a shape": response(with_shape(IDS, "uint8")),
    "prompt apart": response(IDS[PROMPT:].tolist(), prompt_routed_experts=IDS[:PROMPT].tolist()),
    "prompt apart, in base64": response(with_shape(IDS[PROMPT:]), prompt_routed_experts=with_shape(IDS[:PROMPT])),
    "prompt apart, and all": response(IDS.tolist(), prompt_routed_experts=IDS[:PROMPT].tolist()),
}
FLAT = base64_of(IDS.astype("<i4").tobytes())
META = {"prompt_tokens": PROMPT, "completion_tokens": WRITTEN, "routed_experts": FLAT}
SGLANG = {
    "generate": {"text": "hello", "meta_info": META},
    "several": [{"text": "hello", "meta_info": META}],
    "chat": {**response(None), "choices": [{"message": {}, "sgl_ext": {"routed_experts": FLAT}}]},
}


def imported(content: Any, **hints: int) -> Trace:
    encoded = content if isinstance(content, bytes) else json.dumps(content).encode()
    return import_trace("response.json", encoded, Hints(**hints)).trace


def assert_read(trace: Trace, ids: NDArray[np.int32] = IDS, prompt: int = PROMPT) -> None:
    assert np.array_equal(trace.choices, ids)
    assert trace.prompt.tolist() == [token < prompt for token in range(len(ids))]


@pytest.mark.parametrize("form", VLLM)
def test_vllm(form: str) -> None:
    trace = imported(VLLM[form])
    assert_read(trace)
    assert trace.origin.model == "big/model"
    assert trace.steps.tolist() == [0] * PROMPT + list(range(1, WRITTEN))


@pytest.mark.parametrize("form", SGLANG)
def test_sglang(form: str) -> None:
    assert_read(imported(SGLANG[form], layers=5, top_k=4))
    with pytest.raises(TraceError, match=r"response\.json: .*enter the model's layers"):
        imported(SGLANG[form])
    with pytest.raises(TraceError, match="do not divide into 7 layers"):
        imported(SGLANG[form], layers=7, top_k=4)


def test_a_window_of_the_prompt_begins_where_the_response_says() -> None:
    assert_read(imported(response(with_shape(IDS[5:], start=5))), IDS[5:], PROMPT - 5)


def test_responses_on_lines_are_turns() -> None:
    lines = "\n".join(json.dumps(response(IDS.tolist())) for _ in range(2))
    trace = imported(lines.encode())
    assert trace.turns.tolist() == [0, 20]
    assert np.array_equal(trace.choices, np.concatenate([IDS, IDS]))
    assert trace.prompt.sum() == 2 * PROMPT


def test_choices_of_one_request_share_its_prompt() -> None:
    both = response(IDS.tolist())
    both["choices"] *= 2
    trace = imported(both)
    assert trace.turns.tolist() == [0, 20]
    assert np.array_equal(trace.choices, np.concatenate([IDS, IDS[PROMPT:]]))


def test_without_counts_all_tokens_are_generated_ones_and_that_is_said() -> None:
    content = json.dumps({"choices": [{"routed_experts": IDS.tolist()}]}).encode()
    result = import_trace("r.json", content)
    assert not result.trace.prompt.any()
    assert any("all count as generated" in note for note in result.notes)


def test_arrays() -> None:
    assert np.array_equal(imported(npy(IDS)).choices, IDS)
    assert np.array_equal(imported(npy(np.asfortranarray(IDS))).choices, IDS)
    assert np.array_equal(imported(npy(IDS.ravel()), layers=5, top_k=4).choices, IDS)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_several_arrays(save: Any) -> None:
    stream = io.BytesIO()
    weights = np.random.default_rng(0).random(IDS.shape)
    save(stream, choices=IDS, weights=weights, prompt=np.arange(20) < PROMPT, other=np.zeros((2, 2, 2), int))
    trace = imported(stream.getvalue())
    assert_read(trace)
    assert trace.weights is not None
    assert np.array_equal(trace.weights, weights.astype(np.float32))
    stream = io.BytesIO()
    save(stream, mine=IDS, loss=np.zeros(3))
    assert np.array_equal(imported(stream.getvalue()).choices, IDS)


def llama_cpp(ids: NDArray[np.int32], prompt: int, first_layer: int = 1) -> str:
    """As llama.cpp computes: layer by layer over a batch, the last layer of the prompt for its last token only."""
    rows = []
    batches = [ids[:prompt], *(ids[token : token + 1] for token in range(prompt, len(ids)))]
    for batch in batches:
        for layer in range(ids.shape[1]):
            computed = batch[-1:] if layer == ids.shape[1] - 1 else batch
            rows += [f"{layer + first_layer},{expert}" for expert in computed[:, layer].ravel().tolist()]
    return "layer,expert\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize("top_k", [None, 4])
def test_llama_cpp(top_k: int | None) -> None:
    result = import_trace("moe_trace.csv", llama_cpp(IDS, PROMPT).encode(), Hints(top_k=top_k))
    assert_read(result.trace, IDS[PROMPT - 1 :], 1)
    assert any("Left out: 11 of 20 tokens" in note for note in result.notes)
    assert any("4 experts per token, worked out" in note for note in result.notes) == (top_k is None)
    without_header = llama_cpp(IDS, PROMPT).partition("\n")[2]
    assert np.array_equal(imported(without_header.encode()).choices, IDS[PROMPT - 1 :])


def test_a_batch_that_was_cut_off_leaves_out_its_token() -> None:
    text = llama_cpp(IDS, PROMPT)
    rows = text.splitlines()[:-6]  # the last layer of the last token, and half of the one before
    with pytest.raises(TraceError, match="do not divide into 4 experts"):
        imported("\n".join(rows).encode(), top_k=4)
    assert np.array_equal(imported("\n".join(rows[:-2]).encode()).choices, IDS[PROMPT - 1 : -1])


def test_our_own_table_comes_back(tmp_path: Path) -> None:
    weights = np.random.default_rng(0).random(IDS.shape)
    prompt = np.arange(20) < PROMPT
    trace = Trace.from_choices(IDS, num_experts=64, weights=weights, prompt=prompt, steps=np.arange(20) // 2)
    export_csv(trace, tmp_path / "trace.csv")
    back = import_files([tmp_path / "trace.csv"], Hints()).trace
    assert_read(back)
    assert back.steps.tolist() == trace.steps.tolist()
    assert back.weights is not None
    assert np.allclose(back.weights, weights)


def test_a_table_with_a_row_for_each_expert() -> None:
    cells = [(t, layer, e) for t in range(20) for layer in range(5) for e in IDS[t, layer].tolist()]
    text = "# made by hand\ntoken;layer;expert\n" + "\n".join(f"{t};{layer};{e}" for t, layer, e in cells)
    assert np.array_equal(imported(text.encode()).choices, IDS)


def test_parquet_files_are_one_a_layer(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    scores = np.sort(np.random.default_rng(0).random(IDS.shape).astype(np.float16), axis=2)
    paths = []
    for layer in range(5):
        table = arrow.table(
            {
                "scores": arrow.array(list(scores[:, layer]), arrow.list_(arrow.float16())),
                "indices": arrow.array(IDS[:, layer].tolist(), arrow.list_(arrow.int16())),
            }
        )
        paths.append(tmp_path / f"layer_{layer + 8:02}.parquet")
        parquet.write_table(table, paths[-1])
    result = import_files(paths[::-1], Hints())
    assert np.array_equal(result.trace.choices, IDS)
    assert result.trace.weights is not None
    assert np.array_equal(result.trace.weights, scores.astype(np.float32))
    few = import_files(paths, Hints(), tokens=7)
    assert np.array_equal(few.trace.choices, IDS[:7])
    assert "Only the first 7 tokens were read." in few.notes
    alone = import_trace("layer_08.parquet", paths[0].read_bytes())
    assert np.array_equal(alone.trace.choices, IDS[:, :1])
    samples = tmp_path / "000.parquet"
    parquet.write_table(arrow.table({"token_id": arrow.array([1, 2])}), samples)
    with pytest.raises(TraceError, match="no column 'indices'"):
        import_files([samples], Hints())
    with pytest.raises(TraceError, match="no complete Parquet file"):
        import_trace("a.parquet", paths[0].read_bytes()[:-9])


def test_parquet_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(TraceError, match=r"layer\.parquet: Parquet files need the package pyarrow"):
        import_trace("layer.parquet", b"PAR1 and more")


def test_several_files_are_for_parquet_only(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(llama_cpp(IDS, PROMPT), encoding="utf-8")
    with pytest.raises(TraceError, match="only Parquet files come as several"):
        import_files([tmp_path / "a.csv", tmp_path / "b.csv"], Hints())
    with pytest.raises(TraceError, match="No file is named"):
        import_files([], Hints())
    with pytest.raises(TraceError, match="cannot be read"):
        import_files([tmp_path / "nothing"], Hints())


OBJECTS = npy(np.array([{"a": 1}], dtype=object))


def object_archive() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, choices=np.array([None], dtype=object))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pkl", b"anything", "pickled objects"),
        ("a.json", pickle.dumps([1]), "pickled objects"),
        ("a.npy", OBJECTS, "pickled objects"),
        ("a.npz", object_archive(), "pickled objects"),
        ("a.pt", npy(IDS), "pickled objects"),
        ("a.json", b"\x1f\x8bzipped", "unpack it first"),
        ("a.txt", b"nonsense", "no trace that can be read"),
        ("a.txt", b"", "no trace that can be read"),
        ("a.txt", b"\xff\xfe\x00", "no trace that can be read"),
        ("a.npy", npy(IDS.astype(float)), "must be whole numbers"),
        ("a.npy", npy(IDS)[:-1], "no complete NumPy file"),
        ("a.npy", npy(IDS.astype(np.int64) + (1 << 40)), "far too large"),
        ("a.npy", npy(IDS[0]), "come without a shape"),
        ("a.npz", b"PK\x03\x04nothing", "no complete NumPy file"),
        ("a.json", b"{", "no complete JSON"),
        ("a.json", b"[1, 2]", "No response in it"),
        ("a.json", b'{"choices": [{"text": "no"}]}', "No response in it"),
        ("a.json", b'{"routed_experts": "!!"}', "no complete base64"),
        ("a.json", b'{"routed_experts": "AAA="}', "not int32"),
        ("a.json", b'{"routed_experts": 3}', "neither lists nor base64"),
        ("a.json", b'{"routed_experts": [[[1, 2], [3]]]}', "differ in length"),
        ("a.json", b'{"routed_experts": [[["a"]]]}', "must be whole numbers"),
        ("a.json", b'{"routed_experts": {"data": "AAAA", "shape": [1, 2]}}', "not three whole numbers"),
        ("a.json", b'{"routed_experts": {"data": "AAAA", "shape": [1, 2, 4]}}', "do not fill their shape"),
        ("a.csv", b"layer,expert\n", "has no rows"),
        ("a.csv", b"layer,expert\n1,a\n", "lacks a number"),
        ("a.csv", b"layer,expert\n1,1.5\n", "Row 1 of the table"),
        ("a.csv", b"layer,expert\n1,nan\n", "Row 1 of the table"),
        ("a.csv", b"a,b\n1,2\n", "needs the columns"),
        ("a.csv", b"1,2,3\n", "no header, and 3 columns"),
        ("a.csv", b"layer,expert_1,expert_2\n1,2,3\n", "need a column token"),
    ],
)
def test_refusals_name_the_file_and_what_to_do(name: str, content: bytes, message: str) -> None:
    with pytest.raises(TraceError, match=message) as refusal:
        import_trace(name, content)
    assert str(refusal.value).startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("hints", "message"),
    [(Hints(layers=0), "Layers: 1 to"), (Hints(top_k=-1), "per token: 1"), (Hints(experts=1 << 20), "per layer: 1")],
)
def test_impossible_hints(hints: Hints, message: str) -> None:
    with pytest.raises(TraceError, match=message):
        import_trace("a.npy", npy(IDS), hints)
