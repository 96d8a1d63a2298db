"""How a page with the LIFF SDK signs a person in, outside LINE: authorize, then code for tokens.

LINE documents ``liff.login()`` (https://developers.line.biz/en/reference/liff/#login), not the
addresses its SDK goes to; these are the ones version 2.31.0 of the npm package asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.line.authorize import BAD_REDIRECT, AuthorizeRequest, LoginPage
from sandbox.line.login_page import consent_page, decided, error_page
from sandbox.line.model import LiffApp
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import Unknown
from sandbox.line.world import World


def is_below(url: str, app: LiffApp) -> bool:
    """Whether an address is the app's endpoint or below it; queries play no part."""
    given, endpoint = urlsplit(url), urlsplit(str(app.view["url"]))
    same = (given.scheme, given.netloc) == (endpoint.scheme, endpoint.netloc)
    below = f"{given.path.rstrip('/')}/".startswith(f"{endpoint.path.rstrip('/')}/")
    return same and below


def read_liff_request(world: World, query: Mapping[str, str]) -> AuthorizeRequest:
    """The request ``liff.login()`` makes. Raises LoginPage."""
    try:
        channel, app = world.liff_app(query.get("app_id", ""))
    except Unknown:
        raise LoginPage("Invalid app_id value.") from None
    redirect_uri = query.get("redirect_uri") or str(app.view["url"])
    if not is_below(redirect_uri, app):
        raise LoginPage(BAD_REDIRECT)
    if not query.get("code_challenge") or query.get("code_challenge_method") != "S256":
        raise LoginPage("code_challenge is required")
    return AuthorizeRequest(
        channel=channel,
        redirect_uri=redirect_uri,
        state=query.get("state", ""),
        scope=tuple(app.scope),
        bot_prompt=None if app.bot_prompt == "none" else app.bot_prompt,
        code_challenge=query["code_challenge"],
        liff_id=app.liff_id,
    )


async def show(request: web.Request) -> web.Response:
    """GET /liff/v1/authorize."""
    try:
        return consent_page(request, read_liff_request(request.app[PLATFORM], request.query))
    except LoginPage as page:
        return error_page(str(page))


async def decide(request: web.Request) -> web.Response:
    """POST of the consent form."""
    platform = request.app[PLATFORM]
    return await decided(request, lambda query: read_liff_request(platform, query))


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_get("/liff/v1/authorize", show)
    app.router.add_post("/liff/v1/authorize", decide)
