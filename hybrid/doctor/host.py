"""Memory, processor, other programs' load and disks of this machine, as findings."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from hybrid.doctor.finding import Finding
from hybrid.machine.limits import GIB, usual_threads
from hybrid.machine.other_programs import BUSY_SHARE
from hybrid.machine.ram import Ram

_SLOW_RAM = 25.0  # GB/s; two channels of DDR4-2400 reach more
_LITTLE_FREE = 0.4
_MODEL_BYTES = 70 * GIB  # a model of 30 billion parameters in 16 bits, while it is downloaded
_LITTLE_ROOM = GIB // 4


def ram_finding(ram: Ram, machine_total: int, gb_per_s: float | None) -> Finding:
    """``ram`` is what this process may use; ``machine_total`` what the machine has."""
    limited = f" (this container's limit, of {machine_total / GIB:.1f})" if ram.total < machine_total else ""
    rate = f"; reads reach {gb_per_s:.0f} GB/s" if gb_per_s else ""
    text = f"{ram.total / GIB:.1f} GiB{limited}, {ram.available / GIB:.1f} free{rate}"
    if ram.available < _LITTLE_FREE * ram.total:
        advice = (
            "A model has to fit into what is free, as a whole: close other programs, or raise the container's limit."
        )
        return Finding("RAM", text, "note", advice)
    if gb_per_s and gb_per_s < _SLOW_RAM:
        advice = (
            "Experts on the CPU are as fast as memory is. If nothing else runs, look whether modules sit in both "
            "channels, and whether their profile (XMP, EXPO) is on."
        )
        return Finding("RAM", text, "note", advice)
    return Finding("RAM", text)


def page_lock_finding(limit: int | None, has_gpu: bool, ram_total: int, platform: str = sys.platform) -> Finding:
    """``limit``: bytes that this process may lock, ``None`` for no limit or none that is known."""
    label = "Page-locking"
    if not has_gpu:
        return Finding(label, "not needed without a GPU")
    if platform == "win32":
        advice = "A model larger than half of RAM may not be locked as a whole; its copies are then slower."
        return Finding(label, "Windows locks about half of RAM for the GPU", "note", advice)
    if limit is None or limit >= ram_total:
        return Finding(label, "no limit is set")
    advice = (
        "Most drivers do not count the GPU's page-locked memory towards it. If the page says that locking was refused, "
        "raise it: 'ulimit -l unlimited' in the shell, or memlock in /etc/security/limits.conf."
    )
    return Finding(label, f"{limit / GIB:.2f} GiB by 'ulimit -l'", "note", advice)


def locked_memory_limit() -> int | None:
    """Of this process, in bytes; ``None`` for no limit, or where the system has none."""
    try:
        import resource
    except ImportError:
        return None
    limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def processor_finding(logical: int, cores: int, machine_cores: int, quota: float | None, has_gpu: bool) -> Finding:
    """``cores`` is what this process can keep busy; ``quota`` in CPUs' worth of time."""
    threads = usual_threads(cores, emulated=not has_gpu)
    text = f"{machine_cores} cores, {logical} logical CPUs for this process; {threads} threads by default"
    if quota is not None and quota < logical:
        advice = "A container's quota holds the threads back: raise it (--cpus), or leave --threads as it is."
        return Finding("Processor", f"{text}; a quota of {quota:g} CPUs", "note", advice)
    if cores < machine_cores:
        advice = "This process is bound to some of the cores: look at taskset or the container's cpuset."
        return Finding("Processor", text, "note", advice)
    return Finding("Processor", text)


def load_finding(share: float) -> Finding:
    """``share``: of all CPUs' time, what other programs took."""
    text = f"{share:.0%} of the CPUs, by other programs"
    if share > BUSY_SHARE:
        return Finding("Load", text, "note", "Close them before you measure: figures taken beside them are too low.")
    return Finding("Load", text)


def room_finding(models: Path) -> Finding:
    """``models``: where downloaded checkpoints go."""
    free = shutil.disk_usage(_existing(models)).free
    text = f"{free / GIB:.0f} GiB free in {models}"
    if free < _MODEL_BYTES:
        advice = "A model of 30 billion parameters takes 60 GiB in 16 bits: set HF_HOME to a folder on a larger disk."
        return Finding("Room for models", text, "note", advice)
    return Finding("Room for models", text)


def folder_findings(folders: dict[str, Callable[[], Path]]) -> Iterator[Finding]:
    """The user's folders by what they are for; each is made, and tried by writing a file."""
    for purpose, folder in folders.items():
        advice = "Make it writable, free some room, or name another folder in HYBRID_HOME."
        try:
            path = folder()
            with tempfile.TemporaryFile(dir=path) as file:
                file.write(b"x")
            free = shutil.disk_usage(path).free
        except OSError as error:
            yield Finding(purpose, f"cannot be written ({error})", "bad", advice)
            continue
        text = f"{path}, {free / GIB:.1f} GiB free"
        yield Finding(purpose, text, "note", advice) if free < _LITTLE_ROOM else Finding(purpose, text)


def _existing(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if place.exists())
