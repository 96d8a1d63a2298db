"""The one way every page of a site is answered: found, guarded, run, its errors rendered.

A site answers on its own address, whatever path that has, and at `/s/{site}/` on this server's.
Whoever asks under any other host learns nothing of any site.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from yarl import URL

from bot.deps import Deps
from bot.errors import (
    MoorlineError,
    NotAllowed,
    NotFound,
    Refused,
    VendorError,
)
from bot.flows.doors import NO_SITE, Door, door_by_address, door_by_slug
from bot.flows.sessions import is_form_token, visitor
from bot.locale import Language
from bot.pages import Asset, asset, language_wanted
from bot.pages.trouble import elsewhere, trouble
from bot.text import Text, _
from handlers.arrival import Arrival, arrival, plain_host
from handlers.failures import trace
from handlers.pages import HEADERS, SESSION, Page, PageCall, frame_of, html, see_other

log = structlog.get_logger()

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]
SHARED = "/s/"
STATUS: Mapping[type[MoorlineError], int] = {NotFound: 404, NotAllowed: 403, Refused: 400}
FOREIGN_FORM = _("This did not come from this site's own page. Go back to the page and try again.")
AT_LINE = _("LINE does not answer as it should. Wait a minute, then try again.")
"""What LINE said is for operators, who see it on their cards; a member can only wait."""


class PageEdge:
    """Answers what members' browsers ask."""

    def __init__(self, deps: Deps, pages: Sequence[Page], astray: Handle) -> None:
        """`astray` answers a POST that is for no site."""
        self._deps = deps
        self._pages = pages
        self._astray = astray
        self._shared_host = plain_host(urlsplit(deps.settings.public_url or "").netloc)

    def routes(self) -> list[web.RouteDef]:
        """Every path no more particular route has taken. They come last."""
        return [web.get("/{path:.*}", self.handle), web.post("/{path:.*}", self.handle)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Find the site; none is a 404 page, except for a POST, which may be LINE's gone astray."""
        if found := asset(request.path):
            return _asset(found)
        language = language_wanted(request.headers.get("Accept-Language", ""))
        came = arrival(request, self._deps.settings.trusted_networks)
        try:
            at, path = await self._door(came, request.path)
        except NotFound:
            if request.method == "POST":
                return await self._astray(request)
            return html(elsewhere(language, NO_SITE), status=404)
        except MoorlineError as error:
            log.warning("page.unavailable", error=type(error).__name__)
            return html(elsewhere(language, _ours(error)[1]), status=503)
        return await self._answered(request, came, at, path, language)

    async def _door(self, came: Arrival, path: str) -> tuple[Door, str]:
        """The site and the path within it. Raises `NotFound`."""
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
            status, said = _ours(error)
            log.info("page.refused", site=at.site.slug, error=type(error).__name__)
            return html(trouble(frame, said), status=status)
        except web.HTTPException:
            raise
        except Exception as error:  # the boundary, as for Slack: a reference, and the trace logged
            reference = secrets.token_hex(4)
            log.error("page.failed", path=path, reference=reference, traceback=trace(error))
            return html(trouble(frame, _surprise(reference)), status=500)

    async def _run(
        self, request: web.Request, came: Arrival, at: Door, path: str, language: Language
    ) -> web.StreamResponse:
        if at.secure and came.scheme == "http":
            return see_other(str(URL(f"{at.here}/{path}").with_query(request.query)))
        if not path and not request.path.endswith("/"):
            return see_other(f"{at.path}/")
        page, words = self._page(request.method, path)
        who = await visitor(self._deps, at, request.cookies.get(SESSION, ""))
        call = PageCall(self._deps, request, at, who, language, words)
        if page.members and who is None:
            return see_other(call.link())
        if request.method == "POST":
            await _guard(call, page)
        return await page.run(call)

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


async def _guard(call: PageCall, page: Page) -> None:
    """Refuse what another site's page sent. Raises `Refused`.

    Browsers say where a request comes from (https://www.w3.org/TR/fetch-metadata/), old ones only
    as `Origin`; the token is for those that say nothing.
    """
    told, origin = (call.request.headers.get(n, "") for n in ("Sec-Fetch-Site", "Origin"))
    ours = urlsplit(call.at.here)
    if told not in ("", "same-origin") or (
        not told and origin and origin != f"{ours.scheme}://{ours.netloc}"
    ):
        raise Refused(FOREIGN_FORM)
    if not page.form:
        if call.request.content_type != "application/json":
            raise Refused(FOREIGN_FORM)
        return
    sent = (await call.request.post()).get("token", "")
    if call.visitor is None or not is_form_token(call.deps, call.visitor, str(sent)):
        raise Refused(FOREIGN_FORM)


def _ours(error: MoorlineError) -> tuple[int, Text]:
    """Status and words for a member, who can mend neither our server nor LINE's."""
    if isinstance(error, VendorError):
        return 502, AT_LINE
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            return status, error.said
    return 503, _("This page is out of order for the moment. Wait a minute, then try again.")


def _surprise(reference: str) -> Text:
    return _(
        "Something went wrong on our side; nothing you did. Try again. If it happens again, tell "
        "the shop this reference: {reference}",
        reference=reference,
    )


def _asset(found: Asset) -> web.Response:
    """Its address changes with its content, so browsers may keep it for a year."""
    kept = {**HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
    return web.Response(body=found.body, content_type=found.content_type, headers=kept)
