"""Checksums of weights: a single wrong number is found, wherever the engine holds it."""

from pathlib import Path

from hybrid import Engine, EngineConfig, Geometry
from tests.faults.weights import stored_checksums, wrong_weights
from tests.models.talkative import save_talkative, say


def test_a_wrong_number_is_found_wherever_it_is(tmp_path: Path) -> None:
    checkpoint = save_talkative(tmp_path / "model")
    stored = stored_checksums(checkpoint)
    config = EngineConfig(str(checkpoint), device="cpu", geometry=Geometry(2, 4), admission="always")
    with Engine.load(config) as engine:
        list(engine.generate(say("Hello.")))
        slots = engine._ask(lambda: engine._session.runtime.parts.slots, between_tokens=True)
        engine._ask(slots.drain, between_tokens=True)
        assert wrong_weights(engine, stored) == []
        name = "model.layers.1.block_sparse_moe.experts.2.{}.weight"
        up, down = engine._session.loaded.store.layers[1].up, engine._session.loaded.store.layers[1].down
        for tensor, place, wrong in ((up, (2, 0, 0), "w1"), (up, (2, 40, 3), "w3"), (down, (2, 5, 5), "w2")):
            former, tensor[place] = tensor[place].item(), 7.0
            assert name.format(wrong) in wrong_weights(engine, stored)
            tensor[place] = former
        assert wrong_weights(engine, stored) == []
        slot = next(number for number in range(slots.transfer.pool[0].shape[0]) if slots.cache.key_of(number))
        slots.transfer.pool[1][slot, 0, 0] += 1
        (found,) = wrong_weights(engine, stored)
        assert found.startswith(f"slot {slot}: ")
        engine.model.model.norm.weight.data[0] += 1
        assert "model.norm.weight" in wrong_weights(engine, stored)
