"""Measures the live page against its marks and prints the table: ``python -m tests.e2e.perf [--quick]``.

A benchmark, not a test: figures depend on the machine. Two scenes: the real program while the demo model
writes, and the scripted engine with 48 layers of 128 experts. The browser is headless Chromium.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.pages import ChatPage
from tests.e2e.programs import CHROMIUM_ARGUMENTS, ROOT, running

PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
LONG_REPLY = " ".join(f"word{number}" for number in range(4000))
SETTLED_MS = 3000  # a page just opened still loads what it may need later
CHARTS_DRAWN = "() => ['heatmap', 'lines'].every((id) => document.querySelector(`#${id} .plot .main-svg`))"


@dataclass(frozen=True, slots=True)
class Length:
    """How long each part is measured, in seconds."""

    watch: float
    settle: float  # before growth is measured
    growth: float
    speed: float
    rounds: int
    stops: int


FULL = Length(watch=30, settle=60, growth=540, speed=20, rounds=5, stops=10)
QUICK = Length(watch=8, settle=10, growth=30, speed=6, rounds=3, stops=3)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    figure: str
    mark: str
    measured: str
    scene: str


@contextmanager
def generating() -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The program of ``tests.e2e.generating_app`` and its address."""
    command = [sys.executable, "-u", "-m", "tests.e2e.generating_app"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    try:
        yield next(_said(process, "Open ")).split()[0], process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _said(process: "subprocess.Popen[str]", start: str) -> Iterator[str]:
    assert process.stdout is not None
    return (line.removeprefix(start) for line in process.stdout if line.startswith(start))


def begin_writing(process: "subprocess.Popen[str]", seconds: float) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{seconds}\n")
    process.stdin.flush()


def speed(process: "subprocess.Popen[str]") -> float:
    """Tokens per second of the writing that was begun, once it has ended."""
    return float(next(_said(process, "speed: ")))


def open_probed(context: BrowserContext, address: str) -> ChatPage:
    page = context.new_page()
    page.add_init_script(PROBE)
    chat = ChatPage(page, address)
    page.evaluate("probe.watch()")
    return chat


def pace(page: Page, seconds: float, scene: str) -> list[Row]:
    """How often the page draws, what that costs, and how evenly its frames come."""
    page.evaluate("probe.clear()")
    page.wait_for_timeout(seconds * 1000)
    seen: dict[str, Any] = page.evaluate("probe")
    return [
        Row("heatmap updates", ">= 5 /s", f"{seen['drawn']['heatmap'] / seconds:.1f} /s", scene),
        Row("counter updates", ">= 5 /s", f"{seen['counters'] / seconds:.1f} /s", scene),
        Row("line updates", ">= 1 /s", f"{seen['drawn']['lines'] / seconds:.1f} /s", scene),
        Row("main thread per heatmap update, median", "<= 25 ms", f"{median(seen['heatmap']):.1f} ms", scene),
        Row("main thread per update of all lines, median", "<= 25 ms", f"{median(seen['lines']):.1f} ms", scene),
        Row("frame time, 95th percentile", "<= 34 ms", f"{percentile(seen['frames'], 0.95):.1f} ms", scene),
    ]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def growth(page: Page, length: Length, scene: str) -> list[Row]:
    """Nodes and heap after the first minute and at the end, each after a garbage collection."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.enable")

    def now() -> tuple[float, float]:
        session.send("HeapProfiler.collectGarbage")
        metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
        return metrics["Nodes"], metrics["JSHeapUsedSize"]

    page.wait_for_timeout(length.settle * 1000)
    first = now()
    page.wait_for_timeout(length.growth * 1000)
    last = now()
    names = ("DOM nodes", "JS heap")
    return [
        Row(f"{name}, growth in {length.growth:.0f} s", "<= 5 %", f"{100 * (end / start - 1):+.1f} %", scene)
        for name, start, end in zip(names, first, last, strict=True)
    ]


def wire(address: str, seconds: float, scene: str) -> list[Row]:
    """Bytes of each update as they travel, the whole picture that comes first left out."""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=30)
    connection.request("GET", "/telemetry", headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    sizes: list[int] = []
    until = monotonic() + seconds
    while monotonic() < until:
        sizes.append(len(response.read1()))
    connection.close()
    updates = [size for size in sizes[3:] if size]
    return [
        Row("bytes per update, median", "<= 2048", f"{median(updates):.0f}", scene),
        Row("bytes per update, 95th percentile", "", f"{percentile([*map(float, updates)], 0.95):.0f}", scene),
    ]


def first_paint(browser: Browser, address: str, scene: str) -> list[Row]:
    times = []
    for _ in range(3):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(address, wait_until="commit")
        page.wait_for_function(CHARTS_DRAWN)
        times.append(page.evaluate("performance.now()") / 1000)
        context.close()
    return [Row("first paint with charts, empty browser cache", "<= 2.5 s", f"{median(times):.2f} s", scene)]


def stop_time(chat: ChatPage, stops: int, scene: str) -> list[Row]:
    """From the click on Stop until the page shows the engine idle."""
    times = []
    for _ in range(stops):
        chat.send("Tell me a long story.")
        chat.wait_writing()
        times.append(
            chat.page.evaluate(
                """() => new Promise((resolve) => {
                    const began = performance.now();
                    const look = () => document.querySelector("#status").textContent === "ready"
                        ? resolve(performance.now() - began) : setTimeout(look, 2);
                    document.querySelector("#stop").click();
                    look();
                })"""
            )
        )
        chat.page.wait_for_function("() => !document.querySelector('#send').disabled")
    return [Row("Stop: click to idle as the page shows it, median", "<= 300 ms", f"{median(times):.0f} ms", scene)]


def slowdown(context: BrowserContext, address: str, length: Length, process: Any, scene: str) -> list[Row]:
    """The model's speed with and without an open page, in turns."""
    speeds: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(length.rounds):
        for with_page in (True, False):
            page = ChatPage(context.new_page(), address).page if with_page else None
            if page:
                page.wait_for_timeout(SETTLED_MS)
            begin_writing(process, length.speed)
            speeds[with_page].append(speed(process))
            if page:
                page.close()
    slower = 100 * (1 - median(speeds[True]) / median(speeds[False]))
    shown = f"{slower:.1f} % ({median(speeds[False]):.0f} tok/s without)"
    return [Row("generation slowed by an open page", "<= 3 %", shown, scene)]


def real_scene(browser: Browser, length: Length) -> list[Row]:
    scene = "demo model, 12 x 8"
    with generating() as (address, process):
        rows = first_paint(browser, address, scene)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        rows += slowdown(context, address, length, process, scene)
        chat = open_probed(context, address)
        begin_writing(process, 2 * length.watch + length.settle + length.growth)
        rows += pace(chat.page, length.watch, scene)
        rows += growth(chat.page, length, scene)
        rows += wire(address, length.watch / 2, scene)
        speed(process)
        context.close()
    return rows


def scripted_scene(browser: Browser, length: Length) -> list[Row]:
    scene = "scripted, 48 x 128"
    options = ("--pace", "0.05", "--reply", LONG_REPLY, "--large", "--power")
    with running("-m", "tests.e2e.fake_app", *options) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        chat = open_probed(context, address)
        chat.sampling(max_new_tokens=4000)
        chat.send("go on")
        chat.wait_writing()
        rows = pace(chat.page, length.watch, scene)
        rows += wire(address, length.watch / 2, scene)
        chat.page.click("#stop")
        chat.wait_reply()
        rows += stop_time(chat, length.stops, scene)
        context.close()
    return rows


def table(rows: list[Row]) -> str:
    lines = ["| figure | must reach | measured | scene |", "|---|---|---|---|"]
    lines += [f"| {row.figure} | {row.mark} | {row.measured} | {row.scene} |" for row in rows]
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description="Measures the live page against its marks.")
    options.add_argument("--quick", action="store_true", help="two minutes instead of half an hour")
    options.add_argument("--scene", choices=("real", "scripted"), help="only this one")
    given = options.parse_args()
    length = QUICK if given.quick else FULL
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    rows: list[Row] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        if given.scene != "real":
            rows += scripted_scene(browser, length)
        if given.scene != "scripted":
            rows += real_scene(browser, length)
        browser.close()
    print(table(rows))


if __name__ == "__main__":
    main()
