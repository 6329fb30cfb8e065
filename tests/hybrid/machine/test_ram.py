"""RAM under control groups, read from files of our own."""

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from hybrid.machine.ram import Ram, ram

GIB = 1 << 30
HOST = Ram(total=16 * GIB, available=10 * GIB)


@pytest.fixture(autouse=True)
def _host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=16 * GIB, available=10 * GIB))


def group(root: Path, folder: str, **files: object) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / folder / f"memory.{name}").write_text(f"{text}\n", encoding="utf-8")


def belongs_to(root: Path, line: str) -> None:
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(line, encoding="utf-8")


def test_without_control_groups_it_is_the_machines(tmp_path: Path) -> None:
    assert ram(tmp_path) == HOST


def test_version_2(tmp_path: Path) -> None:
    belongs_to(tmp_path, "0::/box/inner\n")
    stat = f"anon 5\ninactive_file {GIB}\nactive_file 7"
    group(tmp_path, "sys/fs/cgroup/box/inner", max=4 * GIB, current=3 * GIB, stat=stat)
    assert ram(tmp_path) == Ram(total=4 * GIB, available=2 * GIB)


def test_version_1(tmp_path: Path) -> None:
    belongs_to(tmp_path, "5:cpu:/elsewhere\n4:memory:/box\n0::/\n")
    group(
        tmp_path,
        "sys/fs/cgroup/memory/box",
        limit_in_bytes=6 * GIB,
        usage_in_bytes=GIB,
        stat=f"total_inactive_file {GIB // 2}",
    )
    assert ram(tmp_path) == Ram(total=6 * GIB, available=6 * GIB - GIB // 2)


def test_the_tightest_group_on_the_way_counts(tmp_path: Path) -> None:
    belongs_to(tmp_path, "0::/box/inner\n")
    group(tmp_path, "sys/fs/cgroup/box/inner", max="max", current=GIB)
    group(tmp_path, "sys/fs/cgroup/box", max=8 * GIB, current=3 * GIB)
    group(tmp_path, "sys/fs/cgroup", max=12 * GIB, current=11 * GIB)
    assert ram(tmp_path) == Ram(total=8 * GIB, available=5 * GIB)


@pytest.mark.parametrize("limit", ["max", 1 << 62, "", "what"])
def test_no_limit_is_no_limit(tmp_path: Path, limit: object) -> None:
    belongs_to(tmp_path, "0::/box\n")
    group(tmp_path, "sys/fs/cgroup/box", max=limit, current=GIB)
    assert ram(tmp_path) == HOST


def test_what_the_machine_has_left_still_bounds(tmp_path: Path) -> None:
    belongs_to(tmp_path, "0::/box\n")
    group(tmp_path, "sys/fs/cgroup/box", max=15 * GIB, current=0)
    assert ram(tmp_path) == Ram(total=15 * GIB, available=10 * GIB)


def test_a_group_over_its_limit_has_nothing_left(tmp_path: Path) -> None:
    belongs_to(tmp_path, "0::/box\n")
    group(tmp_path, "sys/fs/cgroup/box", max=GIB, current=2 * GIB)
    assert ram(tmp_path).available == 0
