"""The control side over HTTP, first half: what administrators do, and what the stand-in records.

Bodies and answers are JSON. 404: no such thing; 409: LINE's consoles do not let one do that;
400: the body is wrong. ``{account}`` is a basic id with or without @.
Members' acts: console_people.py.

| method and path | body | does, answers |
| --- | --- | --- |
| GET /console/state | | everything that exists, secrets included |
| POST /console/providers | name | creates a provider |
| POST /console/accounts | provider, name, basic_id?, channel_id?, secret? | creates one |
| PATCH /console/accounts/{account} | any of use_webhook, redelivery, chat, joins_groups, standby |
|  | manager_menu, default_menu (id or null), webhook_url, |
|  | name, premium_id, picture_url, quota (null: none), usage | the switches |
| DELETE /console/accounts/{account} | | deletes it with its channel |
| POST /console/accounts/{account}/long-lived-token | | issues, answers {token} |
| POST /console/accounts/{account}/rich-menus | as POST /v2/bot/richmenu, and picture? (base64) |
| DELETE /console/accounts/{account}/rich-menus/{menu} | | deletes one |
| GET /console/accounts/{account}/rich-menus/{menu}/picture | | its picture |
| POST /console/login-channels | provider, name, channel_id?, secret? | creates a channel |
| PATCH /console/login-channels/{channel} | published (true only), linked_account (or null), |
|  | share_target_picker, email_permission, name | the settings |
| DELETE /console/login-channels/{channel} | | deletes it |
| POST, DELETE /console/login-channels/{channel}/callbacks | url | registers, removes |
| POST /console/login-channels/{channel}/roles | person, role | Admin, Member or Tester |
| POST /console/login-channels/{channel}/liff | as POST /liff/v1/apps | adds a LIFF app |
| PATCH, DELETE /console/login-channels/{channel}/liff/{liff_id} | as PUT | edits, deletes |
| POST /console/channels/{channel}/secret | | reissues either kind's, answers {secret} |
| GET /console/deliveries?account=&after= | | webhook requests numbered above ``after`` |
| GET /console/calls?path=&after= | | API calls: prefix of the path, position above ``after`` |
| GET /console/shares | | what people shared from LIFF pages, oldest first |
| GET, POST, DELETE /console/faults | fields of Fault (DELETE: ?path=) | lists, adds, clears |
"""

from __future__ import annotations

import msgspec
from aiohttp import web

from sandbox.line.console_requests import account_at, needed, platform_of, read_as
from sandbox.line.console_views import account_view, state_view
from sandbox.line.replies import answer, json_body

routes = web.RouteTableDef()
_OF_CHANNEL = frozenset({"use_webhook", "redelivery"})


class NewChannel(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What creating an account or a Login channel takes."""

    provider: str
    name: str
    basic_id: str | None = None
    channel_id: str | None = None
    secret: str | None = None


class AccountChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The settings of an account one may change; absent ones stay."""

    use_webhook: bool | msgspec.UnsetType = msgspec.UNSET
    redelivery: bool | msgspec.UnsetType = msgspec.UNSET
    chat: bool | msgspec.UnsetType = msgspec.UNSET
    joins_groups: bool | msgspec.UnsetType = msgspec.UNSET
    standby: bool | msgspec.UnsetType = msgspec.UNSET
    default_menu: str | msgspec.UnsetType | None = msgspec.UNSET
    manager_menu: bool | msgspec.UnsetType = msgspec.UNSET
    webhook_url: str | msgspec.UnsetType | None = msgspec.UNSET
    display_name: str | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="name")
    premium_id: str | msgspec.UnsetType | None = msgspec.UNSET
    picture_url: str | msgspec.UnsetType | None = msgspec.UNSET
    quota: int | msgspec.UnsetType | None = msgspec.UNSET
    usage: int | msgspec.UnsetType = msgspec.UNSET


@routes.get("/console/state")
async def state(request: web.Request) -> web.Response:
    """Everything that exists."""
    return answer(state_view(platform_of(request)))


@routes.post("/console/providers")
async def create_provider(request: web.Request) -> web.Response:
    """Creates a provider."""
    body = await json_body(request)
    provider = platform_of(request).create_provider(str(needed(body, "name")))
    return answer({"provider_id": provider.provider_id, "name": provider.name}, 201)


@routes.post("/console/accounts")
async def create_account(request: web.Request) -> web.Response:
    """Creates an official account with Messaging API enabled."""
    form, platform = await read_as(request, NewChannel), platform_of(request)
    account = platform.create_account(
        platform.provider(form.provider),
        form.name,
        basic_id=form.basic_id,
        channel_id=form.channel_id,
        secret=form.secret,
    )
    return answer(account_view(account), 201)


@routes.patch("/console/accounts/{account}")
async def change_account(request: web.Request) -> web.Response:
    """Turns switches of an official account."""
    account, form = account_at(request), await read_as(request, AccountChange)
    for name in form.__struct_fields__:
        value = getattr(form, name)
        if value is msgspec.UNSET:
            continue
        if name == "webhook_url":
            platform_of(request).set_webhook_url(account, value)
        elif name == "default_menu" and value is not None:
            platform_of(request).set_default_menu(account, value)
        else:
            setattr(account.channel if name in _OF_CHANNEL else account, name, value)
    return answer(account_view(account))


@routes.delete("/console/accounts/{account}")
async def delete_account(request: web.Request) -> web.Response:
    """Deletes an official account with its Messaging channel."""
    account = account_at(request)
    platform_of(request).delete_channel(account)
    return answer(account_view(account))


@routes.post("/console/accounts/{account}/long-lived-token")
async def issue_long_lived_token(request: web.Request) -> web.Response:
    """Issues a long-lived token."""
    return answer({"token": platform_of(request).issue_long_lived_token(account_at(request))}, 201)


@routes.post("/console/channels/{channel}/secret")
async def reissue_secret(request: web.Request) -> web.Response:
    """Reissues a channel secret."""
    platform = platform_of(request)
    channel = platform.channel(request.match_info["channel"])
    return answer({"secret": platform.reissue_secret(channel)}, 201)


def add_routes(app: web.Application) -> None:
    """Puts the routes of this file on ``app``."""
    app.router.add_routes(routes)
