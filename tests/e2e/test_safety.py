"""What a model writes stays inert, and other sites get nothing."""

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.pages import ChatPage
from tests.e2e.programs import scripted

HOSTILE = (
    '<script>window.hurt = 1</script>\n\n<img src=x onerror="window.hurt = 2">\n\n'
    '<a href="javascript:window.hurt=3">a</a> [b](javascript:window.hurt=4)\n\n'
    '![c](http://evil.example/pixel.png)\n\n<iframe src="http://evil.example"></iframe>\n\n'
    '<style>body { display: none }</style> <form action="http://evil.example"><input></form> the end'
)


@pytest.fixture(scope="module")
def hostile_app() -> Iterator[str]:
    with scripted("--pace", "0", "--reply", HOSTILE) as address:
        yield address


def test_a_models_markup_is_inert(context: BrowserContext, hostile_app: str) -> None:
    chat = ChatPage(context.new_page(), hostile_app)
    chat.send(HOSTILE)
    chat.wait_reply()
    expect(chat.replies().first).to_contain_text("the end")
    expect(chat.replies().first).to_contain_text("<script>window.hurt = 1")
    for link in chat.page.locator("#chat .message a").all():
        assert not (link.get_attribute("href") or "").startswith("javascript:")
    assert chat.page.locator("#chat .message :is(script, iframe, style, [onerror])").count() == 0
    assert chat.page.evaluate("window.hurt") is None
    expect(chat.at("chat-input")).to_be_visible()


def ask(address: str, method: str, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.putrequest(method, path, skip_host="host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("path", ["/", "/config", "/telemetry", "/page/main.js", "/gradio_api/info", "/theme.css"])
def test_another_host_name_is_refused(real_app: str, path: str) -> None:
    assert ask(real_app, "GET", path, host="evil.example") == 400


@pytest.mark.parametrize(
    "path", ["/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/run/predict", "/telemetry"]
)
def test_another_origin_is_refused(real_app: str, path: str) -> None:
    assert ask(real_app, "POST", path, origin="http://evil.example") == 403
    assert ask(real_app, "POST", path, origin="null") == 403


def test_no_file_is_served(real_app: str) -> None:
    for path in (
        "/gradio_api/file=app.py",
        "/gradio_api/file=/etc/passwd",
        "/file=app.py",
        "/page/../app.py",
    ):
        assert ask(real_app, "GET", path) in {403, 404}
