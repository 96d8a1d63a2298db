"""response_urls: five answers within thirty minutes of what a person did.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.slack.blocks import faults_of_blocks, named
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.model import Json, Message

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState

USES = 5
LIFE = timedelta(minutes=30)


@dataclass
class Hook:
    """One response_url: who acted, where, and the message it may replace."""

    path: str
    user: str
    channel: str
    issued: datetime
    original: Message | None
    uses: int = 0


class Hooks:
    """Issues response_urls and does what is posted to them."""

    def __init__(self, workspace: WorkspaceState) -> None:
        self._workspace = workspace
        self._hooks: dict[str, Hook] = {}

    def issue(self, kind: str, user: str, channel: str, original: Message | None = None) -> Hook:
        """A fresh one; `kind` is ``commands`` or ``actions``."""
        mint, team = self._workspace.mint, self._workspace.team.id
        path = f"/hooks/{kind}/{team}/{mint.number():012d}/{mint.word(24)}"
        hook = Hook(path, user, channel, self._workspace.clock(), original)
        self._hooks[path] = hook
        return hook

    def post(self, path: str, body: Json) -> None:
        """Answer through a response_url. Refuses with ``expired_url`` or ``used_url``."""
        hook = self._hooks.get(path)
        if hook is None or self._workspace.clock() - hook.issued > LIFE:
            raise SlackRefusal("expired_url")
        if hook.uses >= USES:
            raise SlackRefusal("used_url")
        self.answer(hook, body)
        hook.uses += 1

    def answer(self, hook: Hook, body: Json) -> None:
        """Show, replace or delete a message as `body` says, without counting it as a use."""
        if body.get("delete_original"):
            self._delete(hook)
            return
        content = self._content(body)
        original = hook.original
        if body.get("replace_original") and original is not None and not original.gone:
            self._workspace.messages.edit(original, content)
            return
        hook.original = self._show(hook, body, content)

    def _delete(self, hook: Hook) -> None:
        if hook.original is not None and not hook.original.gone:
            self._workspace.messages.delete(hook.original)

    def _show(self, hook: Hook, body: Json, content: Json) -> Message:
        ephemeral = body.get("response_type", "ephemeral") != "in_channel"
        workspace = self._workspace
        return workspace.messages.post(
            hook.channel,
            workspace.bot.id,
            bot_id=workspace.bot.bot_id,
            app_id=workspace.app_id,
            only_for=hook.user if ephemeral else None,
            thread_ts=body.get("thread_ts"),
            **content,
        )

    def _content(self, body: Json) -> Json:
        blocks = body.get("blocks") or []
        attachments = body.get("attachments") or []
        text = str(body.get("text") or "")
        if not (text or blocks or attachments):
            raise SlackRefusal("no_text")
        if faults := faults_of_blocks(blocks):
            raise SlackRefusal("invalid_blocks", faults)
        return {
            "text": text,
            "blocks": named(blocks, self._workspace.mint),
            "attachments": attachments,
        }
