"""Presets: which one counts, how they are kept, and what becomes of broken files."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.errors import ConfigError
from hybrid.types import Geometry, Settings
from tests.fakes.fake_engine import FakeEngine
from ui.control.built_in_presets import built_in_presets
from ui.control.presets import PresetFiles, Shelf
from ui.control.settings_text import values_of

SETTINGS = Settings(Geometry(12, 4), "layered", "lfu", "bounded", 2, 2)
BUILT_IN = built_in_presets(FakeEngine().snapshot())
OTHERS = replace(SETTINGS, geometry=Geometry(6, 2), policy="lru")
MODEL = "demo-moe"


@pytest.fixture
def files(tmp_path: Path) -> PresetFiles:
    return PresetFiles(lambda: tmp_path)


def shelf(files: PresetFiles, model: str = MODEL) -> Shelf:
    return files.shelf(model, SETTINGS, BUILT_IN)


def names(files: PresetFiles, model: str = MODEL) -> list[str]:
    return [preset.name for preset in shelf(files, model).presets if not preset.built_in]


def test_the_papers_own_setting_is_lru_that_fills_every_miss_and_computes_it_on_the_cpu() -> None:
    best, paper = BUILT_IN[0], BUILT_IN[-1]
    theirs = {"policy": "lru", "admission": "always", "placement": "cached", "split_misses": False}
    assert paper.values.items() >= theirs.items()
    assert best.values.items() <= values_of(SETTINGS).items()


def test_a_saved_preset_comes_back(files: PresetFiles) -> None:
    files.save("  My  own ", OTHERS, MODEL)
    preset = shelf(files).named("My own")
    assert (preset.values, preset.model, preset.built_in) == (values_of(OTHERS), MODEL, False)
    assert shelf(files).problems == ()


def test_a_preset_for_all_models_leaves_the_geometry_out(files: PresetFiles) -> None:
    files.save("wide", OTHERS, None)
    values = shelf(files, "another").named("wide").values
    assert "policy" in values
    assert not {"indexes", "ways"} & values.keys()


def test_the_models_preset_hides_that_for_all_which_hides_the_built_in(files: PresetFiles) -> None:
    files.save("Recommended", OTHERS, None)
    assert shelf(files).named("Recommended").values["policy"] == "lru"
    files.save("Recommended", replace(OTHERS, policy="fifo"), MODEL)
    assert shelf(files).named("Recommended").values["policy"] == "fifo"
    assert shelf(files, "another").named("Recommended").values["policy"] == "lru"
    assert {preset.model for preset in shelf(files).saved} == {None, MODEL}
    for preset in shelf(files).saved:
        files.delete(preset)
    assert shelf(files).named("Recommended") == BUILT_IN[0]
    assert shelf(files).saved == ()


def test_saving_again_replaces(files: PresetFiles, tmp_path: Path) -> None:
    files.save("one", SETTINGS, MODEL)
    files.save("one", OTHERS, MODEL)
    assert len(list(tmp_path.iterdir())) == 1
    assert shelf(files).named("one").values["policy"] == "lru"


@given(st.text(max_size=50))
def test_any_name_is_kept_or_refused_and_stays_in_the_folder(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("presets")
    files = PresetFiles(lambda: folder / "inner")
    with suppress(ConfigError):
        preset = files.save(name, SETTINGS, MODEL)
        assert shelf(files).named(preset.name).values == values_of(SETTINGS)
    assert {path.name for path in folder.iterdir()} <= {"inner"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Enter a name"),
        ("  \n ", "Enter a name"),
        ("\u200d", "Enter a name"),
        ("x" * 41, "can have at most 40 letters: shorten it"),
        ("a\x00b", "an invisible character"),
        ("a\u200bb", "an invisible character"),
        ("fast \ud83d", "half a character"),
        ("\ude00" * 41, "half a character"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused(files: PresetFiles, tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason) as refused:
        files.save(name, SETTINGS, MODEL)
    assert refused.value.field == "preset-name"
    assert list(tmp_path.iterdir()) == []


def test_names_that_a_file_system_takes_for_one_are_two(files: PresetFiles) -> None:
    for name in ("fast", "Fast", "fast!", "速い", "می\u200cخواهم", "\U0001f469\u200d\U0001f52c"):
        files.save(name, SETTINGS, MODEL)
    assert len(names(files)) == 6


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "isn't valid JSON"),
        (b'{"name": "x", "settings": {', "isn't valid JSON"),
        (b"\xff\xfe\x00", "isn't valid JSON"),
        (b"[" * 5000, "isn't valid JSON"),
        (b"[]", "no settings"),
        (b'{"name": "x"}', "no settings"),
        (b'{"settings": {}}', "no text"),
        (b'{"name": "x", "model": 3, "settings": {}}', "no text"),
        (b'{"name": "", "model": null, "settings": {}}', "Enter a name"),
        (b'{"name": "x", "model": null, "settings": {"ways": "four"}}', "whole number"),
        (b'{"name": "x", "model": null, "settings": {"colour": 1}}', "Unknown setting"),
        (b" " * 200_000, "too large"),
    ],
)
def test_a_broken_file_is_reported_and_skipped(files: PresetFiles, tmp_path: Path, content: bytes, reason: str) -> None:
    files.save("good", SETTINGS, None)
    (tmp_path / "bad.json").write_bytes(content)
    presets = shelf(files)
    assert names(files) == ["good"]
    (problem,) = presets.problems
    assert "bad.json" in problem
    assert reason in problem


def test_a_folder_in_the_place_of_a_file_is_reported(files: PresetFiles, tmp_path: Path) -> None:
    (tmp_path / "bad.json").mkdir()
    assert len(shelf(files).problems) == 1


def test_a_draft_that_was_never_finished_is_no_preset(files: PresetFiles, tmp_path: Path) -> None:
    (tmp_path / ".abc.draft").write_text('{"name": ', encoding="utf-8")
    assert shelf(files).problems == ()
    assert names(files) == []


def test_a_write_that_fails_leaves_the_former_preset(
    files: PresetFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.save("one", SETTINGS, MODEL)

    def full(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(ConfigError, match="disk full") as refused:
            files.save("one", OTHERS, MODEL)
    assert refused.value.field == "preset-name"
    assert shelf(files).named("one").values == values_of(SETTINGS)
    assert len(list(tmp_path.iterdir())) == 1, "no draft is left behind"


def test_a_place_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    def nowhere() -> Path:
        raise NotADirectoryError("not a folder")

    files = PresetFiles(nowhere)
    assert shelf(files).presets == BUILT_IN
    assert "not a folder" in shelf(files).problems[0]
    with pytest.raises(ConfigError, match="could not be saved"):
        files.save("one", SETTINGS, MODEL)


def test_a_renamed_file_is_found_and_deleted(files: PresetFiles, tmp_path: Path) -> None:
    preset = files.save("one", SETTINGS, MODEL)
    (written,) = tmp_path.iterdir()
    written.rename(tmp_path / "copy.json")
    files.delete(preset)
    assert names(files) == []


def test_a_preset_is_in_force_when_all_it_says_is() -> None:
    built_in = Shelf(BUILT_IN, (), ())
    assert built_in.in_force(SETTINGS) == "Recommended"
    assert (
        built_in.in_force(replace(SETTINGS, policy="lru", admission="always", split_misses=False)) == "As in the paper"
    )
    assert built_in.in_force(replace(SETTINGS, policy="fifo")) is None


def test_the_preset_that_says_most_is_the_one_in_force(files: PresetFiles) -> None:
    files.save("mine", SETTINGS, MODEL)
    assert shelf(files).in_force(SETTINGS) == "mine"


def test_a_preset_that_is_gone_is_refused(files: PresetFiles) -> None:
    with pytest.raises(ConfigError, match="choose another one") as refused:
        shelf(files).named("gone")
    assert refused.value.field == "preset"


def test_files_are_plain_json(files: PresetFiles, tmp_path: Path) -> None:
    files.save("one", SETTINGS, MODEL)
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "name": "one",
        "model": MODEL,
        "settings": values_of(SETTINGS),
    }
