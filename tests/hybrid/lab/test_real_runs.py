"""Comparing and tuning by real runs: on an engine as fast as its settings are told to be, and on the real one."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import numpy as np
import pytest

from hybrid import Engine
from hybrid.errors import MemoryBudgetError
from hybrid.lab import Comparison, RecordedReply, autotune, baselines, candidates, compare, joined, of_the_chat, to_json
from hybrid.lab.real_runs.compare import Difference, difference
from hybrid.lab.real_runs.real_run import ComparedRun
from hybrid.types import GenerationRequest, Geometry, ModelInfo, ReplyStats, Settings, Snapshot, TokenEvent
from tests.fakes.calibrations import EXPERT_BYTES, make_calibration
from tests.fakes.fake_engine import FakeEngine
from tests.fakes.fake_recordings import fake_recording, fake_trace
from tests.models.talkative import say

LAYERS, EXPERTS, K = 3, 6, 2
MODEL = ModelInfo("a model", "mixtral", LAYERS, EXPERTS, K, EXPERT_BYTES, 10**6, "float32", 64)
SETTINGS = Settings(Geometry(LAYERS, 2), "layered", "lru", "always", 2, 2)
CALIBRATION = make_calibration(MODEL, (1, 2))
TRACE = fake_trace(60, MODEL)
BUDGET = 9 * EXPERT_BYTES
Speed = Callable[[Settings], float]


def same_speed(settings: Settings) -> float:
    return 10.0


@dataclass
class ScriptedEngine:
    """Replies with numbered words; ``milliseconds`` says how fast, ``odd_word`` who says another one."""

    milliseconds: Speed = same_speed
    refuses: Callable[[Settings], bool] = lambda settings: False
    odd_word: Callable[[Settings], bool] = lambda settings: False
    settings: Settings = SETTINGS

    def __post_init__(self) -> None:
        self.fake = FakeEngine(model=MODEL, settings=self.settings)
        self.recordings: dict[str, RecordedReply] = {}
        self.cancelled: list[str] = []
        self.applied: list[Settings] = []
        self.prompts: list[str] = []

    def generate(self, request: GenerationRequest) -> Iterator[TokenEvent]:
        self.prompts.append(request.messages[-1]["content"])
        assert request.temperature == 0.0
        words = [f"w{i}" for i in range(request.max_new_tokens)]
        if self.odd_word(self.settings) and len(words) > 2:
            words[2] = "odd"
        recording = fake_recording(request.request_id, ["prompt"], words[:-1], MODEL, self.settings)
        speed = np.where(recording.trace.prompt, np.nan, self.milliseconds(self.settings)).astype(np.float32)
        self.recordings[request.request_id] = replace(recording, milliseconds=speed)
        for word in words[:-1]:
            yield TokenEvent(word, hash(word) % 1000)
        stats = ReplyStats(
            request.request_id, self.settings, 1, 1, len(words), 0.5, 90.0, 0.25, 3, 2 * 10**9, 20.0, None
        )
        yield TokenEvent(words[-1], 7, "length", stats)

    def cancel(self, request_id: str) -> None:
        self.cancelled.append(request_id)

    def reconfigure(self, **changes: Any) -> Settings:
        wanted = replace(self.settings, **changes)
        if self.refuses(wanted):
            raise MemoryBudgetError("The slots do not fit: choose fewer.", "ways")
        self.settings = wanted
        self.applied.append(wanted)
        return wanted

    def recorded(self, request_id: str) -> RecordedReply | None:
        return self.recordings.get(request_id)

    def snapshot(self) -> Snapshot:
        return replace(self.fake.snapshot(), settings=self.settings)


def ask(tokens: int = 8) -> GenerationRequest:
    return GenerationRequest([{"role": "user", "content": "Why?"}], max_new_tokens=tokens, temperature=0.7, seed=1)


def test_a_comparison_runs_the_same_prompt_greedily_on_each() -> None:
    engine = ScriptedEngine(milliseconds=lambda settings: 20.0 if settings.placement == "cpu_only" else 10.0)
    shares: list[float] = []
    contenders = [("Own", SETTINGS), *baselines(SETTINGS)]
    comparison = compare(engine, ask(), contenders, progress=lambda share, what: shares.append(share))
    assert comparison is not None
    assert [run.name for run in comparison.runs] == [
        "Own",
        "CPU only",
        "Copy and wait",
        "Pin first layers",
        "Pin most-used",
    ]
    assert comparison.prompt == "Why?"
    assert comparison.identical
    assert [run.settled_tokens_per_s for run in comparison.runs] == pytest.approx([100.0, 50.0, 100.0, 100.0, 100.0])
    first_run = comparison.runs[0]
    assert (first_run.tokens_per_s, first_run.time_to_first_token_s, first_run.gb_copied) == (90.0, 0.5, 2.0)
    assert first_run.joules_per_token == 20.0 / 8
    assert first_run.peak_gpu_bytes is None, "an emulated device has no memory of its own"
    assert len(first_run.texts) == len(first_run.token_ids) == len(first_run.milliseconds) + 1 == 8
    assert engine.settings == SETTINGS
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert of_the_chat(list(engine.recordings.values())) == ()
    assert engine.prompts == [".", "Why?"] * 5, "no run may find its prompt in the KV cache"


def test_a_text_that_differs_is_pointed_at() -> None:
    engine = ScriptedEngine(odd_word=lambda settings: settings.placement == "static_layers")
    comparison = compare(engine, ask(), [("Own", SETTINGS), *baselines(SETTINGS)])
    assert comparison is not None
    assert not comparison.identical
    assert comparison.differences == (None, None, None, Difference(2, "w2", "odd"), None)


@pytest.mark.parametrize(
    ("expected", "actual", "where"),
    [("abc", "abc", None), ("abc", "axc", (1, "b", "x")), ("abc", "ab", (2, "c", "")), ("", "a", (0, "", "a"))],
)
def test_the_first_difference(expected: str, actual: str, where: tuple[int, str, str] | None) -> None:
    runs = [
        ComparedRun("", SETTINGS, token_ids=tuple(map(ord, text)), texts=tuple(text)) for text in (expected, actual)
    ]
    assert difference(*runs) == (None if where is None else Difference(*where))


def test_a_refused_contender_does_not_stop_the_others() -> None:
    engine = ScriptedEngine(refuses=lambda settings: settings.placement == "cpu_only")
    comparison = compare(engine, ask(), [("CPU only", replace(SETTINGS, placement="cpu_only")), ("Own", SETTINGS)])
    assert comparison is not None
    assert comparison.runs[0].error == "The slots do not fit: choose fewer."
    assert comparison.runs[0].tokens_per_s is None
    assert comparison.runs[1].tokens_per_s == 90.0
    assert comparison.identical


def test_settings_changed_by_somebody_else_are_noticed() -> None:
    engine = ScriptedEngine()
    engine.reconfigure = lambda **changes: SETTINGS  # type: ignore[method-assign]
    comparison = compare(engine, ask(), [("CPU only", replace(SETTINGS, placement="cpu_only"))])
    assert comparison is not None
    assert "changed while it ran" in comparison.runs[0].error


@pytest.mark.parametrize("after", [0, 3, 11])
def test_a_cancelled_comparison_leaves_the_settings_of_before(after: int) -> None:
    engine, asked = ScriptedEngine(), []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > after

    assert compare(engine, ask(), baselines(SETTINGS), cancelled=cancelled) is None
    assert engine.settings == SETTINGS
    assert len(engine.cancelled) == (1 if after else 0)


def test_candidates_fit_the_budget_and_come_fastest_first() -> None:
    predictions = candidates(TRACE, CALIBRATION, BUDGET)
    assert predictions is not None
    assert all(prediction.slot_bytes <= BUDGET for prediction in predictions)
    speeds = [round(prediction.tokens_per_s, 6) for prediction in predictions]
    assert speeds == sorted(speeds, reverse=True)
    assert len({prediction.settings for prediction in predictions}) == len(predictions)
    assert {p.settings.mapping for p in predictions} == {"layered", "pooled"}
    assert {p.settings.placement for p in predictions} == {"cached", "static_popular", "static_layers", "cpu_only"}
    assert {p.settings.cpu_threads for p in predictions} == {1, 2}
    assert candidates(TRACE, CALIBRATION, 0) is not None
    assert candidates(TRACE, CALIBRATION, BUDGET, cancelled=lambda: True) is None


def test_the_fastest_measured_is_applied_whatever_was_predicted() -> None:
    predicted = candidates(TRACE, CALIBRATION, BUDGET)
    assert predicted is not None
    second = predicted[1].settings
    engine = ScriptedEngine(milliseconds=lambda settings: 5.0 if settings == second else 10.0)
    shares: list[float] = []
    tuned = autotune(
        engine, ask(), TRACE, CALIBRATION, BUDGET, confirm=3, progress=lambda share, what: shares.append(share)
    )
    assert tuned is not None
    assert tuned.winner == engine.settings == second
    assert tuned.changed
    run = [row for row in tuned.rows if row.runs is not None]
    assert [len(row.runs.runs) for row in run if row.runs] == [3, 3, 3, 3], "three rounds are enough to tell"
    assert run[0].settings == second
    assert run[0].measured_tokens_per_s == pytest.approx(200.0)
    assert run[0].verdict == "Now in use: 2x as fast as before."
    assert any(row.verdict == "Current before; measured 50% slower than the winner." for row in run)
    assert all("Not measured" in row.verdict for row in tuned.rows[4:])
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


def test_without_a_clear_gain_nothing_changes() -> None:
    engine = ScriptedEngine(milliseconds=lambda settings: 10.0 if settings == SETTINGS else 9.9)
    tuned = autotune(engine, ask(), TRACE, CALIBRATION, BUDGET)
    assert tuned is not None
    assert tuned.winner == engine.settings == SETTINGS
    assert not tuned.changed
    (present,) = (row for row in tuned.rows if row.settings == SETTINGS)
    assert present.verdict == "No clear winner: the current setting was kept."


def test_noise_is_no_gain() -> None:
    """Alternating between slow and fast, as a busy machine does, no setting is clearly faster than another."""
    turns = count()
    engine = ScriptedEngine(milliseconds=lambda settings: 5.0 if next(turns) // 2 % 3 else 20.0)
    tuned = autotune(engine, ask(), TRACE, CALIBRATION, BUDGET)
    assert tuned is not None
    assert tuned.winner == engine.settings == SETTINGS
    verdicts = {row.verdict for row in tuned.rows if row.runs is not None}
    assert verdicts == {"No clear winner: the current setting was kept.", "No clear difference."}


@pytest.mark.parametrize("seed", range(3))
def test_ten_tunings_in_a_row_pick_settings_about_as_fast(seed: int) -> None:
    """On a machine whose runs vary, and with predictions that are wrong by up to a fifth, each in its own way."""
    predictions = candidates(TRACE, CALIBRATION, BUDGET)
    assert predictions is not None
    rng = np.random.default_rng(seed)
    true = {p.settings: 1e3 / p.tokens_per_s * rng.uniform(0.8, 1.2) for p in predictions}
    slow = 2 * max(true.values())
    engine = ScriptedEngine(milliseconds=lambda settings: true.get(settings, slow) * rng.normal(1.0, 0.01))
    picked = []
    for _ in range(10):
        tuned = autotune(engine, ask(), TRACE, CALIBRATION, BUDGET)
        assert tuned is not None
        assert tuned.winner == engine.settings
        picked.append(true[tuned.winner])
    assert max(picked) <= 1.05 * min(picked)


def test_tuning_again_measures_the_same_settings() -> None:
    first = autotune(ScriptedEngine(), ask(), TRACE, CALIBRATION, BUDGET)
    assert first is not None
    best = {row.settings for row in first.rows if row.runs is not None} - {SETTINGS}
    assert len(best) == 3
    again = autotune(ScriptedEngine(settings=min(best, key=str)), ask(), TRACE, CALIBRATION, BUDGET)
    assert again is not None
    assert {row.settings for row in again.rows if row.runs is not None} == best


def test_how_far_off_predictions_were_is_told() -> None:
    tuned = autotune(ScriptedEngine(), ask(), TRACE, CALIBRATION, BUDGET)
    assert tuned is not None
    errors = [row.predicted.tokens_per_s / row.runs.median - 1 for row in tuned.rows if row.runs and row.runs.median]
    assert tuned.prediction_error == max(errors, key=abs)


def test_a_refused_candidate_is_no_winner() -> None:
    engine = ScriptedEngine(refuses=lambda settings: settings != SETTINGS)
    tuned = autotune(engine, ask(), TRACE, CALIBRATION, BUDGET)
    assert tuned is not None
    assert tuned.winner == SETTINGS
    assert sum(row.verdict.startswith("Refused: The slots do not fit") for row in tuned.rows) == 3


@pytest.mark.parametrize("after", [0, 4, 30])
def test_a_cancelled_tuning_leaves_the_settings_of_before(after: int) -> None:
    engine, asked = ScriptedEngine(), []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > after

    assert autotune(engine, ask(), TRACE, CALIBRATION, BUDGET, cancelled=cancelled) is None
    assert engine.settings == SETTINGS


def test_results_are_json() -> None:
    comparison = compare(ScriptedEngine(), ask(), [("Own", SETTINGS)])
    assert comparison is not None
    values = json.loads(to_json(comparison))
    assert values["runs"][0]["settings"]["geometry"] == {"indexes": LAYERS, "ways": 2}
    assert values["runs"][0]["peak_gpu_bytes"] is None
    tuned = autotune(ScriptedEngine(), ask(), TRACE, CALIBRATION, BUDGET)
    assert tuned is not None
    assert len(json.loads(to_json(tuned))["rows"]) == len(tuned.rows)


def test_what_is_not_known_is_null() -> None:
    assert to_json({"a": np.array([1.0, np.nan]), "b": np.float32(2), "c": (True, None)}) == (
        '{"a": [1.0, null], "b": 2.0, "c": [true, null]}'
    )
    with pytest.raises(TypeError):
        to_json(object())


def test_on_the_real_engine_every_placement_says_the_same(engine: Engine) -> None:
    request = say("Compare them.", max_new_tokens=12)
    before = engine.snapshot().settings
    comparison = compare(engine, request, [("Own", before), *baselines(before)])
    assert isinstance(comparison, Comparison)
    assert [run.error for run in comparison.runs] == [""] * 5
    assert all(len(run.token_ids) == 12 for run in comparison.runs)
    assert comparison.identical
    assert engine.reconfigure() == before
    info = engine.snapshot().model
    list(engine.generate(request))
    trace = joined(engine.recorded_replies())
    calibration = make_calibration(info, (before.cpu_threads,))
    tuned = autotune(engine, request, trace, calibration, 4 * info.expert_bytes, confirm=1)
    assert tuned is not None
    assert engine.reconfigure() == tuned.winner
