"""Serves the page on the scripted engine: ``python -m tests.e2e.fake_app PORT [PACE_SECONDS]``."""

import sys

from tests.fake_engine import FakeEngine
from ui import build
from ui.server import serve


def main() -> None:
    port, pace = int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.05
    engine = FakeEngine(pace_s=pace)
    serve(build(engine), engine, port=port, browser=False)


if __name__ == "__main__":
    main()
