"""The pages of access.line.me: who signs in, and whether they agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from aiohttp import web

from sandbox.line.authorize import AuthorizeRequest, LoginPage, SentBack
from sandbox.line.model import Person
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import Unknown

SESSION = "line_session"
"""Cookie of a browser that is signed in to LINE; its value is the person's key."""

_FRAME = """<!doctype html>
<html lang="zh-Hant"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LINE Login</title>
<style>
body {{ font: 16px/1.5 system-ui, "Noto Sans CJK TC", sans-serif; background: #fff; margin: 0;
  color: #1c1f22 }}
main {{ max-width: 24rem; margin: 0 auto; padding: 1.25rem 1.25rem 2rem }}
h1 {{ font-size: 1.2rem; margin: .5rem 0 1rem; text-align: center }}
h1::before {{ content: "LINE"; display: block; width: 3.2rem; margin: 0 auto .6rem;
  padding: .6rem 0; border-radius: 12px; background: #06c755; color: #00330f; font-size: .9rem;
  font-weight: 800 }}
label {{ display: block; padding: .35rem 0 }} legend {{ color: #5d646a; font-size: .85rem }}
button {{ font: inherit; width: 100%; padding: .75rem; margin-top: .6rem; border-radius: 8px;
  border: 1px solid #c3cad1; background: #fff; color: inherit }}
button.allow {{ background: #06c755; border-color: #06c755; color: #00330f; font-weight: 700 }}
fieldset {{ border: 0; border-top: 1px solid #e3e7ea; padding: .8rem 0; margin: 0 }}
b {{ font-size: 1.05rem }}
</style></head><body><main>{content}</main></body></html>
"""
_CONSENT = """<h1>{channel}</h1>
<form method="post">
<fieldset><legend>以誰的身分登入 · Sign in as</legend>{people}</fieldset>
<fieldset><legend>要求的權限 · Permissions</legend>{scopes}</fieldset>
{friend}
<button class="allow" name="decision" value="allow">許可 · Allow</button>
<button name="decision" value="decline">取消 · Cancel</button>
</form>"""


def error_page(text: str) -> web.Response:
    """LINE's own error page."""
    content = f"<h1>400 Bad Request</h1><p>{escape(text)}</p>"
    page = _FRAME.format(content=content)
    return web.Response(status=400, text=page, content_type="text/html")


def consent_page(request: web.Request, asked: AuthorizeRequest) -> web.Response:
    """Who signs in, and whether they agree."""
    platform, signed_in = request.app[PLATFORM], _signed_in(request)
    already = signed_in is not None and platform.is_friend(asked.channel, signed_in)
    account = None
    if asked.offers_friend and not already:
        account = platform.account(str(asked.channel.linked_account)).display_name
    return _page(asked, list(platform.people.values()), signed_in, account)


def _page(
    request: AuthorizeRequest, people: list[Person], signed_in: Person | None, account: str | None
) -> web.Response:
    friend = ""
    if account is not None:
        checked = " checked" if request.bot_prompt == "aggressive" else ""
        friend = (
            f'<fieldset><label><input type="checkbox" name="add_friend" value="on"{checked}> '
            f"加入好友 · Add friend: {escape(account)}</label></fieldset>"
        )
    content = _CONSENT.format(
        channel=escape(request.channel.name),
        people=_who(people, signed_in),
        scopes="".join(f"<label>{escape(scope)}</label>" for scope in request.scope),
        friend=friend,
    )
    return web.Response(text=_FRAME.format(content=content), content_type="text/html")


def _who(people: list[Person], signed_in: Person | None) -> str:
    """The person whose browser it is, else everybody to choose from."""
    if signed_in is not None:
        name, key = escape(signed_in.display_name), escape(signed_in.key)
        return f'<b>{name}</b><input type="hidden" name="person" value="{key}">'
    return "".join(
        f'<label><input type="radio" name="person" value="{escape(person.key)}"'
        f"{' checked' if person is people[0] else ''}> {escape(person.display_name)}</label>"
        for person in people
    )


def _signed_in(request: web.Request) -> Person | None:
    return request.app[PLATFORM].people.get(request.cookies.get(SESSION, ""))


async def show(request: web.Request) -> web.Response:
    """GET /oauth2/v2.1/authorize."""
    platform = request.app[PLATFORM]
    try:
        asked = platform.read_authorize(request.query)
        if asked.prompt == "none":
            raise SentBack(platform.answer_silently(asked, _signed_in(request)))
    except LoginPage as page:
        return error_page(str(page))
    except SentBack as back:
        return web.Response(status=302, headers={"Location": back.url})
    return consent_page(request, asked)


async def decide(request: web.Request) -> web.Response:
    """POST of the consent form: ``person``, ``decision`` (allow or decline), ``add_friend``."""
    return await decided(request, request.app[PLATFORM].read_authorize)


async def decided(
    request: web.Request, read: Callable[[Mapping[str, str]], AuthorizeRequest]
) -> web.Response:
    """Where the person's choice leads; ``read`` makes the request of the form's own address."""
    platform = request.app[PLATFORM]
    form = await request.post()
    try:
        asked = read(request.query)
        person = platform.person(str(form.get("person", "")))
        url = await platform.decide(
            asked,
            person,
            allow=form.get("decision") == "allow",
            add_friend=form.get("add_friend") == "on",
        )
    except (LoginPage, Unknown) as page:
        return error_page(str(page))
    except SentBack as back:
        return web.Response(status=302, headers={"Location": back.url})
    response = web.Response(status=302, headers={"Location": url})
    response.set_cookie(SESSION, person.key, httponly=True, samesite="Lax")
    return response


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_get("/oauth2/v2.1/authorize", show)
    app.router.add_post("/oauth2/v2.1/authorize", decide)
