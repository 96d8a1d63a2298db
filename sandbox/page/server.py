"""Serves the page, passes its requests on to the stand-ins' control sides, and tells it of changes.

| path | answers |
| --- | --- |
| GET / and /static/… | the page |
| GET /about | what the page is about: see About |
| GET /gallery, /gallery.json | everything the program shows: see Gallery |
| GET /facts | what only the program knows: see Facts |
| POST /phone, GET /phone/… | see `phones` |
| any /line/… | LINE's control side, ``/console/…`` of the LINE stand-in |
| any /slack/… | Slack's control side, ``/workspace/…`` of the Slack stand-in |
| GET /events | server-sent events: a JSON object whenever something changed at LINE or Slack |
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.line.platform import LinePlatform
from sandbox.page.changes import Changes
from sandbox.page.guard import guard
from sandbox.page.passing_on import PassingOn
from sandbox.page.phones import Phones
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
    line: str  #: address of LINE's pages: signing in, LIFF URLs
    channel: str
    operator: str
    member: str
    account: str
    login_channel: str
    suggestions: Sequence[Suggestion] = ()
    fills: Mapping[str, str] = field(default_factory=dict)


Facts = Callable[[], Awaitable[Any]]
"""Answers `roles` (Slack user id to language to words) and `sites` (each with name, address)."""


Gallery = Callable[[], Any]
"""Answers `cards` and `forms` (each name, variant, `said`: language to what Slack is sent), `pages`
(name, variant, `paths`: language to path) and the `address` those paths are of."""


@dataclass(frozen=True)
class Played:
    """Everything the page shows: both stand-ins with their addresses, and the program's side."""

    about: About
    line: LinePlatform
    line_url: str
    slack: SlackWorkspace
    slack_url: str
    phones: Phones
    facts: Facts
    gallery: Gallery


def make_page(played: Played) -> web.Application:
    """The page over all of them."""
    app = web.Application(middlewares=[guard], client_max_size=16 * 1024 * 1024)
    changes = Changes(played.line, played.slack, played.phones)
    app.router.add_get("/", _index)
    app.router.add_get("/gallery", _gallery)
    app.router.add_get("/gallery.json", _listing(played.gallery))
    app.router.add_get("/about", _telling(played.about))
    app.router.add_get("/facts", _asking(played.facts))
    app.router.add_get("/events", changes.handle)
    played.phones.add_routes(app)
    sides = (("line", f"{played.line_url}/console"), ("slack", f"{played.slack_url}/workspace"))
    for name, address in sides:
        passing = PassingOn(address)
        app.router.add_route("*", f"/{name}/{{rest:.+}}", passing.handle)
        app.cleanup_ctx.append(passing.open)
    app.router.add_static("/static/", STATIC)
    app.on_shutdown.append(changes.end)
    return app


async def _index(request: web.Request) -> web.StreamResponse:
    if request.url.host != "127.0.0.1":  # the phone's pages are framed, and share cookies, as this
        raise web.HTTPFound(request.url.with_host("127.0.0.1"))
    return web.FileResponse(STATIC / "index.html")


async def _gallery(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(STATIC / "gallery.html")


def _listing(gallery: Gallery) -> Any:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(gallery())

    return handle


def _asking(facts: Facts) -> Any:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(await facts())

    return handle


def _telling(about: About) -> Any:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(asdict(about))

    return handle
