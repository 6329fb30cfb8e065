"""Takes the README's pictures from the real program: ``python -m tests.e2e.screenshots [FOLDER]``.

Starts ``app.py`` on the demo model, talks to it, and writes one picture per width and theme.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.pages import ChatPage
from tests.e2e.programs import CHROMIUM_ARGUMENTS, ROOT, running

PROMPTS = ("What is the capital of France?", "What is 23 + 45?", "How do you say red in Spanish?")
LAST_PROMPT = "Tell me a story about a fox."


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: how wide the window is, which theme, and which view of the heatmap."""

    name: str
    width: int
    height: int
    theme: Literal["dark", "light"]
    view: str = "Where"


PICTURES = (
    Picture("page-dark", 1440, 900, "dark"),
    Picture("page-light", 1440, 900, "light", "Hit rate"),
    Picture("page-wide", 2560, 1440, "dark", "Last used"),
    Picture("page-phone", 390, 844, "dark"),
)


def take(browser: Browser, address: str, picture: Picture, folder: Path) -> None:
    """Talks until the charts have something to show, then takes the picture in mid-reply."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.theme
    )
    chat = ChatPage(context.new_page(), address)
    for count, prompt in enumerate(PROMPTS, 1):
        chat.send(prompt)
        chat.wait_reply(count)
    chat.page.get_by_role("radio", name=picture.view, exact=True).check()
    chat.send(LAST_PROMPT)
    chat.wait_writing(characters=80)
    chat.page.screenshot(path=folder / f"{picture.name}.png")
    context.close()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "assets"
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with running("app.py", "--no-browser", "--port", "0") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        for picture in PICTURES:
            take(browser, address, picture, folder)
            print(folder / f"{picture.name}.png")
        browser.close()


if __name__ == "__main__":
    main()
