"""Serves the page, passes its requests on to the stand-ins' control sides, and tells it of changes.

| path | answers |
| --- | --- |
| GET / and /static/… | the page |
| GET /about | what the page is about: see About |
| any /line/… | LINE's control side, ``/console/…`` of the LINE stand-in |
| any /slack/… | Slack's control side, ``/workspace/…`` of the Slack stand-in |
| GET /events | server-sent events: a JSON object whenever something changed at LINE or Slack |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.line.platform import LinePlatform
from sandbox.page.changes import Changes
from sandbox.page.guard import guard
from sandbox.page.passing_on import PassingOn
from sandbox.slack.workspace import SlackWorkspace

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Suggestion:
    """A slash command somebody may want to type."""

    command: str
    says: Mapping[str, str]  #: language ("zh-TW", "en", "ja") to words


@dataclass(frozen=True)
class About:
    """What the page starts with.

    `fills` says which value of LINE's consoles belongs into which input of a form: block_id to
    "account.NAME" or "login.NAME", a name of the control side's state.
    """

    app: str  #: address of the program that is tried
    channel: str
    operator: str
    member: str
    account: str
    login_channel: str
    suggestions: Sequence[Suggestion] = ()
    fills: Mapping[str, str] = field(default_factory=dict)


def make_page(
    about: About,
    line: tuple[LinePlatform, str],
    slack: tuple[SlackWorkspace, str],
) -> web.Application:
    """The page over both stand-ins, each given with the address it is served at."""
    app = web.Application(middlewares=[guard], client_max_size=4 * 1024 * 1024)
    changes = Changes(line[0], slack[0])
    app.router.add_get("/", _index)
    app.router.add_get("/about", _telling(about))
    app.router.add_get("/events", changes.handle)
    for name, address in (("line", f"{line[1]}/console"), ("slack", f"{slack[1]}/workspace")):
        passing = PassingOn(address)
        app.router.add_route("*", f"/{name}/{{rest:.+}}", passing.handle)
        app.cleanup_ctx.append(passing.open)
    app.router.add_static("/static/", STATIC)
    app.on_shutdown.append(changes.end)
    return app


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html")


def _telling(about: About) -> Any:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(asdict(about))

    return handle
