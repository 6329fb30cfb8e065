"""Session of one model on the machine: opened, reconfigured and closed as a whole.

Knows the order of checks, weights, slots and graphs; knows nothing of threads, queues or requests.
"""

import logging
from dataclasses import replace

import torch

from hybrid.calibrate import calibrator
from hybrid.calibrate.look_ahead import score_look_ahead
from hybrid.calibrate.store import load_calibration, save_calibration
from hybrid.config import EngineConfig
from hybrid.decode.runtime import Runtime
from hybrid.engine.generation import Generator
from hybrid.engine.model_records import Records
from hybrid.engine.sampling.defaults import sampling_defaults
from hybrid.engine.warm_start import UsesFile, WarmStart
from hybrid.errors import MemoryBudgetError
from hybrid.machine import resources
from hybrid.model.loading import Checkpoint, LoadedModel, load_model, open_checkpoint
from hybrid.observe.power_monitor import PowerMonitor
from hybrid.progress import Cancelled, Progress, never_cancelled, no_progress
from hybrid.records.calibration import Calibration, ModelShape
from hybrid.records.look_ahead import LookAhead
from hybrid.settings import changed_settings, resolve_settings, smaller_geometry
from hybrid.types import Settings, SettingsChange

logger = logging.getLogger(__name__)


