"""Model names as people type or paste them -> a folder on this machine, or a model on the Hugging Face Hub.

Knows quotes and blanks around a path, addresses of Hub pages, commands that download from it, ``file://``, files inside
a checkpoint's folder, GGUF files, and folders of the Hub's cache. Uses no network: ``hybrid.checkpoint.hub`` asks
whether the Hub has the model.
"""

import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import category
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from hybrid.checkpoint.download_commands import Download, download_in
from hybrid.errors import ModelNotFoundError
from hybrid.text.characters import encodable

_QUOTES = {('"', '"'), ("'", "'"), ("`", "`"), ("\u201c", "\u201d"), ("\u2018", "\u2019"), ("<", ">")}
HUB_HOSTS = ("huggingface.co", "www.huggingface.co", "hf.co", "www.hf.co")
_OTHER_PAGES = frozenset(
    "api buckets chat collections datasets docs join kernels organizations papers posts settings spaces tasks".split()
)
_WITH_REVISION = ("tree", "blob", "resolve", "raw", "commit", "commits")
_OF_A_CHECKPOINT = (".json", ".safetensors", ".jinja", ".txt", ".model", ".md")
_CACHED = re.compile(r"models--(?P<owner>[^/\\]+?)--(?P<model>[^/\\]+)")
_SSH = re.compile(r"(?:ssh://)?git@(?P<host>[^/:]+)[/:](?P<path>.*)", re.IGNORECASE)
_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_GGUF = ".gguf"


@dataclass(frozen=True, slots=True)
class HubName:
    """A model on the Hub, such as ``mistralai/Mixtral-8x7B-Instruct-v0.1``; ``revision`` is a branch, tag or commit.

    ``file`` is a GGUF file of the repository, or a word in its name, such as ``Q4_K_M``.
    """

    repo: str
    revision: str | None = None
    file: str | None = None

    def __str__(self) -> str:
        name = self.repo if self.revision is None else f"{self.repo}@{self.revision}"
        return name if self.file is None else f"{name}:{self.file}"


@dataclass(frozen=True, slots=True)
class FolderName:
    """A folder that is there; ``shown`` is what the model is called. ``file`` is a GGUF file in it."""

    path: Path
    shown: str
    file: str | None = None


def find(text: str, hub_hosts: Sequence[str] = HUB_HOSTS) -> FolderName | HubName:
    """What ``text`` names: an existing folder if there is one, else a model on the Hub. Raises
    ``ModelNotFoundError``."""
    try:
        return _find(text, hub_hosts)
    except ModelNotFoundError as refusal:
        raise ModelNotFoundError(encodable(str(refusal)), refusal.field) from refusal


def _find(text: str, hub_hosts: Sequence[str]) -> FolderName | HubName:
    name = _unquoted(text)
    if not name or not _can_be_a_path(name):
        raise ModelNotFoundError("Enter a folder or a Hugging Face model ID.", "model")
    address = _address(name, hub_hosts)
    if isinstance(address, HubName):
        return address
    for spelling in (address or name, os.path.expandvars(name), *_as_in_a_shell(_bare(text))):
        folder = _folder(Path(os.path.expanduser(spelling)), name)
        if folder is not None:
            return folder
    download = download_in(name)
    if download is not None:
        return _downloaded(download, hub_hosts)
    bare = name.removesuffix("/")
    cached = _CACHED.fullmatch(bare)
    if cached:
        return HubName(f"{cached['owner']}/{cached['model']}")
    bare, _, file = bare.partition(":")
    repo, _, revision = bare.partition("@")
    if address is not None or not _HUB_NAME.fullmatch(repo) or bare.startswith((".", "~")):
        raise ModelNotFoundError(
            f"There is no folder {name}. Give a folder that has config.json and *.safetensors files, or a Hugging Face "
            "model ID such as mistralai/Mixtral-8x7B-Instruct-v0.1.",
            "model",
        )
    return HubName(repo, revision or None, file or None)


def _downloaded(download: Download, hub_hosts: Sequence[str]) -> FolderName | HubName:
    if download.kind != "model":
        raise ModelNotFoundError(f"{download.name} is a {download.kind}. Give a model's Hugging Face ID.", "model")
    named = _find(download.name, hub_hosts)
    if not isinstance(named, HubName):
        return named
    return replace(named, revision=named.revision or download.revision, file=named.file or download.file)


def _can_be_a_path(name: str) -> bool:
    """Whether it has neither a zero nor half a character, for which the system's calls raise."""
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


def _unquoted(text: str) -> str:
    name = _bare(text)
    while len(name) > 1 and (name[0], name[-1]) in _QUOTES:
        name = _bare(name[1:-1])
    return name


def _bare(text: str) -> str:
    """Without blanks and unseen characters around it, such as the mark of direction that Windows copies with a path."""
    seen = [at for at, character in enumerate(text) if not (character.isspace() or category(character) == "Cf")]
    return text[seen[0] : seen[-1] + 1] if seen else ""


