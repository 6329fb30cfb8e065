"""Presets in words: what each is for, and what it sets."""

from collections.abc import Iterable, Mapping
from html import escape

from hybrid.text.characters import encodable
from ui.text.figures import threads_text
from ui.text.hints import ADMISSION_NAMES, PLACEMENTS


def presets_html(presets: Iterable[tuple[str, str, Mapping[str, int | str | bool]]]) -> str:
    """Name, purpose and values of each preset, as a list that is folded away."""
    rows = "".join(
        f"<dt>{_text(name)}</dt><dd>{_text(f'{purpose} {preset_words(values)}'.strip())}</dd>"
        for name, purpose, values in presets
    )
    return f"<details><summary>What each sets</summary><dl>{rows}</dl></details>" if rows else ""


def preset_words(values: Mapping[str, int | str | bool]) -> str:
    """The values on one line, such as ``Sets 12 × 4, slots per layer, LFU, copies when worth it, 2 CPU threads.``"""
    parts = []
    if "indexes" in values and "ways" in values:
        parts.append(f"{values['indexes']} × {values['ways']}")
    if (placement := values.get("placement", "cached")) != "cached":
        parts.append(_label(PLACEMENTS, placement))
    if mapping := values.get("mapping"):
        parts.append("slots per layer" if mapping == "layered" else "slots shared by all layers")
    if policy := values.get("policy"):
        parts.append(str(policy).upper())
    if admission := values.get("admission"):
        at_most = values.get("max_queued_copies") if admission == "bounded" else None
        parts.append(f"copies {_label(ADMISSION_NAMES, admission)}" + (f", {at_most} at once" if at_most else ""))
    if "cpu_threads" in values:
        parts.append(threads_text(int(values["cpu_threads"])))
    if "split_misses" in values:
        parts.append("GPU computes part of each miss" if values["split_misses"] else "misses on the CPU alone")
    return f"Sets {', '.join(parts)}." if parts else "Sets nothing."


def _label(names: Iterable[tuple[str, str]], value: object) -> str:
    return next((label for label, name in names if name == value), str(value))


def _text(text: str) -> str:
    return escape(encodable(text))
