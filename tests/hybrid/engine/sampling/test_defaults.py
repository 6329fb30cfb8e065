"""generation_config.json -> sampling defaults; whatever stands in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid import Engine, EngineConfig
from hybrid.engine.sampling.checks import check_sampling
from hybrid.engine.sampling.defaults import FILE, sampling_defaults
from hybrid.types import GenerationRequest, SamplingDefaults
from tests.models.tiny_models import save_tiny


def defaults(folder: Path, content: Any) -> SamplingDefaults:
    (folder / FILE).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return sampling_defaults(folder)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"do_sample": True, "temperature": 0.7, "top_p": 0.8, "top_k": 20}, SamplingDefaults(0.7, 0.8, 20)),
        ({"temperature": 0.6, "min_p": 0.05}, SamplingDefaults(0.6, min_p=0.05)),
        ({"top_p": 0.95}, SamplingDefaults(1.0, 0.95)),
        ({"do_sample": True}, SamplingDefaults(1.0)),
        ({"do_sample": False, "temperature": 0.6, "top_p": 0.9}, SamplingDefaults(0.0, 0.9)),
        ({"repetition_penalty": 1.05}, SamplingDefaults(repetition_penalty=1.05)),
        ({"do_sample": True, "temperature": 1, "top_k": -1}, SamplingDefaults(1.0)),
        ({"eos_token_id": 1}, SamplingDefaults()),
        ({"do_sample": True, "temperature": None, "top_p": "x", "top_k": True, "min_p": 7}, SamplingDefaults(1.0)),
        ({"do_sample": True, "temperature": 10**400, "repetition_penalty": -1}, SamplingDefaults(1.0)),
        ({"do_sample": True, "top_k": 10**400}, SamplingDefaults(1.0)),
        ("", SamplingDefaults()),
        ("[1]", SamplingDefaults()),
        ('{"temperature": NaN}', SamplingDefaults()),
        ("[" * 100_000, SamplingDefaults()),
        (" " * 2_000_000 + '{"do_sample": true}', SamplingDefaults()),
    ],
)
def test_what_the_file_says(tmp_path: Path, fields: Any, expected: SamplingDefaults) -> None:
    assert defaults(tmp_path, fields) == expected


def test_without_a_file_a_model_is_greedy(tmp_path: Path) -> None:
    assert sampling_defaults(tmp_path) == SamplingDefaults()


NAMES = ["do_sample", "temperature", "top_p", "top_k", "min_p", "repetition_penalty"]


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
    )
)
def test_whatever_it_says_can_be_served(tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Any]) -> None:
    usual = defaults(tmp_path_factory.getbasetemp(), fields)
    check_sampling(GenerationRequest(**{name: getattr(usual, name) for name in NAMES if name != "do_sample"}))


def test_the_loaded_models_are_told(tmp_path: Path) -> None:
    folders = [save_tiny("mixtral", tmp_path / name) for name in ("one", "two")]
    (folders[1] / FILE).write_text(json.dumps({"do_sample": True, "temperature": 0.3, "top_k": 7}))
    with Engine.load(EngineConfig(model=str(folders[0]), device="cpu")) as engine:
        assert engine.snapshot().model.sampling == SamplingDefaults()
        assert engine.load_model(str(folders[1])).sampling == SamplingDefaults(0.3, top_k=7)
        assert engine.snapshot().model.sampling == SamplingDefaults(0.3, top_k=7)
