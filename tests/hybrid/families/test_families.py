"""Every family of transformers' experts registry: run exactly, or refused before a weight is read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import transformers
from huggingface_hub.errors import StrictDataclassClassValidationError
from transformers import CONFIG_MAPPING

from hybrid import Engine, EngineConfig, Geometry
from hybrid.errors import UnsupportedModelError
from hybrid.layer.prefill_chunk import PREFILL_CHUNK
from hybrid.types import MappingName
from tests.hybrid.families.exactness import logits_error, odd_turns, reference, save_small
from tests.hybrid.families.small_configs import VARIANTS, WRAPPERS, model_types, registry_families, small_config
from tests.repository import ROOT

# What the refusal says of a family. (Other families are refused for want of a package.)
REFUSED = {
    "gemma4_text, layers share keys": "leaves tokens of a prompt out",
    "nemotron_h, no attention": "can only be called on Attention layers",
    "diffusion_gemma": "don't write one token after another",
    "ernie4_5_vl_moe": "ran 3 of its 6 MoE layers",
    "minimax": "MiniMax uses cache of its own",
    "muse_spark": "post_expert_norm",
    "unlimited_ocr": "attend otherwise to a prompt than to their own reply",
}
FAMILIES = {family: model_types(family) for family in registry_families()}
TYPES = [*(kind for kinds in FAMILIES.values() for kind in kinds), *WRAPPERS, *VARIANTS]
PINNED = re.search(r"^transformers==(\S+)", (ROOT / "requirements.txt").read_text(), re.M)[1]  # type: ignore[index]
# Of the largest logit; a GPU sums float32 in another order.
TOLERANCES = {"cpu": 2e-5, "cuda": 6e-5}
pytestmark = pytest.mark.families


def caches(engine: Engine) -> Iterator[tuple[MappingName, Geometry]]:
    """From no slot to all, in both mappings."""
    info = engine.snapshot().model
    part = Geometry(max(1, info.layers - 1), info.experts - 1)
    yield "layered", Geometry(0, 0)
    yield "layered", part
    yield "pooled", part
    yield "pooled", Geometry(info.layers, info.experts)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    for device in PREFILL_CHUNK:
        monkeypatch.setitem(PREFILL_CHUNK, device, 16)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in REFUSED])
def test_it_computes_what_transformers_does(kind: str, device: str, tmp_path: Path) -> None:
    folder = saved(kind, tmp_path)
    with Engine.load(EngineConfig(model=str(folder), device=device, geometry=Geometry(0, 0))) as engine:
        eager = reference(folder).to(engine.model.device)
        for mapping, geometry in caches(engine):
            engine.reconfigure(geometry=geometry, mapping=mapping, admission="always")
            assert logits_error(engine, eager) < TOLERANCES[device], (geometry, mapping)
            assert odd_turns(engine, eager) == [], (geometry, mapping)


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind in REFUSED])
def test_it_is_refused_before_a_weight_is_read(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = saved(kind, tmp_path)
    reads: list[object] = []

    def read(*arguments: object) -> None:
        reads.append(arguments)
        raise UnsupportedModelError("read")

    monkeypatch.setattr("hybrid.model.loading.read_model", read)
    with pytest.raises(UnsupportedModelError) as refused:
        Engine.load(EngineConfig(model=str(folder), device="cpu"))
    if reads and transformers.__version__ != PINNED:
        pytest.skip(f"transformers {transformers.__version__} computes {kind} in a way that runs here")
    assert REFUSED[kind] in str(refused.value)
    assert reads == []


@pytest.mark.parametrize("kind", ["openai_privacy_filter", "qwen3_omni_moe"])
def test_what_is_no_text_model_is_refused_by_its_configuration(kind: str, tmp_path: Path) -> None:
    CONFIG_MAPPING[kind]().save_pretrained(tmp_path)
    with pytest.raises(UnsupportedModelError, match=f"knows {kind} neither as a causal language model nor"):
        Engine.load(EngineConfig(model=str(tmp_path), device="cpu"))


def test_most_families_run() -> None:
    """The others are those above, and ones that are no text models at all."""
    run = [family for family, kinds in FAMILIES.items() if any(kind not in REFUSED for kind in kinds)]
    assert len(run) >= 56 * len(FAMILIES) // 64


def saved(kind: str, folder: Path) -> Path:
    try:
        return save_small(small_config(kind), folder)
    except StrictDataclassClassValidationError:
        if transformers.__version__ == PINNED:
            raise
        pytest.skip(f"{kind} is configured otherwise in transformers {transformers.__version__}")
    except ImportError as missing:
        pytest.skip(f"{kind} needs a package: {missing}")
