"""Static placements, the baselines other programs offer: which experts they keep in the slots.

Knows numbers only. ``static_layers`` is what llama.cpp's ``--n-cpu-moe`` does, whole layers from the first
on; ``static_popular`` what Fiddler does, the experts used most so far, whatever their layer.
"""

from collections.abc import Sequence

from hybrid.types import ExpertKey, PlacementName


def static_keys(
    placement: PlacementName, slots: int, layers: int, experts: int, uses: Sequence[int]
) -> list[ExpertKey]:
    """The experts to keep in ``slots`` slots; ``uses`` counts them, flat (layers, experts)."""
    if placement == "static_layers":
        whole = min(layers, slots // experts) if experts else 0
        return [ExpertKey(layer, expert) for layer in range(whole) for expert in range(experts)]
    if placement == "static_popular":
        most_used = sorted(range(layers * experts), key=lambda cell: (-uses[cell], cell))
        return [ExpertKey(*divmod(cell, experts)) for cell in most_used[:slots]]
    return []
