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

from tests.repository import ROOT

OURS = ("app", "hybrid", "ui")
PAGE = frozenset({"gradio", "plotly"})
MODEL = frozenset({"torch", "transformers"})


@dataclass(frozen=True)
class Layer:
    """What a module may import: which of ours (and all below them), and which packages of others."""

    ours: frozenset[str]
    banned: frozenset[str] = PAGE
    allowed: frozenset[str] | None = None  # None: all but the banned; else these and the standard library


def below(*ours: str, banned: frozenset[str] = PAGE, allowed: frozenset[str] | None = None) -> Layer:
    """A folder's rule: itself, what is named, and the words everyone shares."""
    return Layer(frozenset({"hybrid.types", "hybrid.errors", "hybrid.layout", *ours}), banned, allowed)


def folders(names: str) -> list[str]:
    """``"a b"`` -> ``["hybrid.a", "hybrid.b"]``."""
    return [f"hybrid.{name}" for name in names.split()]


NOTHING_ELSE: frozenset[str] = frozenset()
NO_MODEL = PAGE | MODEL

# From the ground up: a row may import itself and what it names. The longest name that fits a module counts.
LAYERS = {
    "hybrid.layout": Layer(NOTHING_ELSE, allowed=NOTHING_ELSE),
    "hybrid.generation_request": Layer(NOTHING_ELSE, allowed=NOTHING_ELSE),
    "hybrid.readings": Layer(NOTHING_ELSE, allowed=NOTHING_ELSE),
    "hybrid.types": below("hybrid.generation_request", "hybrid.readings", allowed=NOTHING_ELSE),
    "hybrid.errors": Layer(NOTHING_ELSE, allowed=NOTHING_ELSE),
    "hybrid.progress": below(allowed=NOTHING_ELSE),
    "hybrid.cache": below(allowed=NOTHING_ELSE),
    "hybrid.machine": below(),
    "hybrid.machine.user_folders": below(allowed=frozenset({"platformdirs"})),
    "hybrid.records": below(banned=NO_MODEL),
    "hybrid.config": below("hybrid.cache", banned=NO_MODEL),
    "hybrid.settings": below(*folders("config machine.limits"), banned=NO_MODEL),
    "hybrid.observe": below("hybrid.records", banned=NO_MODEL),
    "hybrid.jit": below("hybrid.machine.user_folders", allowed=frozenset({"llvmlite", "numba"})),
    "hybrid.text": below(),
    "hybrid.experts": below("hybrid.jit"),
    "hybrid.lab": below(*folders("cache jit machine.limits progress records"), banned=NO_MODEL),
    "hybrid.cpu": below(*folders("experts jit")),
    "hybrid.gpu": below(*folders("experts jit")),
    "hybrid.checkpoint": below(*folders("machine progress text.characters")),
    "hybrid.model": below(*folders("checkpoint experts jit progress")),
    "hybrid.model.made.kept": below(*folders("checkpoint experts machine.user_folders progress")),
    "hybrid.layer": below(*folders("cache experts gpu observe")),
    "hybrid.decode": below(*folders("cache cpu experts gpu layer machine model observe")),
    "hybrid.decode.fusion": below(*folders("experts gpu")),
    "hybrid.calibrate": below(*folders("decode experts gpu layer machine model observe progress records")),
    "hybrid.fit": below(
        *folders("calibrate.calibrator calibrate.store checkpoint config decode.conversation decode.decoder experts"),
        *folders("gpu.ring lab.predictions.machines layer.prefill_chunk machine model records settings"),
    ),
    "hybrid.fit.inspection": below(allowed=NOTHING_ELSE),
    "hybrid.fit.stored_facts": below(*folders("checkpoint fit.inspection"), banned=NO_MODEL),
    "hybrid.fit.words": below("hybrid.fit.inspection", allowed=NOTHING_ELSE),
    "hybrid.doctor": below(*folders("fit.bandwidths lab.predictions.machines machine observe.power_sources")),
    "hybrid.engine": below(
        *folders("calibrate config decode fit gpu machine model observe progress records settings text")
    ),
    "hybrid": below(*folders("config engine")),
    "hybrid.bench": below("hybrid"),
    "hybrid.demo": below("hybrid"),
    "ui.assets": below(allowed=NOTHING_ELSE),
    "ui.text": below("hybrid.text.characters", banned=MODEL),
    "ui.shell": below(banned=MODEL),
    "ui.engine_protocol": below(*folders("fit.inspection lab"), banned=NO_MODEL),
    "ui.storage": below(*folders("lab machine.limits machine.user_folders text.characters"), banned=NO_MODEL),
    "ui.wire": below("hybrid.observe.failure_log", "ui.engine_protocol", "ui.text", banned=NO_MODEL),
    "ui.live": below("ui.shell", banned=MODEL),
    "ui.tokens": below("hybrid.lab", "ui.shell", "ui.wire", banned=MODEL),
    "ui.runs": below("ui.shell", "ui.storage", banned=MODEL),
    "ui.chat": below(
        "hybrid.machine.commit",
        "hybrid.text.characters",
        "ui.engine_protocol",
        "ui.shell",
        "ui.storage",
        "ui.text",
        banned=MODEL,
    ),
    "ui.control": below(
        *folders("fit.inspection fit.words lab machine.limits machine.user_folders settings text.characters"),
        *(f"ui.{name}" for name in "engine_protocol shell text".split()),
        banned=MODEL,
    ),
    "ui.lab": below(
        *folders("lab machine.limits"),
        *(f"ui.{name}" for name in "assets control engine_protocol shell text tokens".split()),
        banned=MODEL,
    ),
    "ui.server.connections": below(banned=MODEL),
    "ui.api": below("ui.engine_protocol", "ui.server.connections", banned=MODEL),
    "ui.topics": below("hybrid.lab", "ui.engine_protocol", "ui.storage", "ui.wire", banned=MODEL),
    "ui.server": below(
        "hybrid.text.characters",
        *(f"ui.{name}" for name in "api assets engine_protocol lab runs shell storage topics wire".split()),
        banned=MODEL,
    ),
    "ui": below("ui", banned=MODEL),
    "app": below("hybrid", "ui", banned=NOTHING_ELSE),
}


