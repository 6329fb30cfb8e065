"""Listening socket of the server, and its address; before anything else is loaded, so that the port is open at once."""

import socket

PORTS_TRIED = 20
LAST_PORT = 65_535


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on ``port`` or the next free one. Raises ``OSError`` when there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last_error: OSError | None = None
    for candidate in range(port, min(port + PORTS_TRIED, LAST_PORT + 1)) if port else (0,):
        # Explicitly TCP: otherwise asyncio leaves Nagle's algorithm on, which delays every small answer by 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError as error:
            listener.close()
            last_error = error
        else:
            listener.listen()
            return listener
    raise last_error or OSError(f"No free port from {port} on.")


def address_of(listener: socket.socket, host: str) -> str:
    """What to open in a browser."""
    return f"http://{_address_name(host)}:{listener.getsockname()[1]}"


def _address_name(host: str) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{name}]" if ":" in name else name
