"""Access to the server: the address it is bound to, and what it asks of those who come.

Imports nothing that takes time: it is asked before anything else is loaded.
"""

from dataclasses import dataclass

from hybrid.errors import ConfigError
from ui.server.served_names import is_this_machine

SHORTEST_TOKEN = 8


@dataclass(frozen=True, slots=True)
class Access:
    """``api``: whether there is an OpenAI-compatible endpoint, whose clients send ``api_token`` if there is one."""

    host: str = "127.0.0.1"
    api: bool = False
    api_token: str | None = None

    def check(self) -> None:
        """Raises ``ConfigError`` for what would leave a door open, or would have no effect."""
        if self.api_token is not None:
            if not self.api:
                raise ConfigError("--api-token goes with --api: add --api, or leave the token out.", "api-token")
            check_token(self.api_token, "--api-token")
        elif self.api and not is_this_machine(self.host):
            raise ConfigError(
                f"With --host {self.host} other machines can reach the endpoint: add --api-token with a secret of your "
                "own.",
                "api-token",
            )


def check_token(token: str, option: str) -> None:
    """Raises ``ConfigError`` for a token that is short, or that a header cannot hold."""
    if len(token) < SHORTEST_TOKEN or not all("!" <= character <= "~" for character in token):
        raise ConfigError(
            f"{option} has to be at least {SHORTEST_TOKEN} printable ASCII characters without spaces.",
            option.lstrip("-"),
        )
