"""Pictures of ours that are fetched by an address nobody can guess: charts, tickets' pictures."""

from __future__ import annotations

from aiohttp import web

from bot.deps import Deps
from storage.pictures import with_key


def routes(deps: Deps) -> list[web.RouteDef]:
    """One picture each."""

    async def show(request: web.Request) -> web.Response:
        async with deps.database.reading() as session:
            found = await with_key(session, request.match_info["key"], deps.clock())
        if found is None:
            raise web.HTTPNotFound(text="no such picture")
        return web.Response(
            body=found.content,
            content_type=found.content_type,
            headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=86400"},
        )

    return [web.get("/pictures/{key}.png", show)]
