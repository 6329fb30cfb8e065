"""The page as a person uses it: find, type, press, read."""

import re

from playwright.sync_api import Locator, Page, expect

# Every wait ends as soon as its condition holds; this only bounds a failure on a slow machine.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


class ChatPage:
    """One open tab; ``early``: used before the page is ready, as soon as there is something to type into."""

    def __init__(self, page: Page, address: str, early: bool = False) -> None:
        self.address = address
        self._open(page, early)

    def _open(self, page: Page, early: bool) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE_MS)
        page.goto(self.address, wait_until="commit" if early else "load")
        if not early:
            self.wait_ready()

    def renew(self) -> None:
        """Another tab in this one's place, as if nothing had been done: its reply ends, what it stored is gone."""
        if self.at("stop").is_enabled():  # else the reply would go on for a while, for a tab that reloads
            self.page.click("#stop")
        old_page, context = self.page, self.page.context
        page = context.new_page()
        old_page.close()
        page.goto(self.address, wait_until="commit")
        page.evaluate("localStorage.clear()")
        self._open(page, early=False)

    def wait_ready(self) -> None:
        """Telemetry has arrived and both graphs are drawn."""
        expect(self.at("status")).to_have_text("ready")
        for name in ("heatmap", "lines"):
            expect(self.at(name).locator(".main-svg").first).to_be_visible()

    def at(self, name: str) -> Locator:
        return self.page.locator(f"#{name}")

    def field(self, name: str) -> Locator:
        return self.page.locator(f"#{name} input")

    def send(self, text: str) -> None:
        self.page.fill("#chat-input textarea", text)
        self.page.click("#send")

    def begin_anew(self) -> None:
        """An empty conversation and an empty message, for the next test on a page that several share."""
        if self.at("stop").is_enabled():  # under a reply nothing is exchanged, and its end would show it once more
            self.renew()
        if self.questions().count():  # else nothing would tell when the answer has come
            self.page.click("#new-conversation")
            expect(self.questions()).to_have_count(0)
        self.page.fill("#chat-input textarea", "")
        self.page.mouse.move(0, 0)

    def sampling(self, **values: object) -> None:
        """Fills sampling fields; ``max_new_tokens=4`` is the field ``max-new-tokens``."""
        self.page.locator("#sampling button.label-wrap").click()
        for name, value in values.items():
            self.field(name.replace("_", "-")).fill(str(value))

    def reset_sampling(self) -> None:
        """What is kept for the model would greet the next page."""
        self.page.click("#sampling-reset")
        expect(self.page.locator("#sampling-note")).to_contain_text("the makers' choice")

    def questions(self) -> Locator:
        """The user's messages."""
        return self.page.locator("#chat .user-row .message-content")

    def replies(self) -> Locator:
        """The model's messages, without the figures below them."""
        return self.page.locator("#chat .bot-row:not(:has(.thought-group)) .message-content")

    def figures(self) -> Locator:
        """The folded figures below each reply."""
        return self.page.locator("#chat .thought-group .title")

    def wait_reply(self, count: int = 1) -> None:
        """That many replies are finished, and the next message may be sent."""
        expect(self.figures()).to_have_count(count)
        expect(self.at("send")).to_be_enabled()

    def wait_writing(self, characters: int = 3) -> None:
        """The reply under way, the last thing in the chat, has at least that many characters."""
        self.wait_until(
            """characters => {
                const last = [...document.querySelectorAll("#chat .message-row")].at(-1);
                return (last?.querySelector(".message-content")?.textContent.length ?? 0) >= characters
                    && last.classList.contains("bot-row");
            }""",
            characters,
        )

    def number(self, name: str) -> int:
        """A counter's value, in sight or not."""
        return int((self.at(f"counter-{name}").text_content() or "").replace("\n", ""))

    def choose(self, name: str, option: str) -> None:
        self.field(name).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def apply(self, **values: object) -> None:
        for name, value in values.items():
            self.field(name).fill(str(value))
        self.page.click("#apply")

    def in_force(self, text: str) -> None:
        """The engine's own report of its settings, by the live stream."""
        expect(self.page.locator("#fits .inforce")).to_contain_text(text)

    def error(self, sentence: str) -> None:
        expect(self.at("error")).to_contain_text(re.compile(sentence))

    def heat(self) -> list[list[float]]:
        """The heatmap's values as drawn."""
        values: list[list[float]] = self.page.evaluate("document.querySelector('#heatmap .plot').data[0].z")
        return values

    def wait_agrees(self, check: str) -> None:
        """``check`` holds of a whole picture freshly asked of the server, decoded as the page does."""
        self.wait_until(
            f"""async () => {{
                const {{ fromSnapshot }} = await import(new URL("page/main.js", document.baseURI).href);
                const fresh = await new Promise((resolve) => {{
                    const source = new EventSource("telemetry");
                    source.addEventListener("snapshot", (event) => {{
                        source.close();
                        resolve(fromSnapshot(JSON.parse(event.data)));
                    }});
                }});
                return {check};
            }}"""
        )

    def wait_until(self, condition: str, argument: object = None) -> None:
        self.page.wait_for_function(condition, arg=argument)
