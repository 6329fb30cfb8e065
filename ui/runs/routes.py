"""What the Runs tab asks the server for: the rows, and one reply's curves."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from hybrid.errors import KeepingError
from ui.storage.runs import RunsStore

FRESH = {"Cache-Control": "no-store"}


def runs_routes(store: RunsStore) -> APIRouter:
    """``/runs`` and ``/runs/curve``; a disk that refuses is a sentence, not a failure."""
    router = APIRouter()

    @router.get("/runs")
    def runs() -> JSONResponse:
        try:
            rows, problem = store.rows(), store.problem
        except KeepingError as error:
            rows, problem = (), str(error)
        return JSONResponse({"runs": rows, "problem": problem}, headers=FRESH)

    @router.get("/runs/curve")
    def curve(run: str) -> JSONResponse:
        try:
            found = store.curve(run)
        except KeepingError as error:
            return JSONResponse({"error": str(error)}, status_code=503)
        return JSONResponse(found, headers=FRESH)

    return router
