"""Weight formats of experts. To add one: its file, its name in ``hybrid.layout``, and its line here."""

from collections.abc import Mapping

from hybrid.experts.formats.fp4 import MXFP4, NVFP4
from hybrid.experts.formats.fp8 import FP8
from hybrid.experts.formats.int4 import INT4
from hybrid.experts.formats.int8 import Int8
from hybrid.experts.formats.plain import Plain
from hybrid.experts.formats.weight_format import Matrix, WeightFormat
from hybrid.layout import FormatName

_OTHERS: dict[FormatName, WeightFormat] = {
    "plain": Plain(),
    "int8": Int8(),
    "mxfp4": MXFP4,
    "nvfp4": NVFP4,
    "fp8": FP8,
}
FORMATS: Mapping[FormatName, WeightFormat] = _OTHERS | INT4

__all__ = ["FORMATS", "Matrix", "WeightFormat"]
