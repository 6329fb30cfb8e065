"""A program that ends without closing its engine ends all the same: with its own status, and nothing on stderr."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository import ROOT

PROGRAM = """
import sys
from hybrid import Engine, EngineConfig, Geometry
from tests.models.talkative import say

engine = Engine.load(EngineConfig(model=sys.argv[1], device="cpu", geometry=Geometry(2, 2), admission="always"))
events = engine.generate(say("Never mind.", max_new_tokens=100_000))
next(events)
"""
ENDINGS = {
    "in the middle of a reply": "",
    "with another reply waiting": "waiting = engine.generate(say('And then?'))\n",
    "with settings just changed": "engine.reconfigure(geometry=Geometry(1, 1))\n",
    "after a reply": "events.close()\nlist(engine.generate(say('Bye.', max_new_tokens=2)))\n",
    "with a status of its own": "sys.exit(3)\n",
    "after closing": "engine.close()\n",
}
STATUS = {"with a status of its own": 3}


@pytest.mark.parametrize("ending", ENDINGS)
def test_leaving_without_closing_ends_well(checkpoint: Path, ending: str) -> None:
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM + ENDINGS[ending], str(checkpoint)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    messages = [line for line in process.stderr.splitlines() if line.strip() and "Loading weights" not in line]
    assert (process.returncode, messages) == (STATUS.get(ending, 0), [])
