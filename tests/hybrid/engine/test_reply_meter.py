"""The figures of one reply_meter, with a clock we set."""

from dataclasses import replace

import pytest

from hybrid.engine import reply_meter
from hybrid.engine.prefill_progress import PrefillProgress
from hybrid.engine.reply_meter import ReplyMeter
from hybrid.types import Counters, PowerReading, SensorReading
from tests.hybrid.test_config import SETTINGS


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def power(gpu: float | None, cpu: float | None) -> PowerReading:
    def sensor(joules: float | None) -> SensorReading:
        return SensorReading(None, joules, "" if joules is not None else "no sensor", "test")

    return PowerReading(sensor(gpu), sensor(cpu))


BEFORE = Counters(routed=100, hits=60, misses=40, fills=7, bytes_copied=700)
AFTER = Counters(routed=140, hits=90, misses=50, fills=9, bytes_copied=900)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(reply_meter, "perf_counter", clock)
    return clock


def make_meter() -> ReplyMeter:
    return ReplyMeter("id", BEFORE, power(50.0, None))


def test_speed_as_the_reply_goes(clock: Clock) -> None:
    meter = make_meter()
    meter.prefilled(PrefillProgress(0, 20, 30))
    assert meter.prefilling
    assert meter.speed(None, None).prefill_tokens_per_s is None
    clock.now += 2.0
    meter.prefilled(PrefillProgress(20, 20, 30))
    clock.now += 0.5
    meter.token()
    assert not meter.prefilling
    speed = meter.speed(1.0, 2.0)
    assert (speed.prefill_done, speed.prefill_total, speed.prefill_tokens_per_s) == (20, 20, 10.0)
    assert (speed.time_to_first_token_s, speed.tokens_per_s, speed.step_ms) == (2.5, None, None)
    assert (speed.cpu_ms, speed.gpu_ms) == (1.0, 2.0)
    clock.now += 0.25
    meter.token()
    clock.now += 0.75
    meter.token()
    assert meter.speed(None, None).tokens_per_s == 2.0
    assert meter.speed(None, None).step_ms == 750.0
    assert meter.speed(None, None).time_to_first_token_s == 2.5


def test_stats_are_this_replys_alone(clock: Clock) -> None:
    meter = make_meter()
    meter.prefilled(PrefillProgress(20, 20, 30))
    clock.now += 1.0
    meter.token()
    clock.now += 1.0
    meter.token()
    stats = meter.stats(SETTINGS, AFTER, power(56.0, None))
    assert (stats.request_id, stats.settings) == ("id", SETTINGS)
    assert (stats.prompt_tokens, stats.prefilled_tokens, stats.generated_tokens) == (30, 20, 2)
    assert (stats.time_to_first_token_s, stats.tokens_per_s) == (1.0, 1.0)
    assert (stats.hit_rate, stats.fills, stats.bytes_copied) == (30 / 40, 2, 200)
    assert (stats.gpu_joules, stats.cpu_joules) == (6.0, None)


@pytest.mark.usefixtures("clock")
def test_a_reply_cancelled_before_its_first_token_has_no_speed() -> None:
    stats = make_meter().stats(SETTINGS, replace(BEFORE), power(None, None))
    assert (stats.prompt_tokens, stats.prefilled_tokens, stats.generated_tokens) == (0, 0, 0)
    assert stats.time_to_first_token_s is None
    assert stats.tokens_per_s is None
    assert stats.hit_rate is None
    assert (stats.fills, stats.bytes_copied) == (0, 0)
    assert stats.gpu_joules is None
