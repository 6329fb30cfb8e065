"""Checkup: every finding about this machine, and the report of them.

A check that fails says so in its line, and the others go on.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil
import torch
from huggingface_hub import constants

from hybrid.doctor.card import Card, read_card
from hybrid.doctor.finding import Finding, Grade
from hybrid.doctor.graphics import TorchCuda, driver_finding, gpu_findings, gpu_load_finding
from hybrid.doctor.host import (
    folder_findings,
    load_finding,
    locked_memory_limit,
    page_lock_finding,
    processor_finding,
    ram_finding,
    room_finding,
)
from hybrid.fit.bandwidths import measured_figures
from hybrid.lab.predictions.machines import MachineFigures
from hybrid.machine.cpu_quota import cpu_quota
from hybrid.machine.limits import GIB
from hybrid.machine.other_programs import other_load
from hybrid.machine.ram import ram
from hybrid.machine.resources import logical_cpus, physical_cores
from hybrid.machine.user_folders import cache_dir, config_dir, data_dir
from hybrid.observe.power_sources import PowerSource, SensorMissing, cpu_source, gpu_source

_MEASURING_BYTES = 2 * GIB  # with less RAM free, nothing is measured
_MARKS: dict[Grade, str] = {"good": "ok", "note": "!", "bad": "!!"}
_LABEL_WIDTH = 17
_FOLDERS = {"Settings": config_dir, "Conversations": data_dir, "Measurements": cache_dir}
_PACKAGES = ("torch", "transformers", "numba", "triton", "gradio")


def checkup() -> tuple[Finding, ...]:
    """What there is to say of this machine; takes seconds, most of them to measure bandwidths and other load."""
    has_gpu = torch.cuda.is_available()
    load = _tried("Load", lambda: [load_finding(other_load())])  # before anything is measured
    figures = _measured(has_gpu)
    card, missing = _card(has_gpu)  # after measuring: a link that rests shows a lower generation
    cuda = TorchCuda(torch.__version__, torch.version.cuda or "", has_gpu)
    host = figures.host_gb_per_s if figures else None
    link, memory = (figures.link_gb_per_s, figures.device_gb_per_s) if figures and has_gpu else (None, None)
    checks: list[tuple[str, Callable[[], Iterable[Finding | None]]]] = [
        ("Software", lambda: [software_finding(_PACKAGES)]),
        ("Driver", lambda: [driver_finding(card, missing, cuda)]),
        ("GPU", lambda: gpu_findings(card, link, memory)),
        ("RAM", lambda: [ram_finding(ram(), psutil.virtual_memory().total, host)]),
        ("Page-locking", lambda: [page_lock_finding(locked_memory_limit(), has_gpu, ram().total)]),
        ("Processor", lambda: [_processor(has_gpu)]),
        ("Load", lambda: load),
        ("GPU load", lambda: [gpu_load_finding(card)]),
        ("GPU power", lambda: [_gpu_power(card, has_gpu)]),
        ("CPU power", lambda: [power_finding("CPU power", cpu_source(Path("/sys")))]),
        ("Room for models", lambda: [room_finding(Path(constants.HF_HUB_CACHE))]),
        (
            "Folders",
            lambda: folder_findings({"Settings": config_dir, "Conversations": data_dir, "Measurements": cache_dir}),
        ),
    ]
    return tuple(finding for label, check in checks for finding in _tried(label, check))


def report(findings: Iterable[Finding]) -> str:
    """Several lines, without one at the end; plain ASCII, since it may go to any terminal or file."""
    findings = tuple(findings)
    lines = list(_lines(findings))
    notes = sum(finding.grade == "note" for finding in findings)
    bad = sum(finding.grade == "bad" for finding in findings)
    lines += ["", "Nothing stands in the way." if not notes + bad else _summary(notes, bad)]
    return "\n".join(line.encode("ascii", "replace").decode() for line in lines)


def software_finding(packages: Iterable[str]) -> Finding:
    """Versions of Python and of these packages, as far as they are installed."""
    versions = [f"Python {sys.version.split()[0]}"]
    for package in packages:
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return Finding("Software", ", ".join(versions))


def power_finding(label: str, source: PowerSource) -> Finding:
    """Whether the sensor can be read, or why not; closes it."""
    try:
        source.joules(0.0)
        return Finding(label, source.name)
    except SensorMissing as reason:
        what, _, why = str(reason).partition(": ")
        # Its sentence says what to do; there is nothing to add.
        return Finding(label, "unavailable", "note", why[:1].upper() + why[1:] if why else what)
    finally:
        source.close()


def _lines(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"{_MARKS[finding.grade]:>2}  {finding.label:<{_LABEL_WIDTH}}{finding.text}"
        if finding.advice:
            yield f"    {'':<{_LABEL_WIDTH}}-> {finding.advice}"


def _summary(notes: int, bad: int) -> str:
    better = f"{notes} lines say what could be better" if notes != 1 else "One line says what could be better"
    broken = f"{bad} things do not work" if bad != 1 else "One thing does not work"
    return ". ".join(part for part, count in ((broken, bad), (better, notes)) if count) + "."


def _tried(label: str, check: Callable[[], Iterable[Finding | None]]) -> tuple[Finding, ...]:
    try:
        return tuple(finding for finding in check() if finding is not None)
    except Exception as error:  # drivers, kernels and disks may raise anything
        return (Finding(label, f"could not be examined ({type(error).__name__}: {error})", "note"),)


def _measured(has_gpu: bool) -> MachineFigures | None:
    try:
        if ram().available < _MEASURING_BYTES:
            return None
        return measured_figures(torch.device("cuda", torch.cuda.current_device()) if has_gpu else torch.device("cpu"))
    except (RuntimeError, MemoryError, OSError):
        return None


def _card(has_gpu: bool, nvml: Any = None) -> tuple[Card | None, str]:
    """The card in use, or why it cannot be read."""
    try:
        nvml = import_module("pynvml") if nvml is None else nvml
        card = read_card(nvml, _nvml_device(has_gpu))
    except ModuleNotFoundError:
        return None, "NVML is not installed: run pip install nvidia-ml-py"
    except Exception as error:  # without a driver its library cannot even be loaded
        return None, f"no NVIDIA GPU can be used ({error})"
    return (card, "") if card.cards else (None, f"NVIDIA {card.driver}, but no card")


def _nvml_device(has_gpu: bool) -> int | str:
    """The device that torch uses; NVML may count them in another order."""
    return f"GPU-{torch.cuda.get_device_properties(torch.cuda.current_device()).uuid}" if has_gpu else 0


def _gpu_power(card: Card | None, has_gpu: bool) -> Finding:
    if card is None:
        return Finding("GPU power", "no GPU is in use")
    return power_finding("GPU power", gpu_source(_nvml_device(has_gpu)))


def _processor(has_gpu: bool) -> Finding:
    machine_cores = psutil.cpu_count(logical=False) or logical_cpus()
    return processor_finding(logical_cpus(), physical_cores(), machine_cores, cpu_quota(), has_gpu)
