"""One model on the machine, ready to reply: opened, reconfigured and taken down as a whole.

Knows the order of checks, weights, slots and graphs; knows nothing of threads, queues or requests.
"""

import torch

from hybrid import calibration, machine
from hybrid.calibration_store import load_calibration, save_calibration
from hybrid.config import EngineConfig, changed_settings, resolve_settings
from hybrid.errors import MemoryBudgetError
from hybrid.generation import Generator, token_texts
from hybrid.lab import Calibration, Cancelled, ModelShape, Progress
from hybrid.loading import Checkpoint, LoadedModel, load_model, open_checkpoint
from hybrid.power import PowerMonitor
from hybrid.recorder import Recorder
from hybrid.runtime import Runtime
from hybrid.types import Settings, SettingsChange


class Stage:
    """Weights, slots and generator of one model. Use from one thread at a time."""

    def __init__(self, config: EngineConfig, loaded: LoadedModel, settings: Settings, device: torch.device) -> None:
        self.config, self.loaded = config, loaded
        self._device = device
        try:
            self.runtime = Runtime(loaded, settings, device)
        except BaseException:
            loaded.store.release()
            raise
        self.recorder = Recorder(loaded.info, lambda: self.runtime.settings, lambda ids: token_texts(loaded, ids))
        self.runtime.telemetry.on_step = self.recorder.completed
        self.generator = Generator(loaded, self.runtime, self.recorder)
        self.calibration = load_calibration(
            ModelShape.of(loaded.info),
            self.runtime.machine.device_name,
            calibration.machine_name(),
            calibration.versions(),
        )

    @classmethod
    def open(cls, config: EngineConfig, device: torch.device, settings: Settings | None = None) -> "Stage":
        """Loads ``config``'s model, with ``settings`` in place of the configured ones if given.

        Raises a ``HybridError``; what needs no weights is checked before they are read.
        """
        return cls.from_checkpoint(open_checkpoint(config.model, config.max_context), config, device, settings)

    @classmethod
    def from_checkpoint(
        cls, checkpoint: Checkpoint, config: EngineConfig, device: torch.device, settings: Settings | None = None
    ) -> "Stage":
        """As ``open``, for a checkpoint that has been opened. Reading the weights may take minutes."""
        expected = machine.limits_with(checkpoint.info, device, config.vram_gib)
        resolve_settings(config, checkpoint.info, expected)
        try:
            loaded = load_model(checkpoint, device)
            wanted = resolve_settings(config, loaded.info, machine.limits(device, config.vram_gib))
            return cls(config, loaded, settings or wanted, device)
        except (torch.OutOfMemoryError, MemoryError) as error:
            raise MemoryBudgetError(
                "The model does not fit into the memory there is, even before its slots: choose a smaller model "
                "or close other programs.",
                "model",
            ) from error

    def reconfigure(self, changes: SettingsChange) -> Settings:
        """Applies what is not ``None``, without reloading weights. Raises a ``ConfigError`` and changes nothing."""
        limits = machine.limits(self._device, self.config.vram_gib, self.runtime.slots_bytes)
        settings = changed_settings(self.runtime.settings, changes, self.loaded.info, limits)
        if settings != self.runtime.settings:
            self._apply(settings)
        return settings

    def calibrate(self, power: PowerMonitor, progress: Progress, cancelled: Cancelled) -> Calibration | None:
        """Times this machine and keeps the result; ``None`` when cancelled. The slots start empty afterwards."""
        threads = calibration.thread_counts(machine.physical_cores(), self.runtime.settings.cpu_threads)
        try:
            slot_bytes = machine.limits(self._device, self.config.vram_gib, self.runtime.slots_bytes).slot_bytes
            found = calibration.calibrate(self.loaded, self.runtime, power, threads, slot_bytes, progress, cancelled)
        except (RuntimeError, MemoryError) as error:
            raise MemoryBudgetError(
                f"The machine could not be timed ({type(error).__name__}): close other programs and try again."
            ) from error
        finally:
            self.generator.forget()
        if found is not None:
            self.calibration = found
            save_calibration(found)
        return found

    def close(self) -> None:
        """Gives slots and page locks back. The weights go with the last reference."""
        self.runtime.close()

    def _apply(self, settings: Settings) -> None:
        try:
            self.runtime.apply(settings)
        except (RuntimeError, MemoryError) as error:
            raise MemoryBudgetError(
                f"The slots could not be allocated ({type(error).__name__}): choose fewer; the former settings hold.",
                "ways",
            ) from error
