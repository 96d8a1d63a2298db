"""Our vendor clients against the stand-ins, over real HTTP and under one clock."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.platforms.calls import CallRecord
from bot.platforms.line import LineClients, LineMessaging, LineUrls, Patience
from bot.platforms.slack import SlackClient
from sandbox import slack as slack_stand_in
from sandbox.line.app import make_app
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import furnish
from sandbox.serve import serving
from tests.clock import Clock
from tests.platforms.vendors import Line, Slack


@pytest.fixture
async def line(clock: Clock) -> AsyncIterator[Line]:
    platform, records = LinePlatform(clock), list[CallRecord]()
    world = furnish(platform)
    async with serving(make_app(platform)) as address:
        urls = LineUrls(api=address, data=address, access=address, liff=address)
        clients = LineClients(urls, records.append, clock, Patience(call=2, tokens=2))
        await clients.open()
        await clients.warm()
        yield Line(platform, world, clients, records, address)
        await clients.close()


@pytest.fixture
async def hurried(line: Line, clock: Clock) -> AsyncIterator[LineMessaging]:
    """The café's client of somebody in a hurry: a fifth of a second, two for a webhook test."""
    urls = LineUrls(*[line.address] * 4)
    clients = LineClients(urls, line.records.append, clock, Patience(0.2, 0.2, 0.2, 2))
    await clients.open()
    channel = line.world.account.channel
    yield clients.messaging(channel.channel_id, channel.secret)
    await clients.close()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Slack]:
    workspace = slack_stand_in.furnish(slack_stand_in.new_workspace(clock))
    records: list[CallRecord] = []
    async with serving(slack_stand_in.make_app(workspace)) as address:
        client = SlackClient(
            workspace.bot_token,
            observe=records.append,
            clock=clock,
            base_url=f"{address}/api/",
            seconds=3,
        )
        await client.open()
        yield Slack(workspace, client, records)
        await client.close()
