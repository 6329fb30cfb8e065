"""Orders of columns, of int4 weights whose groups are of columns in order of activation ("act order", ``desc_act``).

Such a checkpoint says of each column to which group it belongs (``g_idx``). In memory the columns of a group lie
together, as formats have them, and the order is kept: a product then takes the activations in that order. The same sums
in another order, so nothing is rounded.

GPTQ: https://arxiv.org/abs/2210.17323; act order: https://github.com/IST-DASLab/gptq.
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.checkpoint.tensor_reading import Reader
from hybrid.errors import UnsupportedModelError
from hybrid.model.published.int4_parts import part, unsupported
from hybrid.model.published.int4_words import two_a_byte
from hybrid.model.published.packed_matrix import Check, Convert, GatheredWeights, Packed, Part
from hybrid.model.rehearsal import Origin

_HALF = 4  # bits of a number


def order_of(groups: Tensor) -> Tensor:
    """The group of each column -> int64 (columns,), the columns by their groups, those of one in their own order."""
    return groups.long().argsort(stable=True)


def in_order(convert: Convert | None) -> Convert:
    """Has the numbers that ``convert`` makes, two a byte (rows, columns / 2), follow the order that ``g_idx`` says."""

    def convert_and_sort(words: Tensor, groups: Tensor) -> Tensor:
        stored = convert(words) if convert is not None else words
        numbers = torch.stack((stored & 15, stored >> _HALF), -1).flatten(-2)
        return two_a_byte(numbers.index_select(-1, order_of(groups)))

    return convert_and_sort


def ordered_values(
    packed: str, groups: str, convert: Convert | None, gathered: GatheredWeights, size: int
) -> tuple[Part, Part]:
    """The numbers in ``packed`` as ``in_order`` lays them out, and their order. Has the groups' sizes checked."""
    gathered.checks[groups] = _check_sizes(size)
    return Part(packed, in_order(convert), (groups,)), Part(groups, order_of)


def column_orders(
    reader: Reader, name: str, shape: tuple[int, ...], origin: Origin, matrices: Mapping[str, Packed]
) -> Tensor | None:
    """The order of columns of each expert, int32 (experts, columns), of the parameter ``name`` whose experts
    (experts, ...) are made of packed weights as ``origin`` says; ``None`` if all are in the model's.

    Raises ``UnsupportedModelError`` if parts of one expert that take the same activations differ.
    """
    experts = torch.arange(shape[0]).view(-1, *(1,) * (len(shape) - 1)).expand(shape)
    orders: dict[int, Tensor] = {}
    for source, view in origin.pieces(experts):
        packed, expert = matrices[source], int(view.flatten()[0])
        columns = packed.shape[-1]
        order = torch.arange(columns) if packed.order is None else packed.order.read(reader)
        if not torch.equal(orders.setdefault(expert, order), order):
            raise UnsupportedModelError(
                f"In {name}, gate and up of expert {expert} have their columns in different orders of activation, "
                "which isn't supported yet. Choose a version without desc_act.",
                "model",
            )
    by_expert = torch.stack([orders[expert] for expert in range(shape[0])])
    in_place = torch.arange(by_expert.shape[1]).expand_as(by_expert)
    return None if torch.equal(by_expert, in_place) else by_expert.int()


def _check_sizes(size: int) -> Check:
    def check(groups: Tensor) -> None:
        """Each group has so many columns, which also rules out groups that are not there."""
        counts = groups.numel() // size
        fits = bool(((groups >= 0) & (groups < counts)).all())
        if not fits or not bool((torch.bincount(groups.long(), minlength=counts) == size).all()):
            raise unsupported(f"columns ordered by activation in groups that don't have {size} columns each")

    return check


def lies_in_order(stored: Mapping[str, StoredTensor], name: str, packed: str, columns: int, size: int) -> bool:
    """Whether ``name``, the group of each column, says that groups lie together; false while its file is not here.

    Raises ``UnsupportedModelError`` if it does not belong to ``packed``.
    """
    tensor = part(stored, name, (columns,), packed, ("I32", "I64"))
    try:
        with tensor.file.open("rb") as file:
            file.seek(tensor.start)
            content = bytearray(file.read(tensor.nbytes))
    except FileNotFoundError:
        return False
    groups = torch.frombuffer(content, dtype=torch.int32 if tensor.dtype == "I32" else torch.int64)
    return torch.equal(groups.long(), torch.arange(columns) // size)


def check_in_order(size: int, why: str) -> Callable[[Tensor], None]:
    """A check that groups of so many columns lie together."""

    def check(groups: Tensor) -> None:
        if not torch.equal(groups.long(), torch.arange(groups.numel()) // size):
            raise unsupported(why)

    return check
