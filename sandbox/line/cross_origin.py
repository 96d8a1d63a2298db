"""Lets pages of other origins call what the LIFF SDK calls, as LINE's servers do."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

_OPEN = ("/liff/", "/oauth2/v2.1/", "/v2/profile", "/friendship/")
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "authorization, content-type, accept",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
}


@web.middleware
async def open_to_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers preflights itself and marks every other answer as readable."""
    if not request.path.startswith(_OPEN):
        return await handler(request)
    if request.method == "OPTIONS":
        return web.Response(status=204, headers=_HEADERS)
    response = await handler(request)
    response.headers.update(_HEADERS)
    return response
