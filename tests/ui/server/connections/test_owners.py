"""Owners of connections: as the kernel lists them, in tables written for these tests and in its own."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.server.connections import owners
from ui.server.connections.owners import Connection, own_users, owner_of

HERE = ("127.0.0.1", 7860)
PEER = ("127.0.0.1", 40000)
ON_LITTLE_ENDIAN = pytest.mark.skipif(sys.byteorder != "little", reason="the tables below are of such a machine")
HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def row(local: str, remote: str, uid: int, inode: int, state: str = "01") -> str:
    return (
        f"   0: {local} {remote} {state} 00000000:00000000 00:00000000 00000000 {uid:5} 0 {inode} 1 0 20 4 30 10 -1\n"
    )


SERVERS_END = row("0100007F:1EB4", "0100007F:9C40", 7, 11)
CLIENTS_END = row("0100007F:9C40", "0100007F:1EB4", 1000, 12)


def tables(folder: Path, tcp: str = "", tcp6: str = "") -> Path:
    (folder / "net").mkdir()
    (folder / "net" / "tcp").write_text(HEAD + tcp)
    (folder / "net" / "tcp6").write_text(HEAD + tcp6)
    return folder


@ON_LITTLE_ENDIAN
def test_the_owner_of_the_other_end(tmp_path: Path) -> None:
    others = row("0100007F:9C40", "0100007F:0050", 5, 13) + row("0200007F:9C40", "0100007F:1EB4", 6, 14)
    assert owner_of(PEER, HERE, tables(tmp_path, others + SERVERS_END + CLIENTS_END)) == 1000


@ON_LITTLE_ENDIAN
def test_ipv6_and_ipv4_through_ipv6(tmp_path: Path) -> None:
    loopback = "00000000000000000000000001000000"
    mapped = "0000000000000000FFFF00000100007F"
    rows = row(f"{loopback}:9C40", f"{loopback}:1EB4", 8, 15) + row(f"{mapped}:9C41", f"{mapped}:1EB4", 9, 16)
    proc = tables(tmp_path, CLIENTS_END, rows)
    assert owner_of(("::1", 40000), ("::1", 7860), proc) == 8
    assert owner_of(("127.0.0.1", 40001), HERE, proc) == 9


@ON_LITTLE_ENDIAN
@pytest.mark.parametrize("state", ["01", "05", "06"])
def test_a_closed_socket_is_nobodys_though_the_kernel_says_root(tmp_path: Path, state: str) -> None:
    assert owner_of(PEER, HERE, tables(tmp_path, row("0100007F:9C40", "0100007F:1EB4", 0, 0, state))) is None


@pytest.mark.parametrize("peer", [PEER, ("", 0), ("no address", 1), ("fe80::1%eth0", 2)])
def test_what_is_not_listed_is_not_known(tmp_path: Path, peer: tuple[str, int]) -> None:
    assert owner_of(peer, HERE, tables(tmp_path, SERVERS_END + "nonsense\n\n 1 2\n")) is None
    assert owner_of(peer, HERE, tmp_path / "none") is None
    assert Connection(None, HERE).owner is None


@pytest.fixture(params=["127.0.0.1", "::1"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, socket.socket]]:
    """A server's and a client's end."""
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    try:
        server = socket.create_server((request.param, 0), family=family)
    except OSError:
        pytest.skip("this machine has no such address")
    client = socket.create_connection(server.getsockname()[:2])
    accepted, _ = server.accept()
    yield accepted, client
    for each in (accepted, client, server):
        each.close()


@pytest.mark.skipif(own_users() is None, reason="this machine does not tell")
def test_a_real_connection(pair: tuple[socket.socket, socket.socket]) -> None:
    accepted, client = pair
    peer, here = client.getsockname()[:2], accepted.getsockname()[:2]
    assert owner_of(peer, here) == os.geteuid()
    client.close()
    assert owner_of(peer, here) is None


def test_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(owners, "owner_of", lambda *ends: asked.append(ends) or 3)
    connection = Connection(PEER, HERE)
    assert [connection.owner, connection.owner] == [3, 3]
    assert asked == [(PEER, HERE)]


def test_whom_root_runs_it_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners, "_knows_own_connection", lambda: True)
    monkeypatch.setattr(owners, "_is_guest_of_windows", lambda: False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("SUDO_UID", "1000")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert own_users() == {0, 1000}
    monkeypatch.setattr(os, "geteuid", lambda: 1001)
    assert own_users() == {0, 1001}


@pytest.mark.parametrize("which", ["platform", "windows", "kernel"])
def test_where_owners_cannot_be_known(monkeypatch: pytest.MonkeyPatch, which: str) -> None:
    if which == "platform":
        monkeypatch.setattr(sys, "platform", "darwin")
    elif which == "windows":
        monkeypatch.setattr(owners, "_is_guest_of_windows", lambda: True)
    else:
        monkeypatch.setattr(owners, "owner_of", lambda *_: None)
    assert own_users() is None
