"""Inspection as plain text for a terminal: its lines, and each memory as a bar of characters."""

from collections.abc import Iterator

from hybrid.fit.inspection import PART_NAMES, Bar, Inspection, PartName
from hybrid.fit.words import lines, size, title, verdict

_WIDTH = 60
# Plain ASCII: the output may go to a file, or to a terminal of any code page.
_MARKS: dict[PartName, str] = {
    "taken": "/", "experts": "e", "dense": "d", "kv": "k", "slots": "s", "working": "w", "free": ".",
}  # fmt: skip


def text_report(inspection: Inspection) -> str:
    """Several lines, without one at the end."""
    rows = lines(inspection)
    widest = max(len(label) for label, _ in rows)
    report = [title(inspection.facts), *(f"  {label:<{widest}}  {text}" for label, text in rows)]
    for bar in inspection.bars:
        report += ["", *_bar(bar)]
    if inspection.kv_tokens and inspection.bars:
        report.append(f"     (KV cache: {inspection.kv_tokens:,} tokens)")
    if inspection.emulated and inspection.bars:
        report.append("     (No GPU in use: the slots are in main memory, and speeds are not real.)")
    return "\n".join(map(_printable, [*report, "", verdict(inspection)]))


def _printable(line: str) -> str:
    """Names come from files of strangers: nothing in them may steer the terminal."""
    return "".join(character if character.isprintable() else "?" for character in line)


def _bar(bar: Bar) -> Iterator[str]:
    yield f"{bar.place}  [{drawn(bar)}] {size(bar.total)}"
    yield from (
        f"      {_MARKS[part.name]} {PART_NAMES[part.name]:<24}{size(part.bytes):>12}"
        for part in bar.parts
        if part.bytes
    )
    if bar.short:
        yield f"      ! {'too little':<24}{size(bar.short):>12}"


def drawn(bar: Bar) -> str:
    """The parts as runs of characters; what does not fit is cut off, and marked at the end."""
    full, marks, reached = max(bar.total, bar.used), "", 0
    for part in bar.parts:
        reached += part.bytes
        marks += _MARKS[part.name] * (round(_WIDTH * reached / max(full, 1)) - len(marks))
    edge = round(_WIDTH * bar.total / max(full, 1))
    return marks if not bar.short else f"{marks[:edge]}|{marks[edge + 1 :]}"
