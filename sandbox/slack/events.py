"""The Events API: what the app is told without anybody pressing anything.

https://docs.slack.dev/apis/events-api: an event not acknowledged within three seconds is sent three
times more, nearly at once, after a minute and after five, with ``X-Slack-Retry-Num``.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.slack.delivery import Answer
from sandbox.slack.model import Json, Message, User
from sandbox.slack.render import view_json
from sandbox.slack.writing import kind_of, told

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState

REASONS = {
    "operation_timeout": "http_timeout",
    "dispatch_failed": "connection_failed",
}


class Events:
    """Tells the app what happens; `retry_after` are the seconds before each repetition."""

    def __init__(self, workspace: WorkspaceState) -> None:
        self._workspace = workspace
        self.retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)

    async def verify_url(self) -> bool:
        """Slack's check of a request URL: whether the app gave the challenge back."""
        challenge = self._workspace.mint.word(52)
        answer = await self._workspace.delivery.event(
            {
                "token": self._workspace.verification_token,
                "challenge": challenge,
                "type": "url_verification",
            }
        )
        given = (answer.body or {}).get("challenge") or answer.text.strip()
        return answer.failure is None and given == challenge

    async def message(self, message: Message) -> None:
        """A message was posted where the bot is."""
        workspace = self._workspace
        channel = workspace.directory.channel(message.channel)
        if workspace.bot.id not in channel.members:
            return
        shown = {
            **told(workspace, message),
            "channel": channel.id,
            "channel_type": kind_of(channel),
            "event_ts": message.ts,
        }
        await self.tell(shown)
        if f"<@{workspace.bot.id}>" in message.text and not channel.is_direct:
            del shown["channel_type"]
            await self.tell({**shown, "type": "app_mention"})

    async def home_opened(self, user: User, tab: str) -> None:
        """A person opened the app's Home or Messages tab."""
        workspace = self._workspace
        view = workspace.surfaces.home(user.id)
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": workspace.directory.direct(user.id).id,
            "tab": tab,
            "event_ts": workspace.mint.timestamp(),
        }
        if view is not None:
            event["view"] = view_json(workspace, view)
        await self.tell(event)

    async def tell(self, event: Json) -> None:
        """Deliver one event; repetitions, when it fails, go on in the background."""
        workspace = self._workspace
        if not (workspace.installation.is_subscribed(event) and workspace.delivery.connected):
            return
        envelope = self._envelope(event)
        answer = await workspace.delivery.event(envelope)
        if answer.failure is not None and not answer.no_retry:
            workspace.background(self._repeat(envelope, answer))

    async def _repeat(self, envelope: Json, answer: Answer) -> None:
        for number, pause in enumerate(self.retry_after, start=1):
            await asyncio.sleep(pause)
            reason = REASONS.get(answer.failure or "", "http_error")
            answer = await self._workspace.delivery.event(envelope, number, reason)
            if answer.failure is None or answer.no_retry:
                return

    def _envelope(self, event: Json) -> Json:
        workspace = self._workspace
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team.id,
            "user_id": workspace.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": workspace.verification_token,
            "team_id": workspace.team.id,
            "api_app_id": workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": workspace.mint.identifier("Ev"),
            "event_time": int(workspace.clock().timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": workspace.mint.word(32),
        }
