"""Whoever reads the engine has an answer in every phase: while a model loads, fails to, is timed, or closes."""

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from hybrid import Engine
from hybrid.decode.conversation import Conversation
from hybrid.engine import session
from hybrid.errors import EngineClosedError, HybridError, NoModelError, UnsupportedModelError
from hybrid.model.loading import load_model
from hybrid.types import PhaseName
from tests.models.talkative import PATIENCE_S, Reference, ids_of, say
from tests.models.tiny_models import save_tiny

pytest.importorskip("gradio", reason="the page is one of the readers")
from ui import build
from ui.control.handlers import Controls
from ui.server.server import create_app

Load = Callable[..., Engine]
LOAD = load_model


class Blocked:
    """Stands in for ``load_model``: what it does at each call in turn, in the end the real thing."""

    def __init__(self, *turns: str) -> None:
        self._turns = list(turns)
        self.begun, self.let = threading.Event(), threading.Event()

    def __call__(self, *given: Any) -> Any:
        turn = self._turns.pop(0) if self._turns else "load"
        if turn.startswith("block"):
            self.begun.set()
            assert self.let.wait(PATIENCE_S)
        if turn.endswith("fail"):
            raise UnsupportedModelError("These weights are damaged: fetch them again.", "model")
        return LOAD(*given)


