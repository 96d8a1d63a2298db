"""Who calls: the channel behind the bearer token.

Source: https://developers.line.biz/en/reference/messaging-api/#error-messages
"""

from __future__ import annotations

from aiohttp import web

from sandbox.line.model import Channel, LoginChannel, MessagingChannel, OfficialAccount
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import INVALID_TOKEN, NOT_AVAILABLE, refusal
from sandbox.line.replies import CHANNEL_ID
from sandbox.line.tokens import AccessToken, TokenKind

MESSAGING_KINDS = frozenset({TokenKind.STATELESS, TokenKind.SHORT_LIVED, TokenKind.LONG_LIVED})
LIFF_KINDS = frozenset({TokenKind.STATELESS, TokenKind.SHORT_LIVED})
DEAUTHORIZE_KINDS = frozenset({TokenKind.STATELESS})
USER_KINDS = frozenset({TokenKind.USER})


def bearer(request: web.Request, kinds: frozenset[TokenKind]) -> AccessToken:
    """The living token of an accepted kind in the Authorization header; refuses with 401."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    token = request.app[PLATFORM].tokens.find(value) if scheme == "Bearer" else None
    if token is None or token.kind not in kinds:
        raise refusal(401, INVALID_TOKEN)
    request[CHANNEL_ID] = token.channel_id
    return token


def calling_channel(request: web.Request, kinds: frozenset[TokenKind]) -> Channel:
    """The channel that calls, within its rate limit; 403 when it has been deleted."""
    platform = request.app[PLATFORM]
    channel = platform.channels[bearer(request, kinds).channel_id]
    platform.limits.take(channel.channel_id, request.method, _written(request))
    if channel.deleted:
        raise refusal(403, NOT_AVAILABLE)
    return channel


def _written(request: web.Request) -> str:
    """The request's path as its route is written: LINE limits endpoints, not addresses."""
    resource = request.match_info.route.resource
    return request.path if resource is None else resource.canonical


def calling_account(request: web.Request) -> OfficialAccount:
    """The official account that calls the Messaging API; 403 for tokens of Login channels."""
    channel = calling_channel(request, MESSAGING_KINDS)
    if not isinstance(channel, MessagingChannel):
        raise refusal(403, NOT_AVAILABLE)
    return request.app[PLATFORM].account_of_channel(channel.channel_id)


def calling_login_channel(
    request: web.Request, kinds: frozenset[TokenKind] = LIFF_KINDS
) -> LoginChannel:
    """The LINE Login channel that calls the LIFF server API (or deauthorize, with its kinds).

    LINE does not say what a Messaging channel's token gets; this stand-in answers 403.
    """
    channel = calling_channel(request, kinds)
    if not isinstance(channel, LoginChannel):
        raise refusal(403, NOT_AVAILABLE)
    return channel
