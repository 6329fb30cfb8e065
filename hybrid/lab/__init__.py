"""The lab: how every cache setting would have served a recorded trace, and real runs. No torch, no page."""

from hybrid.lab.export import to_json, to_plain
from hybrid.lab.predictions.decode_model import CacheSetting, DecodeEstimate, DecodeModel, simulate_decode
from hybrid.lab.predictions.machines import MACHINES, USUAL_MACHINE, MachineFigures, calibration_for, slot_budget_bytes
from hybrid.lab.predictions.predict import Prediction, Predictor, predict
from hybrid.lab.predictions.predict_grid import PredictionGrid, SpeedCurve, predict_all, predict_curves, predict_grid
from hybrid.lab.real_runs.autotune import TuneResult, TuneRow, autotune, candidates
from hybrid.lab.real_runs.compare import Comparison, Difference, baselines, compare
from hybrid.lab.real_runs.real_run import ComparedRun, LabEngine
from hybrid.lab.replays.belady_grid import Bound, belady, headroom_used, random_hit_rate, replay_grid
from hybrid.lab.replays.curves import Curve, belady_curve, curve
from hybrid.lab.replays.replay import ReplayResult, replay
from hybrid.lab.replays.reuse import ReuseReport, analyse_reuse
from hybrid.progress import Cancelled, Progress, never_cancelled, no_progress
from hybrid.records.calibration import (
    Calibration,
    ModelShape,
    ThreadCosts,
    calibration_from_dict,
    calibration_to_dict,
)
from hybrid.records.costs import DecodeCosts, LayerCosts
from hybrid.records.foreign.cleaning import ImportedTrace
from hybrid.records.foreign.reader import import_files, import_trace
from hybrid.records.foreign.routing import Hints
from hybrid.records.look_ahead import LookAhead
from hybrid.records.recorded_reply import RecordedReply, joined, of_the_chat
from hybrid.records.trace import Trace, TraceOrigin
from hybrid.records.trace_file import export_csv, load_trace, save_trace

__all__ = [
    "MACHINES",
    "USUAL_MACHINE",
    "Bound",
    "CacheSetting",
    "Calibration",
    "Cancelled",
    "ComparedRun",
    "Comparison",
    "Curve",
    "DecodeCosts",
    "DecodeEstimate",
    "DecodeModel",
    "Difference",
    "Hints",
    "ImportedTrace",
    "LabEngine",
    "LayerCosts",
    "LookAhead",
    "MachineFigures",
    "ModelShape",
    "Prediction",
    "PredictionGrid",
    "Predictor",
    "Progress",
    "RecordedReply",
    "ReplayResult",
    "ReuseReport",
    "SpeedCurve",
    "ThreadCosts",
    "Trace",
    "TraceOrigin",
    "TuneResult",
    "TuneRow",
    "analyse_reuse",
    "autotune",
    "baselines",
    "belady",
    "belady_curve",
    "calibration_for",
    "calibration_from_dict",
    "calibration_to_dict",
    "candidates",
    "compare",
    "curve",
    "export_csv",
    "headroom_used",
    "import_files",
    "import_trace",
    "joined",
    "load_trace",
    "never_cancelled",
    "no_progress",
    "of_the_chat",
    "predict",
    "predict_all",
    "predict_curves",
    "predict_grid",
    "random_hit_rate",
    "replay",
    "replay_grid",
    "save_trace",
    "simulate_decode",
    "slot_budget_bytes",
    "to_json",
    "to_plain",
]
