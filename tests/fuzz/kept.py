"""Targets that read what the program keeps on the user's disk, or what the user gives back to it."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from fastapi.responses import JSONResponse

from hybrid.calibrate import store as calibrations
from hybrid.machine.limits import Limits
from hybrid.records import expert_uses
from hybrid.records.calibration import calibration_from_dict, calibration_to_dict
from hybrid.settings import changed_settings
from hybrid.types import SamplingDefaults
from tests.fakes.calibrations import make_calibration
from tests.fakes.fake_engine import MODEL, FakeEngine
from tests.fakes.writers import SETTINGS, STATS
from tests.fuzz.target import Target, only
from ui.control.kept_sampling import KeptSampling
from ui.control.presets import PresetFiles
from ui.control.settings_text import change_to, checked_values, values_in, values_in_query
from ui.storage.conversations import Conversations, SavedMessage, exported_json, exported_markdown, imported
from ui.storage.run_views import RunView
from ui.storage.runs import Curve, RunsStore, _first_tables, run_of
from ui.storage.topics import ModelKey, TopicsStore
from ui.topics.routes import topics_view

TALK = (
    SavedMessage("user", "What is 2 + 2?"),
    SavedMessage("assistant", "2 + 2 is **4**.", "r1", "21 tok/s", "- 5 tokens", "Adding.", "Thought for 2 s"),
)
RUN = replace(run_of(STATS, "stop", "demo-moe"), id="r1")
KEY = ModelKey("demo-moe", 2, 3)


def _kept(make: Callable[[Path], object]) -> bytes:
    """The bytes of a database after what ``make`` has kept in it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "kept.db")
        make(path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes()


def _path(folder: Path) -> Path:
    return folder / "kept.db"


@cache
def conversations() -> Sequence[bytes]:
    return (_kept(lambda path: [Conversations(lambda: path).keep("", (), TALK) for _ in range(3)]),)


@cache
def runs() -> Sequence[bytes]:
    def make(path: Path) -> None:
        store = RunsStore(lambda: path)
        for number in range(4):
            store.add(replace(RUN, id=str(number)), Curve(1, (1.0,), (0.5,)))

    return (_kept(make),)


@cache
def topics() -> Sequence[bytes]:
    def make(path: Path) -> None:
        store = TopicsStore(lambda: path)
        store.add_uses(KEY, "code", np.ones((2, 3), np.int64), 6)
        store.add_words(KEY, {0: {"x": 3}})

    return (_kept(make),)


def _database(read: Callable[[Path], None], content: bytes, folder: Path) -> None:
    """What is damaged is put aside under another name: nothing of it is lost."""
    _path(folder).write_bytes(content)
    read(_path(folder))


def _read_conversations(path: Path) -> None:
    store = Conversations(lambda: path)
    for listed in store.listed():
        messages = store.read(listed.id)
        exported_markdown(listed.title, messages)
        store.keep(listed.id, messages, (*messages, TALK[0]))
    assert store.read(store.keep("", (), TALK)) == TALK


def _read_runs(path: Path) -> None:
    store = RunsStore(lambda: path)
    store.rows(RunView("lru 12", "UTC", "geometry"))
    page = store.page(RunView("2026", sort="model"), 1)
    JSONResponse([dict(run) for run in page.runs])  # which takes no infinities and no halves of characters
    for row in store.rows():
        store.curve(str(row.get("id")))
    store.add(RUN, None)


def _read_topics(path: Path) -> None:
    store = TopicsStore(lambda: path)
    topics_view(KEY.name, store.counts(KEY))
    store.add_uses(KEY, "code", np.ones((2, 3), np.int64), 6)
    store.add_words(KEY, {0: {"x": 3}})
    store.name("a", "code")
    topics_view(KEY.name, store.counts(KEY))


def _row(whole: Callable[[], Sequence[bytes]], change: str, read: Callable[[Path], None]) -> Any:
    """One row of a sound database has the input as its text."""

    def read_row(content: bytes, folder: Path) -> None:
        _path(folder).write_bytes(whole()[0])
        with closing(sqlite3.connect(_path(folder))) as connection, connection:
            connection.execute(change, (content.decode(errors="replace"),))
        read(_path(folder))

    return read_row


def _preset(_: bytes, folder: Path) -> None:
    shelf = PresetFiles(lambda: folder).shelf(MODEL.name, SETTINGS)
    for preset in shelf.presets:
        change_to(preset.values, SETTINGS)
        shelf.named(preset.name)
    shelf.in_force(SETTINGS)


def _settings(read: Callable[..., dict[str, object]], content: bytes, _: Path) -> None:
    engine = FakeEngine()
    present = engine.snapshot().settings
    values = checked_values(read(content.decode(errors="surrogateescape"), present), present)
    changed_settings(present, change_to(values, present), MODEL, Limits(4, 2, 1 << 40, emulated=True))


def _calibration(content: bytes, folder: Path) -> None:
    shape = make_calibration(MODEL).shape
    with only(ValueError, RecursionError):
        calibration = calibration_from_dict(json.loads(content))
        calibration.age_days()
        calibration.joules(1.0)
        calibration.layer_costs(3)
    path = calibrations._path(shape, "device", "machine")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    calibrations.load_calibration(shape, "device", "machine", "1")


def _uses(content: bytes, folder: Path) -> None:
    expert_uses._path(folder, MODEL).write_bytes(content)
    expert_uses.load_uses(folder, MODEL)


def _sampling(content: bytes, folder: Path) -> None:
    kept = KeptSampling(lambda: folder)
    kept._path("m").write_bytes(content)
    kept.of("m")


def _import(content: bytes, _: Path) -> None:
    title, messages = imported(content.decode(errors="replace"))
    exported_markdown(title, messages).encode()


TARGETS = {
    "conversation-file": Target(lambda: (exported_json("Sums", TALK).encode(),), _import),
    "conversation-row": Target(
        lambda: (json.dumps([asdict(message) for message in TALK]).encode(),),
        _row(conversations, "UPDATE conversations SET messages = ? WHERE rowid = 2", _read_conversations),
    ),
    "conversations.db": Target(conversations, partial(_database, _read_conversations)),
    "run-row": Target(
        lambda: (json.dumps(asdict(RUN)).encode(),),
        _row(runs, "UPDATE runs SET figures = ? WHERE rowid = 2", _read_runs),
    ),
    "old-run-row": Target(
        lambda: (json.dumps(asdict(RUN)).encode(),),
        _row(lambda: (_old_runs(),), "UPDATE runs SET figures = ? WHERE rowid = 1", _read_runs),
    ),
    "run-curve": Target(
        lambda: (json.dumps(asdict(Curve(1, (1.0,), (0.5,)))).encode(),),
        _row(runs, "UPDATE runs SET curve = ? WHERE rowid = 2", _read_runs),
    ),
    "runs.db": Target(runs, partial(_database, _read_runs)),
    "topic-words": Target(lambda: (b'{"0": {"x": 3}}',), _row(topics, "UPDATE words SET words = ?", _read_topics)),
    "topics.db": Target(topics, partial(_database, _read_topics)),
    "preset": Target(
        lambda: (
            b'{"name": "Mine", "model": null, "settings": {"policy": "lru", "indexes": 3, "split_misses": true}}',
        ),
        _preset,
        "mine.json",
    ),
    "kept-sampling": Target(
        lambda: (json.dumps({"model": "m", "sampling": asdict(SamplingDefaults(0.6, 0.9, 20, 0.1, 1.1))}).encode(),),
        _sampling,
    ),
    "pasted-settings": Target(
        lambda: (b'{"indexes": 8, "ways": 4, "policy": "lru", "split_misses": false}', b"http://x/?ways=4&policy=lru"),
        partial(_settings, values_in),
    ),
    "settings-in-address": Target(
        lambda: (b"?indexes=8&ways=4&policy=lru&split_misses=true&cpu_threads=2&other=1",),
        partial(_settings, values_in_query),
    ),
    "calibration": Target(
        lambda: (json.dumps(calibration_to_dict(make_calibration(MODEL, (1, 2, 4)))).encode(),), _calibration
    ),
    "expert-uses": Target(lambda: (json.dumps({"model": MODEL.name, "uses": [1] * 96}).encode(),), _uses),
}


@cache
def _old_runs() -> bytes:
    """Of a version before the columns for sorting."""

    def make(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            _first_tables(connection)
            row = json.dumps(asdict(RUN))
            connection.executemany("INSERT INTO runs VALUES (?, 1.0, ?, NULL)", [("a", row), ("b", row)])
            connection.execute("PRAGMA user_version = 1")

    return _kept(make)
