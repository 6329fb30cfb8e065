"""Routes of the lab: jobs, traces, results and reports, behind the application's guard.

Knows requests and answers; ``kinds.registry`` has the work of jobs. A refusal is ``{"error": sentence}`` with status
400, 409 or 413.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from hybrid.errors import HybridError, RequestError, TraceError
from hybrid.lab import Hints, to_json
from ui.engine_protocol import EngineProtocol
from ui.lab.jobs import Job, Jobs, Result
from ui.lab.kinds.registry import kinds
from ui.lab.report import report_html
from ui.lab.state import about_result, jobs_state, lab_state
from ui.lab.traces import LARGEST_FILE, Traces
from ui.tokens.view import token_view

LONGEST_BODY = 1 << 20
MOST_TYPED = 1e6
HINTS = {"layers": "Layers", "top_k": "Experts per token", "experts": "Experts per layer"}
REFUSED, TOO_LARGE = 400, 413
FRESH = {"Cache-Control": "no-store"}
Answer: TypeAlias = Callable[..., Awaitable[Response]]


class Lab:
    """Routes of one application, and the traces and jobs that they share."""

    def __init__(self, engine: EngineProtocol) -> None:
        self.engine = engine
        self.traces = Traces(engine)
        self.jobs = Jobs(kinds(engine, self.traces), partial(about_result, engine, self.traces))

    def close(self) -> None:
        self.jobs.close()

    def routes(self) -> APIRouter:
        """All routes, to be mounted at the application's root."""
        router = APIRouter()
        add = partial(router.add_api_route, response_class=Response)
        add("/lab/state", self.state, methods=["GET"])
        add("/lab/jobs", self.start, methods=["POST"])
        add("/lab/jobs/{job_id}", self.look, methods=["GET"])
        add("/lab/jobs/{job_id}", self.cancel, methods=["DELETE"])
        add("/lab/results.json", self.results, methods=["GET"])
        add("/lab/traces", self.load, methods=["POST"])
        add("/lab/traces/{source}.{kind}", self.save, methods=["GET"])
        add("/lab/report.html", self.report, methods=["GET"])
        add("/tokens/{request_id}", self.tokens, methods=["GET"])
        return router

    def state(self) -> Response:
        """The traces, machines and settings that jobs can work on, and the jobs that any tab has asked for."""
        return _json(lab_state(self.engine, self.traces) | jobs_state(self.engine, self.jobs))

    async def start(self, request: Request) -> Response:
        """Begins a job, by a body such as ``{"kind": ..., and its parameters}``; ``"after"``: the id of the job whose
        result it waits for."""
        try:
            parameters = _object(await _body(request, LONGEST_BODY))
            job = self.jobs.start(str(parameters.get("kind", "")), parameters, str(parameters.get("after", "")))
        except HybridError as refusal:
            return _refused(refusal)
        return _json(_state_of(job))

    def look(self, job_id: str) -> Response:
        """A job's state and progress; with its view once it is done."""
        return self._about(self.jobs.find, job_id)

    def cancel(self, job_id: str) -> Response:
        return self._about(self.jobs.cancel, job_id)

    def _about(self, ask: Callable[[str], Job], job_id: str) -> Response:
        try:
            return _json(_state_of(ask(job_id)))
        except HybridError as refusal:
            return _refused(refusal)

    def results(self, jobs: str = "") -> Response:
        """Results of the jobs with the ids ``jobs``, as JSON for other programs."""
        try:
            results = [{"kind": job.kind, "result": result.data} for job, result in self._ended(jobs)]
        except HybridError as refusal:
            return _refused(refusal)
        snapshot = self.engine.snapshot()
        content = to_json({"model": snapshot.model, "machine": snapshot.machine, "results": results})
        return _download(content.encode(), "application/json", "lab.json")

    async def load(self, request: Request, name: str = "") -> Response:
        """Loads a trace file, which is the body; the query has what it may leave out."""
        try:
            hints, expert_bytes = _hints(request.query_params)
            content = await _body(request, LARGEST_FILE)
            loaded = await run_in_threadpool(self.traces.load, name, content, hints, expert_bytes)
        except HybridError as refusal:
            return _refused(refusal)
        return _json({"id": loaded.id, "name": loaded.name})

    def save(self, source: str, kind: str) -> Response:
        """A trace as ``.safetensors`` or ``.csv``."""
        try:
            if kind == "csv":
                return _download(self.traces.table(source), "text/csv; charset=utf-8", "trace.csv")
            if kind != "safetensors":
                raise TraceError("A trace is saved as .safetensors or .csv: choose one of them.")
            return _download(self.traces.saved(source), "application/octet-stream", "trace.safetensors")
        except HybridError as refusal:
            return _refused(refusal)

    def report(self, jobs: str = "") -> Response:
        """The results of the jobs with the ids ``jobs``, as one page that needs no network."""
        try:
            views = [result.view for _, result in self._ended(jobs)]
        except HybridError as refusal:
            return _refused(refusal)
        content = report_html(self.engine.snapshot(), views).encode()
        return _download(content, "text/html; charset=utf-8", "lab-report.html")

    def _ended(self, jobs: str) -> list[tuple[Job, Result]]:
        """Those of the jobs with the ids ``jobs`` that have a result. Raises ``RequestError`` if none has."""
        named = [self.jobs.find(job_id) for job_id in jobs.split(",") if job_id]
        ended = [(job, job.result) for job in named if job.result is not None]
        if not ended:
            raise RequestError("No result yet. Run a Lab job first.")
        return ended

    def tokens(self, request_id: str) -> Response:
        """One reply, token by token."""
        recorded = self.engine.recorded(request_id)
        if recorded is None:
            return _refused(RequestError("The recording of this reply is gone."))
        return _json(token_view(recorded))