def rule_for(module: str) -> Layer:
    """Its row, itself included."""
    name = max((name for name in LAYERS if is_below(module, name)), key=len)
    rule = LAYERS[name]
    return Layer(rule.ours | ({name} - {"hybrid"}), rule.banned, rule.allowed)


def is_below(module: str, name: str) -> bool:
    return module == name or module.startswith(name + ".")


def project_modules(root: Path) -> dict[str, Path]:
    """Every module of ours by its dotted name."""
    modules = {}
    for path in [root / "app.py", *sorted(root.glob("hybrid/**/*.py")), *sorted(root.glob("ui/**/*.py"))]:
        if path.is_file():
            parts = path.relative_to(root).with_suffix("").parts
            modules[".".join(part for part in parts if part != "__init__")] = path
    return modules


def imports(tree: ast.AST, modules: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported, anywhere in the file and in any of the ways."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(level=0, module=str(module)):
                below = [f"{module}.{alias.name}" for alias in node.names]
                targets = dict.fromkeys(name if name in modules else module for name in below)
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
        return any(is_below(target, name) for name in rule.ours)
    if rule.allowed is not None:
        return top in rule.allowed or top in sys.stdlib_module_names
    return top != "" and top not in rule.banned  # an empty top is a relative import


def violations(root: Path) -> list[str]:
    """One line per import that points the wrong way."""
    project = project_modules(root)
    modules = frozenset(project)
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {module} may not import {target}"
        for module, path in project.items()
        for line, target in imports(ast.parse(path.read_text(encoding="utf-8")), modules)
        if not is_allowed(target, rule_for(module))
    ]


