"""Inspection as HTML: what a model is, and a bar of what would go where, before it is loaded."""

from html import escape

from hybrid.errors import HybridError
from hybrid.fit.inspection import PART_NAMES, Bar, Inspection, Part
from hybrid.fit.words import lines, size, title, verdict
from hybrid.text.characters import encodable

LOOKING = '<p class="looking" role="status">Looking at the model’s files …</p>'


def fit_html(inspection: Inspection) -> str:
    """The whole panel."""
    wrong = "" if inspection.runs else " wrong"
    parts = [
        f'<p class="verdict{wrong}" role="status">{_text(verdict(inspection))}</p>',
        *map(_bar, inspection.bars),
    ]
    if inspection.emulated and inspection.bars:
        parts.append('<p class="when">No GPU in use: the slots are in main memory, and speeds are not real.</p>')
    rows = "".join(f"<dt>{_text(label)}</dt><dd>{_text(text)}</dd>" for label, text in lines(inspection))
    name = _text(title(inspection.facts))
    return f"<details open><summary>{name}</summary>{''.join(parts)}<dl>{rows}</dl></details>"


def refusal_html(refusal: HybridError) -> str:
    """Of a model that nothing is known of."""
    return f'<p class="verdict wrong" role="status">{_text(str(refusal))}</p>'


def _bar(bar: Bar) -> str:
    scale = max(bar.total, bar.used)
    shown = [part for part in bar.parts if part.bytes]
    label = ", ".join(f"{PART_NAMES[part.name]} {size(part.bytes)}" for part in shown)
    short = f"{size(bar.short)} too little" if bar.short else ""
    pieces = "".join(_piece(part, scale) for part in shown)
    edge = f'<b style="left:{100 * bar.total / scale:.2f}%"></b>' if bar.short else ""
    items = "".join(
        f'<li><i class="{part.name}"></i>{PART_NAMES[part.name]} <span>{size(part.bytes)}</span></li>' for part in shown
    )
    if short:
        items += f'<li class="short">{short}</li>'
    return (
        f'<div class="memory"><p>{bar.place} <span>{size(bar.total)}</span></p>'
        f'<div class="parts" role="img" aria-label="{bar.place} of {size(bar.total)}: {label}{"; " if short else ""}'
        f'{short}">{pieces}{edge}</div><ul>{items}</ul></div>'
    )


def _piece(part: Part, scale: int) -> str:
    return f'<i class="{part.name}" style="width:{100 * part.bytes / max(scale, 1):.2f}%"></i>'


def _text(text: str) -> str:
    return escape(encodable(text))
