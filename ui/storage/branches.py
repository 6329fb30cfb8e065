"""Branches of a conversation: every answer and every question that was written in place of another.

A tree of messages, of which one path is shown. Knows plain records; ``conversations`` keeps the tree on disk.
"""

import json
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from hybrid.errors import KeepingError
from ui.storage.saved_messages import Messages, SavedMessage, messages_of, plain

Rest: TypeAlias = Literal["branch", "delete", "prune"]
_ROOT = -1


class Place(NamedTuple):
    """A message among those in its place: the first is number 1."""

    number: int
    of: int


class Branches:
    """``_parents`` and ``_messages`` describe the tree's nodes, ``_shown`` the child of each that was shown last."""

    def __init__(self) -> None:
        self._parents: list[int] = []
        self._messages: list[SavedMessage] = []
        self._shown: dict[int, int] = {}
        self._below: dict[int, list[int]] = {}  # the children of each node, in their order

    @classmethod
    def of(cls, shown: Messages) -> "Branches":
        """One path, without others."""
        branches = cls()
        branches._follow(shown)
        return branches

    @classmethod
    def read(cls, tree: Any, shown: Messages) -> "Branches":
        """As ``written`` has written them, with ``shown``, whatever a program without branches has done to it since.

        Branches that cannot be read are left out.
        """
        branches = cls()
        try:
            content = json.loads(tree) if tree is not None else {"parents": [], "messages": [], "shown": []}
            parents, messages = [int(parent) for parent in content["parents"]], messages_of(content["messages"])
            children = {int(parent): int(child) for parent, child in content["shown"]}
            if len(parents) == len(messages) and all(_ROOT <= parent < at for at, parent in enumerate(parents)):
                branches._parents, branches._messages = parents, list(messages)
                branches._shown = {
                    parent: child
                    for parent, child in children.items()
                    if 0 <= child < len(parents) and parents[child] == parent
                }
        except (ValueError, TypeError, LookupError, RecursionError, AttributeError):
            pass
        branches._index()
        branches._follow(shown)
        return branches

    def written(self) -> str:
        """The tree as text for ``read``."""
        content = {
            "parents": self._parents,
            "messages": plain(self._messages),
            "shown": sorted(self._shown.items()),
        }
        return json.dumps(content, ensure_ascii=False)

    def hold_more_than(self, shown: Messages) -> bool:
        """Whether there are messages that are not shown."""
        return len(self._parents) > len(shown)

    def places(self, shown: Messages) -> tuple[Place, ...]:
        """The place of each message of a path."""
        places = []
        for node in self._follow(shown):
            siblings = self._children(self._parents[node])
            places.append(Place(siblings.index(node) + 1, len(siblings)))
        return tuple(places)

    def switch(self, shown: Messages, place: int, by: int) -> Messages:
        """The path that was shown last through the message ``by`` places after the one at ``place``, with what is
        before it. Raises ``KeepingError`` if there is none."""
        path = self._follow(shown)
        siblings = self._children(self._parents[path[place]]) if 0 <= place < len(path) else []
        wanted = siblings.index(path[place]) + by if siblings else -1
        if not 0 <= wanted < len(siblings):
            raise KeepingError("There is no such version of this message.")
        nodes = [*path[:place], siblings[wanted]]
        while (child := self._shown.get(nodes[-1], _ROOT)) != _ROOT:
            nodes.append(child)
        messages = tuple(self._messages[node] for node in nodes)
        self._follow(messages)
        return messages

    def change(self, before: Messages, after: Messages, rest: Rest) -> None:
        """Shows ``after`` in place of ``before``. What only ``before`` has stays as a branch, or is deleted with all
        that follows it only; to "prune" takes what nothing follows, such as a question that was refused."""
        path = self._follow(before)
        same = _common(before, after)
        after_it = 0 if rest != "delete" else _common(before[same:][::-1], after[same:][::-1])
        gone = path[same : len(path) - after_it]
        if rest == "delete" and gone:
            parent = self._parents[gone[0]]
            for child in self._children(gone[-1]) if after_it else []:
                self._parents[child] = parent
            self._index()
            self._delete(gone[:1])
        elif rest == "prune":
            while gone and not self._children(gone[-1]):
                self._delete([gone.pop()])
        self._follow(after)

    def _follow(self, path: Sequence[SavedMessage]) -> list[int]:
        """The nodes of a path, which is shown from now on; those that are missing are added."""
        node, nodes = _ROOT, []
        for message in path:
            found = next((child for child in self._children(node) if self._messages[child] == message), None)
            if found is None:
                found = len(self._parents)
                self._parents.append(node)
                self._messages.append(message)
                self._below.setdefault(node, []).append(found)
            self._shown[node] = found
            node = found
            nodes.append(node)
        self._shown.pop(node, None)
        return nodes

    def _children(self, node: int) -> list[int]:
        return self._below.get(node, [])

    def _index(self) -> None:
        self._below = {}
        for child, parent in enumerate(self._parents):
            self._below.setdefault(parent, []).append(child)

    def _delete(self, nodes: list[int]) -> None:
        """Deletes nodes with all below them."""
        gone, below = set(nodes), list(nodes)
        while below:
            below = [child for node in below for child in self._children(node)]
            gone.update(below)
        kept = [node for node in range(len(self._parents)) if node not in gone]
        number = {_ROOT: _ROOT} | {old: new for new, old in enumerate(kept)}
        self._parents = [number[self._parents[node]] for node in kept]
        self._messages = [self._messages[node] for node in kept]
        self._shown = {
            number[parent]: number[child]
            for parent, child in self._shown.items()
            if parent in number and child in number and self._parents[number[child]] == number[parent]
        }
        self._index()


def _common(first: Sequence[SavedMessage], second: Sequence[SavedMessage]) -> int:
    """How many messages both begin with."""
    return next(
        (at for at, (one, other) in enumerate(zip(first, second, strict=False)) if one != other),
        min(len(first), len(second)),
    )
