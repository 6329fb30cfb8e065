"""Browser profiles of tests, which keep the page's files between them: without these a page takes seconds to open."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request

LOCAL_URL = re.compile(r"(http|ws)://(127\.0\.0\.1|localhost)[:/]|(data|blob|about|chrome-error):")
_IDLE = "http://127.0.0.1:9/"
_STORED = "cookies,local_storage,indexeddb,service_workers"


class Profile:
    """A profile that tests use one after another; nothing but the page's files is left of one for the next."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
        self._idle = self._open_idle_page()
        self._origins: set[str] = set()
        self._foreign: list[str] = []
        self._broken: list[str] = []
        self.context.on("request", self._note)
        self.context.on("weberror", lambda error: self._broken.append(str(error.error)))

    @contextmanager
    def lent(self) -> Iterator[BrowserContext]:
        """Fails the test when a page asks another host for anything or a script breaks."""
        try:
            yield self.context
        finally:
            self._clear()
            foreign, self._foreign = self._foreign, []
            broken, self._broken = self._broken, []
        assert foreign == []
        assert broken == []

    def close(self) -> None:
        self.context.close()

    def _note(self, request: Request) -> None:
        if not LOCAL_URL.match(request.url):
            self._foreign.append(request.url)
        elif request.url.startswith("http"):
            self._origins.add("://".join(urlsplit(request.url)[:2]))

    def _clear(self) -> None:
        for page in self.context.pages:
            if page is not self._idle:
                page.close()
        self.context.clear_permissions()
        session = self.context.new_cdp_session(self._idle)
        for origin in self._origins:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": _STORED})
        session.detach()
        self._origins.clear()

    def _open_idle_page(self) -> Page:
        """Keeps the process of the programs' pages, and with it their compiled scripts, from one test to the next."""
        page = self.context.new_page()
        page.route(_IDLE, lambda route: route.fulfill(body="", content_type="text/html"))
        page.goto(_IDLE)
        return page
