"""Readings: speed, power and memory at one moment, as plain values.

Knows units, not clocks or sensors.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speed:
    """Speed of the reply being generated, or of the last one. Times in seconds."""

    tokens_per_s: float | None = None
    time_to_first_token_s: float | None = None
    prefill_done: int = 0  # prompt tokens
    prefill_total: int = 0
    prefill_tokens_per_s: float | None = None
    step_ms: float | None = None  # last step
    cpu_ms: float | None = None  # CPU experts, last step
    gpu_ms: float | None = None  # device experts, last step measured


@dataclass(frozen=True, slots=True)
class SensorReading:
    """One power sensor. ``watts`` and ``joules`` are ``None`` with a ``reason`` when it is missing."""

    watts: float | None
    joules: float | None  # since the engine was loaded
    reason: str  # empty when the sensor works
    source: str  # e.g. "NVML energy counter", "RAPL package-0"


@dataclass(frozen=True, slots=True)
class PowerReading:
    gpu: SensorReading
    cpu: SensorReading


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Bytes in use. ``slots`` is the pool's size on the device, ``slots_limit`` the most it may be."""

    slots: int
    device_used: int | None
    device_total: int | None
    host_used: int  # resident set of this process
    host_total: int
    slots_limit: int | None = None
