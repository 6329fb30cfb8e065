"""The engine's thread outlives whatever fails on it: sensors, copies that are looked for, snapshots."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hybrid import Engine
from hybrid.engine import loop
from hybrid.engine.snapshots import SnapshotBoard
from hybrid.layer.slots import Slots
from hybrid.machine import resources
from hybrid.observe.power_monitor import PowerMonitor
from hybrid.observe.power_sources import NullSource, PowerSource, cpu_source, gpu_source
from hybrid.text.reply_text import ReplyText
from tests.fakes.fake_sensors import FakeNvml, ScriptedSource
from tests.models.talkative import PATIENCE_S, Gate, Reference, ids_of, say
from tests.threads import left_over

pytestmark = pytest.mark.usefixtures("leaves_nothing")

Load = Callable[..., Engine]
KINDS = (OSError("Input/output error"), ZeroDivisionError("division by zero"), RuntimeError(), KeyError("energy_uj"))


class Failing:
    """Raises at its ``call``th use, or from it on; otherwise does what it stands in for."""

    def __init__(self, inner: Callable[..., Any], call: int, error: Exception, lasting: bool = False) -> None:
        self._inner, self._call, self._error, self._lasting = inner, call, error, lasting
        self._calls = 0
        self._failures = threading.Semaphore(0)

    def __call__(self, *given: Any, **named: Any) -> Any:
        self._calls += 1
        if self._calls == self._call or (self._lasting and self._calls > self._call):
            self._failures.release()
            raise self._error
        return self._inner(*given, **named)

    def function(self) -> Callable[..., Any]:
        """To stand in for a method: as an attribute of a class, a function is bound."""

        def use(*given: Any, **named: Any) -> Any:
            return self(*given, **named)

        return use

    def wait(self, failures: int = 1) -> None:
        for _ in range(failures):
            assert self._failures.acquire(timeout=PATIENCE_S), "it was never used that often"


class FailingSource:
    """A source, one of whose three members fails."""

    def __init__(self, source: PowerSource, member: str, call: int, error: Exception) -> None:
        self._source = source
        self.failing = Failing(lambda *given: self._use(member, *given), call, error)
        self._member = member

    def _use(self, member: str, *given: Any) -> Any:
        attribute = getattr(self._source, member)
        return attribute if member == "name" else attribute(*given)

    def _ask(self, member: str, *given: Any) -> Any:
        return self.failing(*given) if member == self._member else self._use(member, *given)

    @property
    def name(self) -> str:
        return str(self._ask("name"))

    def joules(self, now: float) -> float:
        joules: float = self._ask("joules", now)
        return joules

    def close(self) -> None:
        self._ask("close")


def rapl(folder: Path) -> PowerSource:
    domain = folder / "class/powercap/intel-rapl:0"
    domain.mkdir(parents=True)
    for name, text in (("name", "package-0"), ("max_energy_range_uj", "1000000000"), ("energy_uj", "5000")):
        (domain / name).write_text(text)
    return cpu_source(folder)


SOURCES: dict[str, Callable[[Path], PowerSource]] = {
    "energy counter": lambda _: gpu_source(0, FakeNvml(millijoules=5)),
    "power samples": lambda _: gpu_source(0, FakeNvml(milliwatts=5)),
    "counter files": rapl,
    "none": lambda _: NullSource("none", "There is none."),
    "another": lambda _: ScriptedSource(5.0),
}
MOMENTS = [("joules", 1), ("joules", 7), ("name", 1), ("close", 1)]


def watched(monkeypatch: pytest.MonkeyPatch, source: PowerSource) -> None:
    """The next engine has this sensor for its GPU, read as often as a test has patience for."""
    monkeypatch.setattr(
        loop, "power_monitor", lambda *_, **__: PowerMonitor(source, ScriptedSource(1.0), period_s=0.01)
    )


@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize(("member", "call"), MOMENTS)
@pytest.mark.parametrize("kind", SOURCES)
def test_a_sensor_that_fails_is_missing_and_nothing_else(
    load: Load, reference: Reference, gate: Gate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    kind: str, member: str, call: int, busy: bool,
) -> None:  # fmt: skip
    error = KINDS[(call + len(kind)) % len(KINDS)]
    source = FailingSource(SOURCES[kind](tmp_path), member, call, error)
    watched(monkeypatch, source)
    engine, request = load(), say("And you?", max_new_tokens=6)
    if busy:
        events = engine.generate(request)
        gate.wait_for_arrivals()
    if member != "close" and kind != "none":
        source.failing.wait()
    gate.open()
    for _ in range(2):
        assert ids_of(events if busy else engine.generate(request)) == reference.reply(request)
        busy = False
    power = engine.snapshot().power
    assert power.cpu.joules is not None
    if member != "close" or kind == "none":
        assert (power.gpu.watts, power.gpu.joules) == (None, None)
        assert power.gpu.reason
    if member != "close" and kind != "none":
        assert repr(error) in power.gpu.reason
    engine.close()
    assert engine.snapshot().phase == "closed"


@pytest.mark.parametrize("energy", [float("nan"), float("inf"), None, "much"])
def test_what_is_no_number_of_joules_is_missing(
    load: Load, monkeypatch: pytest.MonkeyPatch, energy: Any, caplog: pytest.LogCaptureFixture
) -> None:
    source = ScriptedSource(5.0)
    monkeypatch.setattr(source, "joules", lambda now: energy)
    watched(monkeypatch, source)
    power = load().snapshot().power.gpu
    assert (power.watts, power.joules) == (None, None)
    assert "Restart the program" in power.reason
    assert [record.name for record in caplog.records] == ["hybrid.observe.power_monitor"], "said once"


PARTS = {"settle": (Slots, "settle"), "publish": (SnapshotBoard, "publish"), "memory": (resources, "memory_use")}


@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize("call", [1, 7])
@pytest.mark.parametrize("part", PARTS)
def test_what_fails_once_ends_a_reply_at_most(
    load: Load, reference: Reference, gate: Gate, monkeypatch: pytest.MonkeyPatch, part: str, call: int, busy: bool
) -> None:
    engine, request = load(), say("And you?", max_new_tokens=12)
    monkeypatch.setattr("hybrid.engine.inbox._IDLE_PERIOD_S", 0.01)
    monkeypatch.setattr("hybrid.engine.snapshots._MIN_PERIOD_S", 0.0)
    monkeypatch.setattr("hybrid.engine.snapshots._MEMORY_PERIOD_S", 0.0)
    if busy:
        events = engine.generate(request)
        gate.wait_for_arrivals()
    owner, name = PARTS[part]
    failing = Failing(getattr(owner, name), call, RuntimeError("a part that fails"))
    monkeypatch.setattr(owner, name, failing.function())
    gate.open()
    if busy and part == "settle":  # a step could not be computed
        with pytest.raises(RuntimeError, match="a part that fails"):
            list(events)
    elif busy:
        assert ids_of(events) == reference.reply(request)
    failing.wait()
    for _ in range(2):
        assert ids_of(engine.generate(request)) == reference.reply(request)
    version = engine.snapshot().version
    list(engine.generate(say("More.", max_new_tokens=2)))
    assert engine.snapshot().version > version


@pytest.mark.parametrize("part", ["settle", "publish"])
def test_what_fails_for_good_is_logged_once(
    load: Load, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str
) -> None:
    engine = load()
    monkeypatch.setattr("hybrid.engine.inbox._IDLE_PERIOD_S", 0.001)
    owner, name = PARTS[part]
    failing = Failing(getattr(owner, name), 1, RuntimeError("a part that fails"), lasting=True)
    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(owner, name, failing.function())
        failing.wait(20)
    (record,) = caplog.records
    assert record.name == "hybrid.engine.loop"
    assert record.exc_info
    version = engine.snapshot().version
    list(engine.generate(say("Alive?", max_new_tokens=2)))
    assert engine.snapshot().version > version


@pytest.mark.parametrize("lasting", [False, True])
def test_a_first_picture_that_fails_is_tried_again_and_leaves_no_thread(
    load: Load, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    before = set(threading.enumerate())
    failing = Failing(SnapshotBoard.publish, 1, RuntimeError("a part that fails"), lasting)
    monkeypatch.setattr(SnapshotBoard, "publish", failing.function())
    if not lasting:
        assert load().snapshot().phase == "idle"
        return
    with pytest.raises(RuntimeError, match="a part that fails"):
        load()
    assert left_over(before) == []


def test_a_waiting_reply_that_is_cancelled_is_ended_whatever_the_sensors_do(
    load: Load, reference: Reference, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply under way has nothing to do with it."""
    engine, request, waiting = load(), say("Go on.", max_new_tokens=6), say("And I?")
    events, never = engine.generate(request), engine.generate(waiting)
    gate.wait_for_arrivals()
    failing = Failing(PowerMonitor.measure, 1, RuntimeError("a part that fails"))
    monkeypatch.setattr(PowerMonitor, "measure", failing.function())
    engine.cancel(waiting.request_id)
    gate.open()
    assert ids_of(events) == reference.reply(request)
    with pytest.raises(RuntimeError, match="a part that fails"):
        list(never)


class PanicException(BaseException):
    """As code compiled from Rust raises it, such as a tokenizer's."""


def test_a_panic_ends_one_reply(load: Load, reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, request = load(), say("Go on.", max_new_tokens=2)

    def panic(*_: object) -> None:
        raise PanicException("index out of bounds")

    with monkeypatch.context() as patch:
        patch.setattr(ReplyText, "push", panic)
        with pytest.raises(RuntimeError, match="index out of bounds"):
            list(engine.generate(say("Hello")))
    assert ids_of(engine.generate(request)) == reference.reply(request)