def plant(root: Path, file: str, source: str) -> None:
    for name in (
        file,
        "hybrid/__init__.py",
        "hybrid/engine/engine.py",
        "hybrid/cache/expert_cache.py",
        "hybrid/types.py",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (root / file).write_text(source, encoding="utf-8")


def test_every_import_points_the_allowed_way() -> None:
    assert {"hybrid.types", "hybrid.observe.power_monitor"} <= project_modules(ROOT).keys()
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("hybrid/types.py", "import numpy"),
        ("hybrid/errors.py", "from hybrid.cache.policies import POLICIES"),
        ("hybrid/new.py", "from hybrid.cache.policies import POLICIES"),
        ("hybrid/cache/policies.py", "from hybrid.lab import Trace"),
        ("hybrid/cache/expert_cache.py", "import torch"),
        ("hybrid/cache/expert_cache.py", "def late():\n    from torch import nn"),
        ("hybrid/machine/ram.py", "from hybrid.config import EngineConfig"),
        ("hybrid/machine/user_folders.py", "import psutil"),
        ("hybrid/records/trace.py", "from hybrid.lab import replay"),
        ("hybrid/records/trace.py", "import torch"),
        ("hybrid/config.py", "from hybrid.settings import resolve_settings"),
        ("hybrid/settings.py", "import torch"),
        ("hybrid/observe/telemetry.py", "import hybrid.engine.engine"),
        ("hybrid/jit/compiled.py", "import torch"),
        ("hybrid/text/prompts.py", "from hybrid.engine.generation import Generator"),
        ("hybrid/experts/work.py", "from hybrid.cpu.kernel_mlp import cpu_mlp"),
        ("hybrid/cpu/kernels.py", "from hybrid.gpu import slots"),
        ("hybrid/gpu/transfer.py", "from hybrid.layer.executor import Executor"),
        ("hybrid/gpu/device.py", "from hybrid import cache"),
        ("hybrid/checkpoint/hub.py", "from hybrid.model.loading import load_model"),
        ("hybrid/model/loading.py", "from hybrid.decode.runtime import Runtime"),
        ("hybrid/layer/executor.py", "from hybrid.decode.runtime import Runtime"),
        ("hybrid/decode/runtime.py", "from hybrid.engine.session import Session"),
        ("hybrid/calibrate/calibrator.py", "from hybrid.lab import predict"),
        ("hybrid/engine/engine.py", "from hybrid.lab import replay"),
        ("hybrid/engine/engine.py", "from ui.page import build"),
        ("hybrid/engine/engine.py", "import plotly.graph_objects"),
        ("hybrid/bench/common/report.py", "import gradio as gr"),
        ("hybrid/lab/replays/replay.py", "import torch.nn.functional as F"),
        ("hybrid/lab/replays/replay.py", "from hybrid.engine.engine import Engine"),
        ("hybrid/lab/replays/replay.py", "from importlib import import_module\nimport_module('torch')"),
        ("hybrid/lab/replays/replay.py", "import importlib\nimportlib.import_module('torch.nn')"),
        ("hybrid/lab/replays/replay.py", "from . import trace"),
        ("ui/page.py", "import torch"),
        ("ui/page.py", "from hybrid import Engine"),
        ("ui/page.py", "from hybrid import engine"),
        ("ui/live/pane.py", "from hybrid.cache.expert_cache import Plan"),
        ("ui/live/pane.py", "from ui.lab import pane"),
        ("ui/live/pane.py", "import app"),
        ("ui/storage/database.py", "import gradio"),
        ("ui/wire/packing.py", "from ui.chat.messages import Message"),
        ("ui/text/figures.py", "from ui.control import pane"),
        ("ui/parts/lab.py", "import transformers"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path: Path, file: str, source: str) -> None:
    plant(tmp_path, file, source)
    lines = violations(tmp_path)
    assert len(lines) == 1
    assert lines[0].startswith(f"{file}:{source.count(chr(10)) + 1}: ")


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("app.py", "from hybrid import Engine\nfrom ui.page import build\nimport torch"),
        ("hybrid/cache/expert_cache.py", "import dataclasses\nimport hybrid.cache.policies\nfrom hybrid import types"),
        ("hybrid/cpu/kernel_mlp.py", "import torch\nfrom hybrid.experts.work import ExpertWork"),
        ("hybrid/bench/kernel.py", "from importlib import import_module\nimport_module('pynvml')"),
        ("hybrid/demo/train.py", "import torch\nfrom hybrid.engine.engine import Engine"),
        (
            "hybrid/lab/replays/replay.py",
            "import numba\nfrom hybrid.cache.expert_cache import Plan\nfrom hybrid.lab import Trace",
        ),
        (
            "ui/lab/pane.py",
            "import gradio\nfrom hybrid.lab.replays.replay import replay\nfrom ui.shell.help import help_drawer",
        ),
    ],
)
def test_what_the_table_allows_passes(tmp_path: Path, file: str, source: str) -> None:
    plant(tmp_path, file, source)
    assert violations(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("hybrid/engine/engine.py", "import gradio\n"),
        ("hybrid/engine/engine.py", "import ui.page\n"),
        ("hybrid/cache/expert_cache.py", "import torch\n"),
        ("hybrid/types.py", "import numpy\n"),
        ("hybrid/lab/replays/replay.py", "import torch\n"),
        ("hybrid/bench/common/report.py", "import plotly.graph_objects\n"),
        ("ui/live/pane.py", "import torch\n"),
        ("ui/live/pane.py", "from hybrid.engine.engine import Engine\n"),
        ("ui/live/pane.py", "from hybrid import Engine\n"),
        ("ui/live/pane.py", "from .page import build\n"),
    ],
)
def test_the_linter_catches_the_coarse_ones(file: str, source: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID", "--stdin-filename", file, "-"]
    done = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "TID25" in done.stdout
