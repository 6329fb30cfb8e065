"""Who may see the page: its user on this machine; beyond it, who has a token or a password."""

import base64
import http.client
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import app
from hybrid.errors import ConfigError
from tests.fakes.fake_engine import FakeEngine
from tests.ui.api.conftest import Served
from ui.server import access as access_module
from ui.server.access import OTHER_USER, PARAMETER, Access, name_for_others
from ui.server.listening import listen
from ui.server.waiting_page import WaitingPage

TOKEN = "a-token-of-the-page"
PASSWORD = "correct-horse"
KEYED, LOGIN = Access(page_token=TOKEN), Access(login=("me", PASSWORD))


def basic(text: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(text.encode()).decode()}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


Ask = Callable[..., Answer]


class WaitingServer:
    """The page that waits for the start."""

    def __init__(self, access: Access) -> None:
        self._listener = listen("127.0.0.1", 0)
        self.port = self._listener.getsockname()[1]
        self._page = WaitingPage(self._listener, access, "a model", lambda _: None)

    def close(self) -> None:
        self._page.close()
        self._listener.close()


class RealServer:
    def __init__(self, access: Access) -> None:
        self._served = Served(FakeEngine(), access).start()
        self.port = int(self._served.address.rpartition(":")[2])

    def close(self) -> None:
        self._served.close()


@pytest.fixture(params=[WaitingServer, RealServer], scope="module")
def serve(request: pytest.FixtureRequest) -> Iterator[Callable[[Access], int]]:
    """Starts either kind of server, once for each access; gives its port."""
    servers: dict[Access, Any] = {}

    def start(access: Access) -> int:
        if access not in servers:
            servers[access] = request.param(access)
        return int(servers[access].port)

    yield start
    for server in servers.values():
        server.close()


def ask(port: int, path: str = "/", method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers={"accept": "text/html"} | headers)
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    connection.close()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)


def test_with_neither_users_nor_keys_nothing_is_asked(serve: Callable[[Access], int]) -> None:
    assert ask(serve(Access())).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/telemetry/layer?layer=0", "/startup", "/page/main.js", "/config", "/v1/models"]
)
def test_without_the_token_nothing_is_shown(serve: Callable[[Access], int], path: str) -> None:
    port = serve(KEYED)
    cookies = (f"hybrid_moe_{port}=wrong", f"hybrid_moe={TOKEN}", f"hybrid_moe_{port}")
    for strange in ({}, basic(f"me:{TOKEN}"), *({"cookie": cookie} for cookie in cookies)):
        answer = ask(port, path, **strange)
        assert (answer.status, "a model" in answer.text) == (401, False)
        assert "the program has printed" in answer.text
        assert "set-cookie" not in answer.headers
    for wrong in ("wrong", "", TOKEN + "x", "\u00fc"):
        assert ask(port, f"/?{httpx.QueryParams({PARAMETER: wrong})}").status == 401
    own = {"origin": f"http://127.0.0.1:{port}"}
    assert ask(port, "/startup/cancel", "POST", **own).status == 401
    assert ask(port, f"/startup/cancel?{PARAMETER}={TOKEN}", "POST", **own).status == 401


def test_the_printed_address_opens_the_page_and_leaves_a_cookie(serve: Callable[[Access], int]) -> None:
    port = serve(KEYED)
    address = KEYED.with_key(f"http://127.0.0.1:{port}")
    entered = ask(port, address.removeprefix(f"http://127.0.0.1:{port}"))
    assert (entered.status, entered.headers["location"]) == (303, "/")
    assert TOKEN not in entered.headers["location"]
    cookie, *attributes = entered.headers["set-cookie"].split("; ")
    assert set(attributes) == {"Path=/", "HttpOnly", "SameSite=Strict"}
    assert ask(port, cookie=cookie).status == 200
    assert ask(port, cookie=f"other=1; {cookie}; more=2").status == 200
    assert ask(port, cookie=cookie, host="evil.example").status == 400


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "///evil.example/x", "/%0d%0aX:%20y", "/a%20b"])
def test_the_token_leads_to_no_other_site(serve: Callable[[Access], int], path: str) -> None:
    connection = socket.create_connection(("127.0.0.1", serve(KEYED)), 30)
    with connection:
        head = f"GET {path}?{PARAMETER}={TOKEN} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(4096), b"")).decode("latin-1")
    lines = answer.partition("\r\n\r\n")[0].split("\r\n")
    assert " 303 " in lines[0]
    (location,) = (line.partition(": ")[2] for line in lines if line.lower().startswith("location:"))
    assert location.startswith("/")
    assert location[1:2] not in {"/", "\\"}
    assert not any(line.startswith("X:") for line in lines)


