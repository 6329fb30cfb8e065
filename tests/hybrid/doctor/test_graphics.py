"""GPU, driver and link in words, by an NVML of our own."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from hybrid.doctor.card import Card, read_card
from hybrid.doctor.graphics import TorchCuda, driver_finding, gpu_findings, gpu_load_finding
from tests.fakes.fake_sensors import FakeNvml

GIB = 1 << 30
CARD = Card(
    driver="580.65", cuda=(13, 0), cards=1, name="RTX 4090", generation=4, most_generation=4, width=16, most_width=16,
    busy=0, memory_total=24 * GIB, memory_used=GIB,
)  # fmt: skip
WORKS, FINDS_NONE = TorchCuda("2.13.0", "13.0", True), TorchCuda("2.13.0", "13.0", False)


class Nvml(FakeNvml):
    """One card; ``silent`` are the questions that its driver does not answer."""

    def __init__(self, cards: int = 1, silent: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._cards, self._silent = cards, silent

    def nvmlDeviceGetCount(self) -> int:
        return self._cards

    def nvmlSystemGetDriverVersion(self) -> bytes:
        return b"580.65"

    def __getattr__(self, name: str) -> Callable[..., Any]:
        answers = {
            "nvmlSystemGetCudaDriverVersion": 13_000,
            "nvmlDeviceGetName": "RTX 4090",
            "nvmlDeviceGetCurrPcieLinkGeneration": 4,
            "nvmlDeviceGetMaxPcieLinkGeneration": 4,
            "nvmlDeviceGetCurrPcieLinkWidth": 16,
            "nvmlDeviceGetMaxPcieLinkWidth": 16,
            "nvmlDeviceGetUtilizationRates": SimpleNamespace(gpu=0),
            "nvmlDeviceGetMemoryInfo": SimpleNamespace(total=24 * GIB, used=GIB),
        }

        def answer(*_: object) -> Any:
            if name in self._silent:
                raise self.NVMLError_NotSupported
            return answers[name]

        return answer


def test_a_card_is_read_and_given_back() -> None:
    nvml = Nvml()
    assert read_card(nvml) == CARD
    assert read_card(nvml, "GPU-1") == CARD
    assert (nvml.opened, nvml.shut_down) == ([0, "GPU-1"], 2)


def test_what_a_driver_does_not_tell_is_left_open() -> None:
    silent = ("nvmlSystemGetCudaDriverVersion", "nvmlDeviceGetUtilizationRates", "nvmlDeviceGetMemoryInfo")
    silent += ("nvmlDeviceGetCurrPcieLinkGeneration", "nvmlDeviceGetName")
    card = read_card(Nvml(silent=silent))
    assert (card.cuda, card.busy, card.memory_total, card.generation, card.name) == (None, None, None, None, "")
    assert card.width == 16
    assert all(finding.grade == "good" for finding in gpu_findings(card, None, None))
    assert gpu_load_finding(card) is None


def test_a_driver_without_a_card() -> None:
    nvml = Nvml(cards=0)
    assert read_card(nvml) == Card("580.65", (13, 0), 0)
    assert list(gpu_findings(read_card(nvml), None, None)) == []
    assert nvml.shut_down == 2


def test_without_a_driver_the_caller_is_told() -> None:
    nvml = Nvml()
    nvml.error = nvml.NVMLError_LibraryNotFound()
    with pytest.raises(nvml.NVMLError_LibraryNotFound):
        read_card(nvml)


@pytest.mark.parametrize(
    ("card", "torch", "grade", "text", "advice"),
    [
        (CARD, WORKS, "good", "NVIDIA 580.65, for CUDA up to 13.0; torch 2.13.0", ""),
        (None, TorchCuda("2.13.0+cpu", "", False), "note", "no driver", "simulates a GPU"),
        (CARD, TorchCuda("2.13.0+cpu", "", False), "bad", "built without CUDA", "Builds of torch"),
        (
            replace(CARD, cuda=(12, 4)),
            TorchCuda("2.13.0", "13.0", False),
            "bad",
            "needs CUDA 13.0",
            "Update the driver",
        ),
        (CARD, TorchCuda("2.13.0", "13.0", False), "bad", "finds no GPU", "CUDA_VISIBLE_DEVICES"),
        (replace(CARD, cuda=None), TorchCuda("2.13.0", "13.0", False), "bad", "finds no GPU", "CUDA_VISIBLE_DEVICES"),
    ],
)
def test_the_driver(card: Card | None, torch: TorchCuda, grade: str, text: str, advice: str) -> None:
    finding = driver_finding(card, "no driver", torch)
    assert finding.grade == grade
    assert text in finding.text
    assert advice in finding.advice
    assert bool(finding.advice) == (grade != "good")


@pytest.mark.parametrize(
    ("change", "copies", "grade", "text", "advice"),
    [
        ({}, 25.1, "good", "generation 4 x16, at most 31.5 GB/s; copies reach 25.1", ""),
        ({"width": 8}, 12.5, "note", "generation 4 x8, at most 15.8", "first slot"),
        ({"generation": 3}, 12.5, "note", "generation 3", "generation 4"),
        ({"generation": 1}, None, "good", "generation 1", ""),  # it rests
        ({}, 9.0, "note", "copies reach 9.0", "close them"),
        ({"generation": None}, 25.0, "good", "does not tell; copies reach 25.0", ""),
        ({"generation": 9}, 25.0, "good", "generation 9", ""),
    ],
)
def test_the_link(change: dict[str, int | None], copies: float | None, grade: str, text: str, advice: str) -> None:
    finding = list(gpu_findings(replace(CARD, **change), copies, 900.0))[1]
    assert (finding.label, finding.grade) == ("PCIe", grade)
    assert text in finding.text
    assert advice in finding.advice


def test_memory_and_load_of_a_gpu() -> None:
    free, full = CARD, replace(CARD, memory_used=20 * GIB, cards=2, busy=80)
    good, note = next(iter(gpu_findings(free, 25.0, 900.0))), next(iter(gpu_findings(full, 25.0, None)))
    assert (good.grade, good.text) == ("good", "RTX 4090: 24.0 GiB, 23.0 free; reads reach 900 GB/s")
    assert (note.grade, note.text) == ("note", "RTX 4090, the first of 2: 24.0 GiB, 4.0 free")
    loads = [gpu_load_finding(card) for card in (free, full)]
    assert [load and load.grade for load in loads] == ["good", "note"]
