"""Fields of a JSON object: each is taken with its type checked, and what nobody has taken is refused."""

import math
from collections.abc import Mapping
from typing import Any

from ui.api.errors import ApiError

_LARGEST = 1e300  # integers in JSON may be of any size, and fail when converted to float


class Fields:
    """The fields of ``body`` that are left; ``null`` counts as left out. ``path`` names the object in errors."""

    def __init__(self, body: Any, path: str = "") -> None:
        self.path = path
        if not isinstance(body, Mapping):
            raise ApiError(f"{path or 'The body'} has to be a JSON object.", path)
        self._left: dict[str, Any] = {name: value for name, value in body.items() if value is not None}

    def name(self, field: str) -> str:
        """The field's full name, such as ``messages[0].content``."""
        return f"{self.path}.{field}" if self.path else field

    def take(self, field: str) -> Any:
        """Its value of any type; ``None`` if it is left out."""
        return self._left.pop(field, None)

    def text(self, field: str) -> str | None:
        value = self.take(field)
        if value is None or isinstance(value, str):
            return value
        raise self.wrong(field, "text")

    def needed_text(self, field: str) -> str:
        """Text that is not empty."""
        value = self.text(field)
        if not value:
            raise ApiError(f"{self.name(field)} is missing: send it as text.", self.name(field))
        return value

    def number(self, field: str, default: float) -> float:
        value = self.take(field)
        if value is None:
            return default
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not abs(value) < _LARGEST or not math.isfinite(value):
            raise self.wrong(field, "a number")
        return float(value)

    def whole(self, field: str) -> int | None:
        value = self.take(field)
        if value is None or type(value) is int:
            return value
        raise self.wrong(field, "a whole number")

    def flag(self, field: str) -> bool | None:
        value = self.take(field)
        if value is None or isinstance(value, bool):
            return value
        raise self.wrong(field, "true or false")

    def items(self, field: str) -> list[Any]:
        """A list; empty if it is left out."""
        value = self.take(field)
        if value is None or isinstance(value, list):
            return value or []
        raise self.wrong(field, "a list")

    def refuse(self, field: str, why: str, *harmless: Any) -> None:
        """Refuses the field unless it is left out or asks for what happens anyway."""
        value = self.take(field)
        if value is not None and not any(type(value) is type(each) and value == each for each in harmless):
            raise ApiError(f"{self.name(field)} can't be served: {why}", self.name(field), code="unsupported_parameter")

    def end(self) -> None:
        """Refuses what is left: a client that sends it expects something of it."""
        if self._left:
            names = ", ".join(self.name(field) for field in sorted(self._left))
            raise ApiError(
                f"This server does not know {names}: leave it out.", next(iter(names.split(", "))),
                code="unknown_parameter",
            )  # fmt: skip

    def wrong(self, field: str, kind: str) -> ApiError:
        return ApiError(f"{self.name(field)} has to be {kind}.", self.name(field))
