"""Import directions: who may import whom, read off the syntax trees.

The linter (the ruff.toml files below hybrid/ and ui/) holds the coarse rules while one types; the table
here holds all of them. Both are tried on planted violations.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("app", "hybrid", "ui")
PAGE = frozenset({"gradio", "plotly"})
MODEL = frozenset({"torch", "transformers"})


@dataclass(frozen=True)
class Layer:
    """What a module may import: which of ours (and all below them), and which packages of others."""

    ours: frozenset[str]
    banned: frozenset[str] = PAGE
    allowed: frozenset[str] | None = None  # None: all but the banned; else these and the standard library


def modules(names: str) -> list[str]:
    """``"a b"`` -> ``["hybrid.a", "hybrid.b"]``."""
    return [f"hybrid.{name}" for name in names.split()]


def layer(*ours: str, banned: frozenset[str] = PAGE, allowed: frozenset[str] | None = None) -> Layer:
    """A layer that may also import the words everyone shares."""
    return Layer(frozenset({"hybrid.types", "hybrid.errors", *ours}), banned, allowed)


NOTHING_ELSE: frozenset[str] = frozenset()

LAYERS = {
    "app": layer("hybrid", "ui", banned=NOTHING_ELSE),
    "ui": layer("ui", "hybrid.characters", "hybrid.failure_log", "hybrid.lab", "hybrid.places", banned=MODEL),
    "hybrid": layer("hybrid"),
    "hybrid.layout": Layer(NOTHING_ELSE, allowed=NOTHING_ELSE),
    "hybrid.generation_request": Layer(NOTHING_ELSE, allowed=NOTHING_ELSE),
    "hybrid.types": layer(*modules("generation_request layout"), allowed=NOTHING_ELSE),
    "hybrid.errors": layer(allowed=NOTHING_ELSE),
    "hybrid.policies": layer(allowed=NOTHING_ELSE),
    "hybrid.eviction_order": layer("hybrid.policies", allowed=NOTHING_ELSE),
    "hybrid.slot_group": layer(*modules("eviction_order policies"), allowed=NOTHING_ELSE),
    "hybrid.cache": layer(*modules("policies slot_group"), allowed=NOTHING_ELSE),
    "hybrid.places": layer(allowed=frozenset({"platformdirs"})),
    "hybrid.kept_code": layer(allowed=frozenset({"llvmlite", "numba"})),
    "hybrid.compiled": layer(*modules("kept_code places"), allowed=frozenset({"numba"})),
    "hybrid.failure_log": layer(allowed=NOTHING_ELSE),
    "hybrid.power_sources": layer(allowed=frozenset({"pynvml"})),
    "hybrid.power": layer(*modules("failure_log power_sources"), allowed=NOTHING_ELSE),
    "hybrid.config": layer("hybrid.policies", banned=PAGE | MODEL),
    "hybrid.kernel_job": layer(),
    "hybrid.kernel_phases": layer(*modules("compiled kernel_ir kernel_job")),
    "hybrid.kernels": layer(*modules("compiled kernel_ir kernel_job kernel_phases")),
    "hybrid.compute": layer("hybrid.kernel_job", "hybrid.kernels"),
    "hybrid.token_turns": layer(*modules("compute")),
    "hybrid.costs": layer(*modules("compute")),
    "hybrid.routing": layer(*modules("compute")),
    "hybrid.pair_sums": layer(*modules("compute routing")),
    "hybrid.triton_grouped": layer(*modules("compute routing tiles triton_gates triton_words")),
    "hybrid.staging": layer(*modules("words")),
    "hybrid.words": layer(*modules("compiled gpu_kernels kernel_ir triton_words")),
    "hybrid.link": layer(*modules("compute staging words")),
    "hybrid.triton_link": layer(*modules("link")),
    "hybrid.fusion": layer(*modules("fused_projections gpu_kernels triton_attention triton_fusion")),
    "hybrid.fused_projections": layer(*modules("triton_fusion")),
    "hybrid.step_cache": layer(*modules("gpu_kernels triton_attention")),
    "hybrid.triton_experts": layer(*modules("compute link triton_gates")),
    "hybrid.triton_gates": layer(),
    "hybrid.driver": layer(allowed=NOTHING_ELSE),
    "hybrid.transfer": layer("hybrid.driver"),
    "hybrid.executor": layer(*modules("cache compute routing staging store telemetry transfer")),
    "hybrid.streaming": layer(
        *modules("cache compute costs executor gpu_kernels pair_sums routing staging store transfer triton_grouped")
    ),
    "hybrid.device_side": layer(
        *modules("executor gpu_kernels link shares token_turns triton_experts triton_gates triton_link")
    ),
    "hybrid.capture": layer(*modules("device_side executor fusion hook prologue step_cache words")),
    "hybrid.families": layer(*modules("gates")),
    "hybrid.shards": layer(allowed=NOTHING_ELSE),
    "hybrid.reading": layer(*modules("shards")),
    "hybrid.rehearsal": layer(),
    "hybrid.weights": layer(*modules("families reading rehearsal shards weight_checks")),
    "hybrid.hook": layer(*modules("executor families")),
    "hybrid.model_names": layer(allowed=NOTHING_ELSE),
    "hybrid.missing_packages": layer(allowed=NOTHING_ELSE),
    "hybrid.weight_files": layer(*modules("shards"), allowed=NOTHING_ELSE),
    "hybrid.hub_errors": layer(*modules("model_names"), allowed=frozenset({"huggingface_hub"})),
    "hybrid.hub": layer(*modules("hub_errors model_names shards weight_files"), allowed=frozenset({"huggingface_hub"})),
    "hybrid.readable_folder": layer(*modules("weight_files"), allowed=NOTHING_ELSE),
    "hybrid.checkpoint_files": layer(
        *modules("config hub ram readable_folder shards weight_files"), banned=PAGE | MODEL
    ),
    "hybrid.model_config": layer(*modules("missing_packages")),
    "hybrid.tokenizer_files": layer(*modules("missing_packages")),
    "hybrid.weight_checks": layer(*modules("rehearsal shards")),
    "hybrid.loading": layer(
        *modules("checkpoint_files families hook missing_packages model_config shards store"),
        *modules("tokenizer_files weights"),
    ),
    "hybrid.control_groups": layer(allowed=NOTHING_ELSE),
    "hybrid.cpu_quota": layer(*modules("control_groups"), allowed=NOTHING_ELSE),
    "hybrid.ram": layer(*modules("control_groups"), allowed=frozenset({"psutil"})),
    "hybrid.cut_step": layer(*modules("cache capture executor link routing")),
    "hybrid.whole_step": layer(*modules("cache executor link shares telemetry")),
    "hybrid.graphs": layer(*modules("capture cut_step device_side executor link step_cache whole_step")),
    "hybrid.characters": layer(allowed=NOTHING_ELSE),
    "hybrid.thoughts": layer(allowed=NOTHING_ELSE),
    "hybrid.chat_format": layer(*modules("thoughts")),
    "hybrid.prompts": layer(*modules("characters chat_format")),
    "hybrid.text_stream": layer(*modules("thoughts")),
    "hybrid.reply_text": layer(*modules("chat_format text_stream thoughts")),
    "hybrid.sampling": layer(*modules("characters gpu_kernels triton_sampling")),
    "hybrid.generation": layer(
        *modules("capture chat_format graphs loading prompts reply_text sampling"),
        *modules("step_observer text_stream"),
    ),
    "hybrid.reply": layer(*modules("generation")),
    "hybrid.expert_timing": layer(*modules("compute executor token_turns")),
    "hybrid.forced": layer(*modules("words")),
    "hybrid.calibration": layer(
        *modules("expert_timing families forced generation lab loading machine power runtime telemetry")
    ),
    "hybrid.calibration_store": layer(*modules("lab places"), banned=PAGE | MODEL),
    "hybrid.recorder": layer(*modules("lab telemetry"), banned=PAGE | MODEL),
    "hybrid.records": layer(*modules("config generation history lab recorder telemetry")),
    "hybrid.history": layer(*modules("telemetry")),
    "hybrid.machine": layer(*modules("config cpu_quota ram")),
    "hybrid.runtime": layer(
        *modules("cache capture compute costs executor families graphs history hook loading machine placement"),
        *modules("prefill_chunk staging store streaming telemetry transfer triton_experts"),
    ),
    "hybrid.status": layer(*modules("failure_log machine power reply runtime telemetry")),
    "hybrid.stage": layer(
        *modules("calibration calibration_store config generation lab loading machine power records runtime")
    ),
    "hybrid.engine_loop": layer(
        *modules("config failure_log generation lab loading orders power records reply stage status")
    ),
    "hybrid.engine": layer("hybrid"),
    "hybrid.lab": layer("hybrid.lab", *modules("cache compiled placement policies"), banned=PAGE | MODEL),
    "hybrid.demo": layer("hybrid"),
    "hybrid.bench": layer("hybrid"),
}
PACKAGES = frozenset({"ui", "hybrid.lab", "hybrid.demo", "hybrid.bench"})  # their rule holds below them too
A_LEAF = layer()  # any module of the engine that the table does not name


def rule_for(module: str) -> Layer:
    if module in LAYERS:
        return LAYERS[module]
    return next((LAYERS[name] for name in PACKAGES if module.startswith(name + ".")), A_LEAF)


def project_modules(root: Path) -> dict[str, Path]:
    """Every module of ours by its dotted name."""
    found = {}
    for path in [root / "app.py", *sorted(root.glob("hybrid/**/*.py")), *sorted(root.glob("ui/**/*.py"))]:
        if path.is_file():
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imports(tree: ast.AST, known: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported, anywhere in the file and in any of the ways."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(level=0, module=str(module)):
                below = [f"{module}.{alias.name}" for alias in node.names]
                targets = dict.fromkeys(name if name in known else module for name in below)
                yield from ((node.lineno, name) for name in targets)
            case ast.ImportFrom():
                yield node.lineno, "." * node.level + (node.module or "")
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def is_allowed(target: str, rule: Layer) -> bool:
    top = target.partition(".")[0]
    if top in OURS:
        return any(target == name or target.startswith(name + ".") for name in rule.ours)
    if rule.allowed is not None:
        return top in rule.allowed or top in sys.stdlib_module_names
    return top != "" and top not in rule.banned  # an empty top is a relative import


def violations(root: Path) -> list[str]:
    """One line per import that points the wrong way."""
    project = project_modules(root)
    known = frozenset(project)
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {module} may not import {target}"
        for module, path in project.items()
        for line, target in imports(ast.parse(path.read_text(encoding="utf-8")), known)
        if not is_allowed(target, rule_for(module))
    ]


def plant(root: Path, file: str, source: str) -> None:
    for name in (file, "hybrid/__init__.py", "hybrid/engine.py", "hybrid/cache.py", "hybrid/types.py"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (root / file).write_text(source, encoding="utf-8")


def test_every_import_points_the_allowed_way() -> None:
    assert {"hybrid.types", "hybrid.power"} <= project_modules(ROOT).keys()
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("hybrid/types.py", "import numpy"),
        ("hybrid/errors.py", "from hybrid.policies import POLICIES"),
        ("hybrid/policies.py", "from hybrid.cache import Plan"),
        ("hybrid/cache.py", "import torch"),
        ("hybrid/cache.py", "def late():\n    from torch import nn"),
        ("hybrid/transfer.py", "from hybrid.executor import Executor"),
        ("hybrid/transfer.py", "from hybrid import cache"),
        ("hybrid/telemetry.py", "import hybrid.engine"),
        ("hybrid/engine.py", "from ui.app import build"),
        ("hybrid/engine.py", "import plotly.graph_objects"),
        ("hybrid/bench/report.py", "import gradio as gr"),
        ("hybrid/lab/replay.py", "import torch.nn.functional as F"),
        ("hybrid/lab/replay.py", "from hybrid.engine import Engine"),
        ("hybrid/lab/replay.py", "from importlib import import_module\nimport_module('torch')"),
        ("hybrid/lab/replay.py", "import importlib\nimportlib.import_module('torch.nn')"),
        ("hybrid/lab/replay.py", "from . import trace"),
        ("hybrid/power.py", "import psutil"),
        ("ui/app.py", "import torch"),
        ("ui/app.py", "from hybrid import Engine"),
        ("ui/app.py", "from hybrid import engine"),
        ("ui/charts.py", "from hybrid.cache import Plan"),
        ("ui/charts.py", "import app"),
        ("ui/parts/lab.py", "import transformers"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path: Path, file: str, source: str) -> None:
    plant(tmp_path, file, source)
    found = violations(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(f"{file}:{source.count(chr(10)) + 1}: ")


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("app.py", "from hybrid import Engine\nfrom ui.app import build\nimport torch"),
        ("hybrid/cache.py", "import dataclasses\nimport hybrid.policies\nfrom hybrid import types"),
        ("hybrid/compute.py", "import torch\nfrom hybrid.kernels import run"),
        ("hybrid/power_sources.py", "from importlib import import_module\nimport_module('pynvml')"),
        ("hybrid/demo/train.py", "import torch\nfrom hybrid.engine import Engine"),
        ("hybrid/lab/replay.py", "import numba\nfrom hybrid.cache import Plan\nfrom hybrid.lab import Trace"),
        ("ui/app.py", "import gradio\nfrom hybrid.lab.replay import replay\nfrom ui.charts import heatmap"),
    ],
)
def test_what_the_table_allows_passes(tmp_path: Path, file: str, source: str) -> None:
    plant(tmp_path, file, source)
    assert violations(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("hybrid/engine.py", "import gradio\n"),
        ("hybrid/engine.py", "import ui.app\n"),
        ("hybrid/cache.py", "import torch\n"),
        ("hybrid/types.py", "import numpy\n"),
        ("hybrid/lab/replay.py", "import torch\n"),
        ("hybrid/bench/report.py", "import plotly.graph_objects\n"),
        ("ui/charts.py", "import torch\n"),
        ("ui/charts.py", "from hybrid.engine import Engine\n"),
        ("ui/charts.py", "from hybrid import Engine\n"),
        ("ui/charts.py", "from .app import build\n"),
    ],
)
def test_the_linter_catches_the_coarse_ones(file: str, source: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID", "--stdin-filename", file, "-"]
    done = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "TID25" in done.stdout
