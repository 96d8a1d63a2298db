"""What a LIFF URL opens in a browser outside LINE: a page that leads on to the endpoint.

Sources: https://developers.line.biz/en/docs/liff/opening-liff-app/ (the primary redirect URL, and
the additional information in ``liff.state``). That the page names its endpoint URL in
``const liffEndpointUrl`` was observed by others and is not documented.
"""

from __future__ import annotations

import json
from html import escape

from aiohttp import web

from sandbox.line.liff_context import primary_url
from sandbox.line.platform import PLATFORM

_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>LIFF</title>
<script>
const liffId = {liff_id};
const liffEndpointUrl = {endpoint};
const primary = new URL({primary});
if (location.hash) {{
  const state = primary.searchParams.get("liff.state") || "";
  primary.searchParams.set("liff.state", state + location.hash);
}}
location.replace(primary.href);
</script></head>
<body><p><a id="open" href="{href}">Open the app</a></p></body></html>
"""


def _quoted(text: str) -> str:
    return json.dumps(text).replace("<", "\\u003c")


async def open_app(request: web.Request) -> web.Response:
    """GET {LIFF host}/{liffId}…: a page that leads to the endpoint, or 404."""
    platform = request.app[PLATFORM]
    try:
        _, app = platform.liff_app(request.match_info["liff_id"])
    except LookupError:
        return web.Response(status=404, text="404 Not Found", content_type="text/html")
    more = request.rel_url.raw_path.removeprefix(f"/{app.liff_id}")
    if request.rel_url.raw_query_string:
        more += f"?{request.rel_url.raw_query_string}"
    url = primary_url(app, more)
    page = _PAGE.format(
        liff_id=_quoted(app.liff_id),
        endpoint=_quoted(str(app.view["url"])),
        primary=_quoted(url),
        href=escape(url),
    )
    return web.Response(text=page, content_type="text/html")


def add_routes(app: web.Application) -> None:
    """Puts the endpoint of this file on ``app``."""
    app.router.add_get("/{liff_id:[0-9]+-[0-9A-Za-z]+}{path:(/.*)?}", open_app)
