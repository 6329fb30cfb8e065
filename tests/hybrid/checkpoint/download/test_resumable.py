"""Downloads that are cut or cancelled: what is kept of them, and where they go on, against a Hub on this machine."""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from huggingface_hub import constants, get_hf_file_metadata
from safetensors.torch import load_file, save_file

from hybrid.checkpoint.download import resumable
from hybrid.errors import LoadingCancelledError, ModelNotFoundError
from hybrid.model.loading import fetch_weights, load_model, open_checkpoint
from hybrid.progress import never_cancelled
from tests.fakes.hub_stand_in import Hub

WEIGHTS = "model.safetensors"
Serve = Callable[..., Hub]


@pytest.fixture(autouse=True)
def small_and_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resumable, "_PAUSE_S", 0.0)
    monkeypatch.setattr(resumable, "_PIECE_BYTES", 1000)


def kept() -> list[Path]:
    return list(Path(constants.HF_HUB_CACHE).rglob("*.kept.incomplete"))


def stored(folder: Path, name: str = WEIGHTS) -> bytes:
    return (folder / name).read_bytes()


def begun(here: Hub, first: int) -> Any:
    """A checkpoint of which so many bytes of the weights have arrived when the connection breaks for good."""
    opened = open_checkpoint(here.NAME)
    here.ranges.clear()
    here.cuts[WEIGHTS] = [first, *[0] * resumable._MOST_FAILURES]
    with pytest.raises(ModelNotFoundError, match="what has arrived is kept"):
        fetch_weights(opened)
    return opened


def test_a_connection_that_breaks_is_taken_up_at_the_last_byte(folder: Path, serve: Serve) -> None:
    here = serve(folder)
    opened = open_checkpoint(here.NAME)
    here.ranges.clear()
    here.cuts[WEIGHTS] = [5000, 0, 7000]
    fetch_weights(opened)
    assert here.ranges[WEIGHTS] == ["", "bytes=5000-", "bytes=5000-", "bytes=12000-"]
    assert stored(opened.path) == stored(folder)
    assert kept() == []


def test_the_next_start_goes_on_where_the_last_one_ended(folder: Path, serve: Serve) -> None:
    here = serve(folder)
    begun(here, 5000)
    assert [part.stat().st_size for part in kept()] == [5000]
    here.ranges.clear()
    opened = open_checkpoint(here.NAME)
    fetch_weights(opened)
    assert here.ranges[WEIGHTS] == ["bytes=0-99999", "bytes=5000-"]  # the header, and the rest
    assert stored(opened.path) == stored(folder)
    assert kept() == []


