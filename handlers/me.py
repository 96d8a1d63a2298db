"""The member information page, and leaving."""

from __future__ import annotations

from aiohttp import web

from bot.flows.members.forgetting import forget
from bot.flows.members.me import information_of
from bot.pages.member import farewell, information
from handlers.pages import SESSION, PageCall, html, let_go, page, see_other


@page("GET", "me", members=True)
async def me(call: PageCall) -> web.Response:
    """Who you are here."""
    shown = await information_of(call.deps, call.member)
    return html(information(call.frame, shown, call.form_token))


@page("POST", "unlink")
async def unlink(call: PageCall) -> web.Response:
    """LINE is told to end the link, and the person is forgotten."""
    await forget(call.deps, call.member.member.id)
    answer = see_other(call.link("unlinked"))
    let_go(answer, call.at, SESSION)
    return answer


@page("GET", "unlinked")
async def unlinked(call: PageCall) -> web.Response:
    """After a member has left."""
    return html(farewell(call.frame))