class Stages:
    """Brings an engine into a phase, and out of it."""

    def __init__(self, engine: Engine, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.engine, self.other, self._patch = engine, str(other), monkeypatch
        self._pool = ThreadPoolExecutor(2)

    @contextmanager
    def loading(self, *turns: str) -> Iterator[None]:
        load = Blocked(*(turns or ("block",)))
        self._patch.setattr(session, "load_model", load)
        order = self._pool.submit(self.engine.load_model, self.other)
        assert load.begun.wait(PATIENCE_S)
        yield
        load.let.set()
        with suppress(HybridError):
            order.result(PATIENCE_S)

    @contextmanager
    def restoring(self) -> Iterator[None]:
        with self.loading("fail", "block"):
            yield

    @contextmanager
    def failed(self) -> Iterator[None]:
        self._patch.setattr(session, "load_model", Blocked("fail"))
        with pytest.raises(UnsupportedModelError):
            self.engine.load_model(self.other)
        yield

    @contextmanager
    def unloaded(self) -> Iterator[None]:
        self._patch.setattr(session, "load_model", Blocked("fail", "fail"))
        with pytest.raises(NoModelError):
            self.engine.load_model(self.other)
        yield

    @contextmanager
    def loading_after_none(self) -> Iterator[None]:
        with self.unloaded(), self.loading():
            yield

    @contextmanager
    def timing(self) -> Iterator[None]:
        """Half-way through: steps with forced routing have been made."""
        begun, let, parts = threading.Event(), threading.Event(), []

        def progress(share: float, what: str) -> None:
            parts.append(what)
            if len(parts) == 3:
                begun.set()
                assert let.wait(PATIENCE_S)

        order = self._pool.submit(self.engine.calibrate, progress, let.is_set)
        assert begun.wait(PATIENCE_S)
        yield
        let.set()
        assert order.result(PATIENCE_S) is None, "cancelled"

    @contextmanager
    def closing(self) -> Iterator[None]:
        begun, let = threading.Event(), threading.Event()
        forward = Conversation.forward

        def slow(*given: Any) -> Any:
            begun.set()
            assert let.wait(PATIENCE_S)
            return forward(*given)

        self._patch.setattr(Conversation, "forward", slow)
        reply = self.engine.generate(say("Go on.", max_new_tokens=300))
        assert begun.wait(PATIENCE_S)
        order = self._pool.submit(self.engine.close)
        yield
        let.set()
        order.result(PATIENCE_S)
        assert [event.finish_reason for event in reply] == ["cancelled"]

    @contextmanager
    def closed(self) -> Iterator[None]:
        self.engine.close()
        yield


class Page:
    """The page's own routes and handlers over an engine."""

    def __init__(self, engine: Engine) -> None:
        self.controls = Controls(engine)
        self._runner = asyncio.Runner()
        self._client = self._runner.run(self._connect(engine))

    async def _connect(self, engine: Engine) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(create_app(build(engine), engine))
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860")

    def get(self, path: str) -> Any:
        answer = self._runner.run(self._client.get(path))
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()


def seen(engine: Engine, page: Page, request_id: str) -> dict[str, Any]:
    """Everything that may be asked without an order, as plain values."""
    recording = engine.recorded(request_id)
    assert recording is not None
    panel = page.controls.opened("")[:9]
    assert page.controls.revert()[:9] == panel
    last = engine.layer_history(1).steps[-1]
    lab = page.get("/lab/state")
    del lab["budget_gib"]  # of the memory that is free just then
    return {
        "replies": [reply.request_id for reply in engine.recorded_replies()],
        "texts": recording.trace.texts,
        "choices": recording.trace.choices.tolist(),
        "layers": [engine.layer_history(layer) for layer in range(2)],
        "later": engine.layer_history(1, steps=50, after=last),
        "calibration": engine.calibration(),
        "panel": panel,
        "lab": lab,
        "tokens": page.get(f"/tokens/{request_id}"),
        "layer": page.get("/telemetry/layer?layer=0"),
        "runs": page.get("/runs"),
    }


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny("qwen3_moe", tmp_path_factory.mktemp("other"))


@pytest.fixture
def stages(load: Load, other: Path, monkeypatch: pytest.MonkeyPatch) -> Stages:
    return Stages(load(), other, monkeypatch)


PHASES: dict[str, tuple[Callable[[Stages], Any], PhaseName]] = {
    "loading": (Stages.loading, "loading"),
    "restoring": (Stages.restoring, "loading"),
    "failed": (Stages.failed, "idle"),
    "unloaded": (Stages.unloaded, "unloaded"),
    "loading after none": (Stages.loading_after_none, "loading"),
    "timing": (Stages.timing, "timing"),
    "closing": (Stages.closing, "prefill"),
    "closed": (Stages.closed, "closed"),
}


@pytest.mark.parametrize("name", PHASES)
def test_everything_that_was_there_is_there_in_every_phase(stages: Stages, name: str) -> None:
    engine, (into, phase) = stages.engine, PHASES[name]
    engine.reconfigure(policy="fifo")
    request = say("What was routed?", max_new_tokens=12)
    list(engine.generate(request))
    list(engine.generate(say("One.", max_new_tokens=1)))  # after which every step's slots have been noted
    with closing(Page(engine)) as page:
        before, snapshot = seen(engine, page, request.request_id), engine.snapshot()
        with into(stages):
            assert engine.snapshot().phase == phase
            for part in ("model", "machine", "settings"):
                assert getattr(engine.snapshot(), part) == getattr(snapshot, part)
            assert engine.snapshot().counters.hits >= snapshot.counters.hits
            assert seen(engine, page, request.request_id) == before


@pytest.mark.parametrize("name", ["loading", "restoring", "failed", "unloaded", "timing"])
def test_the_tokenizer_is_there_and_a_model_on_its_way_says_so(stages: Stages, name: str) -> None:
    engine, (into, phase) = stages.engine, PHASES[name]
    with into(stages):
        assert engine.tokenizer is not None
        if phase in ("loading", "unloaded"):
            with pytest.raises(NoModelError, match="loaded"):
                engine.model  # noqa: B018
        else:
            assert engine.model is not None


def test_what_is_asked_of_a_loading_engine_waits_and_is_done(stages: Stages, other: Path) -> None:
    engine = stages.engine
    request, cancelled = say("And who are you?", max_new_tokens=6), say("Never mind.")
    with ThreadPoolExecutor(2) as pool:
        with stages.loading():
            events, never = engine.generate(request), engine.generate(cancelled)
            engine.cancel(cancelled.request_id)
            change = pool.submit(engine.reconfigure, policy="fifo")
            again = pool.submit(engine.load_model, str(other))
            assert not change.done()
        assert change.result(PATIENCE_S).policy == "fifo"
        assert again.result(PATIENCE_S).family == "qwen3_moe"
    assert ids_of(events) == Reference(other).reply(request)
    assert [event.finish_reason for event in never] == ["cancelled"]


def test_a_reply_that_waited_for_a_model_that_never_came_is_told_why(stages: Stages) -> None:
    engine = stages.engine
    with stages.loading("block, then fail", "fail"):
        events = engine.generate(say("Anybody?"))
    with pytest.raises(NoModelError, match="load another model"):
        next(events)
    with pytest.raises(NoModelError, match="load another model"):
        engine.calibrate()
    assert engine.snapshot().phase == "unloaded"


def test_a_former_model_that_is_loaded_again_goes_on_with_its_records(stages: Stages, reference: Reference) -> None:
    engine, request = stages.engine, say("Are you still you?", max_new_tokens=5)
    list(engine.generate(request))
    before, seen_before = engine.snapshot(), engine.layer_history(0).steps
    with stages.failed():
        assert engine.snapshot().counters == before.counters
        later = say("And now?", max_new_tokens=5)
        assert ids_of(engine.generate(later)) == reference.reply(later)
    assert [reply.request_id for reply in engine.recorded_replies()] == [request.request_id, later.request_id]
    steps = engine.layer_history(0).steps
    assert steps == tuple(sorted(set(steps)))
    assert steps[: len(seen_before)] == seen_before
    assert len(steps) > len(seen_before)


def test_records_hold_no_weights(stages: Stages) -> None:
    engine = stages.engine
    list(engine.generate(say("Remember me?", max_new_tokens=3)))
    model_reference = weakref.ref(engine.model)
    with stages.loading():
        assert len(engine.recorded_replies()) == 1
        gc.collect()
        assert model_reference() is None


def test_timing_leaves_what_was_seen_of_the_replies_alone(load: Load) -> None:
    """Read all the while, by whoever has a layer's detail open."""
    engine = load()
    request = say("What was routed?", max_new_tokens=12)
    list(engine.generate(request))
    before = [engine.layer_history(layer) for layer in range(2)], engine.recorded(request.request_id)
    snapshot, polls, phases = engine.snapshot(), [], set()

    def progress(share: float, what: str) -> None:
        phases.add(engine.snapshot().phase)
        polls.append(([engine.layer_history(layer) for layer in range(2)], engine.recorded(request.request_id)))
        assert engine.snapshot().counters == snapshot.counters
        assert engine.snapshot().occupancy == snapshot.occupancy

    calibration = engine.calibrate(progress)
    assert calibration is not None
    assert engine.calibration() == calibration
    assert phases == {"timing"}
    assert len(polls) > 3
    assert all(poll[0] == before[0] and poll[1] is before[1] for poll in polls)
    assert engine.snapshot().phase == "idle"
    assert engine.snapshot().counters == snapshot.counters
    assert engine.recorded_replies() == (before[1],)


def test_a_closed_engine_refuses_orders(stages: Stages, other: Path) -> None:
    engine = stages.engine
    engine.close()
    orders: list[Callable[[], Any]] = [
        lambda: engine.generate(say("Hello?")),
        lambda: engine.reconfigure(policy="lru"),
        lambda: engine.load_model(str(other)),
        engine.calibrate,
    ]
    for order in orders:
        with pytest.raises(EngineClosedError, match="load it again"):
            order()
