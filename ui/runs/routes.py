"""Routes of the Runs tab: pages of rows, all rows for a file, and one reply's curves."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from hybrid.errors import KeepingError
from ui.storage.run_views import Cursor, RunView, SortName
from ui.storage.runs import MOST_RUNS, RunPage, RunsStore

FRESH = {"Cache-Control": "no-store"}
PAGE = 200
# The figures that assets/page/runs/columns.js reads; others are for files.
SHOWN = (
    "id", "at", "model", "indexes", "ways", "mapping", "policy", "admission", "max_queued_copies", "placement",
    "cpu_threads", "finish", "tokens", "tokens_per_s", "first_token_s", "hit_rate", "bytes_copied", "gpu_joules",
    "cpu_joules", "prompt_tokens", "format", "machine", "emulated", "commit",
)  # fmt: skip
NOTHING = RunPage((), None, 0, 0)


def runs_routes(store: RunsStore) -> APIRouter:
    """``/runs``, ``/runs/all`` and ``/runs/curve``; if the disk cannot be read, the answer says so in a sentence."""
    router = APIRouter()

    @router.get("/runs")
    def runs(
        view: Annotated[RunView, Depends(_view)],
        limit: Annotated[int, Query(ge=1)] = PAGE,
        after: str = "",
    ) -> JSONResponse:
        try:
            cursor = Cursor.of(after) if after else None
        except ValueError:
            return JSONResponse({"error": "after: give what the page before said is next"}, status_code=422)
        try:
            page, problem = store.page(view, min(limit, MOST_RUNS), cursor), store.problem
        except KeepingError as error:
            page, problem = NOTHING, str(error)
        rows = [{name: run[name] for name in SHOWN if name in run} for run in page.runs]
        content = {
            "runs": rows,
            "next": str(page.last) if page.last else None,
            "matching": page.matching,
            "total": page.total,
            "problem": problem,
        }
        return JSONResponse(content, headers=FRESH)

    @router.get("/runs/all")
    def all_runs(view: Annotated[RunView, Depends(_view)]) -> JSONResponse:
        try:
            rows = store.rows(view)
        except KeepingError as error:
            return JSONResponse({"error": str(error)}, status_code=503)
        return JSONResponse(rows, headers=FRESH)

    @router.get("/runs/curve")
    def curve(run: str) -> JSONResponse:
        try:
            curve = store.curve(run)
        except KeepingError as error:
            return JSONResponse({"error": str(error)}, status_code=503)
        return JSONResponse(curve, headers=FRESH)

    return router


def _view(words: str = "", zone: str = "", sort: SortName = "at", descending: bool = True) -> RunView:
    return RunView(words, zone, sort, descending)
