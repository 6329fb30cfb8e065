"""Where the repository lies: tests that start programs or read sources begin here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