def test_a_login_lets_in(serve: Callable[[Access], int]) -> None:
    port = serve(LOGIN)
    stranger = ask(port)
    assert (stranger.status, stranger.headers["www-authenticate"]) == (401, 'Basic realm="Hybrid MoE"')
    assert ask(port, **basic(f"me:{PASSWORD}")).status == 200
    for wrong in ("me:", f"you:{PASSWORD}", f"me:{PASSWORD} ", "me", "", f"ME:{PASSWORD}"):
        assert ask(port, **basic(wrong)).status == 401
    for wrong in ("Basic", "Basic ???", "Bearer " + PASSWORD, "Basic \u00e9"):
        assert ask(port, authorization=wrong).status == 401
    assert ask(port, f"/?{PARAMETER}={PASSWORD}").status == 401


def test_other_sites_are_refused_whatever_the_browser_sends_along(serve: Callable[[Access], int]) -> None:
    port = serve(KEYED)
    cookie = f"hybrid_moe_{port}={TOKEN}"
    assert ask(port, "/startup/cancel", "POST", cookie=cookie, origin="http://evil.example").status == 403


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])), st.text())
def test_nothing_but_the_key_opens(cookies: str, authorization: str, query: str) -> None:
    for access in (KEYED, LOGIN):
        assert not access.admits(cookies, authorization, 7860)
        assert not access.is_key(query)


def options(line: str) -> Access:
    return app.access_from(app.parser().parse_args(line.split()))


LOCAL = ["", "--host localhost", "--host 127.0.0.1", "--host ::1", "--host 127.0.0.7"]
ME = os.geteuid()


@pytest.mark.parametrize("line", LOCAL)
def test_on_this_machine_the_kernel_tells_users_apart(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_module, "own_users", lambda: frozenset({ME}))
    access = options(line)
    assert access.users == {ME}
    assert (access.page_token, access.login, access.who_can_enter(7860)) == (None, None, "")
    assert access.with_key("http://x") == "http://x"


@pytest.mark.parametrize("line", LOCAL)
def test_a_token_does_where_the_kernel_does_not(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_module, "own_users", lambda: None)
    access = options(line)
    assert access.page_token
    assert access.page_token in access.with_key("http://x")
    assert (access.users, access.who_can_enter(7860), access.endpoint_asks) == (None, "", False)
    assert options(f"{line} --api").endpoint_asks
    assert options(f"{line} --auth me:{PASSWORD}").page_token is None


def test_the_users_own_connections_are_let_in(serve: Callable[[Access], int]) -> None:
    assert ask(serve(Access(users=frozenset({ME})))).status == 200


@pytest.mark.parametrize("path", ["/", "/telemetry", "/startup", "/config", "/v1/models", "/page/main.js"])
def test_another_users_are_not(serve: Callable[[Access], int], path: str) -> None:
    port = serve(Access(users=frozenset({ME + 1})))
    for method in ("GET", "POST"):
        answer = ask(port, path, method, origin=f"http://127.0.0.1:{port}")
        assert (answer.status, "a model" in answer.text) == (403, False)
        assert "only to the user who started it" in answer.text


