"""Conversations on disk: listing, reading, saving, renaming, deleting, and undoing the last removal.

Knows messages as plain records and SQLite; nothing of Gradio or of how a message is shown. Never overwrites what
another tab or program has saved in the meantime: ``keep`` then begins a copy.
"""

import json
import math
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic, time
from typing import Any

from hybrid.errors import KeepingError
from hybrid.machine.user_folders import private_opener
from hybrid.text.characters import repaired
from ui.storage.branches import Branches, Rest
from ui.storage.database import Database
from ui.storage.migrations import Migrations
from ui.storage.saved_messages import Messages as Messages  # noqa: PLC0414
from ui.storage.saved_messages import SavedMessage as SavedMessage  # noqa: PLC0414
from ui.storage.saved_messages import messages_of, plain

LONGEST_TITLE = 60
UNTITLED = "New conversation"
COPY = " (copy)"
DELETED_FOR_S = 7 * 24 * 3600.0
LARGEST_IMPORT = 5_000_000


def _first_tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS conversations (id TEXT PRIMARY KEY, title TEXT NOT NULL, changed REAL NOT NULL, "
        "deleted REAL, messages TEXT NOT NULL, former TEXT)"
    )


def _branches(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS branches (conversation TEXT PRIMARY KEY, tree TEXT NOT NULL)")


MIGRATIONS = Migrations((_first_tables, _branches), checksum=1228034390)


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the list of conversations."""

    id: str
    title: str


class Conversations:
    """The user's conversations; every method may raise ``KeepingError``."""

    def __init__(self, path: Callable[[], Path]) -> None:
        self._path = path
        self._database = Database(path, MIGRATIONS)
        self._problem = ""
        self._deleted: dict[
            str, float
        ] = {}  # by this program, which may still undo it; when, by a clock that never jumps

    @property
    def problem(self) -> str:
        """A sentence about something damaged that was put aside; otherwise empty."""
        return self._database.problem or self._problem

    def listed(self) -> tuple[Listed, ...]:
        """All conversations, the latest first."""
        expired = time() - DELETED_FOR_S
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, title FROM conversations WHERE deleted IS NULL ORDER BY changed DESC, rowid DESC"
            ).fetchall()
            gone = connection.execute("SELECT id FROM conversations WHERE deleted < ?", (expired,)).fetchall()
        # The clock may have been put forward since: what can still be undone on an open page is not old.
        if to_remove := [row for row in gone if self._days_ago(row[0])]:
            with suppress(KeepingError), self._database.writing() as connection:
                connection.executemany("DELETE FROM conversations WHERE id = ?", to_remove)
                connection.execute("DELETE FROM branches WHERE conversation NOT IN (SELECT id FROM conversations)")
        return tuple(Listed(*row) for row in rows)

    def read(self, conversation: str) -> Messages:
        """The messages of a conversation, those that can be read; none if there is no such conversation.

        The row of a conversation with others is put aside, once.
        """
        self._problem = ""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT messages FROM conversations WHERE id = ? AND deleted IS NULL", (conversation,)
            ).fetchone()
        return self._understood(conversation, row[0])[0] if row else ()

    def title(self, conversation: str) -> str:
        with self._database.reading() as connection:
            row = connection.execute("SELECT title FROM conversations WHERE id = ?", (conversation,)).fetchone()
        return str(row[0]) if row else UNTITLED

    def branches(self, conversation: str, shown: Messages) -> Branches:
        """The conversation with the branches that are not shown; if they cannot be read, without them."""
        try:
            with self._database.reading() as connection:
                return _branches_of(connection, conversation, shown)
        except KeepingError:
            return Branches.of(shown)

    def switch(self, conversation: str, shown: Messages, place: int, by: int) -> Messages:
        """Shows the branch ``by`` places after the one with the message at ``place``; returns its messages.

        Raises ``KeepingError`` if ``shown`` is no longer what is saved.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT messages FROM conversations WHERE id = ? AND deleted IS NULL", (conversation,)
            ).fetchone()
            if row is None or self._understood(conversation, row[0]) != (shown, True):
                raise KeepingError("This conversation was changed or deleted in another tab. Open it again.")
            branches = _branches_of(connection, conversation, shown)
            after = branches.switch(shown, place, by)
            connection.execute(
                "UPDATE conversations SET messages = ?, former = NULL WHERE id = ?",
                (json.dumps(plain(after), ensure_ascii=False), conversation),
            )
            _write_branches(connection, conversation, branches, after)
        return after

    def keep(self, conversation: str, before: Messages, after: Messages, rest: Rest = "branch") -> str:
        """Saves ``after``, a changed ``before``; returns the id under which it is saved.

        ``rest`` says what becomes of what only ``before`` has, see ``Branches.change``. The id is a new one for a new
        conversation, and for one that is no longer ``before`` on disk, since it was changed or deleted elsewhere.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT messages, former, title FROM conversations WHERE id = ? AND deleted IS NULL", (conversation,)
            ).fetchone()
            title, to_restore, branches = _title_of(after), None, Branches.of(after)
            if row is None:
                conversation = uuid.uuid4().hex
            elif self._understood(conversation, row[0]) != (before, True):
                conversation, title = uuid.uuid4().hex, _title_of_copy(row[2])
            elif after[: len(before)] != before:
                to_restore = row[0]
                branches = _branches_of(connection, conversation, before)
                branches.change(before, after, rest)
            else:  # until the next question, removed messages can still be brought back
                to_restore = None if after[-1:] and after[-1].role == "user" else row[1]
                branches = _branches_of(connection, conversation, before)
                branches.change(before, after, rest)
            connection.execute(
                "INSERT INTO conversations (id, title, changed, messages, former) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET changed = excluded.changed, messages = excluded.messages, "
                "former = excluded.former",
                (conversation, title, _latest(connection), json.dumps(plain(after), ensure_ascii=False), to_restore),
            )
            _write_branches(connection, conversation, branches, after)
        return conversation

    def rename(self, conversation: str, title: str) -> None:
        plain = " ".join(title.split())[:LONGEST_TITLE]
        if not plain:
            raise KeepingError("Enter a name for the conversation.", "conversation-name")
        self._change("UPDATE conversations SET title = ? WHERE id = ?", (plain, conversation))

    def delete(self, conversation: str) -> None:
        """Hides a conversation; for some days ``undo`` can bring it back."""
        self._deleted[conversation] = monotonic()
        self._change("UPDATE conversations SET deleted = ? WHERE id = ?", (time(), conversation))

    def undo(self, conversation: str) -> None:
        """Takes back the deletion of a conversation, or else the last removal of messages in it."""
        with self._database.writing() as connection:
            restored = connection.execute(
                "UPDATE conversations SET deleted = NULL WHERE id = ? AND deleted IS NOT NULL", (conversation,)
            )
            if not restored.rowcount:
                connection.execute(
                    "UPDATE conversations SET messages = former, former = NULL WHERE id = ? AND former IS NOT NULL",
                    (conversation,),
                )

    def _days_ago(self, conversation: str) -> bool:
        """Whether this program has not deleted it, or long ago."""
        return monotonic() - self._deleted.get(conversation, -math.inf) >= DELETED_FOR_S

    def _understood(self, conversation: str, row: Any) -> tuple[Messages, bool]:
        """The messages of a row that can be read, and whether the others, if there are any, are safe elsewhere."""
        messages, is_whole = _readable(row)
        if is_whole:
            return messages, True
        text = row if isinstance(row, str) else repr(row)
        aside = self._path().with_name(f"{conversation}-{sha256(text.encode()).hexdigest()[:8]}.unreadable.json")
        try:
            with open(aside, "x", encoding="utf-8", opener=private_opener) as file:
                file.write(text)
        except FileExistsError:
            return messages, True
        except OSError as error:
            self._problem = f"Parts of this conversation can't be read, and not be put aside ({error})."
            return messages, False
        self._problem = f"Parts of this conversation can't be read; the whole is kept as {aside.name}."
        return messages, True

    def _change(self, statement: str, values: tuple[object, ...]) -> None:
        with self._database.writing() as connection:
            if not connection.execute(statement, values).rowcount:
                raise KeepingError("Nothing to export yet. Send a message first.")


