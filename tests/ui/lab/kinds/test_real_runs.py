"""Real runs on the scripted engine: who is compared, what the table says, what Autotune leaves behind."""

from dataclasses import replace

import pytest

from hybrid.errors import ConfigError, RequestError
from hybrid.lab import ComparedRun, Comparison, Difference, TuneResult
from tests.fakes.fake_engine import SETTINGS
from tests.fakes.lab_inputs import GPU, result_of, talked
from ui.control.settings_text import values_of
from ui.lab.kinds.real_runs import PAPER, PRESENT, comparison_view, contenders, tune_view

PROMPT = {"prompt": "tell me more", "tokens": 24}


def test_baselines_and_the_papers_cache_can_be_compared() -> None:
    settings = contenders(SETTINGS)
    assert settings[PRESENT] == SETTINGS
    assert {s.placement for s in settings.values()} == {
        "cached",
        "cpu_only",
        "on_demand",
        "static_layers",
        "static_popular",
    }
    assert (settings[PAPER].policy, settings[PAPER].admission) == ("lru", "always")
    assert len({s.geometry for s in settings.values()}) == 1


def test_named_and_given_settings_are_run_and_the_former_come_back() -> None:
    engine = talked()
    given = {"name": "mine", "settings": {"ways": 1}}
    result = result_of(engine, "compare", contenders=[PRESENT, "CPU only", given], **PROMPT)
    runs = result.data.runs
    assert [(run.name, run.settings.placement) for run in runs] == [
        (PRESENT, "cached"), ("CPU only", "cpu_only"), ("mine", "cached"),
    ]  # fmt: skip
    assert runs[2].settings.geometry.ways == 1
    assert engine.snapshot().settings == SETTINGS
    assert len(result.view.tables["compare"].rows) == 3
    assert len(result.view.figures["compare"].data) == 3
    assert result.view.sentences["compare"] == "All settings produced identical text."


def test_a_refused_setting_has_its_reason_in_the_table() -> None:
    given = {"name": "too wide", "settings": {"ways": 90}}
    result = result_of(talked(), "compare", contenders=[PRESENT, given], **PROMPT)
    row = result.view.tables["compare"].rows[1]
    assert row[0] == "too wide"
    assert "8" in row[-1]
    assert "Fewer than two" in result.view.sentences["compare"]


@pytest.mark.parametrize("chosen", [[], [PRESENT], [PRESENT] * 5, ["nobody", PRESENT], [3, PRESENT]])
def test_two_to_four_known_settings_are_asked_for(chosen: list[object]) -> None:
    with pytest.raises(RequestError):
        result_of(talked(), "compare", contenders=chosen, **PROMPT)


def run_of(name: str, texts: tuple[str, ...], milliseconds: tuple[float, ...] = (10.0, 10.0)) -> ComparedRun:
    ids = tuple(hash(text) for text in texts)
    return ComparedRun(name, SETTINGS, tokens_per_s=100.0, token_ids=ids, texts=texts, milliseconds=milliseconds)


def test_the_first_differing_token_is_pointed_to() -> None:
    runs = (run_of("A", ("a", " b")), run_of("B", ("a", "<i>")), run_of("C", ("a",)))
    comparison = Comparison("p", runs, (None, Difference(1, " b", "<i>"), Difference(1, " b", "")))
    view = comparison_view(comparison)
    assert view.sentences["compare"] == (
        "B differs from A at token 2: “<i>” instead of “ b”. C differs from A at token 2: its end instead of “ b”."
    )
    assert [row[-1] for row in view.tables["compare"].rows] == ["2 tokens", "differs at token 2", "differs at token 2"]


def test_curves_of_writing_begin_at_nothing_and_the_fastest_is_marked() -> None:
    slow = replace(run_of("slow", ("a", "b"), (40.0, 40.0)), tokens_per_s=25.0)
    view = comparison_view(Comparison("p", (slow, run_of("fast", ("a", "b"))), (None, None)))
    line = view.figures["compare"].data[0]
    assert line["x"] == pytest.approx([0.0, 0.04, 0.08])
    assert line["y"] == [0, 1, 2]
    assert view.tables["compare"].marked == 1


def test_autotune_shows_its_reasons_and_its_winner_is_in_force() -> None:
    engine = talked("tell me all about foxes and ships and birds", machine=GPU)
    result = result_of(engine, "tune", confirm=2, **PROMPT)
    table = result.view.tables["tune"]
    assert table.marked is not None
    assert result.data.rows[table.marked].settings == engine.snapshot().settings == result.data.winner
    assert result.view.facts["former"] == (values_of(SETTINGS) if result.data.changed else None)
    assert sum(row[2] != "–" for row in table.rows) == 3
    assert all(row[-1] for row in table.rows)
    assert len({row[0] for row in table.rows}) == len(table.rows)


@pytest.mark.parametrize(
    ("changed", "error", "said", "unsaid"),
    [
        (False, 0.25, "was kept: no clear winner.", "off by"),
        (True, -0.26, "is now in use. Predictions were off by up to 26%. Benchmark this machine again", "clear"),
        (True, None, "is now in use.", "off by"),
    ],
)
def test_autotune_says_whether_there_was_a_winner_and_how_good_predictions_were(
    changed: bool, error: float | None, said: str, unsaid: str
) -> None:
    sentence = tune_view(TuneResult((), SETTINGS, changed, 40, error), SETTINGS).sentences["tune"]
    assert sentence.startswith("40 settings predicted, the best measured by turns.")
    assert said in sentence
    assert unsaid not in sentence


def test_autotune_needs_times_of_this_machine() -> None:
    with pytest.raises(ConfigError, match="Benchmark this machine"):
        result_of(talked(calibrated=False, machine=GPU), "tune", **PROMPT)


@pytest.mark.parametrize("kind", ["calibrate", "compare", "tune"])
def test_a_busy_machine_is_asked_about_before_anything_is_measured(kind: str) -> None:
    engine = talked("tell me all about foxes and ships and birds", machine=GPU)
    engine.others = ("40 % of the CPUs", "3.0 GiB of the GPU's memory")
    asked = PROMPT | {"contenders": [PRESENT, "CPU only"], "confirm": 1}
    before = len(engine.requests)
    with pytest.raises(RequestError, match="take 40 % of the CPUs and 3.0 GiB of the GPU's memory: ") as refusal:
        result_of(engine, kind, **asked)
    assert refusal.value.field == "busy"
    assert len(engine.requests) == before
    result_of(engine, kind, **asked, anyway=True)
