"""Sampling fields: the makers' values, the user's own by model, and the line that says which."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hybrid.errors import ConfigError
from hybrid.types import SamplingDefaults
from tests.fakes.fake_engine import MODEL, FakeEngine
from ui.control.kept_sampling import KeptSampling
from ui.control.sampling import UNCHANGED, SamplingFields
from ui.text.sampling import sampling_line

USUAL = SamplingDefaults(0.7, 0.8, 20, 0.0, 1.05)
FIELDS = (0.7, 0.8, 20, 0.0, 1.05)
OWN = (1.2, 0.8, 20, 0.05, 1.05)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(model=replace(MODEL, sampling=USUAL))


@pytest.fixture
def kept(tmp_path: Path) -> KeptSampling:
    return KeptSampling(lambda: tmp_path / "sampling")


@pytest.fixture
def fields(engine: FakeEngine, kept: KeptSampling) -> SamplingFields:
    return SamplingFields(engine, kept)


def test_a_new_model_has_its_makers_values(fields: SamplingFields) -> None:
    *values, model, line = fields.fill()
    assert (tuple(values), model) == (FIELDS, "demo-moe")
    assert line == "temperature 0.7, top-p 0.8, top-k 20, repetition 1.05 · the makers' choice"


def test_a_choice_is_kept_for_its_model_alone(fields: SamplingFields, engine: FakeEngine) -> None:
    assert fields.keep("demo-moe", *OWN).endswith("min-p 0.05, repetition 1.05 · your choice")
    assert fields.fill()[:5] == OWN
    engine.load_model("demo-two")
    *values, model, _ = fields.follow("demo-moe")
    assert (tuple(values), model) == (FIELDS, "demo-two")
    engine.load_model("demo-moe")
    assert fields.follow("demo-two")[:5] == OWN


def test_fields_of_the_loaded_model_are_left_alone(fields: SamplingFields) -> None:
    assert fields.follow("demo-moe") == UNCHANGED


def test_what_was_typed_for_another_model_is_not_kept(fields: SamplingFields) -> None:
    fields.keep("demo-old", *OWN)
    assert fields.fill()[:5] == FIELDS


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_an_empty_field_keeps_nothing(fields: SamplingFields, at: int, value: float | None) -> None:
    typed: list[Any] = list(OWN)
    typed[at] = value
    fields.keep("demo-moe", *typed)
    assert fields.fill()[:5] == FIELDS


def test_the_makers_values_typed_again_are_theirs(fields: SamplingFields, kept: KeptSampling) -> None:
    fields.keep("demo-moe", *OWN)
    assert fields.keep("demo-moe", *FIELDS).endswith("the makers' choice")
    assert kept.of("demo-moe") is None


def test_a_reset_forgets_the_choice(fields: SamplingFields, kept: KeptSampling) -> None:
    fields.keep("demo-moe", *OWN)
    assert fields.reset()[:5] == FIELDS
    assert kept.of("demo-moe") is None
    assert fields.reset()[:5] == FIELDS


def test_a_disk_that_refuses_is_said(engine: FakeEngine, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    fields = SamplingFields(engine, KeptSampling(lambda: tmp_path / "file"))
    assert "could not be saved" in fields.keep("demo-moe", *OWN)
    assert fields.fill()[:5] == FIELDS
    assert "could not be deleted" in fields.reset()[-1]


@pytest.mark.parametrize(
    "change",
    [
        {"model": "other"}, {"sampling": None}, {"sampling": {}}, {"sampling": {"temperature": 1}}, {"sampling": []},
        {"sampling": {"temperature": True, "top_p": 1, "top_k": 0, "min_p": 0, "repetition_penalty": 1}},
        {"sampling": {"temperature": 1, "top_p": 1, "top_k": 0.5, "min_p": 0, "repetition_penalty": 1}},
        {"sampling": {"temperature": 10**400, "top_p": 1, "top_k": 0, "min_p": 0, "repetition_penalty": 1}},
        {"sampling": {"temperature": float("nan"), "top_p": 1, "top_k": 0, "min_p": 0, "repetition_penalty": 1}},
        {"padding": "x" * 20_000},
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_as_none(kept: KeptSampling, tmp_path: Path, change: dict[str, Any]) -> None:
    kept.keep("demo-moe", SamplingDefaults(*OWN))
    (path,) = (tmp_path / "sampling").iterdir()
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | change))
    assert kept.of("demo-moe") is None
    path.write_text("{" * 50_000 if change == {"sampling": []} else "[]")
    assert kept.of("demo-moe") is None


def test_any_name_of_a_model_has_a_file(kept: KeptSampling) -> None:
    for name in ("org/model@main", "../../etc", "\ud83d", "x" * 5000, ""):
        kept.keep(name, SamplingDefaults(*OWN))
        assert kept.of(name) == SamplingDefaults(*OWN)
        kept.forget(name)
        assert kept.of(name) is None


def test_a_folder_that_cannot_be_made_is_said(engine: FakeEngine) -> None:
    def fail() -> Path:
        raise OSError("no folder")

    kept = KeptSampling(fail)
    assert kept.of("m") is None
    with pytest.raises(ConfigError, match="no folder"):
        kept.keep("m", USUAL)


@pytest.mark.parametrize(
    ("sampling", "words"),
    [
        (SamplingDefaults(), "greedy: always the likeliest token"),
        (SamplingDefaults(0.0, 0.5, 5, 0.5, 1.1), "greedy: always the likeliest token, repetition 1.1"),
        (SamplingDefaults(1.0), "temperature 1"),
        (SamplingDefaults(0.3, 0.95, 40, 0.1), "temperature 0.3, top-p 0.95, top-k 40, min-p 0.1"),
    ],
)
def test_the_line_names_what_is_on(sampling: SamplingDefaults, words: str) -> None:
    assert sampling_line(sampling, recommended=True) == f"{words} · the makers' choice"


def test_why_nothing_can_be_kept_is_no_markup(engine: FakeEngine) -> None:
    def refused() -> Path:
        raise OSError(13, "Permission denied", "/home/<b>me</b>")

    line = SamplingFields(engine, KeptSampling(refused)).keep("demo-moe", *OWN)
    assert "&lt;b&gt;me&lt;/b&gt;" in line
    assert "<" not in line
