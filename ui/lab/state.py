"""State of the lab, in a few values: recorded tokens, loaded traces, this machine, what can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from hybrid.lab import MACHINES, USUAL_MACHINE, RecordedReply
from hybrid.types import ModelInfo
from ui.engine_protocol import EngineProtocol
from ui.lab.inputs import THIS_MACHINE
from ui.lab.jobs import Job, Jobs
from ui.lab.kinds.calibration import sentence, view_of
from ui.lab.kinds.real_runs import contenders
from ui.lab.traces import CHAT, LoadedTrace, Traces, is_of
from ui.lab.view import setting_name

OTHER_MODEL = "This trace is of another model than the loaded one: its sizes are not settings for this one."


def lab_state(engine: EngineProtocol, traces: Traces) -> dict[str, Any]:
    """The state as plain values; cheap enough to compute after every reply."""
    snapshot, calibration = engine.snapshot(), engine.calibration()
    limit = snapshot.memory.slots_limit
    return {
        "sources": [_of_the_chat(traces.replies()), *(_of_a_file(entry, snapshot.model) for entry in traces.loaded())],
        "machines": [asdict(machine) for machine in MACHINES],
        "default_machine": USUAL_MACHINE.name if snapshot.machine.emulated else THIS_MACHINE,
        "emulated": snapshot.machine.emulated,
        "contenders": {name: setting_name(entry) for name, entry in contenders(snapshot.settings).items()},
        "calibration": sentence(calibration),
        "calibrated": calibration is not None,
        "calibration_table": asdict(view_of(calibration).tables["calibration"]) if calibration else None,
        "budget_gib": None if limit is None else limit / (1 << 30),
    }


def about_result(engine: EngineProtocol, traces: Traces, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What the result of a job with these parameters depends on: when one of them changes, it is stale."""
    snapshot, source = engine.snapshot(), parameters.get("source", CHAT)
    known = isinstance(source, str) and traces.has(source)
    return {
        "model": snapshot.model.name,
        "settings": asdict(snapshot.settings),
        "source": source if known else "",
        "tokens": traces.find(source).tokens if known else 0,
    }


def jobs_state(engine: EngineProtocol, jobs: Jobs) -> dict[str, Any]:
    """The jobs under way, and of each kind the latest result about the loaded model, for tabs that have not seen them:
    results outlive the tab that asked for them."""
    return {
        "under_way": [_listed(job) for job in jobs.under_way()],
        "results": [_listed(job) for job in jobs.latest(engine.snapshot().model.name)],
    }


def _listed(job: Job) -> dict[str, str]:
    return {"id": job.id, "kind": job.kind}


def _of_the_chat(replies: Sequence[RecordedReply]) -> dict[str, Any]:
    tokens = sum(reply.trace.tokens for reply in replies)
    generated = sum(int((~reply.trace.prompt).sum()) for reply in replies)
    label = f"Replies so far: {len(replies)}, {tokens} tokens" if replies else "Replies so far: none"
    return {"id": CHAT, "label": label, "tokens": tokens, "generated": generated}


def _of_a_file(loaded: LoadedTrace, model: ModelInfo) -> dict[str, Any]:
    trace = loaded.trace
    shape = f"{trace.tokens} tokens, {trace.layers} layers of {trace.num_experts} experts"
    is_loaded_models = is_of(trace, model)
    return {
        "id": loaded.id,
        "label": f"{loaded.name}: {shape}{'' if is_loaded_models else ' (another model)'}",
        "notes": " ".join(loaded.notes if is_loaded_models else (*loaded.notes, OTHER_MODEL)),
        "tokens": trace.tokens,
        "generated": int((~trace.prompt).sum()),
    }
