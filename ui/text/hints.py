"""Hints: what the choices of the control panel mean, in a sentence each; knows words only.

``HINTS`` goes to the page, which shows the sentences of the present choices.
"""

PLACEMENTS = (
    ("Cache", "cached"),
    ("CPU only", "cpu_only"),
    ("Copy and wait", "on_demand"),
    ("Pin first layers", "static_layers"),
    ("Pin most-used", "static_popular"),
)
# Choices by their labels, in the order in which the page offers them.
POLICY_NAMES = (("LRU", "lru"), ("FIFO", "fifo"), ("LFU", "lfu"), ("LFRU", "lfru"))
MAPPING_NAMES = (("per layer", "layered"), ("across all layers", "pooled"))
ADMISSION_NAMES = (("always", "always"), ("when worth it", "bounded"), ("never", "never"))

HINTS = {
    "placement": {
        "cached": "Experts are copied into slots as they are used; until then they run on the CPU.",
        "cpu_only": "Every expert runs on the CPU. The slots are unused and their memory is freed.",
        "on_demand": "A missing expert is copied to the GPU first, and the token waits for it.",
        "static_layers": "The first layers stay on the GPU; the rest run on the CPU.",
        "static_popular": "The most-used experts so far are pinned; nothing moves afterwards.",
    },
    "mapping": {
        "layered": "Each of the first N layers gets its own M slots.",
        "pooled": "All layers share the N × M slots.",
    },
    "policy": {
        "lru": "LRU evicts the expert that has gone unused the longest.",
        "fifo": "FIFO evicts the expert that was copied in first.",
        "lfu": "LFU evicts the expert with the fewest recent uses.",
        "lfru": "LFRU evicts the expert with the fewest uses relative to its time in the cache.",
    },
    "admission": {
        "always": "Every missed expert is copied; this can saturate the PCIe link.",
        "bounded": "A missed expert is copied only if the queue is short and it is likely to be reused.",
        "never": "Nothing is copied; the slots keep their contents.",
    },
}
"""By field: what each choice means."""
# By placement: the fields that it makes meaningless.
IDLE = {
    "cpu_only": ("indexes", "ways", "mapping", "policy", "admission", "max_queued_copies", "split_misses"),
    "on_demand": ("admission", "max_queued_copies", "split_misses"),
    "static_layers": ("mapping", "policy", "admission", "max_queued_copies"),
    "static_popular": ("mapping", "policy", "admission", "max_queued_copies"),
}
