"""Slot groups: slots that compete for the same experts, with the inputs of their policy.

Knows when a slot was used and filled, what each expert is worth, and who is evicted next; nothing of copies or states.
"""

import heapq

from hybrid.cache.eviction_order import Uses, ranking_for
from hybrid.cache.policies import Frequencies, Policy
from hybrid.types import Geometry, MappingName


class SlotGroup:
    """The slots that compete for the same experts: the ways of one index, or the whole pool.

    ``first_slot`` and ``first_layer`` are the numbers of its slot 0 and of the layer of its expert
    (member) 0.
    """

    __slots__ = ("clock", "empty", "event", "first_cell", "first_layer", "first_slot", "frequencies", "ranking", "uses")

    def __init__(
        self, policy: Policy, first_slot: int, slots: int, first_layer: int, layers: int, experts: int
    ) -> None:
        self.first_slot, self.first_layer, self.first_cell = first_slot, first_layer, first_layer * experts
        self.event = 0  # the number of the event under way
        self.clock = 0  # the next stamp
        self.empty = list(range(slots))  # a heap: the lowest number is filled first
        self.uses = Uses(slots)
        self.frequencies = Frequencies(layers, experts)
        self.ranking = ranking_for(policy, self.uses, self.frequencies.values)

    def use(self, slot: int) -> None:
        """Stamps a resident expert that was routed."""
        self.uses.last_event[slot] = self.event
        self.uses.last_use[slot] = self.clock
        self.clock += 1

    def fill(self, slot: int, member: int, stamp: int) -> None:
        """Gives a slot to another expert."""
        uses = self.uses
        uses.member[slot] = member
        uses.last_event[slot] = self.event
        uses.last_use[slot] = uses.filled[slot] = stamp
        self.ranking.filled(slot)

    def release(self, slot: int) -> None:
        self.uses.member[slot] = -1
        heapq.heappush(self.empty, slot)


def groups_of_layers(
    layers: int, experts: int, geometry: Geometry, mapping: MappingName, policy: Policy
) -> list[SlotGroup | None]:
    """Per layer: the group its experts compete in, ``None`` for a layer that is never cached."""
    if mapping == "pooled":
        pool = SlotGroup(policy, 0, geometry.slots, 0, layers, experts)
        return [pool] * layers
    ways = geometry.ways
    return [
        SlotGroup(policy, layer * ways, ways, layer, 1, experts) if layer < geometry.indexes else None
        for layer in range(layers)
    ]
