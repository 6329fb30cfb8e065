"""Calibration store: one JSON file for each model shape, device and machine, in the user's cache.

Knows files; one that is broken, from elsewhere or of another version counts as none.
"""

import json
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

from hybrid.machine.user_folders import cache_dir, private_folder
from hybrid.records.calibration import Calibration, ModelShape, calibration_from_dict, calibration_to_dict

_FOLDER = "calibrations"


def load_calibration(shape: ModelShape, device: str, machine: str, version: str) -> Calibration | None:
    """The calibration measured here with this version, or ``None``; never raises."""
    try:
        values = json.loads(_path(shape, device, machine).read_text(encoding="utf-8"))
        calibration = calibration_from_dict(values)
    except (OSError, ValueError, RecursionError):
        return None
    origin = (calibration.shape, calibration.device, calibration.machine, calibration.version)
    return calibration if origin == (shape, device, machine, version) and not calibration.predicted else None


def save_calibration(calibration: Calibration) -> bool:
    """Saves the calibration; returns whether that worked."""
    try:
        path = _path(calibration.shape, calibration.device, calibration.machine)
        private_folder(path.parent)
        text = json.dumps(calibration_to_dict(calibration), indent=1) + "\n"
        # A draft with a unique name: another program may be writing the same file.
        with NamedTemporaryFile("w", dir=path.parent, suffix=".part", encoding="utf-8", delete=False) as draft:
            draft.write(text)
        Path(draft.name).replace(path)
    except OSError:
        return False
    return True


def _path(shape: ModelShape, device: str, machine: str) -> Path:
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{shape.key}-{device}-{machine}")
    return cache_dir() / _FOLDER / f"{name}.json"