def test_what_has_arrived_need_not_fit_the_disk_again(
    folder: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = serve(folder)
    opened = begun(here, 5000)
    left = here.sizes[WEIGHTS] - 5000
    for free, fits in ((left - 1, False), (left, True)):
        usage = SimpleNamespace(free=free)
        monkeypatch.setattr("hybrid.checkpoint.hub.shutil.disk_usage", lambda path, usage=usage: usage)
        if fits:
            fetch_weights(opened)
            assert stored(opened.path) == stored(folder)
        else:
            with pytest.raises(ModelNotFoundError, match="Free some space"):
                fetch_weights(opened)


def test_a_damaged_part_is_found_out_and_removed(folder: Path, serve: Serve) -> None:
    here = serve(folder)
    opened = begun(here, 5000)
    (part,) = kept()
    part.write_bytes(bytes(5000))
    with pytest.raises(ModelNotFoundError, match="damaged, and has been removed.*Try again"):
        fetch_weights(opened)
    assert kept() == []
    fetch_weights(opened)
    assert stored(opened.path) == stored(folder)


@pytest.mark.parametrize("beyond", [0, 10], ids=["whole", "too long"])
def test_a_part_that_has_all_bytes_or_more_is_put_right(folder: Path, serve: Serve, beyond: int) -> None:
    here = serve(folder)
    opened = begun(here, 5000)
    (part,) = kept()
    part.write_bytes(stored(folder) + bytes(beyond))
    here.ranges.clear()
    fetch_weights(opened)
    assert here.ranges.get(WEIGHTS, []) == ([""] if beyond else [])
    assert stored(opened.path) == stored(folder)


def test_a_server_without_ranges_sends_all_of_it_again(folder: Path, serve: Serve) -> None:
    here = serve(folder, ranges=False)
    opened = begun(here, 5000)
    fetch_weights(opened)
    assert stored(opened.path) == stored(folder)


def test_a_server_that_sends_too_much_is_told_of(folder: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    here = serve(folder)
    opened = open_checkpoint(here.NAME)

    def smaller(url: str) -> Any:
        found = get_hf_file_metadata(url)
        return SimpleNamespace(etag=found.etag, size=(found.size or 0) - 1)

    monkeypatch.setattr(resumable, "get_hf_file_metadata", smaller)
    with pytest.raises(ModelNotFoundError, match="more than the"):
        fetch_weights(opened)


def in_two(folder: Path) -> None:
    tensors = load_file(folder / WEIGHTS)
    (folder / WEIGHTS).unlink()
    names = sorted(tensors)
    for number, part in enumerate((names[::2], names[1::2]), 1):
        save_file({n: tensors[n] for n in part}, folder / f"model-0000{number}-of-00002.safetensors", {"format": "pt"})


def test_cancelling_ends_all_files_and_keeps_what_has_arrived(folder: Path, serve: Serve) -> None:
    in_two(folder)
    here = serve(folder)
    opened = open_checkpoint(here.NAME)
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 20

    with pytest.raises(LoadingCancelledError, match="is kept: load the model again to go on") as refused:
        fetch_weights(opened, cancelled=cancelled)
    assert refused.value.field == "model"
    arrived = sum(part.stat().st_size for part in kept())
    assert 0 < arrived < sum(here.sizes[f"model-0000{number}-of-00002.safetensors"] for number in (1, 2))
    told: list[float] = []
    fetch_weights(opened, lambda share, what: told.append(share))
    assert told[0] > 0, "what was there counts"
    assert load_model(open_checkpoint(here.NAME), torch.device("cpu")).info.name == here.NAME


def test_a_failure_of_one_file_ends_the_others_and_is_what_is_told(
    folder: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held up until the other one has been told to end; without that it would never come back."""
    in_two(folder)
    here = serve(folder)
    opened = open_checkpoint(here.NAME)
    download = resumable.Repository.download

    def one_fails(repository: resumable.Repository, file: str, cancelled: Callable[[], bool]) -> None:
        if "00001" in file:
            raise OSError("the first one's disk")
        ended = threading.Event()
        while not cancelled():
            ended.wait(0.001)
        download(repository, file, cancelled)

    monkeypatch.setattr(resumable.Repository, "download", one_fails)
    with pytest.raises(ModelNotFoundError, match="the first one's disk"):
        fetch_weights(opened)


def test_a_file_that_another_program_is_downloading_is_waited_for(
    folder: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one finishes while this one waits; nothing is fetched twice."""
    here = serve(folder)
    opened = open_checkpoint(here.NAME)
    here.ranges.clear()
    monkeypatch.setattr(resumable, "_LOCK_S", 0.01)
    etag = hashlib.sha256(stored(folder)).hexdigest()
    repository = resumable.Repository(here.NAME, opened.path.name, opened.path.parents[1])
    waits = 0

    def cancelled() -> bool:
        nonlocal waits
        waits += 1
        if waits == 4:
            blob = repository.folder / "blobs" / etag
            blob.parent.mkdir(exist_ok=True)
            blob.write_bytes(stored(folder))
            held.__exit__(None, None, None)
        return False

    held = repository._locked(etag, never_cancelled)
    held.__enter__()
    fetch_weights(opened, cancelled=cancelled)
    assert waits >= 4
    assert WEIGHTS not in here.ranges
    assert stored(opened.path) == stored(folder)


def test_where_files_cannot_be_linked_there_is_one_copy(
    folder: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, for most users."""
    monkeypatch.setattr(resumable, "are_symlinks_supported", lambda cache: False)
    monkeypatch.setattr("huggingface_hub.file_download.are_symlinks_supported", lambda cache: False)
    here = serve(folder)
    opened = begun(here, 5000)
    fetch_weights(opened)
    assert not (opened.path / WEIGHTS).is_symlink()
    assert stored(opened.path) == stored(folder)
    blobs = opened.path.parents[1] / "blobs"
    assert stored(folder) not in [blob.read_bytes() for blob in blobs.iterdir()]


def test_a_token_goes_with_every_request(folder: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_a_test")
    here = serve(folder)
    fetch_weights(open_checkpoint(here.NAME))
    assert here.tokens == {"Bearer hf_of_a_test"}


def test_without_a_network_what_is_in_the_cache_is_used(folder: Path, serve: Serve) -> None:
    here = serve(folder)
    fetch_weights(open_checkpoint(here.NAME))
    here.close()
    assert load_model(open_checkpoint(here.NAME), torch.device("cpu")).info.name == here.NAME


def test_a_network_that_goes_while_weights_are_missing_is_a_sentence(folder: Path, serve: Serve) -> None:
    here = serve(folder)
    opened = begun(here, 5000)
    here.close()
    with pytest.raises(ModelNotFoundError, match="The connection broke|can't be reached"):
        fetch_weights(opened)
    assert [part.stat().st_size for part in kept()] == [5000]
    with pytest.raises(ModelNotFoundError, match="only in part|can't be reached"):
        load_model(open_checkpoint(here.NAME), torch.device("cpu"))
