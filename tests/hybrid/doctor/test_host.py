"""Memory, processor, load and disks in words."""

from pathlib import Path

import pytest

from hybrid.doctor.host import (
    folder_findings,
    load_finding,
    locked_memory_limit,
    page_lock_finding,
    processor_finding,
    ram_finding,
    room_finding,
)
from hybrid.machine.ram import Ram

GIB = 1 << 30


@pytest.mark.parametrize(
    ("ram", "machine", "rate", "grade", "text"),
    [
        (Ram(64 * GIB, 60 * GIB), 64 * GIB, 60.0, "good", "64.0 GiB, 60.0 free; reads reach 60 GB/s"),
        (Ram(16 * GIB, 15 * GIB), 64 * GIB, None, "good", "16.0 GiB (this container's limit, of 64.0), 15.0 free"),
        (Ram(64 * GIB, 10 * GIB), 64 * GIB, 60.0, "note", "10.0 free"),
        (Ram(64 * GIB, 60 * GIB), 64 * GIB, 12.0, "note", "reads reach 12 GB/s"),
    ],
)
def test_ram(ram: Ram, machine: int, rate: float | None, grade: str, text: str) -> None:
    finding = ram_finding(ram, machine, rate)
    assert finding.grade == grade
    assert text in finding.text
    assert bool(finding.advice) == (grade == "note")


@pytest.mark.parametrize(
    ("limit", "has_gpu", "platform", "grade", "text"),
    [
        (None, True, "linux", "good", "no limit is set"),
        (128 * GIB, True, "linux", "good", "no limit is set"),
        (8 << 20, True, "linux", "note", "0.01 GiB by 'ulimit -l'"),
        (8 << 20, False, "linux", "good", "not needed"),
        (None, True, "win32", "note", "half of RAM"),
    ],
)
def test_page_locking(limit: int | None, has_gpu: bool, platform: str, grade: str, text: str) -> None:
    finding = page_lock_finding(limit, has_gpu, 64 * GIB, platform)
    assert finding.grade == grade
    assert text in finding.text


def test_this_process_has_a_limit_or_none() -> None:
    assert locked_memory_limit() is None or locked_memory_limit() >= 0


@pytest.mark.parametrize(
    ("logical", "cores", "machine", "quota", "has_gpu", "grade", "text"),
    [
        (16, 8, 8, None, False, "good", "8 cores, 16 logical CPUs for this process; 8 threads by default"),
        (16, 8, 8, None, True, "good", "7 threads by default"),
        (16, 2, 8, 2.5, False, "note", "a quota of 2.5 CPUs"),
        (4, 4, 8, None, False, "note", "8 cores, 4 logical"),
    ],
)
def test_the_processor(
    logical: int, cores: int, machine: int, quota: float | None, has_gpu: bool, grade: str, text: str
) -> None:
    finding = processor_finding(logical, cores, machine, quota, has_gpu)
    assert finding.grade == grade
    assert text in finding.text
    assert bool(finding.advice) == (grade == "note")


@pytest.mark.parametrize(("share", "grade"), [(0.0, "good"), (0.25, "good"), (0.3, "note"), (1.0, "note")])
def test_load(share: float, grade: str) -> None:
    assert load_finding(share).grade == grade


def test_room_for_models_is_that_of_the_nearest_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def usage(path: Path) -> object:
        asked.append(path)
        return type("usage", (), {"free": frees.pop(0)})

    frees = [500 * GIB, 5 * GIB]
    monkeypatch.setattr("shutil.disk_usage", usage)
    assert room_finding(tmp_path / "not" / "there").grade == "good"
    short = room_finding(tmp_path)
    assert (short.grade, asked) == ("note", [tmp_path, tmp_path])
    assert "HF_HOME" in short.advice


def test_folders_are_tried_by_writing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    def refuse() -> Path:
        raise OSError("read-only")

    folders = {"Settings": lambda: tmp_path, "Data": refuse, "Cache": lambda: tmp_path / "file"}
    findings = list(folder_findings(folders))
    assert [finding.grade for finding in findings] == ["good", "bad", "bad"]
    assert "read-only" in findings[1].text
    assert all("HYBRID_HOME" in finding.advice for finding in findings[1:])
    assert [path.name for path in tmp_path.iterdir()] == ["file"], "something was left behind"
