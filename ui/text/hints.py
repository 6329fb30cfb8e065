"""Hints: what the choices of the control panel mean, in a sentence each; knows words only.

``HINTS`` goes to the page, which shows the sentences of the present choices.
"""

PLACEMENTS = (
    ("Cached", "cached"),
    ("CPU only", "cpu_only"),
    ("On demand", "on_demand"),
    ("Static: first layers", "static_layers"),
    ("Static: most used", "static_popular"),
)

HINTS = {
    "placement": {
        "cached": "Experts move into the slots as they are used; misses run on the CPU.",
        "cpu_only": "Every expert runs on the CPU. The slots stay unused, their memory free.",
        "on_demand": "A missing expert is copied, then run on the GPU: each miss waits for the link.",
        "static_layers": "The first layers keep all their experts in the slots, the others run on the CPU.",
        "static_popular": "The experts used most until now stay in the slots; nothing moves after that.",
    },
    "mapping": {
        "layered": "Each of the first N layers has M slots of its own.",
        "pooled": "All layers share the N × M slots.",
    },
    "policy": {
        "lru": "LRU evicts the expert unused for longest.",
        "fifo": "FIFO evicts the expert copied first.",
        "lfu": "LFU evicts the expert used least often lately.",
        "lfru": "LFRU evicts the expert with the fewest uses for its age.",
    },
    "admission": {
        "always": "Every miss is copied, which may keep the link too busy.",
        "bounded": "A miss is copied only if few copies wait and it seems worth it.",
        "never": "Nothing is copied: the slots keep what they hold.",
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
