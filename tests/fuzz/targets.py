"""Table of fuzz targets: every place where the program reads what others wrote, by its name."""

from collections.abc import Mapping

from tests.fuzz import checkpoints, headers, kept, requests, traces
from tests.fuzz.target import Target

TARGETS: Mapping[str, Target] = headers.TARGETS | checkpoints.TARGETS | traces.TARGETS | kept.TARGETS | requests.TARGETS
