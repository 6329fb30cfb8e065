"""Names a server may be addressed by: the first line of defence against other sites, and all the waiting page needs.

Imports nothing but the standard library: it is asked before anything else is loaded.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def is_this_machine(host: str) -> bool:
    """Whether a server bound to ``host`` is reached from this machine alone."""
    return host.lower() in LOCAL_NAMES or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


class ServedNames:
    """Of a server bound to ``host``."""

    def __init__(self, host: str) -> None:
        # For a server bound to every address: an attack needs a name that was rebound, so bare addresses are safe.
        self._addresses = is_any_address(host)
        self.names = LOCAL_NAMES | {socket.gethostname().lower() if self._addresses else host.lower()}

    def serves(self, host: str) -> bool:
        """Whether a request with that ``Host`` header is meant for this server."""
        name = _host_name(host)
        return name in self.names or (self._addresses and _is_address(name))


def same_site(host: str, origin: str | None) -> bool:
    """Whether a request with these headers comes from the server's own page, or from no page at all."""
    return origin is None or origin.lower().partition("://")[2] == host.lower()


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_any_address(host: str) -> bool:
    """Whether a server bound to ``host`` listens on every address of the machine."""
    return _is_address(host) and ipaddress.ip_address(host).is_unspecified
