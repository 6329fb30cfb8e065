"""Settings as flat values: as in fields, presets, JSON, and the query of an address.

Knows names and kinds of the settings, not which values are allowed: the engine judges that. Geometry is two values,
``indexes`` and ``ways``; every other value has its name in ``Settings``.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qsl, urlsplit

from hybrid.errors import ConfigError
from hybrid.types import Geometry, Settings, SettingsChange

Value: TypeAlias = int | str | bool
Values: TypeAlias = dict[str, Value]

LONGEST_TEXT = 10_000
LONGEST_NUMBER = 9
PASTE = "Paste what Copy as JSON or Copy link gave you"
WORDS = {
    "indexes": "N",
    "ways": "M",
    "max_queued_copies": "Copies at once",
    "cpu_threads": "CPU threads",
}
CHOICES = {
    "mapping": "how slots are shared",
    "policy": "a policy",
    "admission": "when missed experts are copied",
    "placement": "a strategy",
}


def values_of(settings: Settings) -> Values:
    """Every setting by its flat name, the geometry first."""
    rest = {field.name: getattr(settings, field.name) for field in fields(settings)}
    geometry: Geometry = rest.pop("geometry")
    return {"indexes": geometry.indexes, "ways": geometry.ways} | rest


def checked_values(values: Mapping[str, object], settings: Settings) -> Values:
    """The values, checked. Raises ``ConfigError`` for a name that is no setting, or a value of the wrong kind."""
    present = values_of(settings)
    return {name: _checked(name, value, present) for name, value in values.items()}


def change_to(values: Values, settings: Settings) -> SettingsChange:
    """The change for ``reconfigure``: ``values``, and all else as in ``settings``."""
    changed: dict[str, Any] = values_of(settings) | values
    geometry = Geometry(changed.pop("indexes"), changed.pop("ways"))
    return cast(SettingsChange, {"geometry": geometry} | changed)


def values_in(text: str, settings: Settings) -> dict[str, object]:
    """The settings in pasted text: JSON, or an address with settings in its query. Raises ``ConfigError``."""
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise ConfigError(f"That is too long to be settings. {PASTE}.", "settings-json")
    if not text:
        raise ConfigError(f"Nothing to import. {PASTE}.", "settings-json")
    values = _json(text) if text.startswith(("{", "[", '"')) else values_in_query(_query(text), settings)
    if not values:
        raise ConfigError(f"That names no setting. {PASTE}.", "settings-json")
    return values


def values_in_query(query: str, settings: Settings) -> dict[str, object]:
    """The settings among a query's parameters; ignores others, which may belong to another program."""
    present = values_of(settings)
    pairs = parse_qsl(query.removeprefix("?")[:LONGEST_TEXT], max_num_fields=None)
    return {name: _from_query(value, present[name]) for name, value in pairs if name in present}


def _json(text: str) -> dict[str, object]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise ConfigError(f"That isn't valid JSON. {PASTE}.", "settings-json") from None
    if not isinstance(values, dict):
        raise ConfigError('Settings are a JSON object such as {"indexes": 8, "ways": 4}.', "settings-json")
    return values


def _query(address: str) -> str:
    try:
        return urlsplit(address).query
    except ValueError:  # brackets that are no IPv6 address
        return ""


def _from_query(text: str, present: Value) -> object:
    if isinstance(present, bool):
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if isinstance(present, int):
        digits = text.strip().removeprefix("-")
        return int(text) if digits.isdecimal() and len(digits) <= LONGEST_NUMBER else text
    return text


def _checked(name: str, value: object, present: Values) -> Value:
    if name not in present:
        names = ", ".join(present)
        raise ConfigError(f"Unknown setting {name[:40]!r}. Valid names: {names}.", "settings-json")
    if isinstance(present[name], bool):
        if not isinstance(value, bool):
            raise ConfigError(f"{name} must be true or false.", name)
        return value
    if isinstance(present[name], int):
        return _whole_number(name, value)
    if not isinstance(value, str):
        raise ConfigError(f"Choose {CHOICES.get(name, name)}.", name)
    return value


def _whole_number(name: str, value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 10**LONGEST_NUMBER:
        raise ConfigError(f"{WORDS[name]} must be a whole number.", name)
    return value
