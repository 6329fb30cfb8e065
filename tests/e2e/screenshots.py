"""Takes pictures of the real program on the demo model.

``python -m tests.e2e.screenshots``: the README's pictures and its short film, into ``assets``.
``python -m tests.e2e.screenshots --states FOLDER``: every state at three widths in both themes, for looking
at; a state that cannot be reached is named and passed over.
"""

import argparse
import os
import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.e2e.pages import ChatPage
from tests.e2e.programs import CHROMIUM_ARGUMENTS, ROOT, running
from tests.e2e.states import STATES, STORY, talk, view

Theme = Literal["dark", "light"]
THEMES: tuple[Theme, ...] = ("light", "dark")
SIZES = ((390, 844), (1440, 900), (2560, 1440))
STATE_PATIENCE_MS = 15_000
FILM_FRAMES = 60
FILM_FRAME_MS = 150
FILM_WIDTH = 960


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: how wide the window is, which theme, and which view of the heatmap."""

    name: str
    width: int
    height: int
    theme: Theme
    view: str = "On GPU"


PICTURES = (
    Picture("page-dark", 1440, 900, "dark"),
    Picture("page-light", 1440, 900, "light"),
    Picture("page-wide", 2560, 1440, "dark", "Recency"),
    Picture("page-phone", 390, 844, "dark"),
)
FILM = Picture("film", 1280, 800, "dark")


def opened(browser: Browser, address: str, width: int, height: int, theme: Theme) -> ChatPage:
    """A page in a profile of its own."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    return ChatPage(context.new_page(), address)


def take(browser: Browser, address: str, picture: Picture, folder: Path) -> Path:
    """Talks until the charts have something to show, then takes the picture in mid-reply."""
    chat = opened(browser, address, picture.width, picture.height, picture.theme)
    talk(chat)
    view(picture.view)(chat)
    chat.send(STORY)
    chat.wait_writing(characters=80)
    path = folder / f"{picture.name}.png"
    chat.page.screenshot(path=path)
    chat.page.context.close()
    return path


def film(browser: Browser, address: str, folder: Path) -> Path:
    """The topic demo, frame by frame; shown at the pace it was taken in."""
    chat = opened(browser, address, FILM.width, FILM.height, FILM.theme)
    chat.page.click("#demo")
    frames = []
    for _ in range(FILM_FRAMES):
        frames.append(_small(chat.page.screenshot()))
        chat.page.wait_for_timeout(FILM_FRAME_MS)
    chat.page.context.close()
    path = folder / f"{FILM.name}.webp"
    frames[0].save(
        path, save_all=True, append_images=frames[1:], duration=2 * FILM_FRAME_MS, loop=0, quality=55, method=4
    )
    return path


def _small(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png)).convert("RGB")
    return picture.resize((FILM_WIDTH, picture.height * FILM_WIDTH // picture.width), Image.Resampling.LANCZOS)


def take_states(browser: Browser, address: str, folder: Path) -> None:
    """Goes through all states once for each width and theme."""
    for width, height in SIZES:
        for theme in THEMES:
            chat = opened(browser, address, width, height, theme)
            chat.page.set_default_timeout(STATE_PATIENCE_MS)
            for number, (name, reach) in enumerate(STATES):
                try:
                    reach(chat)
                except (BrowserError, AssertionError) as error:
                    print(f"{width} {theme} {name}: not reached: {str(error).splitlines()[0]}")
                chat.page.screenshot(path=folder / f"{width}-{theme}-{number:02}-{name}.png", full_page=True)
            chat.page.context.close()
            print(f"{width} {theme}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--states", type=Path, metavar="FOLDER")
    options.add_argument("--assets", type=Path, metavar="FOLDER", default=ROOT / "assets")
    given = options.parse_args()
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with running("app.py", "--no-browser", "--port", "0") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        if given.states:
            given.states.mkdir(parents=True, exist_ok=True)
            take_states(browser, address, given.states)
        else:
            for picture in PICTURES:
                print(take(browser, address, picture, given.assets))
            print(film(browser, address, given.assets))
        browser.close()


if __name__ == "__main__":
    main()