def _as_in_a_shell(name: str) -> list[str]:
    """What a shell would make of it, if that is one word: terminals escape what is dropped into them."""
    try:
        words = shlex.split(name)
    except ValueError:  # a quote without its end
        return []
    return words if len(words) == 1 else []


def _address(name: str, hub_hosts: Sequence[str]) -> HubName | str | None:
    """A Hub page's model, the path of a ``file://`` address, or ``None`` for what is no address."""
    try:
        return _address_of(name, hub_hosts)
    except ValueError as error:  # brackets that are no IPv6 address
        raise ModelNotFoundError(f"{name} isn't an address ({error}). Copy it once more.", "model") from error


def _address_of(name: str, hub_hosts: Sequence[str]) -> HubName | str | None:
    lowered = name.lower()
    if lowered.startswith("file:"):
        return url2pathname(urlsplit(name).path)
    if lowered.startswith("hf://"):
        return _page(name[len("hf://") :].removeprefix("models/"), name)
    if ssh := _SSH.match(name):
        return _address_of(f"https://{ssh['host']}/{ssh['path']}", hub_hosts)
    if re.match(r"https?://", lowered):
        parts = urlsplit(name)
        account, at, host = parts.netloc.rpartition("@")
        if not {host.lower(), host.lower().removesuffix(":443")} & set(hub_hosts):
            raise ModelNotFoundError(
                f"{name.replace(account + at, '', 1)} isn't a page of the Hugging Face Hub. Give a folder, or a model "
                "ID such as mistralai/Mixtral-8x7B-Instruct-v0.1.",
                "model",
            )
        return _page(parts.path, name)
    host, slash, path = name.partition("/")
    if slash and host.lower() in hub_hosts and not Path(host).is_dir():
        return _page(re.split(r"[?#]", path)[0], name)
    return None


def _page(path: str, name: str) -> HubName:
    parts = [unquote(part) for part in path.split("/") if part]
    if parts and parts[0] == "models":
        parts = parts[1:]
    if not parts or parts[0] in _OTHER_PAGES:
        raise ModelNotFoundError(f"{name} isn't a model's page. Open the model on the Hub and copy its name.", "model")
    repo = "/".join(parts[:2]).removesuffix(".git")
    owner_and_model, _, revision = repo.partition("@")
    rest, file = parts[2:], ""
    if not revision and len(rest) > 1 and rest[0] in _WITH_REVISION:
        # Only the revisions of pull requests and converted files have slashes in them.
        length = 3 if rest[1] == "refs" else 1
        revision, file = "/".join(rest[1 : 1 + length]), "/".join(rest[1 + length :])
    return HubName(owner_and_model, revision or None, file if file.endswith(_GGUF) else None)


def _folder(path: Path, name: str) -> FolderName | None:
    try:
        if path.is_file() and path.suffix == _GGUF:
            # As it was given: in the Hub's cache a file is a link to one with another name.
            shown = _shown(path.parent)
            cached = path.parent.parent.name == "snapshots"
            return FolderName(path.parent, f"{shown}:{path.name}" if cached else encodable(path.name), path.name)
        if path.is_file():
            path = _parent_of_file(path, name)
        if not path.is_dir():
            return None
    except PermissionError as error:
        raise ModelNotFoundError(
            f"You may not look into {error.filename or path}. See that you may read the checkpoint's folder and its "
            "files, or choose another one.",
            "model",
        ) from error
    except OSError:  # a name longer than any file's
        return None
    if path.name == "snapshots" and not (path / "config.json").exists():
        path = path.parent
    snapshot = _snapshot(path)
    return FolderName(snapshot, _shown(snapshot))


def _parent_of_file(file: Path, name: str) -> Path:
    if file.name.endswith(_OF_A_CHECKPOINT):
        return file.parent
    raise ModelNotFoundError(
        f"{file.name} isn't something this app can load. Give a GGUF file, or the folder of a Hugging Face checkpoint, "
        f"with config.json and *.safetensors files, in place of {name}.",
        "model",
    )


def _snapshot(folder: Path) -> Path:
    """The checkpoint inside a ``models--owner--model`` folder of the Hub's cache; any other folder unchanged."""
    snapshots = folder / "snapshots"
    if (folder / "config.json").exists() or not snapshots.is_dir():
        return folder
    main = folder / "refs" / "main"
    of_main = snapshots / main.read_text(encoding="utf-8", errors="replace").strip() if main.is_file() else snapshots
    if of_main != snapshots and of_main.is_dir():
        return of_main
    folders = [snapshot for snapshot in snapshots.iterdir() if snapshot.is_dir()]
    return max(folders, key=lambda snapshot: snapshot.stat().st_mtime, default=folder)


def _shown(path: Path) -> str:
    if path.parent.name == "snapshots" and (cached := _CACHED.fullmatch(path.parent.parent.name)):
        return f"{cached['owner']}/{cached['model']}"
    return encodable(path.resolve().name)
