"""Power readings: watts and joules of the GPU and of the CPU at one moment, or why a sensor is missing."""

from dataclasses import dataclass


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
