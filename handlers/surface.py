"""Where one person's answer appears: a whisper in the channel, or a modal.

A whisper is a message only that person sees. It goes through the `response_url` of what they did
(five uses within thirty minutes, https://docs.slack.dev/interactivity/handling-user-interaction),
else through chat.postEphemeral. Slack posts a second whisper to a command beneath the first instead
of replacing it (bolt-python issue 1268), so an answer never leans on the waiting text being gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import aiohttp
import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.cards.kit import Json, Rendered, render
from bot.cards.kit_views import view
from bot.cards.modals import Modal, said, waiting
from bot.cards.parts import Card
from bot.errors import ChannelGone, MoorlineError, Refused, RefusedByVendor
from bot.locale import Speaker
from bot.text import Text, _
from handlers.declare import Answer

if TYPE_CHECKING:
    from bot.platforms.slack import SlackClient

log = structlog.get_logger()
QUIET = logging.getLogger("moorline.slack.response_url")  # the library logs address and body
QUIET.setLevel(logging.WARNING)
TIMEOUT = 5  # seconds
TRIGGER_GONE = (  # https://docs.slack.dev/reference/methods/views.open#errors
    "expired_trigger_id",
    "exchanged_trigger_id",
    "trigger_expired",
    "trigger_exchanged",
)
DONE = Card(_("Done."))


@dataclass
class Surface:
    """One person's place of answer. It begins as a whisper and may become a modal (`view_id`)."""

    slack: SlackClient
    speaker: Speaker
    user: str
    channel: str = ""
    channel_name: str = ""
    trigger_id: str = ""
    response_url: str = ""
    view_id: str = ""
    within_modal: bool = False
    replaces: bool = False

    async def wait(self, text: Text) -> None:
        """Say that work goes on; when that cannot be said, work goes on all the same."""
        if self.view_id:
            await self.show(waiting(text))
        else:
            await self.show(Card(_("⏳ {text}", text=text)))

    async def open(self, modal: Modal) -> None:
        """Open a modal, or put it on top of the one there is. Raises Refused when too late."""
        views = self.slack.views
        show = views.push if self.within_modal else views.open
        try:
            self.view_id = await show(self.trigger_id, self.drawn(modal))
        except RefusedByVendor as refused:
            if refused.message not in TRIGGER_GONE:
                raise
            raise Refused(
                _("Slack allows three seconds to open a form, and they were over. Try once more.")
            ) from refused

    async def show(self, answer: Answer) -> None:
        """Put the answer where the person looks; when Slack does not take it, that is logged."""
        try:
            await self._put(answer)
        except MoorlineError as error:
            log.warning("slack.answer_lost", error=str(error), user=self.user)

    def drawn(self, modal: Modal) -> Json:
        """The view for this person; it remembers which channel it belongs to, for what is
        submitted or pressed in it says nothing of a channel.
        """
        channel, name = modal.place or (self.channel, self.channel_name)
        if not (modal.callback or channel):
            return view(modal, self.speaker)
        kept = {"channel": channel, "name": name, "given": dict(modal.metadata)}
        return view(replace(modal, metadata=kept), self.speaker)

    async def redraw(self, drawn: Json) -> None:
        """Put a ready-made view in the modal's place, unless it was closed meanwhile."""
        await self.slack.views.update(drawn, view_id=self.view_id)

    async def _put(self, answer: Answer) -> None:
        match answer:
            case None if self.view_id:
                await self._put(DONE)
            case Modal() if self.view_id:
                await self.redraw(self.drawn(answer))
            case Modal():
                await self._opened_or_said(answer)
            case Card() if self.view_id:
                await self._in_view_or_whispered(answer)
            case Card() if self.within_modal:
                await self._opened_or_said(said(answer))
            case Card():
                await self._whisper(answer)

    async def _opened_or_said(self, modal: Modal) -> None:
        try:
            await self.open(modal)
        except Refused as late:
            await self._whisper(Card(_("⚠️ {said}", said=late.said)))

    async def _in_view_or_whispered(self, card: Card) -> None:
        """The modal may have been closed while work went on; the answer must not be lost."""
        try:
            await self.redraw(self.drawn(said(card)))
        except RefusedByVendor:
            await self._whisper(card)

    async def _whisper(self, card: Card) -> None:
        rendered = render(card, self.speaker)
        if self.response_url and await self._answered(rendered):
            return
        text, blocks, bars = rendered.text, rendered.blocks, rendered.attachments
        with contextlib.suppress(ChannelGone):  # we need not be in the channel they typed in
            if self.channel:
                await self.slack.ephemeral(self.channel, self.user, text, blocks, attachments=bars)
                return
        await self.slack.direct(self.user, text, blocks, attachments=bars)

    async def _answered(self, rendered: Rendered) -> bool:
        """Whether the response_url took it; it is refused when used up or too old."""
        client = AsyncWebhookClient(self.response_url, timeout=TIMEOUT, logger=QUIET)
        try:
            answer = await client.send(
                text=rendered.text,
                blocks=rendered.blocks,
                attachments=rendered.attachments,
                response_type="ephemeral",
                replace_original=self.replaces,
            )
        except (aiohttp.ClientError, asyncio.TimeoutError):  # noqa: UP041  the SDK's own spelling
            return False
        return answer.status_code == 200