@pytest.mark.skipif(ME != 0 or not shutil.which("bash"), reason="only root can be somebody else")
def test_somebody_else_is_refused(serve: Callable[[Access], int]) -> None:
    port = serve(options(""))
    assert ask(port).status == 200
    # The shell, since others need not be able to run this Python.
    request = (
        f"exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET / HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n' >&3; cat <&3"
    )
    stranger = subprocess.run(["bash", "-c", request], user=65534, cwd="/", capture_output=True, text=True, check=True)
    assert " 403 " in stranger.stdout.splitlines()[0]
    assert stranger.stdout.endswith(OTHER_USER)


def test_the_endpoints_own_key_lets_other_users_in() -> None:
    served = Served(FakeEngine(), Access(api=True, api_token=TOKEN, users=frozenset({ME + 1}))).start()
    port = int(served.address.rpartition(":")[2])
    assert ask(port, "/v1/models").status == 401
    assert ask(port, "/v1/models", authorization=f"Bearer {TOKEN}").status == 200
    assert ask(port, authorization=f"Bearer {TOKEN}").status == 403
    served.close()


def test_a_link_from_elsewhere_gets_in_where_the_cookie_is_strict() -> None:
    served = Served(FakeEngine(), KEYED).start()
    port = int(served.address.rpartition(":")[2])
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    answer = ask(port, **link)
    assert (answer.status, 'http-equiv="refresh"' in answer.text) == (200, True)
    assert 'url=/?ways=2&amp;x=%22&amp;from-elsewhere=1"' in ask(port, "/?ways=2&x=%22", **link).text
    assert ask(port, **link | {"sec-fetch-site": "same-origin"}).status == 401
    assert "set-cookie" not in answer.headers
    served.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "my-desktop"])
def test_beyond_it_a_token_is_made_each_time(host: str) -> None:
    one, two = options(f"--host {host}"), options(f"--host {host}")
    assert one.page_token
    assert two.page_token
    assert one.page_token != two.page_token
    assert len(one.page_token) >= 32
    assert one.page_token in one.who_can_enter(7860)


def test_a_login_takes_the_tokens_place() -> None:
    access = options(f"--host 0.0.0.0 --auth me:{PASSWORD}")
    assert (access.login, access.page_token) == (("me", PASSWORD), None)
    assert "knows the password" in access.who_can_enter(7860)
    assert PASSWORD not in access.who_can_enter(7860)
    assert options(f"--auth me:{PASSWORD}:x").login == ("me", f"{PASSWORD}:x")


def test_insecure_is_said_as_such() -> None:
    access = options("--host 192.168.1.7 --insecure")
    assert (access.login, access.page_token) == (None, None)
    assert access.who_can_enter(80).startswith("Whoever reaches http://192.168.1.7:80 can read and delete")
    assert "--insecure" in access.who_can_enter(80)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("--auth me", "user:password"),
        ("--auth :secret-enough", "user:password"),
        ("--auth me:short", "at least 8"),
        ("--auth me:", "at least 8"),
        ("--insecure", "goes with --host"),
        ("--host 0.0.0.0 --insecure --auth me:secret-enough", "without --auth"),
        ("--host 0.0.0.0 --insecure --api", "add --api-token"),
    ],
)
def test_options_that_do_not_go_together_are_refused(line: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        options(line)
    assert app.main([*line.split(), "--no-browser"]) == 2


@pytest.mark.parametrize("host", ["", " "])
def test_no_address_is_refused(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app.main([f"--host={host}", "--no-browser"])
    assert "--host" in capsys.readouterr().err


def test_an_address_for_others_names_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert name_for_others("192.168.1.7") == "192.168.1.7"
    assert name_for_others("0.0.0.0")

    class NoNetwork(socket.socket):
        def connect(self, address: Any) -> None:
            raise OSError("no network")

    monkeypatch.setattr(access_module.socket, "socket", NoNetwork)
    assert name_for_others("0.0.0.0") == socket.gethostname()
    assert name_for_others("::") == socket.gethostname()


def test_the_address_of_ipv6_has_its_brackets() -> None:
    assert "http://[2001:db8::7]:7860/?token=" in Access("2001:db8::7", page_token=TOKEN).who_can_enter(7860)
