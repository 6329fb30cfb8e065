"""The control panel's handlers against the scripted engine."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from hybrid.types import Geometry
from tests.fakes.fake_engine import SETTINGS, FakeEngine
from ui.control.handlers import FIELDS, Controls, threads_that_suffice
from ui.control.pane import EVERY_MODEL, FIELD_IDS, THIS_MODEL
from ui.control.presets import PresetFiles
from ui.control.settings_text import Values, values_of

SHOWN = values_of(SETTINGS)
SKIPPED = {"__type__": "update"}


@dataclass(frozen=True)
class Shown:
    """An answer taken apart; fields that stay as they are on the page are left out."""

    fields: Values
    preset: str | None
    choices: list[str]
    about: str
    saved: list[str]
    problems: str
    knee: str
    base: Values | None
    error: str


def shown(answer: tuple[Any, ...]) -> Shown:
    fields, (preset, about, saved, problems, knee, base, error) = answer[: len(FIELDS)], answer[len(FIELDS) :]
    return Shown(
        {name: value for name, value in zip(FIELDS, fields, strict=True) if value != SKIPPED},
        preset.value,
        [name for name, _ in preset.choices],
        about,
        [name for name, _ in saved.choices],
        problems,
        knee,
        None if base == SKIPPED else json.loads(base),
        "" if error == SKIPPED else error,
    )


def typed(**changes: Any) -> list[Any]:
    """What the fields send."""
    return [(SHOWN | changes)[name] for name in FIELDS]


def in_force(engine: FakeEngine) -> Values:
    return values_of(engine.snapshot().settings)


def test_every_setting_has_a_field() -> None:
    assert FIELD_IDS.keys() == SHOWN.keys()


def test_apply_reaches_the_engine_and_comes_back(engine: FakeEngine, controls: Controls) -> None:
    wanted = {
        "indexes": 8, "ways": 2, "mapping": "pooled", "policy": "lru", "admission": "always",
        "max_queued_copies": 3, "placement": "static_popular", "split_misses": False, "cpu_threads": 1,
    }  # fmt: skip
    answer = shown(controls.apply(*typed(**wanted | {"ways": 2.0})))
    assert answer.fields == answer.base == in_force(engine) == wanted
    assert (answer.error, answer.problems) == ("", "")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ways", 9, "M can be at most 8"),
        ("indexes", 13, "N can be at most 12"),
        ("indexes", None, "N must be a whole number"),
        ("ways", 2.5, "whole number"),
        ("cpu_threads", 64, "between 1 and 4"),
        ("cpu_threads", 0, "between 1 and 4"),
        ("max_queued_copies", 0, "at least 1"),
        ("placement", None, "Choose a strategy"),
    ],
)
def test_a_wrong_field_is_refused_by_name_and_nothing_changes(
    engine: FakeEngine, controls: Controls, field: str, value: Any, sentence: str
) -> None:
    answer = shown(controls.apply(*typed(**{field: value})))
    assert sentence in answer.error
    assert f'data-field="{field}"' in answer.error
    assert answer.fields == {}, "fields stay as typed"
    assert answer.base is None
    assert in_force(engine) == SHOWN


def test_a_geometry_too_big_for_memory_is_refused(tmp_path: Path) -> None:
    engine = FakeEngine(slot_bytes=1 << 20)
    controls = Controls(engine, PresetFiles(lambda: tmp_path))
    assert "Choose at most 5 slots" in shown(controls.apply(*typed(ways=8))).error
    assert in_force(engine) == SHOWN


def test_revert_shows_what_is_in_force(engine: FakeEngine, controls: Controls) -> None:
    engine.reconfigure(policy="fifo")
    assert shown(controls.revert()).fields == SHOWN | {"policy": "fifo"}


def test_fields_nobody_has_edited_follow_what_another_tab_applied(engine: FakeEngine, controls: Controls) -> None:
    engine.reconfigure(geometry=Geometry(12, 2), policy="fifo")
    answer = shown(controls.follow(json.dumps(SHOWN), *typed(policy="lru")))
    assert answer.fields == {"ways": 2}
    assert answer.base == in_force(engine)


def test_following_before_anything_is_known_keeps_every_field(engine: FakeEngine, controls: Controls) -> None:
    engine.reconfigure(policy="fifo")
    for unreadable in ("", "x", "0", "[1]", "[" * 5000, "\ud83d"):
        assert shown(controls.follow(unreadable, *typed())).fields == {}


def test_load(engine: FakeEngine, controls: Controls) -> None:
    assert "give a folder" in shown(controls.load("/nowhere")).error
    assert "Enter a folder" in shown(controls.load("  ")).error
    assert engine.snapshot().model.name == "demo-moe"
    answer = shown(controls.load(" demo-two "))
    assert (answer.fields, answer.error) == (SHOWN, "")
    assert engine.snapshot().model.name == "demo-two"
    assert controls._recent.names() == ("demo-two",)


def test_the_papers_setting_is_one_press_away_and_the_best_one_press_back(
    engine: FakeEngine, controls: Controls
) -> None:
    assert shown(controls.revert()).preset == "Recommended"
    answer = shown(controls.use_preset("As in the paper"))
    assert answer.preset == "As in the paper"
    settings = engine.snapshot().settings
    assert (settings.policy, settings.admission, settings.placement) == ("lru", "always", "cached")
    assert shown(controls.use_preset("Recommended")).fields == SHOWN


def test_presets_by_purpose_change_what_they_say_and_one_press_leads_back(
    engine: FakeEngine, controls: Controls
) -> None:
    answer = shown(controls.use_preset("Long context"))
    assert (answer.preset, in_force(engine)) == ("Long context", SHOWN | {"ways": 2})
    assert "Sets 12 × 2, slots per layer, LFU, copies when worth it, 2 at once, 2 CPU threads" in answer.about
    assert shown(controls.use_preset("Quiet")).preset == "Quiet"
    assert in_force(engine) == SHOWN | {"max_queued_copies": 1, "cpu_threads": 1}
    assert shown(controls.use_preset("Recommended")).preset == "Recommended"
    assert in_force(engine) == SHOWN


def test_presets_are_saved_chosen_and_deleted(engine: FakeEngine, controls: Controls) -> None:
    engine.reconfigure(geometry=Geometry(6, 3), policy="fifo")
    mine = in_force(engine)
    saved = shown(controls.save_preset("mine", THIS_MODEL, *typed(**mine)))
    assert (saved.preset, saved.error, saved.fields) == ("mine", "", {})
    assert "mine" in shown(controls.save_preset("wide", EVERY_MODEL, *typed(**mine))).choices
    controls.use_preset("Recommended")
    assert shown(controls.use_preset("mine")).fields == mine == in_force(engine)
    assert saved.saved == ["mine · this model"]
    deleted = shown(controls.delete_preset("mine · this model"))
    assert deleted.saved == ["wide · all models"]
    assert "mine" not in deleted.choices
    assert in_force(engine) == mine


def test_only_what_is_in_force_is_saved(controls: Controls) -> None:
    refused = shown(controls.save_preset("mine", THIS_MODEL, *typed(ways=3)))
    assert "Apply or revert" in refused.error
    assert refused.saved == []


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        (lambda controls: controls.use_preset("gone"), "no preset"),
        (lambda controls: controls.delete_preset(None), "Choose the preset to delete"),
        (lambda controls: controls.delete_preset("gone · this model"), "Choose the preset to delete"),
        (lambda controls: controls.save_preset(" ", THIS_MODEL, *typed()), "Enter a name"),
        (lambda controls: controls.use_text("{"), "valid JSON"),
    ],
)
def test_what_cannot_be_done_with_presets_is_said(
    engine: FakeEngine, controls: Controls, action: Callable[[Controls], tuple[Any, ...]], sentence: str
) -> None:
    answer = shown(action(controls))
    assert sentence in answer.error
    assert answer.fields == {}
    assert in_force(engine) == SHOWN


def test_a_broken_file_is_shown_as_text(controls: Controls, tmp_path: Path) -> None:
    (tmp_path / "<b>.json").write_text("{", encoding="utf-8")
    assert "&lt;b&gt;.json" in shown(controls.revert()).problems


def test_an_address_carries_settings(engine: FakeEngine, controls: Controls) -> None:
    answer = shown(controls.opened("?indexes=8&ways=2&policy=lfru&__theme=dark"))
    assert answer.fields == in_force(engine) == SHOWN | {"indexes": 8, "ways": 2, "policy": "lfru"}
    assert shown(controls.opened("")).fields == in_force(engine)


def test_pasted_settings_are_applied(engine: FakeEngine, controls: Controls) -> None:
    assert shown(controls.use_text('{"ways": 1, "mapping": "pooled"}')).error == ""
    assert in_force(engine) == SHOWN | {"ways": 1, "mapping": "pooled"}


def test_what_a_link_asked_for_in_vain_is_shown(engine: FakeEngine, controls: Controls) -> None:
    answer = shown(controls.opened("?ways=99&policy=lru&mapping=sideways&indexes=many"))
    assert answer.fields == {"ways": 99, "policy": "lru"}
    assert "whole number" in answer.error
    assert in_force(engine) == SHOWN


def test_a_preset_the_model_has_no_room_for_is_refused(engine: FakeEngine, controls: Controls, tmp_path: Path) -> None:
    text = json.dumps({"name": "big", "model": None, "settings": {"indexes": 40, "ways": 4}})
    (tmp_path / "big.json").write_text(text, encoding="utf-8")
    answer = shown(controls.use_preset("big"))
    assert "N can be at most 12" in answer.error
    assert (answer.fields, answer.preset) == ({"indexes": 40, "ways": 4}, "Recommended")
    assert in_force(engine) == SHOWN


def test_the_threads_that_suffice_are_known_once_they_are_measured(engine: FakeEngine, controls: Controls) -> None:
    assert shown(controls.revert()).knee == ""
    calibration = engine.calibrate(lambda share, what: None, lambda: False)
    assert calibration is not None
    few, many, more = (
        replace(calibration.threads[0], threads=threads, expert=seconds)
        for threads, seconds in ((2, 9e-3), (8, 5.1e-3), (16, 5e-3))
    )
    assert threads_that_suffice(replace(calibration, threads=(few, many, more))) == 8
    assert threads_that_suffice(replace(calibration, threads=(few,))) == 2
    assert int(shown(controls.revert()).knee) in {costs.threads for costs in calibration.threads}


def test_a_load_can_be_cancelled_from_any_tab(engine: FakeEngine, controls: Controls) -> None:
    engine.gate.clear()
    before = engine.snapshot().model
    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(controls.load, "demo/two")
        while engine.snapshot().phase != "loading":
            assert not loading.done()
        Controls(engine).cancel_load()
        assert "Loading was cancelled." in shown(loading.result()).error
    assert engine.snapshot().model == before
