"""Inputs of a lab job: from the page's JSON to checked values.

Knows names, kinds and limits of parameters, and where trace, settings, machine figures and memory come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from hybrid.errors import ConfigError, RequestError
from hybrid.lab import MACHINES, Calibration, MachineFigures, Progress, Trace, calibration_for, slot_budget_bytes
from hybrid.machine.limits import GIB
from hybrid.types import (
    ADMISSIONS,
    MAPPINGS,
    PLACEMENTS,
    GenerationRequest,
    Geometry,
    ModelInfo,
    PolicyName,
    Settings,
)
from ui.control.settings_text import WORDS, change_to, checked_values
from ui.engine_protocol import EngineProtocol
from ui.lab.traces import CHAT, Traces, is_of

THIS_MACHINE, TYPED = "this", "typed"
LONGEST_PROMPT = 20_000
MOST_TOKENS = 1024
TIME_FIRST = "This machine has not been benchmarked yet. Press Benchmark this machine, or choose other hardware."
CHOOSE_HARDWARE = "The trace is of another model: choose hardware to predict for."
SAY_SIZE = "The size of this model's experts is unknown: load the trace again with it, for speeds and memory."
CHOICES = {
    "mapping": MAPPINGS,
    "policy": get_args(PolicyName),
    "admission": ADMISSIONS,
    "placement": PLACEMENTS,
}
FIGURES = ("host_gb_per_s", "link_gb_per_s", "device_gb_per_s", "device_gib", "cores")


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine that predictions are for: its figures, ``None`` if unknown, and its memory for slots, ``None`` for
    no limit. ``hint``: what to do where there are no figures."""

    name: str
    calibration: Calibration | None
    budget_bytes: int | None
    is_this: bool
    hint: str = TIME_FIRST


