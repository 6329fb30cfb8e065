"""Branches: what is written in place of something else stays, and is found again; what is deleted is gone."""

import json
from pathlib import Path
from time import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.errors import KeepingError
from ui.storage.branches import Branches
from ui.storage.conversations import Conversations
from ui.storage.saved_messages import Messages, SavedMessage


def user(text: str) -> SavedMessage:
    return SavedMessage("user", text)


def said(text: str, request: str = "") -> SavedMessage:
    return SavedMessage("assistant", text, request or text)


Q, A, B, Q2, A2 = user("q"), said("a"), said("b"), user("q2"), said("a2")
PATHS = st.lists(st.lists(st.sampled_from([Q, A, B, Q2, A2]), max_size=6).map(tuple), min_size=1, max_size=8)


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(lambda: tmp_path / "conversations.db")


def places(branches: Branches, shown: Messages) -> list[tuple[int, int]]:
    return [tuple(place) for place in branches.places(shown)]


def test_another_answer_stands_beside_the_first() -> None:
    branches = Branches.of((Q, A, Q2, A2))
    assert not branches.hold_more_than((Q, A, Q2, A2))
    branches.change((Q, A, Q2, A2), (Q,), "branch")
    assert branches.hold_more_than((Q,)), "the answer that is being replaced"
    branches.change((Q,), (Q, B), "branch")
    assert places(branches, (Q, B)) == [(1, 1), (2, 2)]
    assert branches.switch((Q, B), 1, -1) == (Q, A, Q2, A2), "with what followed it"
    assert places(branches, (Q, A, Q2, A2)) == [(1, 1), (1, 2), (1, 1), (1, 1)]
    assert branches.switch((Q, A, Q2, A2), 1, 1) == (Q, B)


def test_another_first_question_is_a_branch_too() -> None:
    branches = Branches.of((Q, A))
    branches.change((Q, A), (Q2,), "branch")
    assert places(branches, (Q2,)) == [(2, 2)]
    assert branches.switch((Q2,), 0, -1) == (Q, A)


def test_there_is_nothing_beyond_the_first_and_the_last() -> None:
    branches = Branches.of((Q, A))
    for place, by in ((0, 1), (0, -1), (1, 1), (5, 1), (-1, -1)):
        with pytest.raises(KeepingError, match="no such version"):
            branches.switch((Q, A), place, by)


def test_a_question_that_was_refused_leaves_no_branch() -> None:
    branches = Branches.of((Q, A))
    branches.change((Q, A), (Q2,), "branch")
    branches.change((Q2,), (Q, A), "prune")
    assert not branches.hold_more_than((Q, A))
    branches.change((Q, A), (Q2,), "branch")
    branches.change((Q2,), (Q2, A2), "branch")
    branches.change((Q2, A2), (Q2,), "branch")
    branches.change((Q2,), (Q, A), "prune")
    assert places(branches, (Q, A)) == [(1, 2), (1, 1)], "what has an answer stays"


def test_what_is_deleted_is_gone_with_its_versions_and_what_followed_moves_up() -> None:
    branches = Branches.of((Q, A, Q2, A2))
    branches.change((Q, A, Q2, A2), (Q, B), "branch")
    branches.change((Q, B), (Q, A, Q2, A2), "branch")
    branches.change((Q, A, Q2, A2), (Q2, A2), "delete")
    assert "b" not in branches.written()
    assert places(branches, (Q2, A2)) == [(1, 1), (1, 1)]
    branches.change((Q2, A2), (), "delete")
    assert json.loads(branches.written())["parents"] == []


def test_a_cut_reply_that_went_on_is_one_reply() -> None:
    branches = Branches.of((Q, A))
    branches.change((Q, A), (Q, B), "branch")
    branches.change((Q, B), (Q, said("b and more")), "delete")
    assert places(branches, (Q, said("b and more"))) == [(1, 1), (2, 2)]
    assert branches.switch((Q, said("b and more")), 1, -1) == (Q, A)


@given(paths=PATHS)
def test_every_path_that_was_ever_shown_can_be_shown_again(paths: list[Messages]) -> None:
    branches = Branches()
    shown: Messages = ()
    for path in paths:
        branches.change(shown, path, "branch")
        shown = path
    branches = Branches.read(branches.written(), shown)
    for path in paths:
        for depth in range(len(path)):
            wanted = path[: depth + 1]
            at = (*shown[:depth], *path[depth:]) if shown[:depth] == path[:depth] else path
            number = branches.places(path)[depth].number
            back = branches.switch(path, depth, 1 - number)
            assert back[:depth] == wanted[:depth]
            forth = branches.switch(back, depth, number - 1)
            assert forth[: depth + 1] == wanted, at


@pytest.mark.parametrize(
    "tree",
    [None, "", "{", "[]", "3", b"\xff", '{"parents": [5], "messages": [{"role": "user", "text": "x"}], "shown": []}',
     '{"parents": [0], "messages": [{"role": "user", "text": "x"}], "shown": [[0, 0]]}',
     '{"parents": [-1], "messages": [{"role": "robot", "text": "x"}], "shown": []}',
     '{"parents": [-1], "messages": [{"role": "user", "text": "x"}], "shown": [[0, 9]]}', "[" * 100_000],
)  # fmt: skip
def test_nonsense_on_disk_costs_the_branches_only(tree: object) -> None:
    branches = Branches.read(tree, (Q, A))
    assert [place.number for place in branches.places((Q, A))][1:] == [1]


def test_branches_are_there_after_a_restart(kept: Conversations, tmp_path: Path) -> None:
    conversation = kept.keep("", (), (Q, A))
    kept.keep(conversation, (Q, A), (Q,))
    kept.keep(conversation, (Q,), (Q, B))
    again = Conversations(lambda: tmp_path / "conversations.db")
    assert again.read(conversation) == (Q, B)
    assert again.switch(conversation, (Q, B), 1, -1) == (Q, A)
    assert again.read(conversation) == (Q, A)
    assert places(again.branches(conversation, (Q, A)), (Q, A)) == [(1, 1), (1, 2)]
    with pytest.raises(KeepingError, match="changed or deleted"):
        again.switch(conversation, (Q, B), 1, -1)


def test_what_a_program_without_branches_has_changed_is_shown(kept: Conversations) -> None:
    conversation = kept.keep("", (), (Q, A))
    kept.keep(conversation, (Q, A), (Q, B))
    with kept._database.writing() as connection:
        connection.execute("UPDATE conversations SET messages = ?", (json.dumps([{"role": "user", "text": "new"}]),))
    shown = kept.read(conversation)
    assert places(kept.branches(conversation, shown), shown) == [(2, 2)]


def test_deleted_for_good_the_branches_are_gone(kept: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = kept.keep("", (), (Q, A))
    kept.keep(conversation, (Q, A), (Q, B))
    for clock in ("time", "monotonic"):
        monkeypatch.setattr(f"ui.storage.conversations.{clock}", lambda: 1000.0)
    kept.delete(conversation)
    for clock, days in (("time", time()), ("monotonic", 1e9)):
        monkeypatch.setattr(f"ui.storage.conversations.{clock}", lambda now=days: now)
    kept.listed()
    with kept._database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM branches").fetchone() == (0,)
