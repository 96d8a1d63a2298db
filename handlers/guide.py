"""The operator's guide at `/guide`, where the binding card's checklist leads."""

from __future__ import annotations

from aiohttp import web

from bot.locale import Language, language_of
from bot.pages import language_wanted
from bot.pages.guide import guide, picture
from handlers.pages import html

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
    " frame-ancestors 'none'"
)


def routes() -> list[web.RouteDef]:
    """The guide and its pictures."""
    return [web.get("/guide", _show), web.get("/guide/pictures/{name}.png", _picture)]


async def _show(request: web.Request) -> web.Response:
    found = guide(_language(request))
    if found is None:
        raise web.HTTPNotFound(text="this installation has no guide; it is in docs/guide.md")
    return html(found, policy=POLICY)


def _language(request: web.Request) -> Language:
    if asked := request.query.get("language"):
        return language_of(asked)
    return language_wanted(request.headers.get("Accept-Language", ""))


async def _picture(request: web.Request) -> web.Response:
    found = picture(request.match_info["name"])
    if found is None:
        raise web.HTTPNotFound(text="no such picture")
    return web.Response(body=found, content_type="image/png")
