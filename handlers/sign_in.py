"""A site's own page, signing in with LINE and coming back, and out again."""

from __future__ import annotations

import re

from aiohttp import web

from bot.binding.sign_ins import FAILURES, Result
from bot.errors import SignInFailed
from bot.flows.members.sessions import end_session
from bot.flows.members.sign_in import ATTEMPT_LASTS, Returned, begin, finish, is_under_way
from bot.pages import TAGS
from bot.pages.member import entrance
from bot.pages.trouble import sign_in_trouble
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

CLAIM = "moorline-claim"  #: the cookie that remembers a claim link while its reader signs in
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
ATTEMPT = "moorline-sign-in"  #: the cookie that must come back with the code


@page("GET", "")
async def home(call: PageCall) -> web.Response:
    """The way in. Who went to LINE and came back by hand is told what may be wrong there."""
    lost = is_under_way(call.deps, call.at, call.request.cookies.get(ATTEMPT, ""))
    name = call.visitor.member.name if call.visitor else None
    return html(entrance(call.frame, signed_in_as=name, lost=lost and name is None))


@page("GET", "login", limited=True)
async def sign_in(call: PageCall) -> web.Response:
    """Off to LINE; what must come back unchanged stays, sealed, in this browser.

    LINE sends back to the site's one address, so that is where the attempt has to be kept.
    """
    if call.at.here != call.at.url:
        return see_other(f"{call.at.url}/login")
    anew = call.request.query.get("anew") == "1"
    url, sealed = await begin(call.deps, call.at, TAGS[call.language], anew=anew)
    answer = see_other(url)
    keep(answer, call.at, ATTEMPT, sealed, ATTEMPT_LASTS)
    return answer


@page("GET", "login/callback", limited=True)
async def back(call: PageCall) -> web.Response:
    """Back from LINE, with a code or with a reason."""
    query, sealed = call.request.query, call.request.cookies.get(ATTEMPT, "")
    returned = Returned(*(query.get(name, "") for name in ("state", "code", "error")))
    try:
        session = await finish(call.deps, call.at, sealed, returned)
    except SignInFailed as failure:
        return failed(call, Result(failure.why))
    claimed = call.request.cookies.get(CLAIM, "")
    onward = f"tickets/claim/{claimed}" if KEY.fullmatch(claimed) else "me"
    answer = see_other(call.link(onward))
    let_go(answer, call.at, ATTEMPT)
    let_go(answer, call.at, CLAIM)
    sign_in_here(answer, call.at, session)
    return answer


@page("POST", "logout")
async def sign_out(call: PageCall) -> web.Response:
    """Out, in this browser only."""
    await end_session(call.deps, call.at, call.request.cookies.get(SESSION, ""))
    answer = see_other(call.link())
    let_go(answer, call.at, SESSION)
    return answer


def failed(call: PageCall, why: Result) -> web.Response:
    """The page that says why a sign-in came to nothing."""
    words = sign_in_trouble(call.frame, why, signed_in=call.visitor is not None)
    answer = html(words, status=FAILURES[why].status)
    if why is not Result.FOREIGN:  # the one begun in this browser may still come back
        let_go(answer, call.at, ATTEMPT)
    return answer
