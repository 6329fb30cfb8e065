"""Presets in words."""

from ui.text.preset_words import preset_words, presets_html


def test_what_a_preset_sets_is_said_in_the_panels_words() -> None:
    values = {
        "indexes": 12, "ways": 4, "mapping": "pooled", "policy": "lru", "admission": "bounded", "max_queued_copies": 1,
        "placement": "static_popular", "cpu_threads": 1, "split_misses": False,
    }  # fmt: skip
    assert preset_words(values) == (
        "Sets 12 × 4, Pin most-used, slots shared by all layers, LRU, copies when worth it, 1 at once, 1 CPU thread, "
        "misses on the CPU alone."
    )


def test_only_what_it_sets_is_said() -> None:
    assert preset_words({"admission": "always", "max_queued_copies": 3}) == "Sets copies always."
    assert preset_words({}) == "Sets nothing."


def test_names_are_text() -> None:
    html = presets_html([("<b>", "For <i>.", {"policy": "lfu"})])
    assert "<dt>&lt;b&gt;</dt><dd>For &lt;i&gt;. Sets LFU.</dd>" in html
    assert presets_html([]) == ""
