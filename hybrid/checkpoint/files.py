"""Files of one checkpoint, wherever they are: described first, planned from their headers, fetched last.

Knows the order of these steps and nothing of models. ``path`` is what transformers reads.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from hybrid.checkpoint.gguf.shards import gguf_files
from hybrid.checkpoint.hub import open_source
from hybrid.checkpoint.lfs_pointers import refuse_pointers
from hybrid.checkpoint.readable_folder import ReadableFolder
from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.checkpoint.weight_files import Headers, check_no_overlap, model_files
from hybrid.errors import MemoryBudgetError, ModelNotFoundError, UnsupportedModelError, refusing
from hybrid.machine.limits import GIB
from hybrid.machine.ram import ram
from hybrid.progress import Progress, no_progress

Plan = TypeVar("Plan")


class CheckpointFiles(Generic[Plan]):
    """``shown`` is what the model is called; ``descriptions`` are patterns of the files to fetch before any weights.

    Raises ``ModelNotFoundError`` if there are no files.
    """

    def __init__(self, text: str, descriptions: Sequence[str] | None = None) -> None:
        self._source = open_source(text) if descriptions is None else open_source(text, descriptions)
        self.shown = self._source.shown
        self._folder: ReadableFolder | None = None
        with refusing(self._unreadable):
            self.gguf = gguf_files(self._all_names(), self._source.chosen, self.shown)
            """Names of the GGUF files that make up the model; empty for a checkpoint of safetensors."""
            if not self.gguf:
                refuse_pointers(self._source.path)
                self._folder = ReadableFolder(self._source.path)
        self._names: list[str] = list(self.gguf)
        self._indexed = True
        self._planner: Callable[[Mapping[str, StoredTensor]], Plan] | None = None
        self._plan: Plan | None = None
        self._headers: Headers | None = None

    @property
    def path(self) -> Path:
        return self._source.path if self._folder is None else self._folder.path

    def gguf_file(self) -> Path:
        """The first GGUF file, or one that has its header. Raises ``ModelNotFoundError`` if that cannot be read on the
        Hub."""
        try:
            return self._source.file_with_header(self.gguf[0])
        except Exception as error:  # of the network, and of a proxy that cannot send parts of files
            raise ModelNotFoundError(
                f"The header of {self.gguf[0]} couldn't be read on the Hub ({type(error).__name__}). Download the "
                "file, and give its path.",
                "model",
            ) from error

    @property
    def total_bytes(self) -> int:
        """Size of the files with the model's weights, without any others that lie beside them."""
        return self._source.size(self._names)

    def choose_weights(self, named: object) -> None:
        """Determines which files make up the model; ``named`` as in ``safetensors_headers.weight_files``."""
        if self._folder is None:
            return
        self._names, self._indexed = model_files(self.path, self.shown, named, self._source.listed)
        self._headers = None
        if not self._indexed:
            self._folder.stand_in()

    def stored_tensors(self) -> dict[str, StoredTensor] | None:
        """All tensors by name, from the headers alone; ``None`` if those cannot be read before the files are fetched.

        Raises ``UnsupportedModelError`` for damaged files.
        """
        if self._headers is None:
            self._headers = self._source.headers(self._names)
        if self._headers is None:
            return None
        if not self._indexed or len(self.gguf) > 1:
            check_no_overlap(self.shown, self._headers)
        return {name: tensor for file in self._names for name, tensor in self._headers[file].items()}

    def plan_weights(self, planner: Callable[[Mapping[str, StoredTensor]], Plan]) -> Plan | None:
        """Calls ``planner``, which checks all tensors and says how to read them; returns what it says.

        Calls it now, or in ``fetch_weights`` if the headers cannot be read before; then there is nothing to return.
        """
        stored = self.stored_tensors()
        self._planner = planner if stored is None else None
        if stored is None or self._headers is None:
            return None
        if not self._indexed and self._folder is not None:
            self._folder.add_index(self._headers)
        self._plan = planner(stored)
        return self._plan

    def _unreadable(self, error: BaseException) -> UnsupportedModelError:
        return UnsupportedModelError(
            f"The files of {self.shown} can't be read ({error}). Check their rights, and those of their folder.",
            "model",
        )

    def _all_names(self) -> Collection[str]:
        listed = self._source.listed
        return listed if listed is not None else [file.name for file in self._source.path.iterdir()]

    def fetch_weights(self, progress: Progress = no_progress) -> Plan:
        """Brings the weights onto this machine, which may take hours; returns their plan. Raises a ``HybridError``.

        ``progress`` is called on another thread.
        """
        needed, there = self.total_bytes, ram().total
        if needed > there:
            raise MemoryBudgetError(
                f"{self.shown} needs {needed / GIB:.1f} GiB of RAM, but this machine has {there / GIB:.1f} GiB in all. "
                "Choose a smaller model.",
                "model",
            )
        self._source.fetch(self._names, progress)
        if self._folder is not None:
            self._folder.link()
        if self._planner is not None:
            self.plan_weights(self._planner)
        if self._plan is None:
            raise RuntimeError("fetch_weights before plan_weights")
        return self._plan
