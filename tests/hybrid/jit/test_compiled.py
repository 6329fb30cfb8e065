"""Machine code is kept for later processes, and made anew when anything changes that it is made of."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copy

import pytest

from hybrid.jit import compiled, kept_code
from hybrid.machine import user_folders
from tests.repository import ROOT

SOURCES = {
    "__init__.py": "",
    "base.py": "STEP = 1\n",
    "inner.py": "import numba\nfrom hybrid.base import STEP\n@numba.njit\ndef inner(x):\n    return x + STEP\n",
    "outer.py": (
        "from hybrid.jit.compiled import compiled\nfrom hybrid.inner import inner\n"
        "@compiled(nogil=True)\ndef outer(x):\n    return inner(x) * 10\n"
    ),
    "aside.py": "STEP = 1\n",
}
CALL = """
import numba
usual = numba.config.CACHE_DIR
from hybrid.outer import outer
assert numba.config.CACHE_DIR == usual
print(outer(1), sum(outer.stats.cache_hits.values()))
"""
COMPILED, LOADED = "0", "1"


class Package:
    """A small package with a function of its own, run by one process after another."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder / "hybrid", folder / "home"
        self.kept = self.folder / "__pycache__" / "compiled"
        self.folder.mkdir()
        for name, text in SOURCES.items():
            (self.folder / name).write_text(text)
        for module in (compiled, kept_code, user_folders):
            file = self.folder.parent / Path(module.__file__).relative_to(ROOT)
            file.parent.mkdir(exist_ok=True)
            (file.parent / "__init__.py").touch()
            copy(module.__file__, file)

    def start(self, program: str = CALL, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        usual = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
        # Bytecode is told from older one by the second in which its source was written.
        ours = {"PYTHONPATH": str(self.folder.parent), "PYTHONDONTWRITEBYTECODE": "1", "HYBRID_HOME": str(self.home)}
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=self.folder.parent,
            env=usual | ours | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, program: str = CALL, **variables: str) -> list[str]:
        return self.start(program, **variables).communicate(timeout=60)[0].split()


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path)


