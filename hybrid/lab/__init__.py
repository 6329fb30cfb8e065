"""The lab: routing traces, and what every cache setting would have made of them. No torch, no page."""

from hybrid.lab.replay import ReplayResult, replay
from hybrid.lab.trace import Trace, TraceOrigin
from hybrid.lab.trace_file import export_csv, load_trace, save_trace

__all__ = [
    "ReplayResult",
    "Trace",
    "TraceOrigin",
    "export_csv",
    "load_trace",
    "replay",
    "save_trace",
]
