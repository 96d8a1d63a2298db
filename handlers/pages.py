"""The pages of sites on the shared address: `/s/{site}/`, signing in and coming back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files

from aiohttp import web
from multidict import MultiMapping

from bot.deps import Deps
from bot.errors import MoorlineError, NotFound, VendorError
from bot.flows.sign_in import ATTEMPT_LASTS, Door, begin, door, finish
from bot.locale import Language
from bot.pages import CONTENT_SECURITY_POLICY, TAGS, language_wanted
from bot.pages.member import entrance, signed_in, trouble
from bot.text import Text, _

COOKIE = "moorline-sign-in"
DECLINED = _("You did not allow the sign-in at LINE. Nothing was passed on; you can try again.")
AT_LINE = _("LINE ended the sign-in. Wait a moment, then try again.")
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

Show = Callable[[web.Request, Door, Language], Awaitable[web.StreamResponse]]
Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes(deps: Deps) -> list[web.RouteDef]:
    """Every page of a site."""
    pages = Pages(deps)
    return [
        web.get("/s/{site}/", pages.handled(pages.home)),
        web.get("/s/{site}/login", pages.handled(pages.sign_in)),
        web.get("/s/{site}/login/callback", pages.handled(pages.back)),
        web.get("/static/member.css", _stylesheet),
    ]


class Pages:
    """What a member's browser asks; whatever goes wrong becomes a page they understand."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    def handled(self, show: Show) -> Handle:
        """Find the site and the reader's language first; no such site is a 404 page."""

        async def handle(request: web.Request) -> web.StreamResponse:
            language = language_wanted(request.headers.get("Accept-Language", ""))
            try:
                return await show(request, await door(self._deps, _site(request)), language)
            except NotFound as error:
                return _html(trouble(language, "LINE", error.said, None), status=404)

        return handle

    async def home(self, request: web.Request, at: Door, language: Language) -> web.Response:
        """The way in."""
        return _html(entrance(language, at.site.name, f"/s/{at.site.slug}/login"))

    async def sign_in(self, request: web.Request, at: Door, language: Language) -> web.Response:
        """Off to LINE; what must come back unchanged stays, sealed, in this browser."""
        url, sealed = begin(self._deps, at, TAGS[language])
        answer = web.Response(status=302, headers={**HEADERS, "Location": url})
        answer.set_cookie(
            COOKIE,
            sealed,
            max_age=int(ATTEMPT_LASTS.total_seconds()),
            path=f"/s/{at.site.slug}/",
            httponly=True,
            secure=at.callback_url.startswith("https"),
            samesite="Lax",
        )
        return answer

    async def back(self, request: web.Request, at: Door, language: Language) -> web.Response:
        """Back from LINE, with a code or with a reason."""
        if said := _refusal(request.query):
            return _trouble(at, language, said, status=400)
        sealed, query = request.cookies.get(COOKIE, ""), request.query
        try:
            who = await finish(
                self._deps, at, sealed, query.get("state", ""), query.get("code", "")
            )
        except VendorError as error:
            return _trouble(at, language, error.said, status=502)
        except MoorlineError as error:
            return _trouble(at, language, error.said, status=400)
        answer = _html(signed_in(language, at.site.name, who.name, who.picture_url, who.friend))
        answer.del_cookie(COOKIE, path=f"/s/{at.site.slug}/")
        return answer


def _site(request: web.Request) -> str:
    return request.match_info["site"]


def _trouble(at: Door, language: Language, said: Text, *, status: int) -> web.Response:
    again = f"/s/{at.site.slug}/login"
    return _html(trouble(language, at.site.name, said, again), status=status)


def _refusal(query: MultiMapping[str]) -> Text | None:
    """What LINE's `error` means to a member; None when there is none."""
    error = query.get("error", "")
    if not error:
        return None
    return DECLINED if error.upper() == "ACCESS_DENIED" else AT_LINE


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


async def _stylesheet(request: web.Request) -> web.Response:
    style = files("bot.pages").joinpath("static/member.css").read_text()
    return web.Response(text=style, content_type="text/css")
