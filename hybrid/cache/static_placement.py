"""Static placements, baselines as other programs have them: which experts stay in the slots.

Knows numbers only. ``static_layers`` takes all experts of as many layers as fit, from the first on, like llama.cpp's
``--n-cpu-moe``; ``static_popular`` takes the experts used most so far, whatever their layer, like Fiddler.
"""

from collections.abc import Sequence

from hybrid.types import ExpertKey, PlacementName


def static_keys(
    placement: PlacementName, slots: int, layers: int, experts: int, uses: Sequence[int]
) -> list[ExpertKey]:
    """The experts to keep in ``slots`` slots; ``uses`` counts them, flat (layers, experts)."""
    if placement == "static_layers":
        full_layers = min(layers, slots // experts) if experts else 0
        return [ExpertKey(layer, expert) for layer in range(full_layers) for expert in range(experts)]
    if placement == "static_popular":
        most_used = sorted(range(layers * experts), key=lambda cell: (-uses[cell], cell))
        return [ExpertKey(*divmod(cell, experts)) for cell in most_used[:slots]]
    return []