class Inputs:
    """One job's parameters. Every refusal is a ``HybridError`` that says what to change."""

    def __init__(self, engine: EngineProtocol, traces: Traces, parameters: Mapping[str, Any]) -> None:
        self._engine, self._traces, self._parameters = engine, traces, parameters

    @property
    def source(self) -> str:
        return self.text("source", CHAT)

    def trace(self) -> Trace:
        """The trace to work on. Raises ``TraceError``."""
        return self._traces.find(self.source)

    def trace_name(self) -> str:
        return self._traces.name_of(self.source)

    def model(self) -> ModelInfo:
        """The trace's model: the loaded one, or of another one what is known; unknown sizes are 0.

        Raises ``TraceError``."""
        model, trace = self._engine.snapshot().model, self.trace()
        if is_of(trace, model):
            return model
        loaded = self._traces.about(self.source)
        return replace(
            model,
            name=trace.origin.model or self.trace_name(),
            family="",
            layers=trace.layers,
            experts=trace.num_experts,
            top_k=trace.top_k,
            expert_bytes=(loaded and loaded.expert_bytes) or 0,
            dense_bytes=0,
        )

    def is_of_another_model(self) -> bool:
        """Whether the trace has other layers or experts than the loaded model. Raises ``TraceError``."""
        return not is_of(self.trace(), self._engine.snapshot().model)

    def settings(self) -> Settings:
        """The settings in force, with the job's settings in place of some. Raises ``ConfigError``."""
        return self.settings_from(self._parameters.get("settings") or {})

    def settings_from(self, values: object) -> Settings:
        present = self._engine.snapshot().settings
        if not isinstance(values, Mapping):
            raise ConfigError("Settings are named values: give an object.", "settings")
        change: Any = change_to(checked_values(values, present), present)
        settings = replace(present, **change)
        _check_settings(settings)
        return settings

    def machine(self) -> Machine:
        """The machine to predict for, for the trace's model if there is a trace. Raises ``ConfigError`` for an unknown
        machine or impossible figures."""
        snapshot = self._engine.snapshot()
        model = self.model() if self._traces.has(self.source) else snapshot.model
        is_loaded = model is snapshot.model
        named_machine = self._parameters.get("machine", THIS_MACHINE)
        if named_machine == THIS_MACHINE:
            calibration = self._engine.calibration() if is_loaded else None
            budget = self._budget(snapshot.memory.slots_limit) if model.expert_bytes else None
            hint = TIME_FIRST if is_loaded else CHOOSE_HARDWARE
            return Machine("this machine", calibration, budget, is_this=True, hint=hint)
        figures = _figures(named_machine)
        if not model.expert_bytes:
            return Machine(figures.name, None, None, is_this=False, hint=SAY_SIZE)
        budget = self._budget(max(0, slot_budget_bytes(figures) - model.dense_bytes))
        return Machine(figures.name, calibration_for(figures, model), budget, is_this=False)

    def check_free(self, progress: Progress) -> None:
        """Before anything is measured: raises ``RequestError`` if other programs use the machine, unless the job is to
        run anyway."""
        if self._parameters.get("anyway") is True:
            return
        progress(0.0, "Checking that nothing else uses the machine")
        taken = self._engine.others_at_work()
        if taken:
            listed = " and ".join([", ".join(taken[:-1]), taken[-1]] if len(taken) > 1 else taken)
            raise RequestError(
                f"Other programs take {listed}: what is measured now would be too slow. Close them, or measure anyway.",
                "busy",
            )

    def calibration(self) -> Calibration:
        """This machine's figures. Raises ``ConfigError`` if it has not been timed."""
        calibration = self._engine.calibration()
        if calibration is None:
            raise ConfigError(TIME_FIRST, "machine")
        return calibration

    def request(self) -> GenerationRequest:
        """The request to answer under each setting. Raises ``RequestError``."""
        prompt = self.text("prompt", "").strip()
        if not prompt:
            raise RequestError("Enter a prompt.", "prompt")
        if len(prompt) > LONGEST_PROMPT:
            raise RequestError(f"The prompt is too long. Use at most {LONGEST_PROMPT:,} characters.", "prompt")
        tokens = int(self.number("tokens", 8, MOST_TOKENS, 64, "new tokens"))
        return GenerationRequest([{"role": "user", "content": prompt}], max_new_tokens=tokens)

    def listed(self, name: str) -> list[Any]:
        value = self._parameters.get(name, [])
        if not isinstance(value, list):
            raise RequestError(f"{name} must be a list.", name)
        return value

    def text(self, name: str, default: str) -> str:
        value = self._parameters.get(name, default)
        if not isinstance(value, str):
            raise RequestError(f"{name} must be text.", name)
        return value

    def number(self, name: str, least: float, most: float, default: float, what: str) -> float:
        value = self._parameters.get(name, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            raise RequestError(f"{what[0].upper()}{what[1:]}: {least:g} to {most:g}.", name)
        return value

    def _budget(self, limit: int | None) -> int | None:
        """The job's budget in bytes, up to ``limit``; ``limit`` if it has none."""
        if self._parameters.get("budget_gib") is None:
            return limit
        budget = int(self.number("budget_gib", 0, 100_000, 0, "memory for slots, GiB") * GIB)
        return budget if limit is None else min(budget, limit)


def _check_settings(settings: Settings) -> None:
    """What no machine and no model can have; ``within`` has what only the trace's model cannot."""
    for name, choices in CHOICES.items():
        chosen = getattr(settings, name)
        if chosen not in choices:
            raise ConfigError(f"There is no {name} {chosen!r}: choose one of {', '.join(choices)}.", name)
    for name, value, least in (
        ("indexes", settings.geometry.indexes, 0),
        ("ways", settings.geometry.ways, 0),
        ("max_queued_copies", settings.max_queued_copies, 1),
        ("cpu_threads", settings.cpu_threads, 1),
    ):
        if value < least:
            raise ConfigError(f"{WORDS[name]} must be at least {least}.", name)


def within(settings: Settings, trace: Trace) -> Settings:
    """The settings with no more slots than the trace's model has experts."""
    geometry = settings.geometry
    fitting = Geometry(min(geometry.indexes, trace.layers), min(geometry.ways, trace.num_experts))
    return replace(settings, geometry=fitting)


def _figures(machine_value: object) -> MachineFigures:
    if isinstance(machine_value, str):
        for machine in MACHINES:
            if machine.name == machine_value:
                return machine
        raise ConfigError("That hardware is not in the list. Choose another one.", "machine")
    if not isinstance(machine_value, Mapping):
        raise ConfigError("A machine is a name or its figures: choose one.", "machine")
    values: dict[str, Any] = {name: machine_value.get(name) for name in FIGURES}
    watts = machine_value.get("watts")
    for value in (*values.values(), 1 if watts is None else watts):
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 1e6:
            raise ConfigError("Fill in every figure with a number above 0.", "machine")
    values["cores"] = int(values["cores"])
    return MachineFigures("a custom machine", **values, watts=watts)
