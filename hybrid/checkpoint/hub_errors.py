"""Hub errors: what can go wrong while a model is fetched from the Hugging Face Hub, each as one true sentence.

Knows the exceptions of ``huggingface_hub`` and of the system below it; fetches nothing.
"""

import errno
import os
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    IncompleteSnapshotError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from hybrid.checkpoint.model_names import HubName
from hybrid.errors import ModelNotFoundError
from hybrid.machine.limits import GIB

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_LOGIN = "`hf auth login`"


def hub_refusal(name: HubName, error: BaseException, begun: bool) -> ModelNotFoundError:
    """The refusal for ``error``, by the most telling of its causes; ``begun``: some of the model's files are here."""
    return ModelNotFoundError(_sentence(name, error, begun), "model")


def no_room(name: HubName, missing: int, free: int) -> ModelNotFoundError:
    return ModelNotFoundError(
        f"{name} needs {missing / GIB:.1f} GiB more on the disk of {_cache()}, which has {free / GIB:.1f} GiB left. "
        "Free some space, or set HF_HOME to a folder on another disk.",
        "model",
    )


def _sentence(name: HubName, error: BaseException, begun: bool) -> str:
    causes = _causes(error)
    response = next((cause.response for cause in causes if isinstance(cause, HfHubHTTPError)), None)
    status = response.status_code if response is not None else None

    def any_is(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    if any_is(HFValidationError):
        return f"There is no folder {name}, and it can't be a Hugging Face model ID either. Check the spelling."
    if any_is(GatedRepoError):
        return (
            f"{name} is gated. Ask for access at {constants.ENDPOINT}/{name.repo}, log in with {_LOGIN}, "
            "and try again once access has been granted."
        )
    if any_is(DisabledRepoError):
        return f"{name} has been disabled on Hugging Face. Choose another model."
    if any_is(RevisionNotFoundError):
        return (
            f"{name.repo} has no revision {name.revision or 'main'} on Hugging Face. Check the branch, tag or commit."
        )
    if response is not None and status == 401 and "Invalid credentials" in response.headers.get("X-Error-Message", ""):
        return f"Hugging Face doesn't accept your login. Run {_LOGIN} again, then load {name} again."
    if any_is(RepositoryNotFoundError) or status in {401, 404}:  # to strangers a private model looks like a missing one
        return (
            f"No folder named {name}, and Hugging Face has no model of that name that you may see. Check the spelling; "
            f"if the model is private or gated, log in with {_LOGIN}."
        )
    if status == 403:
        return f"Hugging Face doesn't let you read {name}. Ask its owner for access, and log in with {_LOGIN}."
    if status == 429:
        return f"Hugging Face gets too many requests from here to send {name} now. Wait some minutes and try again."
    if status is not None:
        return f"Hugging Face can't send {name} at the moment (HTTP {status}). Try again later."
    return _system_sentence(name, causes, begun)


def _system_sentence(name: HubName, causes: list[BaseException], begun: bool) -> str:
    codes = {cause.errno for cause in causes if isinstance(cause, OSError)}
    text = " ".join(str(cause) for cause in causes)  # the Rust part of the library raises bare RuntimeErrors
    if codes & set(_NO_ROOM) or "No space left on device" in text or "Disk quota exceeded" in text:
        return (
            f"The disk of {_cache()} is full, so {name} couldn't be downloaded. Free some space, or set HF_HOME to a "
            "folder on another disk."
        )
    if codes & {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{name} couldn't be saved in {_cache()}: permission denied. Set HF_HOME to a folder you may write to."
    partly = begun or any(isinstance(cause, IncompleteSnapshotError) for cause in causes)
    has = f"{name} has been downloaded only in part" if partly else f"{name} isn't on this machine"
    if any(isinstance(cause, OfflineModeIsEnabled) for cause in causes) or constants.HF_HUB_OFFLINE:
        return f"{has}, and HF_HUB_OFFLINE forbids downloads. Unset it, or choose a model you already have."
    if any(isinstance(cause, (LocalEntryNotFoundError, ConnectionError, TimeoutError)) for cause in causes):
        return f"{has}, and Hugging Face can't be reached. Check the spelling and your connection."
    if any(type(cause).__module__.startswith("httpx") for cause in causes):
        return f"The connection broke while {name} was being downloaded. Try again; what has arrived is kept."
    return f"{name} couldn't be downloaded ({_first_line(causes[0])}). Try again; what has arrived is kept."


def _causes(error: BaseException | None) -> list[BaseException]:
    causes: list[BaseException] = []
    while error is not None and error not in causes:
        causes.append(error)
        error = error.__cause__ or error.__context__
    return causes


def _cache() -> Path:
    return Path(os.path.expanduser(constants.HF_HUB_CACHE))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
