"""A furnished workspace that is being served, and a Bolt app under it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.serve import serving
from sandbox.slack import SlackWorkspace, furnish, make_app, new_workspace
from tests.sandbox_slack.slack_shapes import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def workspace(clock: Clock) -> AsyncIterator[SlackWorkspace]:
    there = furnish(new_workspace(clock))
    there.events.retry_after = (0.0, 0.0, 0.0)
    async with serving(make_app(there)):
        yield there


@pytest.fixture
def client(workspace: SlackWorkspace) -> AsyncWebClient:
    return AsyncWebClient(
        token=workspace.bot_token, base_url=f"{workspace.address}/api/", retry_handlers=[]
    )


@pytest.fixture
async def bolt(workspace: SlackWorkspace, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """An app of slack_bolt's own, reached by HTTP at /slack/events."""
    app = AsyncApp(signing_secret=workspace.signing_secret, client=client)

    async def receive(request: web.Request) -> web.Response:
        answer = await app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    server = web.Application()
    server.router.add_post("/slack/events", receive)
    async with serving(server) as address:
        workspace.request_url = address
        yield app
