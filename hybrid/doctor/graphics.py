"""GPU, its driver and its link, as findings."""

from collections.abc import Iterator
from dataclasses import dataclass

from hybrid.doctor.card import Card
from hybrid.doctor.finding import Finding
from hybrid.machine.limits import GIB, GPU_RESERVE

# GB/s of one lane by generation, after the line code: 8b/10b up to 2, 128b/130b up to 5, 242 of 256 bytes in 6.
_LANE_GB_PER_S = {1: 0.25, 2: 0.5, 3: 0.985, 4: 1.969, 5: 3.938, 6: 7.563}
_REACHED = 0.7  # of a link's rate, by copies of page-locked memory
_BUSY = 25  # percent

_EMULATED = "Without one the app simulates a GPU: every picture is true, but speeds are not real."
_CUDA_TORCH = "Install a CUDA build of torch: README.md, 'Builds of torch', says how."


@dataclass(frozen=True, slots=True)
class TorchCuda:
    """What torch can do with GPUs. ``built`` is the CUDA it was built for, or empty."""

    version: str
    built: str
    usable: bool


def driver_finding(card: Card | None, missing: str, torch: TorchCuda) -> Finding:
    """``missing``: why there is no card to be read, in words."""
    label = "Driver"
    if card is None:
        return Finding(label, missing, "note", _EMULATED)
    runs = f", for CUDA up to {card.cuda[0]}.{card.cuda[1]}" if card.cuda else ""
    text = f"NVIDIA {card.driver}{runs}; torch {torch.version}"
    if torch.usable:
        return Finding(label, text)
    if not torch.built:
        return Finding(label, f"{text}, which is built without CUDA", "bad", _CUDA_TORCH)
    if card.cuda and card.cuda < _numbers(torch.built):
        advice = f"Update the driver, or install a torch that is built for CUDA {card.cuda[0]}."
        return Finding(label, f"{text}, which needs CUDA {torch.built}", "bad", advice)
    return Finding(label, f"{text}, which finds no GPU", "bad", "Look at CUDA_VISIBLE_DEVICES, or restart the machine.")


def gpu_findings(card: Card | None, copies_gb_per_s: float | None, memory_gb_per_s: float | None) -> Iterator[Finding]:
    """The rates are as measured; ``None`` without a GPU that torch can use."""
    if card is None or not card.cards:
        return
    yield _memory(card, memory_gb_per_s)
    yield _link(card, copies_gb_per_s)


def gpu_load_finding(card: Card | None) -> Finding | None:
    """What other programs do with the GPU."""
    if card is None or card.busy is None:
        return None
    if card.busy > _BUSY:
        advice = "Close games, browsers and other models before you measure or compare anything."
        return Finding("GPU load", f"{card.busy} % of the time, by other programs", "note", advice)
    return Finding("GPU load", f"{card.busy} %")


def _memory(card: Card, memory_gb_per_s: float | None) -> Finding:
    more = f", the first of {card.cards}" if card.cards > 1 else ""
    rate = f"; reads reach {memory_gb_per_s:.0f} GB/s" if memory_gb_per_s else ""
    if card.memory_total is None or card.memory_used is None:
        return Finding("GPU", f"{card.name}{more}{rate}")
    free = card.memory_total - card.memory_used
    text = f"{card.name}{more}: {card.memory_total / GIB:.1f} GiB, {free / GIB:.1f} free{rate}"
    if free < 2 * GPU_RESERVE:
        advice = f"Close what else uses the GPU: {GPU_RESERVE / GIB:.0f} GiB are left free beside the slots."
        return Finding("GPU", text, "note", advice)
    return Finding("GPU", text)


def _link(card: Card, copies_gb_per_s: float | None) -> Finding:
    label = "PCIe"
    if card.generation is None or card.width is None:
        measured = f"; copies reach {copies_gb_per_s:.1f} GB/s" if copies_gb_per_s else ""
        return Finding(label, f"the driver does not tell{measured}")
    most = _LANE_GB_PER_S.get(card.generation, 0.0) * card.width
    text = f"generation {card.generation} x{card.width}, at most {most:.1f} GB/s"
    if copies_gb_per_s:
        text += f"; copies reach {copies_gb_per_s:.1f}"
    if card.most_width is not None and card.width < card.most_width:
        advice = (
            f"The card has x{card.most_width}: put it into the board's first slot, without a riser, and look whether "
            "an SSD or a second card shares its lanes."
        )
        return Finding(label, text, "note", advice)
    # A link that rests falls back to a lower generation, so only one that was just used tells anything.
    if copies_gb_per_s and card.most_generation is not None and card.generation < card.most_generation:
        advice = f"Board and card can do generation {card.most_generation}: set the slot to it in the firmware's setup."
        return Finding(label, text, "note", advice)
    if copies_gb_per_s and copies_gb_per_s < _REACHED * most:
        advice = "Other programs may use the link or the memory: close them and look again."
        return Finding(label, text, "note", advice)
    return Finding(label, text)


def _numbers(version: str) -> tuple[int, int]:
    parts = [int(part) for part in version.split(".")[:2] if part.isdecimal()]
    return (parts + [0, 0])[0], (parts + [0, 0])[1]
