"""Kernels compiled ahead by another process: what the program then loads, and what is given up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hybrid.cpu import compile_ahead
from hybrid.jit import compiled
from hybrid.layout import DtypeName, ExpertLayout
from tests.repository import ROOT


def layout_of(dtype: DtypeName) -> ExpertLayout:
    return ExpertLayout(4, 16, 8, dtype, gated=True, biased=False, concatenated=True, activation="gelu")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.json").write_text(json.dumps({"dtype": "float16"}))
    return tmp_path


@pytest.fixture
def begun(folder: Path, monkeypatch: pytest.MonkeyPatch) -> "subprocess.Popen[bytes]":
    """A process that would go on until its parent ends, in place of one that compiles."""
    monkeypatch.setattr(compiled, "is_any_kept", lambda module: False)
    monkeypatch.setattr(compile_ahead, "_under_way", None)
    program = "import sys; sys.stdin.buffer.read()"
    monkeypatch.setattr(compile_ahead, "_command", lambda dtype: [sys.executable, "-c", program])
    compile_ahead.begin(str(folder))
    assert compile_ahead._under_way is not None
    return compile_ahead._under_way[1]


CONFIGS = {
    '{"torch_dtype": "bfloat16"}': "bfloat16",
    '\ufeff{"dtype": "float16"}': "float16",
    '{"text_config": {"dtype": "float32"}}': "float32",
    '{"dtype": "bfloat16", "quantization_config": {}}': None,
    '{"text_config": {"dtype": "bfloat16", "quantization_config": {}}}': None,
    '{"dtype": "int8"}': None,
    '{"dtype": ["bfloat16"]}': None,
    '{"text_config": 1}': None,
    "[]": None,
    "{": None,
    "[" * 100_000: None,
}


@pytest.mark.parametrize(("config", "dtype"), CONFIGS.items())
def test_the_configuration_hints_at_the_type(tmp_path: Path, config: str, dtype: str | None) -> None:
    (tmp_path / "config.json").write_text(config, encoding="utf-8")
    assert compile_ahead._plain_dtype(tmp_path) == dtype


def test_a_model_without_a_folder_gives_no_hint(tmp_path: Path) -> None:
    assert compile_ahead._plain_dtype(tmp_path / "none") is None


def test_nothing_is_compiled_where_code_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "is_any_kept", lambda module: True)
    monkeypatch.setattr(compile_ahead, "_command", lambda dtype: pytest.fail("a process was started"))
    compile_ahead.begin(str(folder))
    compile_ahead.wait(layout_of("float16"))


def test_what_the_model_has_no_use_for_is_given_up(begun: "subprocess.Popen[bytes]") -> None:
    compile_ahead.wait(layout_of("bfloat16"))
    assert begun.returncode not in {None, 0}
    assert compile_ahead._under_way is None


def test_it_is_not_waited_for_for_ever(begun: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compile_ahead, "_LIMIT_S", 0.01)
    compile_ahead.wait(layout_of("float16"))
    assert begun.returncode not in {None, 0}


def test_it_ends_with_its_parent(begun: "subprocess.Popen[bytes]") -> None:
    assert begun.stdin is not None
    begun.stdin.close()
    assert begun.wait(60) == 0


PROGRAM = """
from hybrid.cpu import compile_ahead, kernels
from tests.hybrid.cpu.test_compile_ahead import layout_of
import sys
compile_ahead.begin(sys.argv[1])
begun = compile_ahead._under_way[1]
compile_ahead.wait(layout_of("float16"))
kernels.warm_up(layout_of("float16"))
called = (kernels._serial, kernels._parallel, kernels._lay_out, kernels.check_bounds)
print(begun.returncode, *(len(each.signatures) - sum(each.stats.cache_hits.values()) for each in called))
compile_ahead.begin(sys.argv[1])
print(compile_ahead._under_way)
"""


def test_the_program_loads_what_the_other_process_has_compiled(folder: Path) -> None:
    """And compiles nothing itself; the next program begins nothing."""
    variables = {"NUMBA_CACHE_DIR": str(folder / "kept"), "PYTHONPATH": str(ROOT)}
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert said.stdout.splitlines() == ["0 0 0 0 0", "None"], said.stderr
