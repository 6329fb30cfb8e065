"""Weight formats of experts. To add one: its file, its name in ``hybrid.layout``, and its line here."""

from collections.abc import Mapping

from hybrid.experts.formats.fp4 import MXFP4, NVFP4
from hybrid.experts.formats.fp8 import FP8
from hybrid.experts.formats.int4 import INT4, INT4_ZEROS
from hybrid.experts.formats.int8 import Int8
from hybrid.experts.formats.llama_blocks import IQ4_NL, IQ4_XS, Q4_1, Q4_K, Q5_0, Q5_1, Q5_K, Q6_K, Q6_K_M, Q8_0
from hybrid.experts.formats.plain import Plain
from hybrid.experts.formats.weight_format import Matrix, WeightFormat
from hybrid.layout import FormatName

_OTHERS: dict[FormatName, WeightFormat] = {
    "plain": Plain(),
    "int8": Int8(),
    "mxfp4": MXFP4,
    "nvfp4": NVFP4,
    "fp8": FP8,
    "q8_0": Q8_0,
    "q4_1": Q4_1,
    "q5_0": Q5_0,
    "q5_1": Q5_1,
    "iq4_nl": IQ4_NL,
    "iq4_xs": IQ4_XS,
    "q4_k": Q4_K,
    "q5_k": Q5_K,
    "q6_k": Q6_K,
    "q6_k_m": Q6_K_M,
}
FORMATS: Mapping[FormatName, WeightFormat] = _OTHERS | INT4 | INT4_ZEROS

__all__ = ["FORMATS", "Matrix", "WeightFormat"]