class Session:
    """Weights, slots and generator of one model. Use from one thread at a time; ``records`` from any.

    ``previous_records``: those of an earlier session of the same model, which this one continues.
    """

    def __init__(
        self,
        config: EngineConfig,
        loaded: LoadedModel,
        settings: Settings,
        device: torch.device,
        previous_records: Records | None = None,
    ) -> None:
        self.loaded = loaded
        self._vram_gib, self._device = config.vram_gib, device
        records = previous_records or Records.begun(config, loaded.info, loaded.tokenizer, settings)
        try:
            self.runtime = Runtime(loaded, settings, device, records.telemetry, records.history)
        except BaseException:
            loaded.store.release()
            raise
        records.recorder.settings = settings
        self.generator = Generator(loaded, self.runtime, records.recorder)
        self.records = replace(records, calibration=self._stored_calibration())
        self._uses = UsesFile(loaded.info) if config.warm_start else None
        self.warm_start = WarmStart(self._uses.before if self._uses is not None else (), loaded.info, settings)
        self._headroom = resources.headroom_watch(device)

    @classmethod
    def open(cls, config: EngineConfig, device: torch.device, progress: Progress = no_progress) -> "Session":
        """Loads ``config``'s model.

        Raises a ``HybridError``; what needs no weights is checked before they are read.
        """
        progress(0.0, "Looking at the model's files")
        checkpoint = open_checkpoint(config.model, config.max_context, config.expert_format)
        return cls.from_checkpoint(checkpoint, config, device, progress=progress)

    @classmethod
    def reopened(
        cls,
        previous_records: Records,
        device: torch.device,
        progress: Progress = no_progress,
        cancelled: Cancelled = never_cancelled,
    ) -> "Session":
        """Loads a model again, with the settings it had; goes on with its records. Raises a ``HybridError``."""
        checkpoint = open_checkpoint(
            previous_records.config.model, previous_records.config.max_context, previous_records.config.expert_format
        )
        return cls.from_checkpoint(checkpoint, previous_records.config, device, previous_records, progress, cancelled)

    @classmethod
    def from_checkpoint(
        cls,
        checkpoint: Checkpoint,
        config: EngineConfig,
        device: torch.device,
        previous_records: Records | None = None,
        progress: Progress = no_progress,
        cancelled: Cancelled = never_cancelled,
    ) -> "Session":
        """As ``open``, for a checkpoint that is open already. Reading the weights may take minutes; ``cancelled`` ends
        it with a ``LoadingCancelledError``."""
        info = replace(checkpoint.info, sampling=sampling_defaults(checkpoint.path))
        checkpoint = replace(checkpoint, info=info)
        expected_limits = resources.limits_with(checkpoint.info, resources.memory(device), config.vram_gib)
        resolve_settings(config, checkpoint.info, expected_limits)
        try:
            loaded = load_model(checkpoint, device, progress, cancelled, config.keep_experts)
            progress(1.0, "Preparing slots and kernels, which are compiled at the first start")
            resolved_settings = resolve_settings(config, loaded.info, resources.limits(device, config.vram_gib))
            # Another checkpoint may lie in the folder by now.
            if previous_records is None or previous_records.info != loaded.info:
                return cls(config, loaded, resolved_settings, device)
            return cls(config, loaded, previous_records.settings, device, previous_records)
        except (torch.OutOfMemoryError, MemoryError) as error:
            raise MemoryBudgetError(
                "The model does not fit into the memory there is, even before its slots: choose a smaller model "
                "or close other programs.",
                "model",
            ) from error

    def reconfigure(self, changes: SettingsChange) -> Settings:
        """Applies the changes that are not ``None``, without reloading weights. Raises a ``ConfigError``, and then
        changes nothing."""
        limits = resources.limits(self._device, self._vram_gib, self.runtime.slots_bytes)
        settings = changed_settings(self.runtime.settings, changes, self.loaded.info, limits)
        if settings != self.runtime.settings:
            self._apply(settings)
            self.runtime.notify("")
        return settings

    def calibrate(self, power: PowerMonitor, progress: Progress, cancelled: Cancelled) -> Calibration | None:
        """Times this machine and saves the result; ``None`` when cancelled. The slots start empty afterwards."""
        threads = calibrator.thread_counts(resources.physical_cores(), self.runtime.settings.cpu_threads)
        try:
            slot_bytes = resources.limits(self._device, self._vram_gib, self.runtime.slots_bytes).slot_bytes
            calibration = calibrator.calibrate(
                self.loaded, self.runtime, power, threads, slot_bytes, progress, cancelled
            )
        except (RuntimeError, MemoryError) as error:
            raise MemoryBudgetError(
                f"The machine could not be timed ({type(error).__name__}): close other programs and try again."
            ) from error
        finally:
            self.warm_start.stop()
            self.generator.forget()
            self.records.recorder.settings = self.runtime.settings
        if calibration is not None:
            self.records = replace(self.records, calibration=calibration)
            save_calibration(calibration)
        return calibration

    def look_ahead(self, power: PowerMonitor, progress: Progress, cancelled: Cancelled) -> LookAhead | None:
        """Scores look-ahead on the tokens of the last conversation; ``None`` when cancelled. The slots start empty
        afterwards. ``power`` is not needed."""
        try:
            return score_look_ahead(self.loaded, self.runtime, self.generator.conversation_ids, progress, cancelled)
        except (RuntimeError, MemoryError) as error:
            raise MemoryBudgetError(
                f"Look-ahead could not be scored ({type(error).__name__}): close other programs and try again."
            ) from error
        finally:
            self.warm_start.stop()
            self.generator.forget()
            self.records.recorder.settings = self.runtime.settings

    def tend(self, *, idle: bool) -> None:
        """What is to be done between two tokens: gives memory back that other programs have taken, and goes on with
        the warm start. ``idle``: nothing else is under way."""
        missing = self._headroom.missing() if self._headroom is not None else 0
        if missing:
            self._give_back(missing)
        if self.warm_start.has_more:
            self.warm_start.go_on(self.runtime, idle=idle)

    def keep_uses(self) -> None:
        """Keeps what this session has used of the experts for the next one, with a warm start."""
        if self._uses is not None:
            self._uses.keep(self.records.telemetry.uses())

    def close(self) -> None:
        """Gives slots and page locks back. The weights go with the last reference."""
        self.runtime.close()

    def _give_back(self, missing: int) -> None:
        """Makes the pool smaller by so many bytes or more, and says so; a failure ends the watch, not a reply."""
        settings = self.runtime.settings
        smaller = smaller_geometry(settings.geometry, -(-missing // self.loaded.info.expert_bytes))
        if settings.placement == "cpu_only" or smaller == settings.geometry:
            return
        try:
            self._apply(replace(settings, geometry=smaller))
        except MemoryBudgetError as error:
            logger.warning("Slots could not be given back to other programs: %s", error)
            self._headroom = None
            return
        self.runtime.notify(
            f"Other programs have taken GPU memory, so each layer has {smaller.ways} slots instead of "
            f"{settings.geometry.ways}. Set Slots per layer (M) again once they have ended."
        )

    def _stored_calibration(self) -> Calibration | None:
        return load_calibration(
            ModelShape.of(self.loaded.info),
            self.runtime.machine.device_name,
            calibrator.machine_name(),
            calibrator.versions(),
        )

    def _apply(self, settings: Settings) -> None:
        self.warm_start.stop()
        try:
            self.runtime.apply(settings)
            self.records.recorder.settings = settings
            if self._headroom is not None:
                self._headroom.restart()
        except (RuntimeError, MemoryError) as error:
            raise MemoryBudgetError(
                f"The slots could not be allocated ({type(error).__name__}): choose fewer; the former settings hold.",
                "ways",
            ) from error
