"""Owners of connections: which user of this machine is at the other end, as Linux tells it in ``/proc/net``.

On 127.0.0.1 a port is open to every user of a machine, and a browser cannot be asked who runs it. But the kernel knows
the owner of the connecting socket. Imports nothing that takes time: the page that waits for the start asks, too.
"""

import ipaddress
import os
import socket
import struct
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

PROC = Path("/proc")
# Who a tool ran the program for: with sudo the browser still is the user's own.
_RAN_FOR = ("SUDO_UID", "PKEXEC_UID")
_ROOT = 0

Address: TypeAlias = tuple[str, int]


def own_users() -> frozenset[int] | None:
    """Users whose connections are let in: this program's, the one that it was started for, and root.

    Root can read this program's memory anyway, and relays of virtual machines and tunnels run as root. ``None`` where
    the owner of a connection cannot be known.
    """
    if not sys.platform.startswith("linux") or _is_guest_of_windows() or not _knows_own_connection():
        return None
    user = os.geteuid()
    ran_for = {int(uid) for uid in map(os.environ.get, _RAN_FOR) if uid and uid.isdecimal()} if user == _ROOT else set()
    return frozenset({user, _ROOT, *ran_for})


def owner_of(peer: Address, here: Address, proc: Path = PROC) -> int | None:
    """The user who owns the socket at ``peer`` that is connected to ``here``; ``None`` if that cannot be known.

    A socket without an inode has been closed: the kernel then gives it to root, whoever had it.
    """
    for table, ends in _ends(peer, here):
        try:
            with (proc / "net" / table).open(encoding="ascii", errors="replace") as lines:
                for line in lines:
                    fields = line.split()
                    if fields[1:3] == ends and len(fields) > 9:
                        return int(fields[7]) if fields[9] != "0" else None
        except (OSError, ValueError):
            continue
    return None


def _ends(peer: Address, here: Address) -> Iterator[tuple[str, list[str]]]:
    """For each table that may have the peer's socket: its name, and both ends as they are written there.

    A client with a socket of IPv6 may reach an address of IPv4, and is listed with a mapped one.
    """
    try:
        addresses = [ipaddress.ip_address(host.partition("%")[0]) for host, _ in (peer, here)]
    except ValueError:
        return
    ports = (peer[1], here[1])
    if all(address.version == 4 for address in addresses):
        yield "tcp", [_written(address.packed, port) for address, port in zip(addresses, ports, strict=True)]
        mapped = [bytes(10) + b"\xff\xff" + address.packed for address in addresses]
        yield "tcp6", [_written(packed, port) for packed, port in zip(mapped, ports, strict=True)]
    else:
        yield "tcp6", [_written(address.packed, port) for address, port in zip(addresses, ports, strict=True)]


def _written(packed: bytes, port: int) -> str:
    """As in the tables: the address in words of 32 bits, each in this machine's byte order, and the port."""
    words = struct.unpack(f"={len(packed) // 4}I", packed)
    return "".join(f"{word:08X}" for word in words) + f":{port:04X}"


def _knows_own_connection() -> bool:
    """Whether the kernel tells the owner of a connection that this program makes to itself."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            here = server.getsockname()
            with socket.create_connection(here, 5) as client:
                return owner_of(client.getsockname(), here) == os.geteuid()
    except OSError:
        return False


def _is_guest_of_windows() -> bool:
    """Whether this is Windows' subsystem for Linux, where a browser's socket may be none of Linux's."""
    return "microsoft" in os.uname().release.lower()


class Connection:
    """One connection of a client; its owner is looked up when first asked for, and then known for all its requests."""

    def __init__(self, peer: Address | None, here: Address | None) -> None:
        self._ends = None if peer is None or here is None else (peer, here)

    @cached_property
    def owner(self) -> int | None:
        """The user at the other end; ``None`` if that cannot be known."""
        return None if self._ends is None else owner_of(*self._ends)
