"""Refuses what another site's page had a member's browser send."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.errors import Refused
from bot.flows.members.sessions import is_form_token
from bot.text import _
from handlers.pages import Page, PageCall

FOREIGN_FORM = _("This did not come from this site's own page. Go back to the page and try again.")


async def guard(call: PageCall, page: Page) -> None:
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
