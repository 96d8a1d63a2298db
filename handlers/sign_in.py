"""A site's own page, signing in with LINE and coming back, and out again."""

from __future__ import annotations

from aiohttp import web
from multidict import MultiMapping

from bot.errors import MoorlineError, Refused, VendorError
from bot.flows.sessions import end_session
from bot.flows.sign_in import ATTEMPT_LASTS, begin, finish
from bot.pages import TAGS
from bot.pages.member import entrance, information
from bot.pages.trouble import trouble
from bot.text import _
from handlers.pages import (
    SESSION,
    PageCall,
    html,
    keep,
    let_go,
    page,
    see_other,
    sign_in_here,
)

ATTEMPT = "moorline-sign-in"  #: the cookie that must come back with the code
DECLINED = _("You did not allow the sign-in at LINE. Nothing was passed on; you can try again.")
ENDED = _("LINE ended the sign-in. Wait a moment, then try again.")


@page("GET", "")
async def home(call: PageCall) -> web.Response:
    """The way in."""
    return html(entrance(call.frame))


@page("GET", "login")
async def sign_in(call: PageCall) -> web.Response:
    """Off to LINE; what must come back unchanged stays, sealed, in this browser.

    LINE sends back to the site's one address, so that is where the attempt has to be kept.
    """
    if call.at.here != call.at.url:
        return see_other(f"{call.at.url}/login")
    url, sealed = begin(call.deps, call.at, TAGS[call.language])
    answer = see_other(url)
    keep(answer, call.at, ATTEMPT, sealed, ATTEMPT_LASTS)
    return answer


@page("GET", "login/callback")
async def back(call: PageCall) -> web.Response:
    """Back from LINE, with a code or with a reason."""
    query = call.request.query
    sealed = call.request.cookies.get(ATTEMPT, "")
    try:
        _refuse(query)
        session = await finish(
            call.deps, call.at, sealed, query.get("state", ""), query.get("code", "")
        )
    except VendorError as error:
        return html(trouble(call.frame, error.said, again=True), status=502)
    except MoorlineError as error:
        return html(trouble(call.frame, error.said, again=True), status=400)
    answer = see_other(call.link("me"))
    let_go(answer, call.at, ATTEMPT)
    sign_in_here(answer, call.at, session)
    return answer


@page("GET", "me", members=True)
async def me(call: PageCall) -> web.Response:
    """The member information page."""
    assert call.visitor is not None
    member, session = call.visitor.member, call.visitor.session
    friend, token = session.friend, call.form_token
    return html(information(call.frame, member.name, member.picture_url, friend, token))


@page("POST", "logout")
async def sign_out(call: PageCall) -> web.Response:
    """Out, in this browser only."""
    await end_session(call.deps, call.at, call.request.cookies.get(SESSION, ""))
    answer = see_other(call.link())
    let_go(answer, call.at, SESSION)
    return answer


def _refuse(query: MultiMapping[str]) -> None:
    """Raises what LINE's `error` means to a member."""
    if error := query.get("error", ""):
        raise Refused(DECLINED if error.upper() == "ACCESS_DENIED" else ENDED)
