"""Writes which commit this is into a file, for a copy without git to carry: rows measured there name it.

``hybrid/machine/commit.py`` reads it; git does not keep it.
"""

import argparse
from pathlib import Path

from hybrid.machine.commit import write_stamp


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(options: argparse.Namespace) -> None:
    print(write_stamp(Path(__file__).parents[2]))
