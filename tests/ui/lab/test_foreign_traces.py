"""Traces of other programs in the Lab: replayed, mapped, marked as of another model, never offered as settings."""

import io
import json
from typing import Any

import numpy as np
import pytest

from hybrid.errors import ConfigError, TraceError
from hybrid.lab import Hints, never_cancelled, no_progress, replay
from hybrid.types import Geometry
from tests.fakes.fake_engine import MODEL, FakeEngine
from tests.fakes.lab_inputs import GPU, talked
from ui.lab.inputs import CHOOSE_HARDWARE, SAY_SIZE
from ui.lab.jobs import Result
from ui.lab.kinds.curves import CurvesResult
from ui.lab.kinds.grid_view import GridResult
from ui.lab.kinds.registry import kinds
from ui.lab.state import OTHER_MODEL, lab_state
from ui.lab.traces import Traces

LARGE = np.random.default_rng(0).random((40, 6, 32)).argsort(axis=2)[:, :, :4]
SAME = np.random.default_rng(0).random((40, MODEL.layers, 7)).argsort(axis=2)[:, :, : MODEL.top_k]
CARD = "RTX 4090"


def response(ids: np.ndarray[Any, Any]) -> bytes:
    routed = {"model": "cluster/large", "usage": {"prompt_tokens": 9}, "choices": [{"routed_experts": ids.tolist()}]}
    return json.dumps(routed).encode()


def card(engine: FakeEngine) -> str:
    return next(m["name"] for m in lab_state(engine, Traces(engine))["machines"] if m["name"].startswith(CARD))


def worked(engine: FakeEngine, traces: Traces, kind: str, **asked: Any) -> Result:
    result = kinds(engine, traces)[kind].work(asked, no_progress, never_cancelled)
    assert result is not None
    return result


def test_a_trace_of_another_model_is_replayed_and_marked() -> None:
    engine = talked()
    traces = Traces(engine)
    loaded = traces.load("large.json", response(LARGE), expert_bytes=1 << 20)
    assert loaded.trace.num_experts == 32
    listed = lab_state(engine, traces)["sources"][1]
    assert listed["label"] == "large.json: 40 tokens, 6 layers of 32 experts (another model)"
    assert listed["notes"].endswith(OTHER_MODEL)
    result = worked(engine, traces, "grid", source=loaded.id)
    grid: GridResult = result.data
    assert grid.tokens_per_s is None
    assert grid.hit_rate[grid.at(Geometry(6, 8))] == pytest.approx(
        replay(loaded.trace, Geometry(6, 8), policy="lfu", admission="bounded").hit_rate
    )
    assert grid.slot_bytes[grid.at(Geometry(6, 32))] == 6 * 32 << 20
    assert result.view.facts == {"best": None, "settings": None}
    assert "Your current" not in result.view.sentences["grid"]
    assert CHOOSE_HARDWARE in result.view.sentences["grid-note"]
    assert "click to try" not in str(result.view.figures["grid-hits"].data)
    curves: CurvesResult = worked(engine, traces, "curves", source=loaded.id).data
    assert (curves.belady >= curves.hits[0].hit_rate - 1e-12).all()
    reuse = worked(engine, traces, "reuse", source=loaded.id).view
    assert reuse.figures["reuse-next"].data[0]["name"] == "this trace"


def test_a_chosen_card_predicts_for_the_traces_model() -> None:
    engine = talked()
    traces = Traces(engine)
    sized = traces.load("large.json", response(LARGE), expert_bytes=18 << 20)
    sized_result = worked(engine, traces, "grid", source=sized.id, machine=card(engine))
    grid: GridResult = sized_result.data
    assert grid.tokens_per_s is not None
    assert "Only the experts are counted" in sized_result.view.sentences["grid-note"]
    assert grid.tokens_per_s[grid.at(Geometry(6, 32))] > grid.tokens_per_s[grid.at(Geometry(0, 0))]
    unsized = traces.load("large.json", response(LARGE))
    view = worked(engine, traces, "grid", source=unsized.id, machine=card(engine)).view
    assert list(view.figures) == ["grid-hits"]
    assert SAY_SIZE in view.sentences["grid-note"]
    assert "GPU memory" not in str(view.figures["grid-hits"].data)


def test_autotune_for_a_card_needs_the_size_of_the_experts() -> None:
    engine = talked()
    traces = Traces(engine)
    sized = traces.load("large.json", response(LARGE), expert_bytes=200 << 20)
    result = worked(engine, traces, "tune", source=sized.id, machine=card(engine))
    assert result.data.present is None
    best = result.data.predictions[0]
    assert 0 < best.slot_bytes <= 24 << 30
    assert result.view.facts == {"former": None, "best": None}
    unsized = traces.load("large.json", response(LARGE))
    with pytest.raises(ConfigError, match="size of this model's experts is unknown"):
        worked(engine, traces, "tune", source=unsized.id, machine=card(engine))


def test_autotune_refuses_a_trace_of_another_model() -> None:
    engine = talked(machine=GPU)
    traces = Traces(engine)
    loaded = traces.load("large.json", response(LARGE))
    with pytest.raises(TraceError, match="of that model"):
        worked(engine, traces, "tune", source=loaded.id, prompt="x")


def test_a_trace_of_the_loaded_models_shape_has_its_experts() -> None:
    engine = talked()
    traces = Traces(engine)
    loaded = traces.load("demo.json", response(SAME))
    assert loaded.trace.num_experts == MODEL.experts == 8
    listed = lab_state(engine, traces)["sources"][1]
    assert "another model" not in listed["label"]
    assert listed["notes"] == ""
    assert worked(engine, traces, "grid", source=loaded.id).data.tokens_per_s is not None
    assert traces.load("demo.json", response(SAME), Hints(experts=7)).trace.num_experts == 7


def test_what_a_file_leaves_out_is_said_and_given() -> None:
    traces = Traces(talked())
    stream = io.BytesIO()
    np.save(stream, LARGE.ravel())
    with pytest.raises(TraceError, match=r"^flat\.npy: .*enter the model's layers"):
        traces.load("flat.npy", stream.getvalue())
    loaded = traces.load("flat.npy", stream.getvalue(), Hints(layers=6, top_k=4))
    assert np.array_equal(loaded.trace.choices, LARGE)
    assert any("all count as generated" in note for note in loaded.notes)
    table = traces.table(loaded.id)
    assert np.array_equal(traces.load("again.csv", table).trace.choices, LARGE)
