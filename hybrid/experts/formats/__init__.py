"""Weight formats of experts, a file each. To add one: its file, its name in ``hybrid.layout``, and its line here."""

from collections.abc import Mapping

from hybrid.experts.formats.int8 import Int8
from hybrid.experts.formats.plain import Plain
from hybrid.experts.formats.weight_format import WeightFormat

FORMATS: Mapping[str, WeightFormat] = {"plain": Plain(), "int8": Int8()}

__all__ = ["FORMATS", "WeightFormat"]