def _latest(connection: sqlite3.Connection) -> float:
    """The time, for what has just been changed; after all others even if the clock has been put back since."""
    (newest,) = connection.execute("SELECT max(changed) FROM conversations WHERE typeof(changed) = 'real'").fetchone()
    now = time()
    return now if newest is None or newest < now else math.nextafter(newest, math.inf)


def _branches_of(connection: sqlite3.Connection, conversation: str, shown: Messages) -> Branches:
    try:
        row = connection.execute("SELECT tree FROM branches WHERE conversation = ?", (conversation,)).fetchone()
    except sqlite3.OperationalError:  # an old file that could not be written
        row = None
    return Branches.read(row[0] if row else None, shown)


def _write_branches(connection: sqlite3.Connection, conversation: str, branches: Branches, shown: Messages) -> None:
    connection.execute("DELETE FROM branches WHERE conversation = ?", (conversation,))
    if branches.hold_more_than(shown):
        connection.execute("INSERT INTO branches VALUES (?, ?)", (conversation, branches.written()))


def exported_json(title: str, messages: Messages) -> str:
    """A conversation as JSON, for ``imported``."""
    return json.dumps({"title": title, "messages": plain(messages)}, indent=2, ensure_ascii=False) + "\n"


def exported_markdown(title: str, messages: Messages) -> str:
    """A conversation as Markdown, for people; ``imported`` reads only JSON."""
    names = {"user": "You", "assistant": "Model"}
    parts = [f"# {title}"]
    for message in messages:
        parts.append(f"## {names[message.role]}")
        if message.thought:
            parts.append(f"*{message.thought_title or 'Thought'}*\n\n{_quoted(message.thought)}")
        parts += [message.text.rstrip()] if message.text else []
        if message.figures:
            parts.append(f"*{message.figures}*")
    return "\n\n".join(parts) + "\n"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def imported(text: str) -> tuple[str, Messages]:
    """Title and messages of an exported conversation. Raises ``KeepingError``."""
    if len(text) > LARGEST_IMPORT:
        raise KeepingError("That file is too large to be a conversation. Choose a .json file exported from this app.")
    try:
        content = json.loads(text)
        messages = messages_of(content["messages"])
        title = " ".join(repaired(str(content["title"])).split())[:LONGEST_TITLE] or _title_of(messages)
    except (ValueError, RecursionError, LookupError, TypeError):
        raise KeepingError("That isn't a conversation export. Choose a .json file exported from this app.") from None
    return title, messages


def _readable(row: Any) -> tuple[Messages, bool]:
    """The messages of a row that can be read, and whether those are all; a newer version may know more roles."""
    try:
        content = json.loads(row)
    except (ValueError, TypeError, RecursionError):
        return (), False
    if not isinstance(content, list):
        return (), False
    messages: list[SavedMessage] = []
    for message in content:
        with suppress(LookupError, TypeError, ValueError):
            messages += messages_of([message])
    return tuple(messages), len(messages) == len(content)


def _title_of(messages: Sequence[SavedMessage]) -> str:
    question = next((message.text for message in messages if message.role == "user"), UNTITLED)
    title = " ".join(question.split()) or UNTITLED
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def _title_of_copy(title: str) -> str:
    return f"{title[: LONGEST_TITLE - len(COPY)].rstrip()}{COPY}"
