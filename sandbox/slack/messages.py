"""The messages of a workspace: posting, editing, deleting, threads and what one person sees."""

from __future__ import annotations

from typing import Any

from sandbox.slack.errors import NoSuchThing
from sandbox.slack.identifiers import Mint
from sandbox.slack.journal import Journal
from sandbox.slack.model import Json, Message


class Messages:
    """Every message ever posted, ephemeral ones included, by its timestamp."""

    def __init__(self, mint: Mint, journal: Journal) -> None:
        self._all: dict[str, Message] = {}
        self._mint = mint
        self._journal = journal

    def post(self, channel: str, user: str, text: str, **fields: Any) -> Message:
        """Add a message with the next timestamp; `fields` are further fields of Message."""
        message = Message(self._mint.timestamp(), channel, user, text, **fields)
        self._all[message.ts] = message
        kind = "ephemeral.shown" if message.only_for else "message.posted"
        self._note(kind, message)
        return message

    def edit(self, message: Message, content: Json) -> None:
        """Replace text, blocks or attachments, keeping what they were in `edits`."""
        message.edits.append(
            {
                "text": message.text,
                "blocks": message.blocks,
                "attachments": message.attachments,
            }
        )
        for name in ("text", "blocks", "attachments", "metadata"):
            if name in content:
                setattr(message, name, content[name])
        message.edited_ts = self._mint.timestamp()
        self._note("ephemeral.edited" if message.only_for else "message.edited", message)

    def delete(self, message: Message) -> None:
        """Take a message away; it stays readable here with `gone` set."""
        message.gone = True
        self._note("ephemeral.deleted" if message.only_for else "message.deleted", message)

    def react(self, message: Message, name: str, user: str) -> None:
        """Add a reaction of `user`."""
        message.reactions.setdefault(name, []).append(user)
        self._note("reaction.added", message)

    def with_file(self, identifier: str) -> list[Message]:
        """The messages that share a file."""
        return [
            one
            for one in self._all.values()
            if not one.gone and any(file["id"] == identifier for file in one.files)
        ]

    def forget_file(self, identifier: str) -> None:
        """Leave a tombstone where a deleted file was shared."""
        for message in self.with_file(identifier):
            stone = {"id": identifier, "mode": "tombstone"}
            message.files = [stone if one["id"] == identifier else one for one in message.files]
            self._note("message.edited", message)

    def find(self, ts: str, channel: str | None = None) -> Message | None:
        """The message with this timestamp, unless it was deleted or lies in another channel."""
        message = self._all.get(ts)
        if message is None or message.gone or channel not in (None, message.channel):
            return None
        return message

    def get(self, named: Message | str) -> Message:
        """As `find`, by itself or its timestamp. Raises NoSuchThing."""
        ts = named.ts if isinstance(named, Message) else named
        message = self.find(ts)
        if message is None:
            raise NoSuchThing(f"no message {ts!r}; the last are {list(self._all)[-5:]}")
        return message

    def in_channel(self, channel: str, *, threads: bool = True) -> list[Message]:
        """What everybody in the channel sees, oldest first; without replies if not `threads`."""
        return [
            one
            for one in self._all.values()
            if one.channel == channel
            and not one.gone
            and one.only_for is None
            and (threads or not one.is_reply or one.reply_broadcast)
        ]

    def replies(self, channel: str, root: str) -> list[Message]:
        """The replies of a thread, oldest first, without the message they answer."""
        return [one for one in self.in_channel(channel) if one.is_reply and one.thread_ts == root]

    def only_for(self, user: str, channel: str | None = None) -> list[Message]:
        """The ephemeral messages a person sees, oldest first."""
        return [
            one
            for one in self._all.values()
            if one.only_for == user and not one.gone and channel in (None, one.channel)
        ]

    def _note(self, kind: str, message: Message) -> None:
        self._journal.note(
            kind,
            channel=message.channel,
            user=message.only_for,
            ts=message.ts,
            by=message.user,
        )
