"""Split races on the scripted engine: what runs, what the page gets to show, what is said."""

from dataclasses import replace

import pytest

from hybrid.errors import RequestError
from hybrid.lab import ComparedRun, Comparison
from tests.fakes.fake_engine import MACHINE, SETTINGS, FakeEngine
from tests.fakes.lab_inputs import GPU, result_of, talked
from ui.lab.kinds.race import MOST_SHOWN, Race, race_view, rivals

PROMPT = {"prompt": "tell me more", "tokens": 16}


def test_no_cache_races_the_cache_and_the_settings_come_back() -> None:
    engine = talked(machine=GPU)
    view = result_of(engine, "race", **PROMPT).view
    race = view.facts["race"]
    assert (race["layers"], race["experts"]) == (12, 8)
    without, cache = race["runs"]
    assert (without["name"], cache["name"]) == ("No cache", "Cache")
    decoded = len(cache["milliseconds"])
    assert decoded == len(cache["cells"]) == len(cache["missed"]) == len(cache["texts"]) - 1 > 0
    assert without["missed"] == without["cells"]  # without a cache every lookup misses
    assert all(len(token) == 24 and max(token) < 96 for token in cache["cells"])
    assert all(set(lost) <= set(used) for lost, used in zip(cache["missed"], cache["cells"], strict=True))
    assert "All settings produced identical text." in view.sentences["race"]
    assert view.sentences["race-note"].startswith("The engine ran them one after the other")
    assert "simulat" not in view.sentences["race-note"]
    assert engine.snapshot().settings == SETTINGS
    assert view.sentences["race-prompt"] == "Prompt: tell me more"


def test_pinned_layers_race_the_cache_whatever_is_in_force() -> None:
    pairs = rivals(replace(SETTINGS, placement="on_demand"))
    assert [[settings.placement for _, settings in pair] for pair in pairs.values()] == [
        ["cpu_only", "cached"], ["static_layers", "cached"],
    ]  # fmt: skip
    view = result_of(talked(), "race", rivals="static", **PROMPT).view
    assert [run["name"] for run in view.facts["race"]["runs"]] == ["Pin first layers", "Cache"]


def test_without_a_gpu_it_says_that_speeds_are_not_real() -> None:
    assert MACHINE.emulated
    assert "speeds are not" in result_of(talked(), "race", **PROMPT).view.sentences["race-note"]


def test_another_pair_is_refused() -> None:
    with pytest.raises(RequestError, match="Choose one of none, static"):
        result_of(talked(), "race", rivals="all", **PROMPT)


def test_without_recordings_only_the_outcome_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = talked()
    monkeypatch.setattr(FakeEngine, "recorded", lambda self, request_id: None)
    view = result_of(engine, "race", **PROMPT).view
    assert view.facts == {"race": None}
    assert "identical" in view.sentences["race"]


@pytest.mark.parametrize(
    ("speeds", "words"),
    [
        ((10.0, 25.0), "Cache is 2.5× as fast."),
        ((25.0, 10.0), "No cache is faster here."),
        ((10.0, 10.3), "Both are about as fast."),
    ],
)
def test_the_outcome_is_said(speeds: tuple[float, float], words: str) -> None:
    runs = [
        ComparedRun(name, SETTINGS, tokens_per_s=speed, hit_rate=0.5, milliseconds=(1.0,) * (MOST_SHOWN + 1))
        for name, speed in zip(("No cache", "Cache"), speeds, strict=True)
    ]
    race = Race(Comparison("x", tuple(runs), (None, None)), ((), ()), ((), ()))
    view = race_view(race, 1, 2, emulated=False)
    assert words in view.sentences["race"]
    assert view.sentences["race-note"].endswith(f"The first {MOST_SHOWN} tokens are shown.")


def test_a_run_that_failed_is_named() -> None:
    runs = (ComparedRun("No cache", SETTINGS, error="No memory."), ComparedRun("Cache", SETTINGS))
    view = race_view(Race(Comparison("x", runs, (None, None)), ((), ()), ((), ())), 1, 2, emulated=False)
    assert view.sentences["race"].startswith("No cache did not run: No memory.")
    assert view.facts == {"race": None}
