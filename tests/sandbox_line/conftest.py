"""A furnished LINE platform over HTTP, a bot server and SDK clients.

Whatever a test made the platform say is checked against LINE's OpenAPI files when it ends.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest

from sandbox.line.app import make_app
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished, furnish
from sandbox.serve import serving
from tests.clock import Clock
from tests.sandbox_line import line_openapi
from tests.sandbox_line.console_client import Console
from tests.sandbox_line.line_clients import BotServer, Clients

collect_ignore = [] if line_openapi.present() else ["test_line_openapi.py"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def platform(clock: Clock) -> LinePlatform:
    platform = LinePlatform(clock)
    platform.records_bodies = True
    platform.redelivery_delays = ()
    return platform


@pytest.fixture
async def world(platform: LinePlatform) -> Furnished:
    return furnish(platform)


@pytest.fixture
async def line(platform: LinePlatform, world: Furnished) -> AsyncIterator[str]:
    async with serving(make_app(platform)) as url:
        yield url
    if line_openapi.present():
        faults = [
            fault
            for call in platform.calls
            if not call.faulted
            for fault in line_openapi.faults_of_call(call)
        ]
        assert faults == []


@pytest.fixture
async def clients(line: str) -> AsyncIterator[Clients]:
    async with AsyncExitStack() as stack:
        yield Clients(line, stack)


@pytest.fixture
async def http(line: str) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)  # takes cookies of an IP address, as browsers do
    async with aiohttp.ClientSession(base_url=line, cookie_jar=jar) as session:
        yield session


@pytest.fixture
async def bot() -> AsyncIterator[BotServer]:
    server = BotServer()
    async with serving(server.app()) as url:
        server.url = url
        yield server
    if line_openapi.present():
        faults = [fault for body in server.bodies for fault in line_openapi.faults_of_webhook(body)]
        assert faults == []


@pytest.fixture
def listening(platform: LinePlatform, world: Furnished, bot: BotServer) -> Furnished:
    """The furnished world with its webhook set to the bot server and switched on."""
    platform.set_webhook_url(world.account, f"{bot.url}/hook")
    platform.set_use_webhook(world.account, True)
    return world


@pytest.fixture
def ask(http: aiohttp.ClientSession) -> Console:
    return Console(http)
