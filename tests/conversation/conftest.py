"""A desk between LINE and Slack, on both databases, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import linebot.v3.messaging  # noqa: F401  # loads for a second, which no test is about
import pytest
from aiohttp import web

import handlers
from bot.deps import Bell, Deps
from bot.metrics import Metrics
from bot.platforms.line import LineClients, LineUrls, Patience
from bot.platforms.slack import SlackClient
from bot.settings import Settings
from handlers import slack
from handlers.events import Events
from handlers.line import LineEdge
from handlers.line import routes as line_routes
from sandbox import slack as slack_stand_in
from sandbox.line.app import make_app
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import furnish
from sandbox.serve import serving
from sandbox.slack import SlackWorkspace
from storage.database import Database
from storage.inbox import Inbox
from storage.secrets import KeyRing
from tests.clock import Clock
from tests.conversation.desk import Desk


@pytest.fixture
async def workspace(clock: Clock) -> AsyncIterator[tuple[SlackWorkspace, SlackClient]]:
    # Slack keeps real time: Bolt refuses requests signed in another year
    made = slack_stand_in.furnish(slack_stand_in.new_workspace())
    async with serving(slack_stand_in.make_app(made)) as address:
        client = SlackClient(
            made.bot_token,
            observe=lambda record: None,
            clock=clock,
            base_url=f"{address}/api/",
            seconds=3,
        )
        await client.open()
        yield made, client
        await client.close()


@pytest.fixture
async def platform(clock: Clock) -> AsyncIterator[tuple[LinePlatform, LineClients]]:
    made = LinePlatform(clock)
    async with serving(make_app(made)) as address:
        urls = LineUrls(api=address, data=address, access=address, liff=address)
        clients = LineClients(urls, lambda record: None, clock, Patience(call=1.5, tokens=1.5))
        await clients.open()
        await clients.warm()
        yield made, clients
        await clients.close()


@pytest.fixture
async def desk(
    database: Database,
    ring: KeyRing,
    clock: Clock,
    workspace: tuple[SlackWorkspace, SlackClient],
    platform: tuple[LinePlatform, LineClients],
) -> AsyncIterator[Desk]:
    """The café's account is bound; nobody has written yet."""
    rung: list[str] = []
    bell, metrics = Bell(), Metrics()
    for name in ("intake", "send", "announce", "verify", "profiles", "overhear", "media"):
        bell.heard_by({name: lambda name=name: rung.append(name)})  # type: ignore[misc]
    inbox = Inbox(database, on_stored=lambda: bell.ring("intake"), clock=clock)
    await inbox.open()
    settings = Settings(_env_file=None, public_url="http://127.0.0.1:1")
    deps = Deps(settings, database, ring, platform[1], workspace[1], inbox, metrics, clock, bell)
    line = LineEdge(
        database, ring, inbox, metrics=metrics, on_burst=lambda account: None, clock=clock
    )
    edge = slack.edge_of(deps)
    bolt = slack.make_bolt(edge, Events(deps, handlers), workspace[0].signing_secret)
    app = web.Application()
    app.add_routes([*line_routes(line), *slack.routes(bolt)])
    async with serving(app) as address:
        workspace[0].request_url = address
        world = furnish(platform[0])
        made = Desk(deps, clock, platform[0], world, workspace[0], edge, address, rung)
        made.account = await made.bind(world.account, "kojima", "line-kojima")
        yield made
        await edge.drain(5)
    await inbox.close()
