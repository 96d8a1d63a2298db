"""One Slack workspace: what people do in it, and what they see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.slack import administration, commands, interactivity, submission, writing
from sandbox.slack.forms import fill
from sandbox.slack.model import ApiCall, Channel, Message, User, View
from sandbox.slack.seen import Seen
from sandbox.slack.state import WorkspaceState


class SlackWorkspace(WorkspaceState):
    """The control side: everything a person at Slack can do and see, as methods.

    Users, channels, messages and views may be given as themselves or by id (users and channels
    also by name); NoSuchThing is raised when there is none, naming those there are. `patience` is
    how many seconds a person keeps looking for the first thing to appear after the app has
    acknowledged; 0 returns with the acknowledgement. Set `request_url` to the app's address, and
    serve `make_app(workspace)`, before anybody does anything.
    """

    # ---- what people do -------------------------------------------------------------------

    async def command(
        self,
        user: User | str,
        channel: Channel | str,
        text: str = "",
        *,
        command: str = "/line",
        patience: float = 3.0,
    ) -> Seen:
        """Type a slash command in a channel; returns what the person saw."""
        person, place = self.directory.user(user), self.directory.channel(channel)
        typed = commands.Typed(person, place, command, text)
        return await commands.run_command(self, typed, patience)

    async def press(
        self,
        user: User | str,
        where: Message | View | str,
        action_id: str,
        value: Any = None,
        *,
        block_id: str | None = None,
        patience: float = 3.0,
    ) -> Seen:
        """Press a button, or choose `value` from a menu, in a message, a modal or App Home.

        Where several buttons share an action_id, `value` or `block_id` says which. An option is
        named by its value or its text; a user, channel or date menu takes the id or the date.
        """
        person = self.directory.user(user)
        place = self.find(where)
        pressed = interactivity.Pressed(person, place, action_id, value, block_id)
        return await interactivity.press(self, pressed, patience)

    async def submit(
        self, user: User | str, view: View | str, values: Mapping[str, Any] | None = None
    ) -> Seen:
        """Enter `values` by block_id into an open modal and press its submit button.

        Returns with the acknowledgement: `errors` under fields, or the views as they then are.
        """
        form = self.surfaces.get(view)
        return await submission.submit(self, self.directory.user(user), form, values or {})

    def type(self, user: User | str, view: View | str, values: Mapping[str, Any]) -> View:
        """Enter values into an open modal without submitting it."""
        form = self.surfaces.get(view)
        fill(form, values)
        return form

    async def close(
        self, user: User | str, view: View | str | None = None, *, everything: bool = False
    ) -> Seen:
        """Close the view in front (or the one named), or with `everything` the whole modal."""
        person = self.directory.user(user)
        front = self.surfaces.stack(person.id)[-1] if view is None else self.surfaces.get(view)
        return await submission.close(self, person, front, everything=everything)

    async def say(
        self,
        user: User | str,
        channel: Channel | str,
        text: str,
        *,
        thread: str | None = None,
        broadcast: bool = False,
        files: Mapping[str, bytes] | None = None,
    ) -> Message:
        """Write a message, or a reply in the thread of message `thread`; the app gets the event.

        With `broadcast` the reply is also sent to the channel. `files` are shared with it: names
        to bytes.
        """
        person, place = self.directory.user(user), self.directory.channel(channel)
        return await writing.say(
            self, person, place, text, thread=thread, broadcast=broadcast, files=files or {}
        )

    async def edit(self, user: User | str, message: Message | str, text: str) -> None:
        """Edit a message of one's own; the app gets the event."""
        await writing.edit(self, self.messages.get(message), self.directory.user(user), text)

    async def delete(self, user: User | str, message: Message | str) -> None:
        """Delete a message of one's own; the app gets the event."""
        await writing.delete(self, self.messages.get(message), self.directory.user(user))

    async def open_home(self, user: User | str, tab: str = "home") -> View | None:
        """Open the app's Home tab; returns the view published so far."""
        person = self.directory.user(user)
        await self.events.home_opened(person, tab)
        return self.surfaces.home(person.id)

    # ---- what administrators do -----------------------------------------------------------

    async def archive(self, channel: Channel | str) -> None:
        """Archive a channel; nobody can post there any more."""
        await administration.archive(self, self.directory.channel(channel), archived=True)

    async def unarchive(self, channel: Channel | str) -> None:
        """Bring an archived channel back."""
        await administration.archive(self, self.directory.channel(channel), archived=False)

    async def rename(self, channel: Channel | str, name: str) -> None:
        """Give a channel another name; its id stays."""
        await administration.rename(self, self.directory.channel(channel), name)

    async def invite_bot(self, channel: Channel | str) -> None:
        """Bring the bot into a channel."""
        await administration.invite_bot(self, self.directory.channel(channel))

    async def remove_bot(self, channel: Channel | str) -> None:
        """Put the bot out of a channel."""
        await administration.remove_bot(self, self.directory.channel(channel))

    # ---- what people see ------------------------------------------------------------------

    def find(self, where: Message | View | str) -> Message | View:
        """A message by its timestamp or a view by its id."""
        if isinstance(where, Message | View):
            return where
        return self.messages.find(where) or self.surfaces.get(where)

    def history(self, channel: Channel | str, *, threads: bool = True) -> list[Message]:
        """The messages of a channel, oldest first, ephemeral ones left out."""
        return self.messages.in_channel(self.directory.channel(channel).id, threads=threads)

    def thread(self, message: Message | str) -> list[Message]:
        """The replies to a message, oldest first."""
        root = self.messages.get(message)
        return self.messages.replies(root.channel, root.ts)

    def ephemerals(self, user: User | str, channel: Channel | str | None = None) -> list[Message]:
        """The ephemeral messages a person sees, oldest first."""
        place = self.directory.channel(channel).id if channel is not None else None
        return self.messages.only_for(self.directory.user(user).id, place)

    def views(self, user: User | str) -> list[View]:
        """The modals a person has open, the one in front last."""
        return self.surfaces.stack(self.directory.user(user).id)

    def front(self, user: User | str) -> View | None:
        """The modal in front of a person; None when none is open."""
        stack = self.views(user)
        return stack[-1] if stack else None

    def home(self, user: User | str) -> View | None:
        """The App Home a person has."""
        return self.surfaces.home(self.directory.user(user).id)

    def direct(self, user: User | str) -> Channel:
        """The direct message channel between a person and the bot."""
        return self.directory.direct(self.directory.user(user).id)

    def direct_messages(self, user: User | str) -> list[Message]:
        """The direct messages between a person and the bot, oldest first."""
        return self.messages.in_channel(self.direct(user).id)

    def called(self, method: str, *, ok: bool | None = None) -> list[ApiCall]:
        """The calls of one Web API method so far; only those that went well or not, if `ok`."""
        return [one for one in self.calls if one.method == method and ok in (None, one.ok)]
