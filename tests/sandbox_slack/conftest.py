"""A furnished workspace that is being served, and a Bolt app under it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.serve import serving
from sandbox.slack import SlackWorkspace, furnish, make_app, new_workspace

Opener = Callable[[AsyncApp], Awaitable[None]]


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


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


def modal(**changes: Any) -> dict[str, Any]:
    """A modal with one input, `name`."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": {"type": "plain_text", "text": "Name"},
                "element": {"type": "plain_text_input", "action_id": "value", "max_length": 20},
            }
        ],
    }
    return {**view, **changes}


def card(*buttons: dict[str, Any]) -> list[dict[str, Any]]:
    """A section, and these buttons beneath it."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*Card*"}}
    return [section, {"type": "actions", "block_id": "buttons", "elements": list(buttons)}]


def button(action_id: str, value: str = "", text: str = "Press") -> dict[str, Any]:
    """A button."""
    label = {"type": "plain_text", "text": text}
    return {"type": "button", "action_id": action_id, "value": value, "text": label}
