"""Inputs of a lab job: from the page's JSON to checked values.

Knows names, kinds and limits of parameters, and where trace, settings, machine figures and memory come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hybrid.errors import ConfigError, RequestError
from hybrid.lab import MACHINES, Calibration, MachineFigures, Trace, calibration_for, slot_budget_bytes
from hybrid.machine.limits import GIB
from hybrid.types import GenerationRequest, Geometry, Settings
from ui.control.settings_text import change_to, checked_values
from ui.engine_protocol import EngineProtocol
from ui.lab.traces import CHAT, Traces

THIS_MACHINE, TYPED = "this", "typed"
LONGEST_PROMPT = 20_000
MOST_TOKENS = 1024
TIME_FIRST = "This machine has not been benchmarked yet. Press Benchmark this machine, or choose other hardware."
FIGURES = ("host_gb_per_s", "link_gb_per_s", "device_gb_per_s", "device_gib", "cores")


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine that predictions are for: its figures, ``None`` if unknown, and its memory for slots, ``None`` for
    no limit."""

    name: str
    calibration: Calibration | None
    budget_bytes: int | None
    is_this: bool


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

    def settings(self) -> Settings:
        """The settings in force, with the job's settings in place of some. Raises ``ConfigError``."""
        return self.settings_from(self._parameters.get("settings") or {})

    def settings_from(self, values: object) -> Settings:
        present = self._engine.snapshot().settings
        if not isinstance(values, Mapping):
            raise ConfigError("Settings are named values: give an object.", "settings")
        change: Any = change_to(checked_values(values, present), present)
        return replace(present, **change)

    def machine(self) -> Machine:
        """The machine to predict for. Raises ``ConfigError`` for an unknown machine or impossible figures."""
        snapshot = self._engine.snapshot()
        named_machine = self._parameters.get("machine", THIS_MACHINE)
        if named_machine == THIS_MACHINE:
            budget = snapshot.memory.slots_limit
            return Machine("this machine", self._engine.calibration(), self._budget(budget), is_this=True)
        figures = _figures(named_machine)
        calibration = calibration_for(figures, snapshot.model)
        return Machine(figures.name, calibration, self._budget(slot_budget_bytes(figures)), is_this=False)

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
