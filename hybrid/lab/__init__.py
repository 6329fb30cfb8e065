"""The lab: routing traces, and what every cache setting would have made of them. No torch, no page."""

from hybrid.lab.costs import DecodeCosts, LayerCosts
from hybrid.lab.curves import Curve, belady_curve, curve
from hybrid.lab.decode_model import CacheSetting, DecodeEstimate, DecodeModel, simulate_decode
from hybrid.lab.grid import Bound, belady, replay_grid
from hybrid.lab.recording import RecordedReply, joined
from hybrid.lab.replay import ReplayResult, replay
from hybrid.lab.reuse import ReuseReport, analyse_reuse
from hybrid.lab.trace import Trace, TraceOrigin
from hybrid.lab.trace_file import export_csv, load_trace, save_trace

__all__ = [
    "Bound",
    "CacheSetting",
    "Curve",
    "DecodeCosts",
    "DecodeEstimate",
    "DecodeModel",
    "LayerCosts",
    "RecordedReply",
    "ReplayResult",
    "ReuseReport",
    "Trace",
    "TraceOrigin",
    "analyse_reuse",
    "belady",
    "belady_curve",
    "curve",
    "export_csv",
    "joined",
    "load_trace",
    "replay",
    "replay_grid",
    "save_trace",
    "simulate_decode",
]
