"""Slow tests whose code is as it was when they last passed; a run with ``--changed`` leaves them out.

Each of them tests one folder or file thoroughly and takes long; what they are about seldom changes, and whatever else
uses it has tests of its own. ``passed.json`` keeps what they passed with: ``bash tests/run.sh --all`` runs everything
and writes it anew.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.repository import ROOT

_WEIGHTS = ("hybrid/checkpoint", "hybrid/cpu", "hybrid/experts", "hybrid/jit", "hybrid/model", "tests/models")
_STEP = ("hybrid/cache", "hybrid/decode", "hybrid/engine", "hybrid/layer", "hybrid/observe", "hybrid/text")
SLOW: Mapping[str, tuple[str, ...]] = {
    "tests/hybrid/bench": ("hybrid/bench", "tests/hybrid/bench"),
    "tests/hybrid/calibrate": ("hybrid/calibrate", "hybrid/experts/timing.py", "tests/hybrid/calibrate"),
    "tests/hybrid/cpu": ("hybrid/cpu", "hybrid/experts", "hybrid/jit", "tests/hybrid/cpu"),
    "tests/hybrid/demo": ("hybrid/demo", "tests/hybrid/demo"),
    "tests/hybrid/engine/test_engine_exit.py": ("hybrid/engine", "tests/hybrid/engine/test_engine_exit.py"),
    # Each compiles the kernels of a dozen formats.
    "tests/hybrid/engine/test_expert_dtype.py": (*_WEIGHTS, "tests/hybrid/engine/test_expert_dtype.py"),
    "tests/hybrid/engine/test_faults_in_a_step.py": (*_STEP, "tests/hybrid/engine/test_faults_in_a_step.py"),
    "tests/hybrid/engine/test_gguf.py": (*_WEIGHTS, "tests/hybrid/engine/test_gguf.py"),
    "tests/hybrid/engine/test_published.py": (*_WEIGHTS, "tests/hybrid/engine/test_published.py"),
    "tests/hybrid/engine/test_loop.py": ("hybrid/engine", "hybrid/observe", "tests/hybrid/engine/test_loop.py"),
    "tests/hybrid/fit/test_after_loading.py": (*_WEIGHTS, "hybrid/fit", "tests/hybrid/fit/test_after_loading.py"),
    "tests/hybrid/engine/test_patience.py": (*_STEP, "tests/hybrid/engine/test_patience.py"),
    "tests/hybrid/families": (
        "hybrid/decode/conversation.py",
        "hybrid/layer/executor.py",
        "hybrid/model",
        "tests/hybrid/families",
    ),
    "tests/hybrid/jit": ("hybrid/jit", "tests/hybrid/jit"),
    "tests/hybrid/lab": ("hybrid/cache", "hybrid/jit", "hybrid/lab", "hybrid/records", "tests/hybrid/lab"),
    "tests/hybrid/model/skeleton": ("hybrid/model", "tests/hybrid/families", "tests/hybrid/model/skeleton"),
    "tests/e2e/test_putting_back.py": (
        "tests/e2e/conftest.py",
        "tests/e2e/programs.py",
        "tests/e2e/putting_back.py",
        "tests/e2e/test_putting_back.py",
    ),
}
"""Tests -> the sources they are about, both relative to the repository."""
PASSED = ROOT / "tests" / "passed.json"


def unchanged(root: Path = ROOT, passed: Path = PASSED) -> frozenset[str]:
    """The tests of ``SLOW`` that need not run."""
    digests = json.loads(passed.read_text(encoding="utf-8")) if passed.exists() else {}
    return frozenset(tests for tests, sources in SLOW.items() if digests.get(tests) == digest(root, sources))


def write_passed(root: Path = ROOT, passed: Path = PASSED) -> None:
    """Notes that all of them have passed with the sources as they are."""
    digests = {tests: digest(root, sources) for tests, sources in SLOW.items()}
    passed.write_text(json.dumps(digests, indent=2) + "\n", encoding="utf-8")


def digest(root: Path, sources: Iterable[str]) -> str:
    """Of the Python files there, by name and content, whatever their line ends are in this checkout."""
    sums = hashlib.sha256()
    for source in sources:
        path = root / source
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            content = file.read_bytes().replace(b"\r\n", b"\n")
            sums.update(f"{file.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return sums.hexdigest()


if __name__ == "__main__":
    write_passed()