def machine_code(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.nbc"))


def test_what_processes_compile_at_once_a_later_one_does_not_compile_again(package: Package) -> None:
    at_once = [package.start() for _ in range(2)]
    assert [process.communicate(timeout=60)[0].split()[0] for process in at_once] == ["20", "20"]
    assert package.run() == ["20", LOADED]
    assert len(machine_code(package.kept)) == 1
    assert not package.home.exists()


def test_a_change_of_what_is_compiled_in_is_seen(package: Package) -> None:
    assert package.run() == ["20", COMPILED]
    (package.folder / "base.py").write_text("STEP = 2\n")
    assert package.run() == ["30", COMPILED]
    (package.folder / "base.py").write_text("STEP = 1\n")
    assert package.run() == ["20", LOADED]


def test_code_that_no_process_has_started_with_for_days_goes(package: Package) -> None:
    kept = package.kept / "hybrid.outer"
    for name in ("0123456789abcdef", "fedcba9876543210"):
        (kept / name / "hybrid").mkdir(parents=True)
        (kept / name / "hybrid" / "outer.nbc").touch()
    os.utime(kept / "0123456789abcdef", (0, 0))
    assert package.run() == ["20", COMPILED]
    left = {folder.name for folder in kept.iterdir()}
    assert len(left) == 2
    assert "fedcba9876543210" in left


def test_a_change_of_anything_else_costs_nothing(package: Package) -> None:
    assert package.run() == ["20", COMPILED]
    (package.folder / "aside.py").write_text("STEP = 2\n")
    assert package.run() == ["20", LOADED]


def test_what_a_process_has_loaded_counts_and_not_what_has_come_since(package: Package) -> None:
    changed_meanwhile = "import pathlib, hybrid.inner, hybrid.jit.compiled as c; c._sources()\n"
    changed_meanwhile += "pathlib.Path('hybrid/base.py').write_text('STEP = 2\\n')\n"
    assert package.run(changed_meanwhile + CALL) == ["20", COMPILED]
    assert package.run() == ["30", COMPILED]


def test_where_the_package_cannot_be_written_a_users_cache_is_used(package: Package) -> None:
    (package.folder / "__pycache__").touch()
    assert package.run() == ["20", COMPILED]
    assert len(machine_code(package.home / "cache" / "compiled")) == 1


def test_where_nothing_can_be_written_functions_compile_all_the_same(package: Package) -> None:
    (package.folder / "__pycache__").touch()
    package.home.touch()
    assert package.run() == ["20", COMPILED]
    assert machine_code(package.folder.parent) == []


def test_a_folder_chosen_for_numba_is_used(package: Package, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    assert package.run(NUMBA_CACHE_DIR=str(chosen)) == ["20", COMPILED]
    assert len(machine_code(chosen)) == 1
    assert not package.kept.exists()


def test_without_compilation_the_function_stays_as_it_is(package: Package) -> None:
    asked = "from hybrid.outer import outer; print(outer(1), type(outer).__name__)"
    assert package.run(asked, NUMBA_DISABLE_JIT="1") == ["20", "function"]
    assert not package.kept.exists()


MEETING = """
import os, pathlib, sys, time

here, other, last, argument = sys.argv[1], sys.argv[2], sys.argv[3] == "last", eval(sys.argv[4])
really, replaced = os.replace, []


def wait_for(name):
    until = time.monotonic() + 50
    while not pathlib.Path(name).exists():
        assert time.monotonic() < until, name
        time.sleep(0.01)


def replace(source, target):  # the first files at the same moment, what follows in a set order
    pathlib.Path(f"{here}-{len(replaced)}").touch()
    wait_for(f"{other}-0" if not replaced or not last else f"{other}-done")
    replaced.append(target)
    really(source, target)


os.replace = replace
from hybrid.outer import outer

outer(argument)
pathlib.Path(f"{here}-done").touch()
"""
ONE_TYPE = "from hybrid.outer import outer; print(outer({}), sum(outer.stats.cache_hits.values()))"


def test_types_compiled_at_once_keep_their_own_code(package: Package) -> None:
    first = package.start(MEETING, "a", "b", "last", "1")
    second = package.start(MEETING, "b", "a", "first", "1.5")
    assert [process.communicate(timeout=60)[0] for process in (first, second)] == ["", ""]
    assert package.run(ONE_TYPE.format("1.5")) == ["25.0", LOADED]
    assert package.run(ONE_TYPE.format("1")) == ["20", LOADED]


@pytest.mark.parametrize("kept_bytes", [0, 10, 40, -1])
def test_a_damaged_file_is_made_anew(package: Package, kept_bytes: int) -> None:
    assert package.run() == ["20", COMPILED]
    (file,) = machine_code(package.kept)
    whole = file.read_bytes()
    file.write_bytes(whole[:kept_bytes])
    assert package.run() == ["20", COMPILED]
    assert package.run() == ["20", LOADED]


def test_code_with_a_bit_turned_over_is_never_run(package: Package) -> None:
    assert package.run() == ["20", COMPILED]
    (file,) = machine_code(package.kept)
    damaged = bytearray(file.read_bytes())
    for place in range(50, len(damaged), 97):
        damaged[place] ^= 1
    file.write_bytes(damaged)
    assert package.run() == ["20", COMPILED]


def test_a_file_put_in_the_place_of_another_is_not_taken_for_it(package: Package) -> None:
    for argument in ("1", "1.5"):
        package.run(ONE_TYPE.format(argument))
    one, other = machine_code(package.kept)
    one.write_bytes(other.read_bytes())
    found = [package.run(ONE_TYPE.format(argument)) for argument in ("1", "1.5")]
    assert [value for value, _ in found] == ["20", "25.0"]
    assert sorted(loaded for _, loaded in found) == [COMPILED, LOADED]


FULL = """
import errno, os
from hybrid.outer import outer

def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")

os.replace = full
"""


def test_a_full_disk_does_not_stop_a_function(package: Package) -> None:
    assert package.run(FULL + CALL) == ["20", COMPILED]
    assert list(package.kept.rglob("outer*")) == []


def test_a_folder_that_goes_while_a_process_runs_is_made_anew(package: Package) -> None:
    gone = "import shutil; from hybrid.outer import outer; shutil.rmtree('hybrid/__pycache__/compiled')\n"
    assert package.run(gone + CALL) == ["20", COMPILED]
    assert package.run() == ["20", LOADED]


REPLAY = """
import numpy as np
from hybrid.lab import replay
from hybrid.lab import Trace
from hybrid.lab.replays.events import _group
from hybrid.lab.replays.frequencies import _count
from hybrid.lab.replays.simulation import simulate
from hybrid.types import Geometry

trace = Trace.from_choices(np.arange(24).reshape(6, 2, 2) % 5, num_experts=5)
hits = [replay(trace, Geometry(2, 3), policy=policy).hits for policy in ("lru", "lfu")]
print(hits, *(sum(function.stats.cache_misses.values()) for function in (_group, _count, simulate)))
"""


def test_a_replay_compiles_nothing_that_an_earlier_process_has() -> None:
    """Its policies are compiled into closures, which numba keeps as a part of their callers."""
    first, second = (
        subprocess.run([sys.executable, "-c", REPLAY], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )
    assert second.split("]")[0] == first.split("]")[0]
    assert second.split("]")[1].split() == ["0", "0", "0"]
