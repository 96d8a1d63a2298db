"""Webhook settings over HTTP, and LINE's own test of the endpoint.

Source: https://developers.line.biz/en/reference/messaging-api/#webhook-settings
"""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from sandbox.line.authorization import calling_account
from sandbox.line.liff_rules import is_secure
from sandbox.line.model import Json
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import body_errors, refusal
from sandbox.line.replies import answer, json_body
from sandbox.line.webhook import webhook_body

URL_LIMIT = 500
INVALID_URL = "Invalid webhook endpoint URL"
NOT_FOUND = "Webhook endpoint not found"


async def get_endpoint(request: web.Request) -> web.Response:
    """GET /v2/bot/channel/webhook/endpoint: 404 while no URL is set."""
    channel = calling_account(request).channel
    if channel.webhook_url is None:
        raise refusal(404, NOT_FOUND)
    return answer({"endpoint": channel.webhook_url, "active": channel.use_webhook})


async def set_endpoint(request: web.Request) -> web.Response:
    """PUT the same path: sets the URL only; ``active`` is a switch of the console."""
    account = calling_account(request)
    request.app[PLATFORM].set_webhook_url(account, _url_in(await json_body(request)))
    return answer({})


async def test_endpoint(request: web.Request) -> web.Response:
    """POST /v2/bot/channel/webhook/test: really posts a signed empty body to the URL.

    LINE does not say whether it runs with the webhook off; here it does.
    """
    account = calling_account(request)
    platform = request.app[PLATFORM]
    body = await json_body(request) if request.can_read_body else {}
    url = _url_in(body) if "endpoint" in body else platform.url_in_effect(account)
    if url is None:
        raise refusal(404, NOT_FOUND)
    payload = webhook_body(account.user_id, [])
    attempt = await platform.courier.post(url, account.channel.secret, payload)
    if attempt.detail == "Unknown host":
        raise refusal(400, INVALID_URL)
    return answer(
        {
            "success": attempt.received,
            "timestamp": timestamp(attempt.at),
            "statusCode": attempt.status,
            "reason": attempt.reason,
            "detail": attempt.detail,
        }
    )


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as LINE writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _url_in(body: Json) -> str:
    url = body.get("endpoint")
    if not isinstance(url, str):
        raise body_errors([{"message": "May not be empty", "property": "endpoint"}])
    if len(url) > URL_LIMIT:
        text = f"Length must be between 0 and {URL_LIMIT}"
        raise body_errors([{"message": text, "property": "endpoint"}])
    if not is_secure(url):
        raise refusal(400, INVALID_URL)
    return url


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_get("/v2/bot/channel/webhook/endpoint", get_endpoint)
    app.router.add_put("/v2/bot/channel/webhook/endpoint", set_endpoint)
    app.router.add_post("/v2/bot/channel/webhook/test", test_endpoint)
