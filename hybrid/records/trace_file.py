"""Trace files: one ``.safetensors`` file, or CSV for other programs.

A trace file may come from anywhere: everything in it is checked, and a refusal says what is wrong.
"""

import csv
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from hybrid.errors import TraceError, refusing
from hybrid.records.trace import Trace, TraceOrigin
from hybrid.types import Geometry

FORMAT = "hybrid-routing-trace"
VERSION = 1
REQUIRED = ("choices", "prompt", "steps", "turns")


def save_trace(trace: Trace, path: str | Path) -> None:
    """Writes ``trace`` as one ``.safetensors`` file. Raises ``TraceError`` if the place cannot be written."""
    arrays = {name: np.ascontiguousarray(getattr(trace, name)) for name in REQUIRED}
    arrays["prompt"] = arrays["prompt"].astype(np.uint8)
    if trace.weights is not None:
        arrays["weights"] = np.ascontiguousarray(trace.weights)
    if trace.texts:
        encoded = [text.encode() for text in trace.texts]
        arrays["text"] = np.frombuffer(b"".join(encoded), np.uint8)
        arrays["text_ends"] = np.cumsum([len(text) for text in encoded], dtype=np.int64)
    geometry = trace.origin.geometry
    metadata = {
        "format": FORMAT,
        "version": str(VERSION),
        "num_experts": str(trace.num_experts),
        "model": trace.origin.model,
        "created": trace.origin.created,
        "geometry": f"{geometry.indexes}x{geometry.ways}" if geometry else "",
    }
    try:
        save_file(arrays, path, metadata)
    except (OSError, SafetensorError) as error:
        raise TraceError(f"The trace cannot be written to {path}: {error}. Choose another place.") from error


def load_trace(path: str | Path) -> Trace:
    """The trace saved at ``path``. Raises ``TraceError`` that says what is wrong with the file."""
    metadata, arrays = _read(Path(path))
    if metadata.get("format") != FORMAT:
        raise TraceError(f"{path} is a safetensors file, but no routing trace: choose a file saved by the lab.")
    if metadata.get("version") != str(VERSION):
        raise TraceError(
            f"{path} has trace version {metadata.get('version')}, this program reads {VERSION}: update it."
        )
    missing = [name for name in REQUIRED if name not in arrays]
    if missing:
        raise TraceError(f"{path} is incomplete: it lacks {', '.join(missing)}. Record the trace again.")
    try:
        return Trace.from_choices(
            arrays["choices"],
            num_experts=_number(metadata, "num_experts"),
            weights=arrays.get("weights"),
            prompt=arrays["prompt"],
            steps=arrays["steps"],
            turns=arrays["turns"],
            texts=_texts(arrays),
            origin=TraceOrigin(metadata.get("model", ""), metadata.get("created", ""), _geometry(metadata)),
        )
    except TraceError as error:
        raise TraceError(f"{path} is damaged. {error}") from error


def export_csv(trace: Trace, path: str | Path) -> None:
    """One row per token and layer: token, step, prompt, layer, the k experts, their weights if known."""
    k = range(1, trace.top_k + 1)
    header = ["token", "step", "prompt", "layer", *(f"expert_{i}" for i in k)]
    if trace.weights is not None:
        header += [f"weight_{i}" for i in k]
    try:
        with Path(path).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            for token in range(trace.tokens):
                of_token = [token, int(trace.steps[token]), int(trace.prompt[token])]
                for layer in range(trace.layers):
                    weights = [] if trace.weights is None else trace.weights[token, layer].tolist()
                    writer.writerow([*of_token, layer, *trace.choices[token, layer].tolist(), *weights])
    except OSError as error:
        raise TraceError(f"The table cannot be written to {path}: {error}. Choose another place.") from error


def _read(path: Path) -> tuple[dict[str, str], dict[str, NDArray[Any]]]:
    if not path.is_file():
        raise TraceError(f"There is no file at {path}: check the path.")

    def refusal(error: BaseException) -> TraceError:
        return TraceError(
            f"{path} is no complete safetensors file ({error}): it is cut short or something else. "
            "Choose a file saved by the lab."
        )

    with refusing(refusal), safe_open(path, framework="numpy") as file:
        return file.metadata() or {}, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def _number(metadata: dict[str, str], name: str) -> int:
    try:
        return int(metadata[name])
    except (KeyError, ValueError) as error:
        raise TraceError(f"Its header gives no number for {name!r}.") from error


def _geometry(metadata: dict[str, str]) -> Geometry | None:
    text = metadata.get("geometry", "")
    if not text:
        return None
    try:
        indexes, ways = (int(part) for part in text.split("x"))
    except ValueError as error:
        raise TraceError(f"Its header gives {text!r} as geometry, not indexes x ways.") from error
    return Geometry(indexes, ways)


def _texts(arrays: dict[str, NDArray[Any]]) -> tuple[str, ...]:
    if "text_ends" not in arrays:
        return ()
    ends = arrays["text_ends"]
    raw = arrays.get("text", np.zeros(0, np.uint8)).tobytes()
    if ends.ndim != 1 or not np.issubdtype(ends.dtype, np.integer):
        raise TraceError("Its token texts do not fit together.")
    bounds = [0, *ends.tolist()]
    if bounds != sorted(bounds) or bounds[-1] != len(raw):
        raise TraceError("Its token texts do not fit together.")
    return tuple(raw[a:b].decode(errors="replace") for a, b in pairwise(bounds))
