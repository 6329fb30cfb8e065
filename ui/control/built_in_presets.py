"""Built-in presets by purpose, reckoned for the loaded model and this machine."""

from hybrid.machine.limits import Limits, usual_threads
from hybrid.settings import default_geometry, geometry_within
from hybrid.types import Geometry, Snapshot
from ui.control.presets import Preset
from ui.control.settings_text import Values

NEARLY = 0.1  # of a geometry's slots: free memory moves by as much while nothing else has changed
OURS: Values = {
    "mapping": "layered",
    "policy": "lfu",
    "admission": "bounded",
    "max_queued_copies": 2,
    "placement": "cached",
    "split_misses": True,
}
PAPERS = Preset(
    "As in the paper",
    {"mapping": "layered", "policy": "lru", "admission": "always", "placement": "cached", "split_misses": False},
    built_in=True,
    purpose="The paper's cache: every missed expert is copied, and the CPU computes all misses. Keeps N × M.",
)


def built_in_presets(snapshot: Snapshot) -> tuple[Preset, ...]:
    """In the order in which the page offers them."""
    limits = _limits(snapshot)
    model, present = snapshot.model, snapshot.settings.geometry
    if not (model.layers and model.expert_bytes):
        return (PAPERS,)
    best = default_geometry(model, limits)
    half = geometry_within(model, best.slots // 2 * model.expert_bytes)
    threads = usual_threads(limits.physical_cores, limits.emulated)
    few_threads = max(1, limits.physical_cores // 2)
    return (
        Preset(
            "Recommended",
            _sized(best, present) | OURS | {"cpu_threads": threads},
            built_in=True,
            purpose="The fastest for most chats: as many slots as fit.",
        ),
        Preset(
            "Long context",
            _sized(half, present) | OURS | {"cpu_threads": threads},
            built_in=True,
            purpose="Half of the slots, so that memory stays free for long conversations.",
        ),
        Preset(
            "Quiet",
            _sized(best, present) | OURS | {"max_queued_copies": 1, "cpu_threads": few_threads},
            built_in=True,
            purpose="Half of the cores and one copy at a time: less noise and power, slower replies.",
        ),
        PAPERS,
    )


def _limits(snapshot: Snapshot) -> Limits:
    machine, slot_bytes = snapshot.machine, snapshot.memory.slots_limit
    if slot_bytes is None:
        slot_bytes = machine.devices[0].memory_bytes
    return Limits(machine.logical_cpus, machine.physical_cores, slot_bytes, machine.emulated)


def _sized(wanted: Geometry, present: Geometry) -> Values:
    """The geometry as values; the present one if it is nearly that, so that it need not be made anew."""
    near = wanted.indexes == present.indexes and abs(wanted.slots - present.slots) <= NEARLY * wanted.slots
    geometry = present if near else wanted
    return {"indexes": geometry.indexes, "ways": geometry.ways}
