"""Presets: settings under a name, built in or saved by the user, for one model or for all.

Each is one JSON file, in a folder that is handed in. A preset for the model hides one of the same name for all models,
which hides a built-in one. Knows files; only an engine can say whether it accepts the settings.
"""

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hybrid.errors import ConfigError
from hybrid.machine.user_folders import private_folder
from hybrid.text.characters import is_text
from hybrid.types import Settings
from ui.control.settings_text import Values, checked_values, values_of

LONGEST_NAME = 40
LARGEST_FILE = 100_000
HALF_A_CHARACTER = "The preset's name contains half a character, probably a cut emoji. Remove it."
# Invisible characters that words of some languages and many emoji need.
_JOINERS = str.maketrans("", "", "\u200c\u200d")
GEOMETRY = ("indexes", "ways")


@dataclass(frozen=True, slots=True)
class Preset:
    """``model``: the only model that it is for, or ``None`` for all. ``values`` may be a part of the settings.
    ``purpose``: of a built-in one, a sentence."""

    name: str
    values: Values
    model: str | None = None
    built_in: bool = False
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The presets that can be chosen for a model, and a sentence about every file that cannot be read."""

    presets: tuple[Preset, ...]
    saved: tuple[Preset, ...]  # also those that others hide
    problems: tuple[str, ...]

    def named(self, name: str) -> Preset:
        for preset in self.presets:
            if preset.name == name:
                return preset
        raise ConfigError(f"There is no preset {name!r} any more: choose another one.", "preset")

    def in_force(self, settings: Settings) -> str | None:
        """The preset whose values are all in force; of several, the one with most values, and the user's own first."""
        values = values_of(settings)
        fitting = [preset for preset in self.presets if preset.values.items() <= values.items()]
        return max(fitting, key=lambda preset: (len(preset.values), not preset.built_in)).name if fitting else None


class PresetFiles:
    """The user's presets on disk. ``folder`` is called at each use, and may raise ``OSError``."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder

    def shelf(self, model: str, settings: Settings, built_in: tuple[Preset, ...] = ()) -> Shelf:
        """The presets that can be chosen: ``built_in`` ones, and the user's; ``settings`` show the names and kinds of
        allowed values."""
        saved: list[Preset] = []
        problems: list[str] = []
        for path in self._files(problems):
            try:
                saved.append(_read(path, settings))
            except FileNotFoundError:
                continue  # deleted by another tab or program since the folder was read
            except (OSError, ValueError, ConfigError) as error:
                problems.append(f"The preset file {path.name} cannot be used ({error}) Correct or delete it.")
        usable = [preset for preset in saved if preset.model in (None, model)]
        by_name = {preset.name: preset for preset in built_in}
        for preset in sorted(usable, key=lambda preset: (preset.model is not None, preset.name.casefold())):
            by_name[preset.name] = preset
        return Shelf(tuple(by_name.values()), tuple(usable), tuple(problems))

    def save(self, name: str, settings: Settings, model: str | None) -> Preset:
        """Saves ``settings`` under ``name``, in place of an earlier preset of that name and model.

        A preset for all models has no geometry, which depends on the model. Raises ``ConfigError``.
        """
        values = values_of(settings)
        if model is None:
            values = {key: value for key, value in values.items() if key not in GEOMETRY}
        preset = Preset(_checked_name(name), values, model)
        text = json.dumps({"name": preset.name, "model": model, "settings": values}, indent=2, ensure_ascii=False)
        try:
            replace_file(self._folder() / _file_name(preset), text + "\n")
        except OSError as error:
            raise ConfigError(f"The preset could not be saved: {error}.", "preset-name") from error
        return preset

    def delete(self, preset: Preset) -> None:
        """Deletes a preset's file. Raises ``ConfigError`` if it cannot be removed."""
        try:
            for path in self._files([]):
                if _is(path, preset):
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise ConfigError(f"The preset could not be deleted: {error}.", "preset-saved") from error

    def _files(self, problems: list[str]) -> Iterable[Path]:
        try:
            return sorted(self._folder().glob("*.json"))
        except OSError as error:
            problems.append(f"The folder of the presets cannot be read: {error}.")
            return ()


def _read(path: Path, settings: Settings) -> Preset:
    if path.stat().st_size > LARGEST_FILE:
        raise ConfigError("it is too large to be a preset.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise ConfigError("it isn't valid JSON.") from None
    if not isinstance(content, dict) or not isinstance(content.get("settings"), dict):
        raise ConfigError("it has no settings.")
    name, model, values = content.get("name"), content.get("model"), content["settings"]
    if not isinstance(name, str) or not (model is None or isinstance(model, str)):
        raise ConfigError("its name or model is no text.")
    return Preset(_checked_name(name), checked_values(values, settings), model)


def _is(path: Path, preset: Preset) -> bool:
    """Whether the file, whatever its name, holds that preset."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return (content["name"], content["model"]) == (preset.name, preset.model)
    except (OSError, ValueError, RecursionError, LookupError, TypeError):
        return False


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name.translate(_JOINERS):
        raise ConfigError("Enter a name for the preset.", "preset-name")
    if not is_text(name):
        raise ConfigError(HALF_A_CHARACTER, "preset-name")
    if not name.translate(_JOINERS).isprintable():
        raise ConfigError("The preset's name contains an invisible character. Type the name again.", "preset-name")
    if len(name) > LONGEST_NAME:
        raise ConfigError(f"A preset's name can have at most {LONGEST_NAME} letters: shorten it.", "preset-name")
    return name


def _file_name(preset: Preset) -> str:
    # A file system may ignore differences between names or forbid some characters: the hash tells names apart.
    plain = re.sub(r"[^a-z0-9]+", "-", preset.name.lower()).strip("-") or "preset"
    tag = sha256(json.dumps([preset.model, preset.name]).encode()).hexdigest()[:8]
    return f"{plain}-{tag}.json"


def replace_file(path: Path, text: str) -> None:
    """Replaces a file in one step: whatever happens, readers find the old file or the new one, never a part."""
    private_folder(path.parent)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".draft")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
