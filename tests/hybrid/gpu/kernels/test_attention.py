"""One token's attention and the cache's growth, against torch's own."""

import pytest
import torch
from torch.nn import functional

from tests.cuda import needs_cuda

DEVICE = "cuda"
TOLERANCE = {torch.float32: 2e-6, torch.float16: 2e-3, torch.bfloat16: 2e-2}


@needs_cuda
@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize(
    ("heads", "key_heads", "size", "value_size", "room"),
    [(4, 2, 16, 16, 70), (32, 8, 128, 128, 512), (4, 4, 24, 16, 64), (8, 1, 192, 128, 1300), (2, 2, 8, 8, 33)],
)
def test_equals_torchs_attention(
    heads: int, key_heads: int, size: int, value_size: int, room: int, dtype: torch.dtype
) -> None:
    from hybrid.gpu.kernels.attention import attend

    torch.manual_seed(room)
    query = torch.randn(1, 1, heads, size, dtype=dtype, device=DEVICE).transpose(1, 2)
    key = torch.randn(1, key_heads, room, size, dtype=dtype, device=DEVICE)
    value = torch.randn(1, key_heads, room, value_size, dtype=dtype, device=DEVICE)
    place = torch.arange(room, device=DEVICE)
    for allowed in (place < 1, place < room // 2, place >= room // 3, (place > 40) & (place % 3 == 0) | (place == 0)):
        mask = allowed[None, None, None]
        out = attend(query, key, value, mask, size**-0.5)
        copied = [tensor.float().repeat_interleave(heads // key_heads, 1) for tensor in (key, value)]
        expected = functional.scaled_dot_product_attention(query.float(), *copied, attn_mask=mask).transpose(1, 2)
        assert out.shape == (1, 1, heads, value_size)
        assert out.dtype == dtype
        assert (out.float() - expected).abs().max() / expected.abs().max() < TOLERANCE[dtype]


@needs_cuda
def test_what_is_appended_changes_nothing_else() -> None:
    from hybrid.gpu.kernels.ops import append

    keys, values = torch.zeros(1, 2, 8, 5, device=DEVICE), torch.zeros(1, 2, 8, 3, device=DEVICE)
    key, value = torch.rand(1, 2, 1, 5, device=DEVICE), torch.rand(1, 1, 2, 3, device=DEVICE).transpose(1, 2)
    append(keys, values, key, value, torch.tensor(3, device=DEVICE))
    assert torch.equal(keys[:, :, 3:4], key)
    assert torch.equal(values[:, :, 3:4], value)
    assert keys.count_nonzero() == key.numel()
    assert values.count_nonzero() == value.numel()


@needs_cuda
@pytest.mark.parametrize(("place", "window"), [(250, 1000), (250, 70), (31, 5), (32, 5), (0, 1), (299, 40)])
def test_attends_to_a_token_that_it_appends(place: int, window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever lies behind the new token is never read."""
    from hybrid.gpu.kernels import attention

    monkeypatch.setattr(attention, "_PROGRAMS", 4)  # so that each has several blocks of keys
    torch.manual_seed(place)
    room, groups = 300, 2
    query, new_key = torch.randn(1, 4, 1, 16, device=DEVICE), torch.randn(1, 2, 1, 16, device=DEVICE)
    new_value = torch.randn(1, 2, 1, 8, device=DEVICE)
    keys, values = torch.randn(1, 2, room, 16, device=DEVICE), torch.randn(1, 2, room, 8, device=DEVICE)
    keys[:, :, place:], values[:, :, place:] = float("nan"), float("nan")
    at = torch.arange(room, device=DEVICE)
    mask = ((at <= place) & (at > place - window))[None, None, None]
    new = attention.Preparation(new_key, new_value, torch.tensor(place, device=DEVICE), None, None)
    out = attention.attend(query, keys, values, mask, 0.25, new)
    assert torch.equal(keys[:, :, place : place + 1], new_key)
    assert torch.equal(values[:, :, place : place + 1], new_value)
    seen = slice(max(0, place + 1 - window), place + 1)
    copied = [tensor[:, :, seen].repeat_interleave(groups, 1) for tensor in (keys, values)]
    expected = functional.scaled_dot_product_attention(query, *copied, scale=0.25).transpose(1, 2)
    assert (out - expected).abs().max() / expected.abs().max() < TOLERANCE[torch.float32]
