"""Card: what NVML knows of one GPU. Whatever a driver does not tell is ``None``."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Card:
    """``generation`` and ``width`` of the PCIe link now, and the most that card and board are capable of."""

    driver: str
    cuda: tuple[int, int] | None  # the newest CUDA that the driver runs
    cards: int
    name: str = ""
    generation: int | None = None
    most_generation: int | None = None
    width: int | None = None
    most_width: int | None = None
    busy: int | None = None  # percent of the time
    memory_total: int | None = None  # bytes
    memory_used: int | None = None


def read_card(nvml: Any, device: int | str = 0) -> Card:
    """The card with that index in NVML's order, or that UUID. Raises ``NVMLError`` if there is no driver."""
    nvml.nvmlInit()
    try:
        driver, cards = _text(nvml.nvmlSystemGetDriverVersion()), int(nvml.nvmlDeviceGetCount())
        version = _asked(nvml, nvml.nvmlSystemGetCudaDriverVersion)
        cuda = None if version is None else (version // 1000, version % 1000 // 10)
        if not cards:
            return Card(driver, cuda, cards)
        by_index = isinstance(device, int)
        handle = (nvml.nvmlDeviceGetHandleByIndex if by_index else nvml.nvmlDeviceGetHandleByUUID)(device)
        usage = _asked(nvml, nvml.nvmlDeviceGetUtilizationRates, handle)
        memory = _asked(nvml, nvml.nvmlDeviceGetMemoryInfo, handle)
        return Card(
            driver=driver,
            cuda=cuda,
            cards=cards,
            name=_text(_asked(nvml, nvml.nvmlDeviceGetName, handle) or ""),
            generation=_asked(nvml, nvml.nvmlDeviceGetCurrPcieLinkGeneration, handle),
            most_generation=_asked(nvml, nvml.nvmlDeviceGetMaxPcieLinkGeneration, handle),
            width=_asked(nvml, nvml.nvmlDeviceGetCurrPcieLinkWidth, handle),
            most_width=_asked(nvml, nvml.nvmlDeviceGetMaxPcieLinkWidth, handle),
            busy=None if usage is None else int(usage.gpu),
            memory_total=None if memory is None else int(memory.total),
            memory_used=None if memory is None else int(memory.used),
        )
    finally:
        with suppress(nvml.NVMLError):
            nvml.nvmlShutdown()


def _asked(nvml: Any, question: Callable[..., Any], *of: Any) -> Any:
    try:
        return question(*of)
    except nvml.NVMLError:
        return None


def _text(value: str | bytes) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
