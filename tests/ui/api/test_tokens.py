"""The token of the endpoint: asked for where it is given, and a must beyond this machine."""

from collections.abc import Iterator

import openai
import pytest

import app
from hybrid.errors import ConfigError
from tests.fakes.fake_engine import FakeEngine
from tests.ui.api.conftest import Served
from ui.server import access
from ui.server.access import Access

TOKEN = "correct-horse"


@pytest.fixture(scope="module")
def guarded() -> Iterator[Served]:
    served = Served(FakeEngine(), Access(api=True, api_token=TOKEN)).start()
    yield served
    served.close()


def test_the_token_lets_in(guarded: Served) -> None:
    assert guarded.client(TOKEN).models.list().data
    assert guarded.client(TOKEN).completions.create(model="demo-moe", prompt="x").choices


@pytest.mark.parametrize("key", ["wrong", TOKEN + "x", TOKEN[:-1], TOKEN.upper()])
def test_another_does_not(guarded: Served, key: str) -> None:
    with pytest.raises(openai.AuthenticationError) as refused:
        guarded.client(key).models.list()
    assert (refused.value.status_code, refused.value.code) == (401, "invalid_api_key")
    with pytest.raises(openai.AuthenticationError):
        guarded.client(key).completions.create(model="demo-moe", prompt="x")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic " + TOKEN, TOKEN, "Bearer \u00e9"])
def test_no_token_is_no_entry(guarded: Served, header: str | None) -> None:
    headers = {} if header is None else {b"authorization": header.encode()}
    for method, path in (("GET", "/v1/models"), ("GET", "/v1/models/x"), ("POST", "/v1/chat/completions")):
        answer = guarded.plain().request(method, path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


def test_the_endpoint_is_off_unless_asked() -> None:
    served = Served(FakeEngine(), Access()).start()
    try:
        assert served.plain().get("/v1/models").status_code == 404
        assert served.plain().post("/v1/chat/completions", json={}).status_code in {404, 405}
    finally:
        served.close()


def options(line: str) -> Access:
    return app.access_from(app.parser().parse_args(line.split()))


def test_options_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    users = frozenset({1000})
    monkeypatch.setattr(access, "own_users", lambda: users)
    assert options("") == Access(users=users)
    assert options("--api") == Access(api=True, users=users)
    assert options(f"--api --api-token {TOKEN}") == Access(api=True, api_token=TOKEN, users=users)
    assert options("--api --host ::1").host == "::1"


def test_secrets_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYBRID_API_TOKEN", TOKEN)
    monkeypatch.setenv("HYBRID_AUTH", "me:battery-staple")
    assert options("--host 0.0.0.0 --api").api_token == TOKEN
    assert options("--api --api-token another-one").api_token == "another-one"
    assert options("").api_token is None
    assert options("--host 0.0.0.0").login == ("me", "battery-staple")
    assert options("--host 0.0.0.0 --insecure").login is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("--api-token correct-horse", "goes with --api"),
        ("--api --api-token short", "at least 8"),
        ("--api --api-token=", "at least 8"),
        ("--auth=", "user:password"),
        ("--api --host 0.0.0.0", "add --api-token"),
        ("--api --host 192.168.1.7", "add --api-token"),
        ("--api --host my-desktop", "add --api-token"),
    ],
)
def test_options_that_leave_a_door_open_are_refused(line: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        options(line)


def test_no_server_of_other_machines_is_made_without_a_token() -> None:
    with pytest.raises(ConfigError, match="add --api-token"):
        Access("0.0.0.0", api=True)


@pytest.mark.parametrize("token", ["with a space", "umlaut-\u00fc\u00fc\u00fc", "tab\tinside", ""])
def test_a_token_fits_into_a_header(token: str) -> None:
    with pytest.raises(ConfigError, match="printable ASCII"):
        Access.asked_for("127.0.0.1", api=True, api_token=token, login=None, insecure=False)


def test_the_pages_door_is_not_the_endpoints() -> None:
    """Beyond this machine each has its own key."""
    access = Access(api=True, api_token=TOKEN, page_token="of-the-page")
    served = Served(FakeEngine(), access).start()
    try:
        assert served.client(TOKEN).models.list().data
        assert served.plain().get("/").status_code == 401
        assert served.plain().get("/v1x", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 401
    finally:
        served.close()
