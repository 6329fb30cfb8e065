"""Serves the page on the scripted engine: ``python -m tests.e2e.fake_app --port 7901 --large --power``."""

import argparse
from collections.abc import Sequence
from dataclasses import replace

from hybrid.types import DeviceInfo, Geometry, PowerReading, SensorReading
from tests.fakes.fake_engine import MACHINE, MODEL, NO_POWER, REPLY, SETTINGS, FakeEngine
from ui import build
from ui.chat.replies import active_replies
from ui.server.listening import address_of, listen
from ui.server.server import serve

POWER = PowerReading(SensorReading(142.0, 1000.0, "", "NVML"), SensorReading(61.5, 400.0, "", "RAPL"))
LARGE = replace(MODEL, name="large-moe", layers=48, experts=128, top_k=8, expert_bytes=9 << 20, total_bytes=60 << 30)
GPU = replace(MACHINE, devices=(DeviceInfo("cuda", "GPU", 24 << 30),), emulated=False)


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--pace", type=float, default=0.05, help="seconds per token")
    options.add_argument("--reply", action="append", help="what the model says; may be given several times")
    options.add_argument("--thought", default="", help="what the model thinks before each reply")
    options.add_argument("--large", action="store_true", help="48 layers of 128 experts on a GPU")
    options.add_argument("--gpu", action="store_true", help="the usual model, on a GPU")
    options.add_argument("--power", action="store_true", help="with working power sensors")
    options.add_argument("--stuck", action="store_true", help="models never end to load, nor do replies")
    options.add_argument("--kept", type=int, default=0, help="bytes of experts that are kept on disk")
    options.add_argument("--gpu-power", action="store_true", help="with a power sensor of the GPU alone")
    options.add_argument("--grace", type=float, default=active_replies.GRACE_S, help="seconds for a tab to be back")
    given = options.parse_args(arguments)
    active_replies.GRACE_S = given.grace
    engine = FakeEngine(
        pace_s=given.pace,
        replies=tuple(given.reply or (REPLY,)),
        thought=given.thought,
        power=POWER if given.power else replace(NO_POWER, gpu=POWER.gpu) if given.gpu_power else NO_POWER,
        model=LARGE if given.large else MODEL,
        machine=GPU if given.large or given.gpu else MACHINE,
        settings=replace(SETTINGS, geometry=Geometry(48, 40)) if given.large else SETTINGS,
        slot_bytes=20 << 30,
    )
    engine.kept_bytes = given.kept
    if given.stuck:
        engine.gate.clear()
    with listen("127.0.0.1", given.port) as listener:
        print(f"Ready: open {address_of(listener, '127.0.0.1')} in a browser.")
        serve(build(engine), engine, listener)


if __name__ == "__main__":
    main()
