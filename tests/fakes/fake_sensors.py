"""Power sensors without hardware: an NVML module of our own, and a source that draws constant power."""

from hybrid.observe.power_sources import SensorMissing


class FakeNvml:
    """The part of pynvml that is used: an energy counter in mJ, power in mW; either may be unsupported."""

    class NVMLError(Exception):
        pass

    class NVMLError_NotSupported(NVMLError):
        pass

    class NVMLError_LibraryNotFound(NVMLError):
        pass

    class NVMLError_GpuIsLost(NVMLError):
        pass

    def __init__(self, millijoules: int | None = None, milliwatts: int | None = None) -> None:
        self.millijoules = millijoules
        self.milliwatts = milliwatts
        self.error: Exception | None = None
        self.opened: list[int | str] = []
        self.shut_down = 0

    def nvmlInit(self) -> None:
        self._check()

    def nvmlDeviceGetHandleByIndex(self, index: int) -> object:
        self.opened.append(index)
        return object()

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> object:
        self.opened.append(uuid)
        return object()

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: object) -> int:
        return self._value(self.millijoules)

    def nvmlDeviceGetPowerUsage(self, handle: object) -> int:
        return self._value(self.milliwatts)

    def nvmlShutdown(self) -> None:
        self._check()
        self.shut_down += 1

    def _check(self) -> None:
        if self.error is not None:
            raise self.error

    def _value(self, value: int | None) -> int:
        self._check()
        if value is None:
            raise self.NVMLError_NotSupported
        return value


class ScriptedSource:
    """A device drawing constant power, until it is unplugged."""

    name = "scripted"

    def __init__(self, watts: float) -> None:
        self.watts = watts
        self.unplugged = False
        self.closed = 0
        self.asked_at: list[float] = []

    def joules(self, now: float) -> float:
        self.asked_at.append(now)
        if self.unplugged:
            raise SensorMissing("It was unplugged.")
        return self.watts * now

    def close(self) -> None:
        self.closed += 1
