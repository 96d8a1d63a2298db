"""The member information page."""

from __future__ import annotations

from aiohttp import web

from bot.flows.me import information_of
from bot.pages.member import information
from handlers.pages import PageCall, html, page


@page("GET", "me", members=True)
async def me(call: PageCall) -> web.Response:
    """Who you are here."""
    shown = await information_of(call.deps, call.member)
    return html(information(call.frame, shown, call.form_token))
