"""Joined kernels of a step: those of ``gpu.kernels``, launched together with what reads their results.

Knows which can be one launch: a norm and the product of its result, a product and a residual sum, everything between
the projections of attention and attention itself, the sum of experts with the residual sum and the norm behind it.
Where a model's forward has something else between two of them, each is launched by itself (``deferral``).

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor

from hybrid.decode.fusion.deferral import Deferral
from hybrid.gpu.kernels import attention, ops, products
from hybrid.gpu.kernels.attention import HeadNorms, Preparation
from hybrid.gpu.kernels.mailbox import TritonMailbox
from hybrid.gpu.mailbox import DeviceMailbox, DeviceRouting


@dataclass(frozen=True, slots=True, eq=False)
class _Norm:
    hidden: Tensor
    weight: Tensor
    eps: float
    out: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class _Product:
    hidden: Tensor
    weight: Tensor
    bias: Tensor | None
    out: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class _Rotation:
    query: Tensor
    key: Tensor
    cos: Tensor
    sin: Tensor
    out: Tensor
    key_out: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class _Growth:
    """Of keys and values by a new one each."""

    keys: Tensor
    values: Tensor
    key: Tensor
    value: Tensor
    length: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class _ExpertSum:
    """The device's rows and the host's share, with the ``residual`` if there is one."""

    mailbox: TritonMailbox
    layer: int
    routing: DeviceRouting
    rows: Tensor
    out: Tensor
    residual: Tensor | None = None


class JoinedKernels(Deferral):
    """Operations of one token. Their results may be computed later, but before torch reads them."""

    def norm(self, hidden: Tensor, weight: Tensor, eps: float) -> Tensor:
        """``ops.rms_norm``."""
        rows = hidden.contiguous()
        what = _Norm(rows, weight, eps, torch.empty(rows.shape, dtype=rows.dtype, device=rows.device))
        added = self.waiting_for(rows, _ExpertSum)
        if added is not None and rows.numel() == weight.numel():
            self.computed(added)
            self._launch_sum(added, products.Norm(weight, eps, what.out))
        else:
            self.defer(what, (what.out,), (rows, weight), partial(self._launch_norm, what))
        return what.out

    def _launch_norm(self, what: _Norm) -> None:
        self.settle(what.hidden)
        ops.rms_norm(what.hidden, what.weight, what.eps, what.out)

    def linear(self, hidden: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
        """``products.linear``."""
        rows = hidden.contiguous()
        out = torch.empty((*hidden.shape[:-1], weight.shape[0]), dtype=hidden.dtype, device=hidden.device)
        what = _Product(rows, weight, bias, out)
        self.defer(what, (out,), (rows,), partial(self._launch_product, what))
        return out

    def _launch_product(self, what: _Product, residual: Tensor | None = None, out: Tensor | None = None) -> None:
        hidden, norm = self._before_product(what.hidden)
        out = what.out if out is None else out
        products.linear(hidden, what.weight, what.bias, norm=norm, residual=residual, out=out)

    def three_linears(self, hidden: Tensor, weights: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """``products.three_linears``."""
        hidden, norm = self._before_product(hidden.contiguous())
        return products.three_linears(hidden, weights, norm)

    def _before_product(self, hidden: Tensor) -> tuple[Tensor, products.Norm | None]:
        """What a product reads, and the norm that it computes first, which then counts as computed."""
        what = self.waiting_for(hidden, _Norm)
        if what is None or what.weight.numel() != hidden.numel() or not products.norm_fits(hidden.numel()):
            self.settle(hidden)
            return hidden, None
        self.settle(what.hidden)
        self.computed(what)
        return what.hidden, products.Norm(what.weight, what.eps, what.out)

    def rotate(self, query: Tensor, key: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor]:
        """``ops.rotate``."""
        out, key_out = (torch.empty(t.shape, dtype=t.dtype, device=t.device) for t in (query, key))
        what = _Rotation(query, key, cos, sin, out, key_out)
        self.defer(what, (out, key_out), (query, key, cos, sin), partial(self._launch_rotation, what))
        return out, key_out

    def _launch_rotation(self, what: _Rotation) -> None:
        self.settle(what.query, what.key, what.cos, what.sin)
        ops.rotate(what.query, what.key, what.cos, what.sin, what.out, what.key_out)

    def append(self, keys: Tensor, values: Tensor, key: Tensor, value: Tensor, length: Tensor) -> None:
        """``ops.append``."""
        self.overwrite(keys, values)
        self.settle(keys, values, length)
        what = _Growth(keys, values, key, value, length)
        self.defer(what, (keys, values), (key, value, length), partial(self._launch_growth, what))

    def _launch_growth(self, what: _Growth) -> None:
        self.settle(what.key, what.value)  # the length may be about to increase
        ops.append(what.keys, what.values, what.key, what.value, what.length)

    def increase(self, length: Tensor) -> None:
        """Adds 1 to ``length`` (), after everything that reads it."""

        def launch() -> None:
            self.overwrite(length)
            length.add_(1)

        self.defer(launch, (length,), (), launch)

    def attend(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor, scale: float) -> Tensor:
        """``attention.attend``."""
        self.settle(mask)
        grown = self.waiting_for(key, _Growth)
        if grown is None or grown.keys is not key or grown.values is not value or grown.key.dtype != key.dtype:
            self.settle(query, key, value)
            return attention.attend(query, key, value, mask, scale)
        query, new_key, rotation = self._unrotated(query, grown.key)
        query, new_key, norms = self._unnormed(query, new_key)
        self.settle(query, new_key, grown.value)
        self.computed(grown)
        new = Preparation(new_key, grown.value, grown.length, norms, rotation)
        return attention.attend(query, key, value, mask, scale, new)

    def _unrotated(self, query: Tensor, key: Tensor) -> tuple[Tensor, Tensor, tuple[Tensor, Tensor] | None]:
        what = self.waiting_for(query, _Rotation)
        if what is None or what is not self.waiting_for(key, _Rotation) or what.query.shape != query.shape:
            self.settle(query, key)
            return query, key, None
        self.settle(what.cos, what.sin)
        self.passed_over(what)
        return what.query, what.key, (what.cos, what.sin)

    def _unnormed(self, query: Tensor, key: Tensor) -> tuple[Tensor, Tensor, HeadNorms | None]:
        of_query, of_key = self.waiting_for(query, _Norm), self.waiting_for(key, _Norm)
        size = query.shape[-1]
        if of_query is None or of_key is None or not of_query.weight.numel() == of_key.weight.numel() == size:
            return query, key, None
        self.passed_over(of_query)
        self.passed_over(of_key)
        norms = HeadNorms(of_query.weight, of_query.eps, of_key.weight, of_key.eps)
        return of_query.hidden.view(query.shape), of_key.hidden.view(key.shape), norms

    def choose(self, logits: Tensor, top_k: int, normalised: bool, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """``ops.choose``."""
        self.settle(logits)
        return ops.choose(logits, top_k, normalised, dtype)

    def combine(
        self, mailbox: DeviceMailbox, layer: int, routing: DeviceRouting, rows: Tensor, dtype: torch.dtype
    ) -> Tensor:
        """``TritonMailbox.combine``: the sum, (1, hidden)."""
        assert isinstance(mailbox, TritonMailbox), "where there is Triton, this is the mailbox"
        out = torch.empty((1, rows.shape[1]), dtype=dtype, device=rows.device)
        self._defer_sum(_ExpertSum(mailbox, layer, routing, rows, out))
        return out

    def _defer_sum(self, what: _ExpertSum) -> None:
        inputs = (what.rows,) if what.residual is None else (what.rows, what.residual)
        self.defer(what, (what.out,), inputs, partial(self._launch_sum, what))

    def _launch_sum(self, what: _ExpertSum, norm: products.Norm | None = None) -> None:
        if what.residual is not None:
            self.settle(what.residual)
        what.mailbox.combine_into(what.layer, what.routing, what.rows, what.out, what.residual, norm)

    def add(self, one: Tensor, other: Tensor) -> Tensor | None:
        """A product's residual sum is computed with it, now; that of experts with whatever is to come."""
        alike = one.numel() == other.numel() and one.dtype == other.dtype and one.device == other.device
        if not alike or one is other or not (one.is_contiguous() and other.is_contiguous()):
            return None
        orders = (one, other), (other, one)
        sums = [(residual, self.waiting_for(result, _ExpertSum)) for residual, result in orders]
        of_experts = next(((a, what) for a, what in sums if what is not None and what.residual is None), None)
        given = [(residual, self.waiting_for(result, _Product)) for residual, result in orders]
        of_product = next(((a, what) for a, what in given if what is not None), None)
        if of_experts is None and of_product is None:
            return None
        out = torch.empty(torch.broadcast_shapes(one.shape, other.shape), dtype=one.dtype, device=one.device)
        if of_experts is not None:
            residual, experts = of_experts
            self.settle(residual)
            self.passed_over(experts)
            self._defer_sum(replace(experts, out=out, residual=residual))
        elif of_product is not None:
            residual, product = of_product
            self.settle(residual)
            self._launch_product(product, residual, out)
            self.passed_over(product)
        return out
