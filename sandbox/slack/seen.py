"""What one person saw after doing something."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.slack.journal import Change
from sandbox.slack.model import Message, View

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState


@dataclass
class Seen:
    """The outcome of one act, from the person's chair.

    `failure` is Slack's word when the app did not acknowledge (``operation_timeout``,
    ``dispatch_failed``, ``http_client_error``, ``http_service_error``), answered nonsense
    (``invalid_response``), or is not installed for it (``invalid_command``, ``not_interactive``).
    `errors` are the lines under fields, by block_id, with `by_slack` true when Slack itself
    refused the form and the app never heard of it. `messages` and `ephemerals` are those that
    appeared or changed; `view` is the modal now in front; `kinds` name the changes seen.
    """

    failure: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    by_slack: bool = False
    messages: list[Message] = field(default_factory=list)
    ephemerals: list[Message] = field(default_factory=list)
    view: View | None = None
    home: View | None = None
    kinds: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged and no field is refused."""
        return self.failure is None and not self.errors

    @property
    def text(self) -> str:
        """All the words seen, blocks included, one message a paragraph."""
        return "\n\n".join(words_of(one) for one in [*self.ephemerals, *self.messages])


def words_of(message: Message) -> str:
    """Every text a message shows, its blocks and attachments included, a line each."""
    found = [message.text]
    _collect([message.blocks, message.attachments], found)
    return "\n".join(dict.fromkeys(line for line in found if line))


def _collect(value: object, found: list[str]) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            if name in ("text", "title", "fallback", "pretext", "alt_text") and isinstance(
                item, str
            ):
                found.append(item)
            else:
                _collect(item, found)
    elif isinstance(value, list):
        for item in value:
            _collect(item, found)


def is_seen(workspace: WorkspaceState, change: Change, user: str) -> bool:
    """Whether a change shows on this person's screen."""
    subject = change.kind.partition(".")[0]
    if subject in ("ephemeral", "view", "home"):
        return change.user == user
    if subject not in ("message", "reaction") or change.by == user:
        return False
    channel = workspace.directory.channels.get(change.channel or "")
    return channel is not None and user in channel.members


async def look(
    workspace: WorkspaceState, user: str, start: int, patience: float, *, failure: str | None = None
) -> Seen:
    """What `user` saw since change `start`; waits up to `patience` seconds for the first of it."""

    def visible() -> list[Change]:
        return [one for one in workspace.journal.since(start) if is_seen(workspace, one, user)]

    if failure is None and patience > 0:
        with contextlib.suppress(TimeoutError):  # an app may well show nothing
            await workspace.journal.wait_for(visible, patience)
    changes = visible()
    seen = Seen(failure=failure, kinds=[change.kind for change in changes])
    for ts in dict.fromkeys(change.ts for change in changes if change.ts):
        message = workspace.messages.find(ts)
        if message is not None:
            (seen.ephemerals if message.only_for else seen.messages).append(message)
    stack = workspace.surfaces.stack(user)
    seen.view = stack[-1] if stack else None
    seen.home = workspace.surfaces.home(user)
    return seen
