"""Joined kernels give what each gives by itself, in fewer launches."""

import pytest
import torch
from torch import Tensor

from tests.cuda import needs_cuda

DEVICE = "cuda"
HEADS, KEY_HEADS, SIZE, HIDDEN, EXPERTS, TOP_K = 8, 2, 16, 48, 6, 2
SHAPES = {
    "norm": (HIDDEN,),
    "second_norm": (HIDDEN,),
    "query_norm": (SIZE,),
    "key_norm": (SIZE,),
    "query": (HEADS * SIZE, HIDDEN),
    "key": (KEY_HEADS * SIZE, HIDDEN),
    "value": (KEY_HEADS * SIZE, HIDDEN),
    "output": (HIDDEN, HEADS * SIZE),
    "router": (EXPERTS, HIDDEN),
}

pytestmark = needs_cuda


def layer(joins: bool, normed: bool, rotated: bool, room: int, place: int, dtype: torch.dtype) -> dict[str, Tensor]:
    """What the parts of a layer up to its router give, with a cache of ``room`` tokens, ``place`` of them there."""
    from hybrid.decode.fusion.joined_kernels import JoinedKernels

    torch.manual_seed(room)

    def made(*shape: int) -> Tensor:
        return torch.randn(shape, dtype=dtype, device=DEVICE)

    weights = {name: made(*shape) * 0.3 for name, shape in SHAPES.items()}
    hidden, cos, sin = made(1, 1, HIDDEN), made(1, 1, SIZE), made(1, 1, SIZE)
    keys, values = made(1, KEY_HEADS, room, SIZE), made(1, KEY_HEADS, room, SIZE)
    length = torch.tensor(place, device=DEVICE)
    mask = (torch.arange(room, device=DEVICE) <= place)[None, None, None]

    def forward(kernels: JoinedKernels) -> dict[str, Tensor]:
        normal = kernels.norm(hidden, weights["norm"], 1e-6)
        three = kernels.three_linears(normal, (weights["query"], weights["key"], weights["value"]))
        query, key, value = (part.view(1, 1, -1, SIZE) for part in three)
        if normed:
            query = kernels.norm(query, weights["query_norm"], 1e-6)
            key = kernels.norm(key, weights["key_norm"], 1e-5)
        query, key, value = query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2)
        if rotated:
            query, key = kernels.rotate(query, key, cos, sin)
        kernels.append(keys, values, key, value, length)
        kernels.increase(length)
        attended = kernels.attend(query, keys, values, mask, SIZE**-0.5).reshape(1, 1, -1)
        summed = hidden + kernels.linear(attended, weights["output"])
        normal = kernels.norm(summed, weights["second_norm"], 1e-6)
        logits = kernels.linear(normal.view(1, HIDDEN), weights["router"])
        chosen_weights, chosen = kernels.choose(logits, TOP_K, True, dtype)
        kernels.end()
        return {
            "sum": summed,
            "normal": normal,
            "logits": logits,
            "weights": chosen_weights,
            "chosen": chosen,
            "keys": keys,
            "values": values,
            "length": length,
        }

    kernels = JoinedKernels()
    if not joins:
        return forward(kernels)
    with kernels:
        return forward(kernels)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(("room", "place"), [(70, 0), (70, 33), (40, 39), (4096, 3000)])
@pytest.mark.parametrize(("normed", "rotated"), [(True, True), (False, True), (True, False), (False, False)])
def test_a_layer_is_the_same(normed: bool, rotated: bool, room: int, place: int, dtype: torch.dtype) -> None:
    expected, actual = (layer(joins, normed, rotated, room, place, dtype) for joins in (False, True))
    for name, tensor in expected.items():
        tolerance = 1e-5 if dtype == torch.float32 else 2e-2
        torch.testing.assert_close(actual[name], tensor, rtol=tolerance, atol=tolerance, msg=name)
    assert int(actual["length"]) == place + 1


def test_a_layer_takes_fewer_launches(monkeypatch: pytest.MonkeyPatch) -> None:
    from hybrid.gpu.kernels import attention, ops, products

    launched: list[str] = []

    def counted(module: object, name: str) -> None:
        original = getattr(module, name)

        def launch(*args: object, **options: object) -> object:
            launched.append(name)
            return original(*args, **options)

        monkeypatch.setattr(module, name, launch)

    for module, names in (
        (ops, ("rms_norm", "rotate", "append", "choose")),
        (products, ("linear", "three_linears")),
        (attention, ("attend",)),
    ):
        for name in names:
            counted(module, name)
    layer(True, True, True, 70, 33, torch.bfloat16)
    assert launched == ["three_linears", "attend", "linear", "linear", "choose"]
