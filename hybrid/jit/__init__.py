"""Functions compiled by numba, their kept machine code, and what numba cannot say in Python."""
