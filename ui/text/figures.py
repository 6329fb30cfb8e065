"""Figures and refusals in words; knows numbers and units, nothing of Gradio."""

from html import escape

from hybrid.errors import HybridError
from hybrid.text.characters import encodable
from hybrid.types import AdmissionName, PlacementName, PowerReading, ReplyStats, Settings
from ui.text.hints import ADMISSION_NAMES, PLACEMENTS

NONE = "–"
# assets/page/chat/messages.js offers to continue a reply whose figures begin with one of these.
_CUTS = {"length": "cut at the token limit", "cancelled": "stopped by you"}


def error_html(error: HybridError | str | None, place: str = "") -> str:
    """A refusal as HTML, with the name of its field, so that the page can mark that field.

    ``place`` names the pane that has asked for what was refused, if the page is to show the refusal there.
    """
    if error is None or not str(error):
        return ""
    field = escape(getattr(error, "field", ""), quote=True)
    where = f' data-place="{place}"' if place else ""
    return f'<p role="alert" data-field="{field}"{where}>{escape(encodable(str(error)))}</p>'


def chat_error_html(error: HybridError | str | None) -> str:
    """A refusal that belongs above the message field."""
    return error_html(error, "chat")


def problems_html(problems: tuple[str, ...]) -> str:
    """Sentences about files that cannot be used, one paragraph each."""
    return "".join(f"<p>{escape(encodable(problem))}</p>" for problem in problems)


def figures_line(stats: ReplyStats, finish: str) -> str:
    """The figures under a reply, on one line; first of all whether it is incomplete."""
    parts = [
        _CUTS.get(finish, ""),
        f"{_number(stats.tokens_per_s, 1)} tok/s",
        f"first token {_seconds(stats.time_to_first_token_s)}",
        f"hit {_percent(stats.hit_rate)}",
        _energy(stats),
    ]
    return " · ".join(part for part in parts if part)


def figures_details(stats: ReplyStats, power: PowerReading, finish: str) -> str:
    """The details below the line, unfolded on a click: tokens, copies and settings of the reply."""
    endings = {"stop": "ended by the model"} | _CUTS
    reused = stats.prompt_tokens - stats.prefilled_tokens
    rows = [
        f"{counted(stats.generated_tokens, 'token')}, {endings.get(finish, finish)}",
        f"Prompt: {stats.prompt_tokens} tokens, {reused} reused",
        f"{counted(stats.fills, 'expert')} copied to the GPU, {_bytes(stats.bytes_copied)}",
        settings_line(stats.settings),
    ]
    rows += [sensor.reason for sensor in (power.gpu, power.cpu) if sensor.joules is None and sensor.reason]
    return "\n".join(f"- {row}" for row in rows)


def settings_line(settings: Settings) -> str:
    """The settings on one line."""
    geometry = settings.geometry
    shared = " shared by all layers" if settings.mapping == "pooled" else ""
    baseline = "" if settings.placement == "cached" else f", {placement_name(settings.placement)}"
    return (
        f"{geometry.indexes} × {geometry.ways} slots{shared}, {settings.policy.upper()}, "
        f"copies {admission_name(settings.admission)}, {threads_text(settings.cpu_threads)}{baseline}"
    )


def counted(count: int, noun: str) -> str:
    """A number of things: ``1 token``, ``2 tokens``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def threads_text(count: int) -> str:
    return counted(count, "CPU thread")


def admission_name(admission: AdmissionName) -> str:
    """When missed experts are copied, as the control panel calls it."""
    return next(label for label, name in ADMISSION_NAMES if name == admission)


def placement_name(placement: PlacementName) -> str:
    """The strategy's name in the control panel."""
    return next(label for label, name in PLACEMENTS if name == placement)


def _energy(stats: ReplyStats) -> str:
    measured = [
        (name, joules) for name, joules in (("GPU", stats.gpu_joules), ("CPU", stats.cpu_joules)) if joules is not None
    ]
    if not measured or not stats.generated_tokens:
        return ""
    covered = " + ".join(name for name, _ in measured)
    joules = sum(joules for _, joules in measured) / stats.generated_tokens
    only = " only" if len(measured) == 1 else ""
    return f"{joules:.2g} J/token ({covered}{only})"


def _number(value: float | None, digits: int) -> str:
    return NONE if value is None else f"{value:.{digits}f}"


def _seconds(value: float | None) -> str:
    if value is None:
        return NONE
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def _percent(value: float | None) -> str:
    return NONE if value is None else f"{value * 100:.0f} %"


def _bytes(value: int) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= size:
            return f"{value / size:.1f} {unit}"
    return f"{value} B"
