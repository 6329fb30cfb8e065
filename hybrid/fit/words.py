"""Inspections in words: each figure as one line, the same on the page and in the terminal."""

from hybrid.fit.inspection import Inspection, ListedModel, SpeedRange, StoredFacts
from hybrid.types import Geometry

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_STEP = 1024
_TYPES = {
    "BF16": "bfloat16",
    "F16": "float16",
    "F32": "float32",
    "I8": "int8",
    "U8": "packed bytes",
    "I32": "packed words",
}
_FEW = 10  # below that one decimal is shown
KV_TOKENS = 1000


def size(count: int) -> str:
    """Bytes with a unit, such as ``87.0 GiB``."""
    amount, unit = float(count), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{count} B"


def title(facts: StoredFacts) -> str:
    return f"{facts.name}: {facts.family}"


def lines(inspection: Inspection) -> list[tuple[str, str]]:
    """What is known of the model, as label and text."""
    facts = inspection.facts
    rows = [
        ("Layers", _layers(inspection)),
        ("Experts", f"{size(facts.experts_bytes)} as {_types(facts.expert_types)}"),
        ("Rest", f"{size(facts.dense_bytes)} as {_types(facts.dense_types)}"),
    ]
    if facts.quantisation:
        rows.append(("Quantised", facts.quantisation))
    if inspection.info is not None and inspection.info.experts_bytes != facts.experts_bytes:
        held = f"{size(inspection.info.experts_bytes)} as {inspection.info.dtype}"
        rows.append(("Held", f"experts {held}, the rest {size(inspection.info.dense_bytes)}"))
    if inspection.info is not None:
        rows += _of_the_machine(inspection, inspection.info.max_context)
    return rows


def verdict(inspection: Inspection) -> str:
    """One sentence: it runs, or why it does not."""
    if inspection.refusal:
        return " ".join(filter(None, (inspection.refusal, inspection.advice)))
    left = {bar.place: bar.of("free") for bar in inspection.bars}
    places = " and ".join(f"{size(free)} of {place}" for place, free in left.items())
    short = [bar for bar in inspection.bars if bar.short]
    if short:
        return f"It can be loaded, but long conversations lack {size(short[0].short)} of {short[0].place}."
    return f"It fits, and leaves {places} free."


def listed_line(model: ListedModel) -> str:
    """Size, format and fit of a model in a list."""
    if model.problem:
        return "incomplete or damaged: Look says why"
    if model.facts is None:
        return "not looked at yet"
    form = _format(model.facts)
    fit = f"needs {size(model.short)} more RAM" if model.short else "fits in RAM"
    return " · ".join(filter(None, (size(model.facts.total_bytes), form, "loaded" if model.loaded else fit)))


def geometry_text(geometry: Geometry) -> str:
    return f"{geometry.indexes} x {geometry.ways}"


def speed_text(speed: SpeedRange) -> str:
    basis = f"by {speed.basis}" if speed.measured else f"reckoned from measured bandwidths ({speed.basis}), not timed"
    low, high = _number(speed.low), _number(speed.high)
    return f"{low if low == high else f'{low} to {high}'} tok/s, {basis}"


def _of_the_machine(inspection: Inspection, max_context: int) -> list[tuple[str, str]]:
    kv, cache = inspection.kv, "not known before it is loaded"
    if kv is not None:
        longest = f"{size(kv.bytes(max_context))} for all {max_context:,}"
        cache = f"{size(kv.bytes(KV_TOKENS))} for {KV_TOKENS:,} tokens, {longest}"
    rows = [("KV cache", cache)]
    if inspection.runs:
        others = [geometry_text(one) for one in inspection.fitting if one != inspection.geometry]
        more = f"; also {', '.join(others)}" if others else ""
        rows.append(("N x M", f"{geometry_text(inspection.geometry)}, up to {inspection.most_slots:,} slots{more}"))
    if inspection.speed is not None:
        rows.append(("Speed", speed_text(inspection.speed)))
    rows += [
        (f"As {one.expert_dtype}", f"experts {size(one.experts_bytes)}, {geometry_text(one.geometry)} fits")
        for one in inspection.alternatives
    ]
    return rows


def _layers(inspection: Inspection) -> str:
    facts, info = inspection.facts, inspection.info
    moe, experts, top_k = facts.moe_layers, facts.experts, facts.top_k
    if info is not None:
        moe, experts, top_k = info.layers, info.experts, info.top_k
    layers = "unknown" if facts.layers is None else str(facts.layers)
    return f"{layers}, {moe} with experts: {experts or 'unknown'} each, top {top_k or 'unknown'}"


def _format(facts: StoredFacts) -> str:
    """The type with the most bytes of the experts, or how they are packed."""
    if facts.quantisation:
        return facts.quantisation
    return _TYPES.get(facts.expert_types[0], facts.expert_types[0]) if facts.expert_types else ""


def _types(types: tuple[str, ...]) -> str:
    return ", ".join(_TYPES.get(one, one) for one in types) or "nothing"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= _FEW else f"{value:.1f}"
