"""The one way every page of a site is answered: found, guarded, run, its errors rendered.

A site answers on its own address, whatever path that has, and at `/s/{site}/` on this server's.
Whoever asks under any other host learns nothing of any site.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from math import ceil
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from yarl import URL

from bot.binding.sign_ins import Result
from bot.deps import Deps
from bot.errors import MoorlineError, NotFound
from bot.flows.members.doors import NO_SITE, Door, door_by_address, door_by_slug, open_instead
from bot.flows.members.sessions import visitor
from bot.flows.members.sign_in_counts import count
from bot.locale import Language
from bot.pages import Asset, asset, language_wanted
from bot.pages.trouble import elsewhere, not_in_use, sign_in_trouble, trouble
from bot.text import _
from handlers.arrival import Arrival, arrival, plain_host
from handlers.page_failures import answer_to, surprise
from handlers.page_guard import guard
from handlers.pages import HEADERS, SESSION, Page, PageCall, frame_of, html, see_other
from handlers.rate import Held, Rate

log = structlog.get_logger()

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]
SHARED = "/s/"
LIMIT = 60  #: of what costs a minute and client: thirty sign-ins, there and back
MINUTE = timedelta(minutes=1)


class PageEdge:
    """Answers what members' browsers ask."""

    def __init__(self, deps: Deps, pages: Sequence[Page], astray: Handle) -> None:
        """`astray` answers a POST that is for no site."""
        self._deps = deps
        self._pages = pages
        self._astray = astray
        self._rate = Rate(deps.clock, times=LIMIT, within=MINUTE)
        self._told_of_proxy = False
        self._shared_host = plain_host(urlsplit(deps.settings.public_url or "").netloc)

    def routes(self) -> list[web.RouteDef]:
        """Every path no more particular route has taken. They come last."""
        return [web.get("/{path:.*}", self.handle), web.post("/{path:.*}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Find the site; none is a 404 page, except for a POST, which may be LINE's gone astray."""
        if found := asset(request.path):
            return _asset(found)
        language = language_wanted(request.headers.get("Accept-Language", ""))
        came = self._arrival(request)
        try:
            at, path = await self._door(came, request.path)
        except NotFound:
            if request.method == "POST":
                return await self._astray(request)
            log.info("page.no_site", host=came.host)
            return html(elsewhere(language, NO_SITE), status=404)
        except MoorlineError as error:
            log.warning("page.unavailable", error=type(error).__name__)
            return html(elsewhere(language, answer_to(error)[1]), status=503)
        return await self._answered(request, came, at, path, language)

    def _arrival(self, request: web.Request) -> Arrival:
        came = arrival(request, self._deps.settings.trusted_networks)
        if came.unbelieved and not self._told_of_proxy:
            self._told_of_proxy = True  # once is enough for whoever reads the log
            log.warning("proxy.not_trusted", peer=came.client, mend="add it to TRUSTED_PROXIES")
        return came

    async def _door(self, came: Arrival, path: str) -> tuple[Door, str]:
        """The site and the path within it. Raises `NotFound`, also for what no database takes."""
        if "\0" in path:  # PostgreSQL's text holds no NUL
            raise NotFound(NO_SITE)
        if came.host == self._shared_host and path.startswith(SHARED):
            slug, _slash, rest = path.removeprefix(SHARED).partition("/")
            return await door_by_slug(self._deps, slug), rest
        return await door_by_address(self._deps, came.host, path)

    async def _answered(
        self, request: web.Request, came: Arrival, at: Door, path: str, language: Language
    ) -> web.StreamResponse:
        frame = frame_of(at, language)
        try:
            return await self._run(request, came, at, path, language)
        except MoorlineError as error:
            status, said = answer_to(error)
            log.info("page.refused", site=at.site.slug, error=type(error).__name__)
            return html(trouble(frame, said), status=status)
        except web.HTTPException:
            raise
        except Exception as error:  # the boundary, as for Slack: a reference, and the trace logged
            return html(trouble(frame, surprise(error, path)), status=500)

    async def _run(
        self, request: web.Request, came: Arrival, at: Door, path: str, language: Language
    ) -> web.StreamResponse:
        if at.secure and came.scheme == "http":
            return see_other(str(URL(f"{at.here}/{path}").with_query(request.query)))
        if not path and not request.path.endswith("/"):
            return see_other(f"{at.path}/")
        if not at.site.active:
            return await self._closed(at, language)
        page, words = self._page(request.method, path)
        if page.limited and (held := self._rate.take(came.client)):
            return await self._slowed(at, language, held)
        who = await visitor(self._deps, at, request.cookies.get(SESSION, ""))
        call = PageCall(self._deps, request, at, who, language, words)
        if page.members and who is None:
            return see_other(call.link())
        if request.method == "POST":
            await guard(call, page)
        return await page.run(call)

    async def _closed(self, at: Door, language: Language) -> web.Response:
        """404 for every address of a site that is not in use, its LIFF page too."""
        instead = await open_instead(self._deps, at)
        return html(not_in_use(frame_of(at, language), instead), status=404)

    async def _slowed(self, at: Door, language: Language, held: Held) -> web.Response:
        """429, and when to come back. Operators' number grows once a flood, not once a request."""
        if held.first:
            await count(self._deps, at, Result.LIMITED)
        words = sign_in_trouble(frame_of(at, language), Result.LIMITED, signed_in=False)
        answer = html(words, status=429)
        answer.headers["Retry-After"] = str(ceil(held.wait.total_seconds()))
        return answer

    def _page(self, method: str, path: str) -> tuple[Page, Mapping[str, str]]:
        """Raises `NotFound`, or aiohttp's 405 where only the method is wrong."""
        wanted = "GET" if method == "HEAD" else method
        allowed = set[str]()
        for one in self._pages:
            if match := one.path.fullmatch(path):
                if one.method == wanted:
                    return one, match.groupdict()
                allowed.add(one.method)
        if allowed:
            raise web.HTTPMethodNotAllowed(method, allowed)
        raise NotFound(_("There is no such page here."))


def _asset(found: Asset) -> web.Response:
    """Its address changes with its content, so browsers may keep it for a year."""
    kept = {**HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
    return web.Response(body=found.body, content_type=found.content_type, headers=kept)
