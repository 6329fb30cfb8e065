"""Results of the lab as JSON: any of its dataclasses, arrays included.

Knows how values are written, not what they mean. An unknown number (NaN) becomes ``null``, never a zero.
"""

import json
import math
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import numpy as np


def to_json(result: Any) -> str:
    """The result as JSON. Raises ``TypeError`` for values that have no form in JSON."""
    return json.dumps(to_plain(result), allow_nan=False, ensure_ascii=False)


def to_plain(value: Any) -> Any:
    """The value as lists, dictionaries, texts and numbers only."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.ndarray | np.generic):
        return to_plain(value.tolist())
    if isinstance(value, Enum):
        return to_plain(value.value)
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"{type(value).__name__} has no form in JSON")