def _state_of(job: Job) -> dict[str, Any]:
    seen = {"id": job.id, "kind": job.kind, "state": job.state, "share": job.share, "what": job.what}
    if job.state == "failed":
        return seen | {"error": job.error, "field": job.field}
    if job.result is None:
        return seen
    return seen | {"view": asdict(job.result.view), "about": job.about, "asked": job.parameters}


async def _body(request: Request, most: int) -> bytes:
    """The request's body. Raises ``RequestError`` as soon as it exceeds ``most`` bytes."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > most:
            raise RequestError(f"That is more than {most >> 20} MiB: choose a smaller file.", "size")
    return bytes(content)


def _hints(asked: Mapping[str, str]) -> tuple[Hints, int | None]:
    """What the user says of a file, and the bytes of an expert. Raises ``RequestError``."""
    counts = {name: _number(asked, name, label) for name, label in HINTS.items()}
    if any(value is not None and value != int(value) for value in counts.values()):
        raise RequestError("Layers and experts are whole numbers: correct them, or leave them empty.")
    mib = _number(asked, "expert_mib", "Size of an expert, MiB")
    return Hints(**{name: None if value is None else int(value) for name, value in counts.items()}), (
        None if mib is None else int(mib * (1 << 20))
    )


def _number(asked: Mapping[str, str], name: str, label: str) -> float | None:
    text = asked.get(name, "")
    try:
        number = float(text) if text else None
    except ValueError:
        number = 0.0
    if number is not None and not 0 < number < MOST_TYPED:
        raise RequestError(f"{label}: a number above 0, or leave it empty.")
    return number


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise RequestError("A job is asked for by a JSON object.")
    return content


def _json(content: Mapping[str, Any]) -> Response:
    return JSONResponse(content, headers=FRESH)


def _refused(refusal: HybridError) -> Response:
    status = TOO_LARGE if refusal.field == "size" else REFUSED
    return JSONResponse({"error": str(refusal), "field": refusal.field}, status_code=status, headers=FRESH)


def _download(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content, media_type=media_type, headers=FRESH | {"Content-Disposition": f'attachment; filename="{name}"'}
    )
