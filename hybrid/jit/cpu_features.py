"""Features of the processor that compiled code is made for: this machine's, or those that numba was told of."""

from llvmlite.binding import get_host_cpu_features
from numba import config


def has_feature(name: str) -> bool:
    """By LLVM's name, such as ``"avx512f"``; false on other kinds of processors."""
    features = config.CPU_FEATURES
    if features is not None:
        return f"+{name}" in features.split(",")
    return bool(get_host_cpu_features().get(name, False))
