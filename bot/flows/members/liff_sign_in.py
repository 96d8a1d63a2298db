"""A member signs in on the LIFF page: LINE's SDK has the tokens, LINE tells us whose they are.

Only what LINE vouches for counts; what the page says of its user is never read
(https://developers.line.biz/en/docs/liff/using-user-profile/).
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.binding.sign_ins import Result
from bot.deps import Deps
from bot.errors import RefusedByVendor, StorageDown, VendorError
from bot.flows.members.doors import Door
from bot.flows.members.sessions import Visitor, visitor
from bot.flows.members.sign_in import welcome
from bot.flows.members.sign_in_counts import count
from bot.flows.reach import login
from bot.pages.liff import LiffPage
from bot.platforms.line_sign_in import Identity, SignIn, UserTokens


@dataclass(frozen=True)
class Entered:
    """Who has signed in; `cookie` is what their browser is to hold."""

    cookie: str
    who: Visitor


def page_of(deps: Deps, at: Door) -> LiffPage:
    """The site's LIFF page, always under its present LIFF id."""
    settings, liff_id = deps.settings, at.site.liff_id
    return LiffPage(
        liff_id=liff_id,
        liff_url=f"{settings.liff_url.rstrip('/')}/{liff_id or ''}",
        outside=at.here != at.url,
        sdk_url=settings.liff_sdk_url,
        sdk_integrity=settings.liff_sdk_integrity,
        oa_id=at.account.oa_id,
    )


async def enter(deps: Deps, at: Door, id_token: str, access_token: str = "") -> Entered | None:
    """Have LINE judge the tokens for this site's own channel, and sign their owner in.

    None where LINE refuses the ID token: expired, forged, or another channel's. An access token
    that is no good, or somebody else's, only leaves open whether they are a friend. Raises
    `VendorError` when LINE does not answer, and `StorageDown`.
    """
    channel = login(deps, at.channel)
    await count(deps, at, Result.BEGUN)
    try:
        identity = await channel.verify_id_token(id_token)
    except RefusedByVendor as refused:
        expired = "expired" in refused.message.lower()  # a page was left open for an hour
        await count(deps, at, Result.EXPIRED if expired else Result.UNVERIFIED)
        return None
    except VendorError:
        await count(deps, at, Result.LINE)
        raise
    tokens = await _tokens(channel, identity, access_token)
    try:
        cookie = await welcome(deps, at, identity, tokens, source="liff")
    except StorageDown:
        await count(deps, at, Result.UNRECORDED)
        raise
    who = await visitor(deps, at, cookie)
    return None if who is None else Entered(cookie, who)


async def _tokens(channel: SignIn, identity: Identity, access_token: str) -> UserTokens | None:
    """The access token, if it is this member's on this channel."""
    if not access_token:
        return None
    try:
        seconds = await channel.seconds_left(access_token)
        owner = await channel.profile(access_token)
    except RefusedByVendor:
        return None
    if owner.user_id != identity.user_id:
        return None
    return UserTokens(access_token, None, None, seconds)
