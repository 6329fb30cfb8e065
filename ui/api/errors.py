"""Errors of the endpoint, in the form that OpenAI's clients read."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from starlette.responses import Response

from hybrid.errors import ConfigError, EngineClosedError, HybridError, RequestError


class ApiError(RequestError):
    """A request that is refused with an HTTP ``status``; ``code`` is a word for programs, ``retry_s`` when to retry."""

    def __init__(
        self, message: str, field: str = "", status: int = 400, code: str = "", retry_s: int | None = None
    ) -> None:
        super().__init__(message, field)
        self.status, self.code, self.retry_s = status, code, retry_s


def status_of(error: Exception) -> int:
    """The HTTP status that tells whether the client, or this server, has to change something."""
    if isinstance(error, ApiError):
        return error.status
    if isinstance(error, RequestError | ConfigError):
        return 400
    return 503 if isinstance(error, EngineClosedError) else 500


def headers_of(error: Exception) -> dict[str, str]:
    """Headers that go with the status."""
    if isinstance(error, ApiError) and error.retry_s is not None:
        return {"Retry-After": str(error.retry_s)}
    return {"WWW-Authenticate": "Bearer"} if status_of(error) == 401 else {}


def error_body(error: Exception) -> dict[str, Any]:
    """What the client is told: an unexpected error's own words stay in the terminal."""
    status = status_of(error)
    says_why = isinstance(error, HybridError)
    return {
        "error": {
            "message": str(error) if says_why else "The reply broke off; the terminal of the program says why.",
            "type": _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error"),
            "param": (error.field or None) if isinstance(error, HybridError) else None,
            "code": (error.code or None) if isinstance(error, ApiError) else None,
        }
    }


def json_response(
    content: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """Escaped, since a refusal may quote half of a character, which no encoding can hold."""
    return Response(json.dumps(content), status, {**headers, "Cache-Control": "no-store"}, "application/json")


def error_response(error: Exception) -> Response:
    """The answer to a request that ``error`` has ended."""
    return json_response(error_body(error), status_of(error), headers_of(error))


_TYPES = {401: "authentication_error", 429: "rate_limit_error"}
