"""Checkpoints in NVFP4: four-bit floats, an eight-bit scale for 16 columns, and a number that a whole matrix shares."""

from collections.abc import Mapping

from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.layout import FormatName
from hybrid.model.published.packed_matrix import Convert, GatheredWeights, PackedLayout, PackedMatrix, Part, as_bytes

_GROUP = 16


class Nvfp4(PackedLayout):
    """``NAME`` + ``values`` (rows, columns / 2) of bytes, + ``scales`` (rows, groups) in F8_E4M3, and + ``shared``, one
    float32 to multiply with, or to divide by."""

    expert_format: FormatName = "nvfp4"

    def __init__(self, values: str, scales: str, shared: str, *, divides: bool) -> None:
        self._values, self._scales, self._shared, self._divides = values, scales, shared, divides

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        gathered = GatheredWeights()
        for values, tensor in stored.items():
            stem = values.removesuffix(self._values)
            scales, shared = stored.get(stem + self._scales), stored.get(stem + self._shared)
            if stem == values or tensor.dtype != "U8" or scales is None or shared is None or len(tensor.shape) < 2:
                continue
            *outer, rows, half = tensor.shape
            if scales.dtype != "F8_E4M3" or scales.shape != (*outer, rows, 2 * half // _GROUP):
                continue
            gathered.matrices[stem + ".weight"] = PackedMatrix(
                "nvfp4",
                (*outer, rows, 2 * half),
                Part(values),
                Part(stem + self._scales),
                Part(stem + self._shared, of_matrix(rows, self._divides)),
            )
            gathered.stored[stem + self._scales] = as_bytes(scales, *scales.shape)
            gathered.unused.add(stem + ".input_scale")
            gathered.unused.add(stem + ".input_global_scale")
        return gathered


def of_matrix(rows: int, divides: bool) -> Convert:
    """A matrix's number -> (rows, 1): each row has its own."""

    def convert(shared: Tensor) -> Tensor:
        exact = shared.float().reshape(*shared.shape[: max(0, shared.dim() - 1)], 1, 1)
        return (1 / exact if divides else exact).expand(*exact.shape[:-2], rows, 1)

    return convert
