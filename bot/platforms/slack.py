"""Slack as the product uses it: messages, people and channels of one workspace; `files` and `views`
(modals, the Home tab) have modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.binding.platforms import Standing
from bot.errors import ChannelGone, RefusedByVendor
from bot.platforms.calls import Observe
from bot.platforms.slack_files import SlackFiles
from bot.platforms.slack_people import Person, SlackPeople
from bot.platforms.slack_views import SlackViews
from bot.platforms.slack_web import SECONDS, SLACK_API, SlackWeb, wanted

__all__ = ["Person", "Posted", "SlackClient"]

Json = Mapping[str, Any]
ALREADY_GONE = "message_not_found"


@dataclass(frozen=True)
class Posted:
    """Where a message stands: together these name it for ever."""

    channel: str
    ts: str


class SlackClient:
    """Opened once per process in the running loop, closed at shutdown; holds the one bot token.

    Everything may raise `Unreachable`, `RateLimited` (with Slack's own wait) or `RefusedByVendor`,
    whose `message` is Slack's code; what names a channel may raise `ChannelGone`. Nothing that
    changes Slack is tried twice.
    """

    def __init__(
        self,
        token: str,
        *,
        observe: Observe,
        clock: Callable[[], datetime],
        base_url: str = SLACK_API,
        seconds: float = SECONDS,
    ) -> None:
        self._web = SlackWeb(token, observe=observe, base_url=base_url, seconds=seconds)
        self._people = SlackPeople(self._web, clock)
        self.files = SlackFiles(self._web)
        self.views = SlackViews(self._web)

    async def open(self, session: aiohttp.ClientSession | None = None) -> None:
        """Connect. A `session` given stays the giver's to close."""
        await self._web.open(session)

    async def close(self) -> None:
        """Give the connections back; safe to call twice."""
        await self._web.close()

    @property
    def web(self) -> AsyncWebClient:
        """The plain client, for Bolt."""
        return self._web.web

    async def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Json] = (),
        *,
        attachments: Sequence[Json] = (),
        thread_ts: str | None = None,
        broadcast: bool = False,
    ) -> Posted:
        """Post a message, or a reply with `thread_ts`; `text` is what notifications say
        (https://docs.slack.dev/reference/methods/chat.postMessage). No link in it is unfurled.
        With `broadcast` a reply is seen in the channel as well.
        """
        data = await self._web.write(
            "chat.postMessage",
            lambda client: client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=_plain(blocks) or None,
                attachments=_plain(attachments) or None,
                thread_ts=thread_ts,
                reply_broadcast=broadcast or None,
                unfurl_links=False,
                unfurl_media=False,
            ),
        )
        return Posted(wanted(data, "channel"), wanted(data, "ts"))

    async def update(
        self,
        channel: str,
        ts: str,
        text: str,
        blocks: Sequence[Json] = (),
        *,
        attachments: Sequence[Json] = (),
    ) -> None:
        """Replace a message of ours whole: blocks and attachments not given are taken away
        (https://docs.slack.dev/reference/methods/chat.update).
        """
        await self._web.write(
            "chat.update",
            lambda client: client.chat_update(
                channel=channel,
                ts=ts,
                text=text,
                blocks=_plain(blocks),
                attachments=_plain(attachments),
            ),
        )

    async def delete(self, channel: str, ts: str) -> None:
        """Delete a message of ours; one that is gone already counts as deleted."""
        try:
            await self._web.write(
                "chat.delete", lambda client: client.chat_delete(channel=channel, ts=ts)
            )
        except RefusedByVendor as refused:
            if refused.message != ALREADY_GONE:
                raise

    async def ephemeral(
        self,
        channel: str,
        user: str,
        text: str,
        blocks: Sequence[Json] = (),
        *,
        attachments: Sequence[Json] = (),
        thread_ts: str | None = None,
    ) -> None:
        """Show one person in a channel something that nobody else sees and that does not last."""
        await self._web.write(
            "chat.postEphemeral",
            lambda client: client.chat_postEphemeral(
                channel=channel,
                user=user,
                text=text,
                blocks=_plain(blocks) or None,
                attachments=_plain(attachments) or None,
                thread_ts=thread_ts,
            ),
        )

    async def direct(
        self, user: str, text: str, blocks: Sequence[Json] = (), *, attachments: Sequence[Json] = ()
    ) -> Posted:
        """Write to one person."""
        room = await self.direct_channel(user)
        return await self.post(room, text, blocks, attachments=attachments)

    async def direct_channel(self, user: str) -> str:
        """The id of our direct messages with one person
        (https://docs.slack.dev/reference/methods/conversations.open).
        """
        data = await self._web.read(
            "conversations.open", lambda client: client.conversations_open(users=[user])
        )
        return wanted(data, "channel", "id")

    async def person(self, user_id: str) -> Person:
        """One person, at most five minutes old."""
        return await self._people.person(user_id)

    async def administrators(self) -> list[str]:
        """Ids of all owners and admins of the workspace."""
        return await self._people.administrators()

    async def standing(self, channel: str) -> Standing:
        """How this app stands to a channel; a channel it cannot see counts as gone."""
        try:
            found = await self._info(channel)
        except ChannelGone as gone:
            return "not-in-channel" if gone.code == "not_in_channel" else "gone"
        if found.get("is_archived"):
            return "archived"
        return "member" if found.get("is_member") or found.get("is_im") else "not-in-channel"

    async def join(self, channel: str) -> None:
        """Enter a public channel; a private one needs an invitation, then `RefusedByVendor`."""
        await self._web.write(
            "conversations.join", lambda client: client.conversations_join(channel=channel)
        )

    async def channel_name(self, channel: str) -> str:
        """The channel's name without #; empty for a direct message."""
        return str((await self._info(channel)).get("name") or "")

    async def permalink(self, channel: str, ts: str) -> str:
        """The https address of a message."""
        data = await self._web.read(
            "chat.getPermalink",
            lambda client: client.chat_getPermalink(channel=channel, message_ts=ts),
        )
        return wanted(data, "permalink")

    async def _info(self, channel: str) -> Json:
        data = await self._web.read(
            "conversations.info", lambda client: client.conversations_info(channel=channel)
        )
        found = data.get("channel")
        return found if isinstance(found, dict) else {}


def _plain(parts: Sequence[Json]) -> list[dict[str, Any]]:
    return [dict(part) for part in parts]
