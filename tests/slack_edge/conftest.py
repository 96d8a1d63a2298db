"""A Slack workspace and the edge with toy declarations, over real HTTP both ways."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.errors import NotAllowed
from bot.platforms.slack import SlackClient
from bot.text import Text
from handlers.edge import Declared, Edge, declared_in
from handlers.events import Events
from handlers.help import help_, turn_page
from handlers.slack import make_bolt, routes
from handlers.submissions import Submissions
from sandbox.serve import serving
from sandbox.slack.app import make_app
from sandbox.slack.seed import furnish, new_workspace
from sandbox.slack.workspace import SlackWorkspace
from tests.slack_edge import toys


def opened() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate


@dataclass
class Deps:
    """What the toys use. `gate` holds work back, `tasting` a form's check; both begin open."""

    slack: SlackClient
    gate: asyncio.Event = field(default_factory=opened)
    tasting: asyncio.Event = field(default_factory=opened)
    diary: list[str] = field(default_factory=list)


@dataclass
class Kitchen:
    """Everything a test needs."""

    workspace: SlackWorkspace
    deps: Deps
    edge: Edge
    bolt: AsyncApp
    address: str


async def administrators_only(deps: Any, user: str, action: str, _about: Any) -> None:
    """As the product decides, without its database."""
    person = await deps.slack.person(user)
    if action != "help" and not person.administrator:
        raise NotAllowed(Text("{action} is for administrators.", (("action", action),)))


def declared() -> Declared:
    found = declared_in(toys)
    return Declared(
        (*found.commands, cast(Any, help_)), (*found.presses, turn_page), found.submissions
    )


@pytest.fixture
async def workspace() -> AsyncIterator[SlackWorkspace]:
    made = furnish(new_workspace())
    async with serving(make_app(made)):
        yield made


@pytest.fixture
async def slack(workspace: SlackWorkspace) -> AsyncIterator[SlackClient]:
    client = SlackClient(
        workspace.bot_token,
        observe=lambda record: None,
        clock=lambda: datetime.now(UTC),
        base_url=f"{workspace.address}/api/",
    )
    await client.open()
    yield client
    await client.close()


@pytest.fixture
async def kitchen(workspace: SlackWorkspace, slack: SlackClient) -> AsyncIterator[Kitchen]:
    deps = Deps(slack)
    edge = Edge(cast(Any, deps), declared(), administrators_only)
    events = Events(cast(Any, deps), toys)
    submissions = Submissions(edge, patience=0.5)
    bolt = make_bolt(edge, events, workspace.signing_secret, submissions)
    app = web.Application()
    app.add_routes(routes(bolt))
    async with serving(app) as address:
        workspace.request_url = address
        yield Kitchen(workspace, deps, edge, bolt, address)
        deps.gate.set()
        deps.tasting.set()
        await edge.drain(5)
