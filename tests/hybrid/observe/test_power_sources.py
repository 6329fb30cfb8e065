"""Sensors against fake hardware: a sysfs tree in a folder, an NVML module of our own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.observe import power_sources
from hybrid.observe.power_sources import EnergyCounter, PowerIntegral, SensorMissing, cpu_source, gpu_source
from tests.fakes.fake_sensors import FakeNvml

RAPL_RANGE = 262_143_328_850


def write_domain(sysfs: Path, folder: str, name: str, microjoules: int, limit: int = RAPL_RANGE) -> Path:
    domain = sysfs / "class/powercap" / folder
    domain.mkdir(parents=True)
    (domain / "name").write_text(name + "\n")
    (domain / "max_energy_range_uj").write_text(f"{limit}\n")
    (domain / "energy_uj").write_text(f"{microjoules}\n")
    return domain / "energy_uj"


# counters


@given(
    limit=st.integers(min_value=800, max_value=2**40),
    start=st.integers(min_value=0),
    fractions=st.lists(st.floats(min_value=0, max_value=1), max_size=40),
)
def test_a_wrapping_counter_adds_up_to_what_was_used(limit: int, start: int, fractions: list[float]) -> None:
    steps = [int(fraction * (limit // 8)) for fraction in fractions]
    used = start % limit
    counter = EnergyCounter(used, limit)
    for step in steps:
        used += step
        counter.advance(used % limit)
    assert counter.total == sum(steps)


@given(st.lists(st.integers(0, 2**63), min_size=1), st.sampled_from([0, 1000, RAPL_RANGE]))
def test_a_total_never_falls_whatever_the_counter_shows(raws: list[int], limit: int) -> None:
    counter = EnergyCounter(raws[0], limit)
    totals = [counter.advance(raw) for raw in raws]
    assert totals == sorted(totals)
    assert totals[0] == 0


@pytest.mark.parametrize("limit", [0, RAPL_RANGE])
def test_a_counter_restarted_by_suspend_counts_what_it_shows_since(limit: int) -> None:
    counter = EnergyCounter(5_000_000, limit)
    assert counter.advance(6_000_000) == 1_000_000
    assert counter.advance(300) == 1_000_300
    assert counter.advance(500) == 1_000_500


def test_power_samples_are_integrated_by_the_trapezoid_rule() -> None:
    integral = PowerIntegral()
    assert integral.advance(10.0, 100.0) == 0.0
    assert integral.advance(12.0, 200.0) == 300.0
    assert integral.advance(12.5, 200.0) == 400.0


# NVML


def test_nvml_prefers_the_energy_counter() -> None:
    nvml = FakeNvml(millijoules=7_000, milliwatts=1)
    source = gpu_source(0, nvml)
    nvml.millijoules = 9_500
    assert source.joules(1.0) == 2.5
    assert source.name == "NVML energy counter (GPU board only)"
    source.close()
    assert nvml.shut_down == 1


def test_nvml_without_an_energy_counter_integrates_power() -> None:
    nvml = FakeNvml(milliwatts=100_000)
    source = gpu_source(0, nvml)
    assert source.joules(0.0) == 0.0
    assert source.joules(2.0) == 200.0
    assert source.name == "NVML power samples (GPU board only)"


def test_nvml_opens_a_device_by_index_or_by_uuid() -> None:
    nvml = FakeNvml(millijoules=0)
    gpu_source(3, nvml)
    gpu_source("GPU-1f2e", nvml)
    assert nvml.opened == [3, "GPU-1f2e"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FakeNvml.NVMLError_LibraryNotFound(), "install the driver"),
        (FakeNvml.NVMLError("broken"), "NVML answered: broken"),
    ],
)
def test_nvml_that_cannot_be_opened_gives_a_reason(error: Exception, words: str) -> None:
    nvml = FakeNvml()
    nvml.error = error
    with pytest.raises(SensorMissing, match=words):
        gpu_source(0, nvml).joules(0.0)


def test_a_gpu_without_any_power_figure_gives_a_reason() -> None:
    with pytest.raises(SensorMissing, match="offers no power figures"):
        gpu_source(0, FakeNvml()).joules(0.0)


def test_nvml_is_shut_down_again_when_the_gpu_offers_nothing() -> None:
    nvml = FakeNvml()
    gpu_source(0, nvml).close()
    assert nvml.shut_down == 1


def test_a_lost_gpu_becomes_missing_and_can_still_be_closed() -> None:
    nvml = FakeNvml(millijoules=1)
    source = gpu_source(0, nvml)
    nvml.error = FakeNvml.NVMLError_GpuIsLost()
    with pytest.raises(SensorMissing, match="fallen off the bus"):
        source.joules(1.0)
    source.close()


def test_no_gpu_in_use_is_said() -> None:
    with pytest.raises(SensorMissing, match="no GPU is in use"):
        gpu_source(None).joules(0.0)


def test_a_missing_nvml_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(power_sources, "import_module", refuse)
    with pytest.raises(SensorMissing, match="pip install nvidia-ml-py"):
        gpu_source(0).joules(0.0)


# counter files


def test_rapl_sums_packages_and_leaves_the_other_domains_out(tmp_path: Path) -> None:
    first = write_domain(tmp_path, "intel-rapl:0", "package-0", 1_000_000)
    second = write_domain(tmp_path, "intel-rapl:1", "package-1", 2_000_000)
    core = write_domain(tmp_path, "intel-rapl:0:0", "core", 500_000)
    platform = write_domain(tmp_path, "intel-rapl:2", "psys", 9_000_000)
    twin = write_domain(tmp_path, "intel-rapl-mmio:0", "package-0", 1_000_000)
    source = cpu_source(tmp_path)
    for file in (first, second, core, platform, twin):
        file.write_text("4000000\n")
    assert source.joules(1.0) == 5.0
    assert source.name == "RAPL package-0 + package-1 (CPU packages only, without DRAM)"
    source.close()


def test_rapl_wraps_at_its_own_range(tmp_path: Path) -> None:
    file = write_domain(tmp_path, "intel-rapl:0", "package-0", RAPL_RANGE - 1_000_000)
    source = cpu_source(tmp_path)
    file.write_text("2000000\n")
    assert source.joules(1.0) == 3.0


def test_rapl_for_root_only_says_how_to_enable_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_domain(tmp_path, "intel-rapl:0", "package-0", 0)

    def refuse(path: Path) -> int:
        if path.name == "energy_uj":
            raise PermissionError(13, "Permission denied")
        return 0

    monkeypatch.setattr(power_sources, "_read_int", refuse)  # root, which tests may run as, reads any file
    with pytest.raises(SensorMissing, match=rf"sudo chmod a\+r {file}'.*z {file} 0444"):
        cpu_source(tmp_path).joules(0.0)


def test_a_counter_file_that_vanishes_becomes_missing(tmp_path: Path) -> None:
    file = write_domain(tmp_path, "intel-rapl:0", "package-0", 0)
    source = cpu_source(tmp_path)
    file.unlink()
    with pytest.raises(SensorMissing, match="cannot be read"):
        source.joules(1.0)


def test_a_damaged_counter_is_missing_not_zero(tmp_path: Path) -> None:
    file = write_domain(tmp_path, "intel-rapl:0", "package-0", 0)
    (file.parent / "max_energy_range_uj").write_text("much")
    with pytest.raises(SensorMissing, match="description is broken"):
        cpu_source(tmp_path).joules(0.0)


def test_amd_energy_stands_in_where_there_is_no_rapl(tmp_path: Path) -> None:
    for folder, name in (("hwmon0", "coretemp"), ("hwmon1", "amd_energy")):
        chip = tmp_path / "class/hwmon" / folder
        chip.mkdir(parents=True)
        (chip / "name").write_text(name + "\n")
        for number, label in enumerate(("Ecore000", "Esocket0"), start=1):
            (chip / f"energy{number}_label").write_text(label + "\n")
            (chip / f"energy{number}_input").write_text("1000000\n")
    source = cpu_source(tmp_path)
    for file in (tmp_path / "class/hwmon").glob("*/energy*_input"):
        file.write_text("2500000\n")
    assert source.joules(1.0) == 1.5
    assert source.name == "amd_energy Esocket0 (CPU packages only, without DRAM)"


def test_a_machine_without_counters_says_so(tmp_path: Path) -> None:
    with pytest.raises(SensorMissing, match="no Linux sysfs"):
        cpu_source(tmp_path / "nowhere").joules(0.0)
    (tmp_path / "class").mkdir()
    with pytest.raises(SensorMissing, match="modprobe intel_rapl_msr"):
        cpu_source(tmp_path).joules(0.0)
