"""Access to the server: the address it is bound to, and what it asks of those who come.

On this machine nobody is asked: whoever started the program may come, and other users of the machine may not, as the
kernel tells them apart. Where it does not, and beyond this machine, the page wants a token, which stands in the address
that is printed and opened and then in a cookie, or a user and a password. Imports nothing that takes time: the page
that waits for the start asks, too.
"""

import base64
import binascii
import hmac
import secrets
import socket
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode

from hybrid.errors import ConfigError
from ui.server.connections.owners import Connection, own_users
from ui.server.served_names import is_any_address, is_this_machine

OTHER_USER = (
    "This program answers only to the user who started it. "
    "That user can let others in, by starting it with --auth user:password."
)
SHORTEST_TOKEN = 8
PARAMETER = "token"
_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Access:
    """``api``: whether there is an OpenAI-compatible endpoint, whose clients send ``api_token`` if there is one.

    ``page_token`` opens the page, or ``login`` does, a user and a password; without both it is open to all of
    ``users``, who own the connections that may be made, by their numbers; ``None`` stands for everybody.
    """

    host: str = "127.0.0.1"
    api: bool = False
    api_token: str | None = None
    page_token: str | None = None
    login: tuple[str, str] | None = None
    users: frozenset[int] | None = None

    def __post_init__(self) -> None:
        """Raises ``ConfigError`` for an endpoint that other machines can reach without a token."""
        if self.api and self.api_token is None and not is_this_machine(self.host):
            raise ConfigError(
                f"With --host {self.host} other machines can reach the endpoint: add --api-token with a secret of your "
                "own.",
                "api-token",
            )

    @classmethod
    def asked_for(cls, host: str, api: bool, api_token: str | None, login: str | None, insecure: bool) -> "Access":
        """What command-line options ask for; with a token of its own making, if nothing else tells users apart.

        Raises ``ConfigError`` for what would leave a door open unasked, or would have no effect.
        """
        local = is_this_machine(host)
        if api_token is not None:
            _check_api_token(api, api_token)
        if insecure and (local or login is not None):
            raise ConfigError("--insecure goes with --host, and without --auth: leave it out.", "insecure")
        users = own_users() if local and login is None else None
        open_to_all = insecure or login is not None or users is not None
        token = None if open_to_all else secrets.token_urlsafe(_TOKEN_BYTES)
        return cls(host, api, api_token, token, None if login is None else _user_and_password(login), users)

    def may_connect(self, connection: Connection) -> bool:
        """Whether a request by this connection is looked at at all."""
        return self.users is None or connection.owner in self.users

    @property
    def endpoint_asks(self) -> bool:
        """Whether the endpoint lets in whom it likes, without the page's token: by a key of its own, or, on this
        machine alone, everybody, since its clients can bring no cookie."""
        local_token = self.page_token is not None and is_this_machine(self.host)
        return self.api_token is not None or (self.api and local_token)

    def admits(self, cookies: str, authorization: str, port: int) -> bool:
        """Whether a request with these headers may see the page; ``port`` is the server's."""
        if self.login is not None:
            return _same(_basic(authorization), ":".join(self.login))
        if self.page_token is not None:
            return _same(_cookie(cookies, _cookie_name(port)), self.page_token)
        return True

    def is_key(self, query: str) -> bool:
        """Whether the query of an address holds the token, which ``entry_headers`` turns into a cookie."""
        try:
            given = parse_qs(query, max_num_fields=8).get(PARAMETER, [""])
        except ValueError:
            return False
        return self.page_token is not None and self.login is None and _same(given[0], self.page_token)

    def entry_headers(self, path: str, port: int) -> dict[str, str]:
        """Headers that lead on to the same address without the token, which would stay in the browser's history.

        On this machine the cookie never comes along from another site. Beyond it a link has to open the page at once,
        and requests from other sites are refused by their origin.
        """
        sites = "Strict" if is_this_machine(self.host) else "Lax"
        cookie = f"{_cookie_name(port)}={self.page_token}; Path=/; HttpOnly; SameSite={sites}"
        there = "/" + quote(path.lstrip("/\\"), safe="/%")  # never another site's
        return {"Location": there, "Set-Cookie": cookie, "Cache-Control": "no-store"}

    def question(self) -> tuple[str, dict[str, str]]:
        """What a stranger is told, and the headers that go with status 401."""
        if self.login is not None:
            return "This page asks for a user and a password.", {"WWW-Authenticate": 'Basic realm="Hybrid MoE"'}
        return "This page asks for its token: open the address that the program has printed in its terminal.", {}

    def with_key(self, address: str) -> str:
        """The address to open in a browser."""
        return address if self.page_token is None else f"{address}/?{urlencode({PARAMETER: self.page_token})}"

    def who_can_enter(self, port: int) -> str:
        """A sentence about who can reach what; empty for this machine alone."""
        if is_this_machine(self.host):
            return ""
        name = name_for_others(self.host)
        address = f"http://{f'[{name}]' if ':' in name else name}:{port}"
        can = "can read and delete conversations, load models and use them"
        if self.login is not None:
            return f"Whoever reaches {address} and knows the password {can}. It travels unencrypted."
        if self.page_token is not None:
            return f"Whoever has this address {can}: {self.with_key(address)} (it travels unencrypted)"
        return f"Whoever reaches {address} {can}, without being asked for anything (--insecure)."


def name_for_others(host: str) -> str:
    """The name or address by which other machines reach a server bound to ``host``."""
    if not is_any_address(host):
        return host
    family, somewhere = (socket.AF_INET6, "2001:db8::1") if ":" in host else (socket.AF_INET, "192.0.2.1")
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((somewhere, 9))  # sends nothing: it only chooses the network to send by
            return str(probe.getsockname()[0])
    except OSError:
        return socket.gethostname()


def _check_api_token(api: bool, token: str) -> None:
    if not api:
        raise ConfigError("--api-token goes with --api: add --api, or leave the token out.", "api-token")
    _check_secret(token, "--api-token")


def _user_and_password(login: str) -> tuple[str, str]:
    user, colon, password = login.partition(":")
    if not (user and colon):
        raise ConfigError("--auth takes a user and a password with a colon between them: user:password.", "auth")
    _check_secret(password, "The password of --auth")
    return user, password


def _check_secret(secret: str, what: str) -> None:
    """Raises ``ConfigError`` for a secret that is short, or that a header cannot hold."""
    if len(secret) < SHORTEST_TOKEN or not all("!" <= character <= "~" for character in secret):
        raise ConfigError(f"{what} has to be at least {SHORTEST_TOKEN} printable ASCII characters without spaces.")


def _same(given: str, secret: str) -> bool:
    """In a time that tells nothing of the secret."""
    return hmac.compare_digest(given.encode(errors="replace"), secret.encode(errors="replace"))


def _basic(authorization: str) -> str:
    kind, _, value = authorization.partition(" ")
    try:
        return base64.b64decode(value.strip(), validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, ValueError):
        return ""


def _cookie_name(port: int) -> str:
    # A browser sends the cookies of one port to all ports of a machine, so two programs need two names.
    return f"hybrid_moe_{port}"


def _cookie(cookies: str, name: str) -> str:
    pairs = (pair.strip().partition("=") for pair in cookies.split(";"))
    return next((value for key, _, value in pairs if key == name), "")
