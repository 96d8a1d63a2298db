"""The LIFF page of a site, and what its script asks: a session for tokens, and a place for what the
member's LINE app showed. A LIFF URL's path comes below the page's own: `liff/tickets/claim/KEY`.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec
from aiohttp import web

from bot.errors import NotAllowed, Refused
from bot.flows.binding.liff_evidence import Sight, note
from bot.flows.members.liff_sign_in import Entered, enter, page_of
from bot.locale import Speaker
from bot.pages.liff import liff_page, policy
from bot.text import _
from handlers.pages import HEADERS, PageCall, html, page, sign_in_here

LARGEST = 16 * 1024  #: bytes; LINE's tokens have one to two thousand
Token = Annotated[str, msgspec.Meta(max_length=8192)]
Body = TypeVar("Body", bound=msgspec.Struct)


class Tokens(msgspec.Struct):
    """What the SDK gave the page; the access token only tells whether they are a friend."""

    id_token: Annotated[Token, msgspec.Meta(min_length=1)]
    access_token: Token = ""


class Seen(msgspec.Struct):
    """What the SDK says of the member's LINE app and of itself."""

    share_target_picker: bool
    in_client: bool
    version: Annotated[str, msgspec.Meta(max_length=40)]


@page("GET", r"liff(?:/.*)?")
async def liff(call: PageCall) -> web.Response:
    """The page; it is the same for every path below it, which is its script's to read."""
    shown, urls = page_of(call.deps, call.at), call.deps.settings
    stand_ins = (urls.line_api_url, urls.line_access_url, urls.liff_url)
    return html(liff_page(call.frame, shown), policy=policy(shown.sdk_url, stand_ins))


@page("POST", "liff/session", form=False, limited=True)
async def session(call: PageCall) -> web.Response:
    """401 with the site's present LIFF id, for tokens LINE does not accept for this site."""
    given = await _read(call.request, Tokens)
    entered = await enter(call.deps, call.at, given.id_token, given.access_token)
    if entered is None:
        shown = page_of(call.deps, call.at)
        return _json({"liff_id": shown.liff_id, "liff_url": shown.liff_url}, status=401)
    answer = _json(_greeting(call, entered))
    sign_in_here(answer, call.at, entered.cookie)
    return answer


@page("POST", "liff/seen", form=False)
async def seen(call: PageCall) -> web.Response:
    """Only members' word counts as evidence."""
    if call.visitor is None:
        raise NotAllowed(_("Sign in first."))
    given = await _read(call.request, Seen)
    sight = Sight(given.share_target_picker, given.in_client, given.version)
    await note(call.deps, call.visitor, sight)
    return web.Response(status=204, headers=HEADERS)


def _greeting(call: PageCall, entered: Entered) -> dict[str, Any]:
    who = entered.who
    say = Speaker(call.language).say
    name = who.member.name or say(_("LINE member"))
    return {
        "hello": say(_("Hello, {name}", name=name)),
        "picture_url": who.member.picture_url,
        "friend": who.session.friend,
    }


async def _read(request: web.Request, kind: type[Body]) -> Body:
    """The JSON of a request. Raises `Refused`, or aiohttp's 413 before it has read it all."""
    body = await request.content.read(LARGEST + 1)
    while len(body) <= LARGEST and (more := await request.content.read(LARGEST + 1 - len(body))):
        body += more
    if len(body) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, len(body))
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        raise Refused(_("This did not come from this site's own page.")) from None


def _json(body: dict[str, Any], *, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers=HEADERS)
