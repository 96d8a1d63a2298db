"""Slack's way in: Bolt checks signatures, this acknowledges, the edge does the rest.

The same app serves `POST /slack/events` and, with an app-level token, Socket Mode. Everything is
acknowledged here and only here: commands, buttons and events at once, forms with what their check
found (`handlers.submissions`).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

import handlers
from bot.flows.access import authorise
from handlers.edge import Edge, declared_in
from handlers.events import Events
from handlers.submissions import Submissions

if TYPE_CHECKING:
    from bot.deps import Deps

PATH = "/slack/events"
EVERY = re.compile(".*", re.DOTALL)
QUIET = logging.getLogger("moorline.slack.bolt")
"""Bolt writes whole payloads, forms and their secrets included, at every level below error."""


def edge_of(deps: Deps) -> Edge:
    """The edge with everything that is declared in `handlers`."""
    return Edge(deps, declared_in(handlers), authorise)


@dataclass(frozen=True)
class Listeners:
    """What Bolt calls; each acknowledges, and has the edge do the rest."""

    edge: Edge
    events: Events
    forms: Submissions

    async def command(self, ack: AsyncAck, body: dict[str, Any]) -> BoltResponse:
        """A slash command: acknowledged at once."""
        self.edge.start(self.edge.command(body))
        return await ack()

    async def action(self, ack: AsyncAck, body: dict[str, Any]) -> BoltResponse:
        """A button or a menu: acknowledged at once."""
        self.edge.start(self.edge.press(body))
        return await ack()

    async def submission(self, ack: AsyncAck, body: dict[str, Any]) -> BoltResponse:
        """A form: acknowledged with the errors under its fields, if there are any."""
        return await ack(**await self.forms.take(body))

    async def closed(self, ack: AsyncAck) -> BoltResponse:
        """A form closed without being sent."""
        return await ack()

    async def event(self, ack: AsyncAck, body: dict[str, Any]) -> BoltResponse:
        """An event: what must not be lost is stored first, else Slack is to send it again."""
        if self.events.stored_first(body):
            stored = await self.events.take(body)
            return await ack() if stored else BoltResponse(status=503, body="")
        if self.events.is_new(body):
            self.edge.start(self.events.take(body))
        return await ack()


def make_bolt(
    edge: Edge, events: Events, signing_secret: str, submissions: Submissions | None = None
) -> AsyncApp:
    """A Bolt app around `edge`. Requests older than five minutes or badly signed get 401."""
    forms = submissions or Submissions(edge)
    QUIET.setLevel(logging.ERROR)
    bolt = AsyncApp(
        signing_secret=signing_secret,
        client=edge.deps.slack.web,
        logger=QUIET,
        process_before_response=True,  # a listener returns its acknowledgement; no polling for it
    )

    listeners = Listeners(edge, events, forms)
    bolt.command(EVERY)(listeners.command)
    bolt.block_action(EVERY)(listeners.action)
    bolt.view_submission(EVERY)(listeners.submission)
    bolt.view_closed(EVERY)(listeners.closed)
    bolt.event(EVERY)(listeners.event)
    return bolt


def routes(bolt: AsyncApp) -> list[web.RouteDef]:
    """`POST /slack/events`: 200 acknowledged, 401 not from Slack, 400 not a Slack body at all."""

    async def events(request: web.Request) -> web.Response:
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():
            return web.json_response({"error": "invalid request"}, status=401)
        try:
            received = await to_bolt_request(request)
        except ValueError:  # neither a form nor JSON, or not UTF-8
            return web.json_response({"error": "not a Slack request"}, status=400)
        return await to_aiohttp_response(await bolt.async_dispatch(received))

    return [web.post(PATH, events)]


@asynccontextmanager
async def connect_socket(bolt: AsyncApp, app_token: str) -> AsyncIterator[None]:
    """Hold a Socket Mode connection for as long as the block runs; it reconnects by itself.

    The block begins at once: while Slack cannot be reached, connecting is tried every ten seconds.
    """
    socket = AsyncSocketModeHandler(bolt, app_token)
    connecting = asyncio.ensure_future(socket.connect_async())  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await socket.close_async()  # type: ignore[no-untyped-call]
