"""Conversation over caches that cannot be cropped: what is kept, what is computed again, and in which parts."""

from pathlib import Path

import pytest
import torch
from transformers.modeling_utils import PreTrainedModel

from hybrid.decode.conversation import Conversation
from tests.hybrid.families.exactness import EagerSource, reference, save_small
from tests.hybrid.families.small_configs import small_config

LONGEST = 4


@pytest.fixture(scope="module")
def recurrent(tmp_path_factory: pytest.TempPathFactory) -> PreTrainedModel:
    return reference(save_small(small_config("qwen3_next"), tmp_path_factory.mktemp("recurrent")))


@pytest.fixture(scope="module")
def attentive(tmp_path_factory: pytest.TempPathFactory) -> PreTrainedModel:
    return reference(save_small(small_config("qwen3_moe"), tmp_path_factory.mktemp("attentive")))


class Chat:
    """Appends prompts and replies of given tokens, and looks at each prompt's logits."""

    def __init__(self, model: PreTrainedModel, continues_prompts: bool = True) -> None:
        self._model = model
        self._conversation = Conversation(model, EagerSource(), continues_prompts)

    @torch.no_grad()
    def ask(self, prompt: list[int], reply: list[int]) -> tuple[int, list[int]]:
        """How many tokens were kept, and the sizes of the parts in which the others were computed."""
        kept = self._conversation.rewind_to_prefix(prompt)
        parts = list(self._conversation.chunks(kept, LONGEST))
        for begin, end in parts:
            logits = self._conversation.forward(prompt[begin:end])
        expected = self._model(input_ids=torch.tensor([prompt]), use_cache=False).logits[0, -1]
        assert float((logits[0] - expected).abs().max() / expected.abs().max()) < 2e-5
        for token in reply:
            self._conversation.forward([token])
        return kept, [end - begin for begin, end in parts]


FIRST, REPLY = [5, 6, 7, 8, 9, 10], [11, 12, 13]


def test_a_chat_that_goes_on_keeps_everything(recurrent: PreTrainedModel) -> None:
    chat = Chat(recurrent)
    assert chat.ask(FIRST, REPLY) == (0, [4, 1, 1])
    assert chat.ask([*FIRST, *REPLY, 14, 15], REPLY) == (9, [1, 1])


def test_a_reply_written_anew_starts_from_the_copy(recurrent: PreTrainedModel) -> None:
    """As often as one likes; and so does a chat whose template changes the reply."""
    chat = Chat(recurrent)
    chat.ask(FIRST, REPLY)
    assert chat.ask(FIRST, REPLY) == (5, [1])
    assert chat.ask(FIRST, [20, 21]) == (5, [1])
    assert chat.ask([*FIRST, 20, 30, 31], REPLY) == (5, [3, 1])


def test_an_edited_message_starts_anew(recurrent: PreTrainedModel) -> None:
    """The copy is of later than the edit. A cache that can be cropped keeps what comes before it."""
    edited = [*FIRST[:3], 50, 51, 52]
    chat = Chat(recurrent)
    chat.ask(FIRST, REPLY)
    assert chat.ask(edited, REPLY) == (0, [4, 1, 1])
    assert chat.ask(edited, REPLY) == (5, [1]), "the copy is of the latest prompt"


def test_a_cache_that_can_be_cropped_needs_no_copy(attentive: PreTrainedModel) -> None:
    chat = Chat(attentive)
    assert chat.ask(FIRST, REPLY) == (0, [4, 2])
    assert chat.ask([*FIRST[:3], 50, 51, 52], REPLY) == (3, [3])


def test_a_shorter_prompt_and_a_single_token(recurrent: PreTrainedModel) -> None:
    chat = Chat(recurrent)
    chat.ask(FIRST, REPLY)
    assert chat.ask(FIRST[:4], REPLY) == (0, [3, 1])
    assert chat.ask([5], REPLY) == (0, [1])
    assert chat.ask([5, *REPLY, 40], []) == (4, [1])


def test_what_cannot_go_on_takes_single_tokens(tmp_path: Path) -> None:
    chat = Chat(reference(save_small(small_config("jamba"), tmp_path)), continues_prompts=False)
    assert chat.ask([*FIRST, *REPLY], REPLY) == (0, [8, 1])
    assert chat.ask([*FIRST, *REPLY, *REPLY, 60, 61], REPLY) == (12, [1, 1])
