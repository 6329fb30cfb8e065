"""Fixtures shared by the engine's tests: tiny checkpoints, their references, and engines on every device here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoModelForCausalLM
from transformers.modeling_utils import PreTrainedModel

from hybrid import Engine, EngineConfig, Geometry
from hybrid.cpu import kernels
from tests.cuda import needs_cuda
from tests.models.talkative import Gate, Reference, save_talkative
from tests.models.tiny_models import FAMILIES, save_tiny

_TIE_WEIGHTS = PreTrainedModel.tie_weights


@pytest.fixture(autouse=True)
def transformers_is_as_it_was() -> Iterator[None]:
    """Two threads that build models at once leave transformers changed for all later ones: says in which test."""
    yield
    left, PreTrainedModel.tie_weights = PreTrainedModel.tie_weights, _TIE_WEIGHTS
    assert left is _TIE_WEIGHTS, "models were built on two threads at once"


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_talkative(tmp_path_factory.mktemp("talkative"))


@pytest.fixture(scope="session")
def reference(checkpoint: Path) -> Reference:
    return Reference(checkpoint)


@pytest.fixture(scope="module", params=FAMILIES)
def family_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny checkpoint of every family in turn."""
    return save_tiny(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def eager(family_folder: Path) -> PreTrainedModel:
    """The family's model in transformers' own hands."""
    return AutoModelForCausalLM.from_pretrained(family_folder, dtype="auto", experts_implementation="eager").eval()


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=needs_cuda)])
def device(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def load(checkpoint: Path) -> Iterator[Callable[..., Engine]]:
    """Loads engines that are closed when the test ends; on the CPU and with 2 x 2 slots unless told."""
    engines: list[Engine] = []

    def load_one(**options: Any) -> Engine:
        defaults = {"model": str(checkpoint), "device": "cpu", "geometry": Geometry(2, 2), "admission": "always"}
        engines.append(Engine.load(EngineConfig(**(defaults | options))))
        return engines[-1]

    yield load_one
    for engine in engines:
        engine.close()


@pytest.fixture
def engine(load: Callable[..., Engine], device: str) -> Engine:
    return load(device=device)


@pytest.fixture
def gate(load: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Opened before the engines of ``load`` close, so that a failed test does not hang."""
    gate = Gate(monkeypatch)
    yield gate
    gate.open()


@pytest.fixture(scope="module")
def every_job_in_parallel() -> Iterator[None]:
    """The CPU kernels' small jobs, too, go through the parallel region."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "_SERIAL_BYTES", -1)
        yield
