"""CPU quotas of control groups, read from files of our own."""

from pathlib import Path

import pytest

from hybrid.machine.cpu_quota import cpu_quota


def version_2(root: Path, cgroup: str, quotas: dict[str, str]) -> None:
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(f"0::{cgroup}\n", encoding="utf-8")
    for group, quota in quotas.items():
        folder = root / "sys/fs/cgroup" / group
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cpu.max").write_text(f"{quota}\n", encoding="utf-8")


def version_1(root: Path, line: str, folder: str, quota: object, period: object = 100_000) -> None:
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(line, encoding="utf-8")
    group = root / "sys/fs/cgroup" / folder
    group.mkdir(parents=True)
    (group / "cpu.cfs_quota_us").write_text(f"{quota}\n", encoding="utf-8")
    (group / "cpu.cfs_period_us").write_text(f"{period}\n", encoding="utf-8")


def test_without_control_groups_there_is_no_quota(tmp_path: Path) -> None:
    assert cpu_quota(tmp_path) is None


@pytest.mark.parametrize(
    ("written", "quota"),
    [
        ("200000 100000", 2.0),
        ("50000 100000", 0.5),
        ("75000 50000", 1.5),
        ("max 100000", None),
        ("", None),
        ("what", None),
        ("100000", None),
        ("100000 0", None),
    ],
)
def test_version_2(written: str, quota: float | None, tmp_path: Path) -> None:
    version_2(tmp_path, "/box", {"box": written})
    assert cpu_quota(tmp_path) == quota


def test_the_tightest_group_on_the_way_counts(tmp_path: Path) -> None:
    version_2(tmp_path, "/box/inner", {"box/inner": "max 100000", "box": "300000 100000", "": "800000 100000"})
    assert cpu_quota(tmp_path) == 3.0


def test_a_container_sees_its_own_group_as_the_root(tmp_path: Path) -> None:
    version_2(tmp_path, "/", {"": "150000 100000"})
    assert cpu_quota(tmp_path) == 1.5


@pytest.mark.parametrize("folder", ["cpu/box", "cpu,cpuacct/box", "cpuacct,cpu/box", "cpu", "cpu,cpuacct", "rdma,cpu"])
def test_version_1_wherever_its_controller_is_mounted(folder: str, tmp_path: Path) -> None:
    """In a container the group's path is the host's, and only the mount's own folder is there."""
    version_1(tmp_path, "5:memory:/other\n4:cpu,cpuacct:/box\n", folder, 250_000)
    assert cpu_quota(tmp_path) == 2.5


@pytest.mark.parametrize(("quota", "period"), [(-1, 100_000), (100_000, 0), ("", ""), ("what", 100_000)])
def test_version_1_without_a_quota(quota: object, period: object, tmp_path: Path) -> None:
    version_1(tmp_path, "4:cpu:/box\n", "cpu/box", quota, period)
    assert cpu_quota(tmp_path) is None


def test_both_versions_at_once(tmp_path: Path) -> None:
    """As systemd mounts them: version 2 below version 1, with or without the controller."""
    version_1(tmp_path, "4:cpu,cpuacct:/box\n0::/box\n", "cpu,cpuacct/box", 400_000)
    assert cpu_quota(tmp_path) == 4.0
    unified = tmp_path / "sys/fs/cgroup/unified/box"
    unified.mkdir(parents=True)
    (unified / "cpu.max").write_text("150000 100000\n", encoding="utf-8")
    assert cpu_quota(tmp_path) == 1.5


def test_other_controllers_of_version_1_do_not_count(tmp_path: Path) -> None:
    version_1(tmp_path, "4:cpuset:/box\n", "cpu/box", 100_000)
    assert cpu_quota(tmp_path) is None
