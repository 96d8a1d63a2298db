"""The control side over HTTP, second half: what people do on their phones.

Every act that tells the bot server answers with the delivery (see GET /console/deliveries).

| method and path | body | does, answers |
| --- | --- | --- |
| POST /console/people | name, key?, language?, picture_url?, status_message?, email? | joins LINE |
| POST /console/people/{person}/follow, /block, /unblock | account | |
| POST /console/people/{person}/messages | account, and text or content; group?, body? (base64), |
|  | ready_after? (seconds) | sends a message of any type |
| POST /console/people/{person}/postback | account, data | presses a button |
| POST /console/people/{person}/groups/{group}/join, /leave | account | |
| POST /console/people/{person}/liff/{liff_id} | add_friend?, more? (the rest of the LIFF URL) |
|  | opens a LIFF app in LINE, answers {url, primary_url, id_token, access_token} |
| POST /console/people/{person}/authorize | url, allow?, add_friend? | answers {location} |
| GET /console/people/{person}/received?account= | | what the account sent that arrived |
| GET /console/chats/{account}/{who} | | both sides; who: a person's key or a group id |
| POST /console/groups | name, members, kind? (group or room) | creates a group |
| POST /console/accounts/{account}/groups/{group}/invite, /expel | | the account joins, leaves |
| POST /console/accounts/{account}/messages/{message}/unsend | | |
| GET /console/accounts/{account}/messages/{message}/content | | its picture, film, sound or file |
| POST /console/accounts/{account}/messages/{message}/edit | text | group chats only |
| POST /console/accounts/{account}/events | type, person?, group?, reply?, details? | any event |
| POST /console/accounts/{account}/hold | | keeps events back |
| POST /console/accounts/{account}/release | per_request?, reverse?, times? | sends them |
| POST /console/accounts/{account}/redeliver-failed | | redelivers what nobody took |
| POST /console/deliveries/{number}/redeliver, /duplicate | | sends one again |
"""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from sandbox.line.authorize import LoginPage
from sandbox.line.console_requests import (
    account_at,
    account_in,
    bytes_in,
    needed,
    optional_body,
    person_at,
    platform_of,
)
from sandbox.line.console_views import delivery_view, message_view, person_view
from sandbox.line.refusals import refusal
from sandbox.line.replies import answer, json_body

routes = web.RouteTableDef()
_PERSON_FIELDS = frozenset({"key", "language", "picture_url", "status_message", "email"})


@routes.post("/console/people")
async def create_person(request: web.Request) -> web.Response:
    """Somebody joins LINE."""
    body, platform = await json_body(request), platform_of(request)
    known = {name: body[name] for name in body.keys() & _PERSON_FIELDS}
    person = platform.create_person(str(needed(body, "name")), **known)
    return answer(person_view(platform, person), 201)


@routes.post("/console/people/{person}/{act:follow|block|unblock}")
async def befriend(request: web.Request) -> web.Response:
    """Adds, blocks or unblocks an official account."""
    platform, person = platform_of(request), person_at(request)
    acts = {"follow": platform.follow, "block": platform.block, "unblock": platform.unblock}
    account = account_in(request, await json_body(request))
    return answer(delivery_view(await acts[request.match_info["act"]](person, account)))


@routes.post("/console/people/{person}/messages")
async def send_message(request: web.Request) -> web.Response:
    """Sends a message of any type."""
    platform, body = platform_of(request), await json_body(request)
    content = body.get("content") or {"type": "text", "text": str(needed(body, "text"))}
    delivery = await platform.send(
        person_at(request),
        account_in(request, body),
        content,
        group=platform.group(body["group"]) if body.get("group") else None,
        body=bytes_in(body, "body"),
        ready_after=float(body.get("ready_after", 0.0)),
    )
    return answer(delivery_view(delivery))


@routes.post("/console/people/{person}/postback")
async def press_button(request: web.Request) -> web.Response:
    """Presses a button that carries data."""
    body = await json_body(request)
    account, data = account_in(request, body), str(needed(body, "data"))
    delivery = await platform_of(request).postback(person_at(request), account, data)
    return answer(delivery_view(delivery))


@routes.post("/console/people/{person}/liff/{liff_id}")
async def open_liff(request: web.Request) -> web.Response:
    """Opens a LIFF app as the LIFF browser does."""
    body = await optional_body(request)
    try:
        visit = await platform_of(request).open_liff(
            person_at(request),
            request.match_info["liff_id"],
            str(body.get("more", "")),
            add_friend=bool(body.get("add_friend")),
        )
    except LoginPage as page:
        raise refusal(400, str(page)) from page
    return answer(asdict(visit))


@routes.post("/console/people/{person}/authorize")
async def authorize(request: web.Request) -> web.Response:
    """Opens an authorize URL and decides."""
    body = await json_body(request)
    try:
        location = await platform_of(request).authorize(
            person_at(request),
            str(needed(body, "url")),
            allow=bool(body.get("allow", True)),
            add_friend=bool(body.get("add_friend", False)),
        )
    except LoginPage as page:
        raise refusal(400, str(page)) from page
    return answer({"location": location})


@routes.get("/console/people/{person}/received")
async def received(request: web.Request) -> web.Response:
    """What an account sent that arrived."""
    platform = platform_of(request)
    account = platform.account(request.query.get("account", ""))
    found = platform.received(person_at(request), account)
    return answer([message_view(each) for each in found])


@routes.get("/console/chats/{account}/{who}")
async def chat(request: web.Request) -> web.Response:
    """Both sides of a chat."""
    platform, who = platform_of(request), request.match_info["who"]
    target = platform.groups[who] if who in platform.groups else platform.person(who)
    return answer([message_view(each) for each in platform.chat(account_at(request), target)])


def add_routes(app: web.Application) -> None:
    """Puts the routes of this file on ``app``."""
    app.router.add_routes(routes)
