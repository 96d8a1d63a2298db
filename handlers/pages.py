"""What a page of a site is given, and how it is declared.

A page is a plain `async` function; the decorator turns it into a frozen, named object that
`discover()` finds. It answers under the site's own address and under `/s/{site}/` alike. Finding
the site, who is signed in, the reader's language and errors are the edge's
(`handlers/page_edge.py`), the same for all pages.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from bot.deps import Deps
from bot.errors import Refused
from bot.flows.members.doors import Door
from bot.flows.members.sessions import SESSION_LASTS, Visitor, form_token
from bot.locale import Language
from bot.pages import CONTENT_SECURITY_POLICY, Frame
from bot.text import _

SESSION = "moorline"  #: the cookie that says who is signed in
HEADERS = {
    "Referrer-Policy": "same-origin",  # with none at all browsers hide a form's origin from us
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class PageCall:
    """One request for a page of one site.

    `words` are what stood for the `{…}` of the path; `visitor` is None for who is not signed in.
    """

    deps: Deps
    request: web.Request
    at: Door
    visitor: Visitor | None
    language: Language
    words: Mapping[str, str] = field(default_factory=dict)

    def link(self, path: str = "") -> str:
        """The path of another page of this site, as the browser sees it."""
        return f"{self.at.path}/{path}"

    @property
    def frame(self) -> Frame:
        """What every page of this site has around it."""
        return frame_of(self.at, self.language)

    @property
    def member(self) -> Visitor:
        """Who is signed in, where nobody else comes. Raises `Refused`."""
        if self.visitor is None:
            raise Refused(_("You are signed out by now. Sign in and try again."))
        return self.visitor

    @property
    def form_token(self) -> str:
        """For the hidden field `token` of forms; "" for who is not signed in."""
        return form_token(self.deps, self.visitor) if self.visitor else ""


def frame_of(at: Door, language: Language) -> Frame:
    """What a page of this site has around it."""
    return Frame(
        language,
        at.site.name,
        at.path,
        at.account.time_zone,
        at.account.name,
        at.account.picture_url,
        at.site.service_phone,
    )


Run = Callable[[PageCall], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, eq=False)
class Page:
    """One address of every site."""

    name: str
    method: str
    path: re.Pattern[str]
    members: bool
    form: bool
    limited: bool
    run: Run


def page(
    method: str, path: str, *, members: bool = False, form: bool = True, limited: bool = False
) -> Callable[[Run], Page]:
    """Declare a page at `path` of every site, without a leading slash; `{name}` stands for one
    part of it, and comes as `call.words["name"]`.

    With `members`, who is not signed in is sent to the site's own page. A POST is answered only to
    the site's own pages; with `form` it must also carry `call.form_token` as the field `token`;
    without, the body is JSON, which no other site's form can send. `limited` is for what costs: one
    client gets so many of those a minute, then 429.
    """
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
    return lambda run: Page(f"{method} {path}", method, pattern, members, form, limited, run)


def html(text: str, *, status: int = 200, policy: str = CONTENT_SECURITY_POLICY) -> web.Response:
    """A page; `policy` is its Content-Security-Policy."""
    headers = {**HEADERS, "Content-Security-Policy": policy}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def see_other(where: str) -> web.Response:
    """Go there, with GET; reloading that page does nothing twice."""
    return web.Response(status=303, headers={**HEADERS, "Location": where})


def sign_in_here(answer: web.StreamResponse, at: Door, sealed: str) -> None:
    """Have this browser keep what `begin_session` returned."""
    keep(answer, at, SESSION, sealed, SESSION_LASTS)


def keep(answer: web.StreamResponse, at: Door, name: str, value: str, lasts: timedelta) -> None:
    """Set a cookie that only this site's pages get, and no script."""
    answer.set_cookie(
        name,
        value,
        max_age=int(lasts.total_seconds()),
        path=f"{at.path}/",
        httponly=True,
        secure=at.secure,
        samesite="Lax",
    )


def let_go(answer: web.StreamResponse, at: Door, name: str) -> None:
    """Have the browser forget a cookie of this site."""
    answer.del_cookie(name, path=f"{at.path}/", httponly=True, secure=at.secure, samesite="Lax")
