"""What the token view is sent of a recorded reply."""

import json
from dataclasses import replace

import numpy as np

from hybrid.lab import Trace
from tests.fakes.fake_engine import MODEL, SETTINGS
from tests.fakes.fake_recordings import fake_recording
from ui.tokens.view import token_view
from ui.wire.packing import unpacked


def test_every_token_has_its_text_time_experts_and_outcomes() -> None:
    reply = fake_recording("r", ["what", "is"], ["<b>", " it\n", ""], MODEL, SETTINGS)
    view = json.loads(json.dumps(token_view(reply), allow_nan=False))
    shape = reply.trace.choices.shape
    assert (len(view["texts"]), view["layers"], view["top_k"]) == shape
    assert view["texts"] == ["what", "is", "<b>", " it\n", ""]
    assert view["prompt"] == 2
    assert view["milliseconds"][:2] == [None, None]
    assert np.allclose(view["milliseconds"][2:], reply.decode_milliseconds(), atol=1e-3)
    assert (np.reshape(unpacked(view["choices"]), shape) == reply.trace.choices).all()
    assert (np.reshape(unpacked(view["outcomes"]), shape) == reply.outcomes).all()


def test_a_model_without_a_tokenizer_has_empty_texts() -> None:
    reply = fake_recording("r", ["a"], ["b"], MODEL, SETTINGS)
    bare = replace(reply, trace=Trace.from_choices(reply.trace.choices, num_experts=8))
    assert token_view(bare)["texts"] == ["", ""]
