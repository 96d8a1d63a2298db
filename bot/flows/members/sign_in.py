"""A member signs in on a site with LINE; what that shows about the binding is written down.

LINE Login v2.1 with state, nonce and PKCE: https://developers.line.biz/en/docs/line-login/
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.sign_ins import Result
from bot.deps import Deps
from bot.errors import (
    CredentialsRefused,
    RefusedByVendor,
    SecretUnreadable,
    SignInFailed,
    StorageDown,
    VendorError,
)
from bot.flows.binding.proving import SignedIn, prove
from bot.flows.binding.verify import look_soon
from bot.flows.members.doors import Door
from bot.flows.members.sessions import begin_session
from bot.flows.members.sign_in_counts import count, failed, tally
from bot.flows.reach import login, messaging
from bot.platforms.line import LineLogin
from bot.platforms.line_sign_in import Identity, UserTokens

log = structlog.get_logger()

ATTEMPT_LASTS = timedelta(minutes=10)  #: as long as LINE's code
CLOCKS_MAY_DIFFER = timedelta(minutes=5)


class Attempt(msgspec.Struct, frozen=True):
    """What must come back unchanged; sealed to the site in the member's browser."""

    state: str
    nonce: str
    verifier: str
    callback_url: str  #: LINE wants it again; the site may move meanwhile
    begun: datetime


@dataclass(frozen=True)
class Returned:
    """What LINE sent the browser back with."""

    state: str
    code: str = field(repr=False)
    error: str = ""


async def begin(deps: Deps, at: Door, locale: str, *, anew: bool = False) -> tuple[str, str]:
    """Where to send the member, and the sealed attempt their browser keeps.

    `anew`: LINE asks who they are, instead of signing them in by itself.
    """
    attempt = Attempt(
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(48),
        at.callback_url,
        deps.clock(),
    )
    url = login(deps, at.channel).authorize_url(
        attempt.callback_url,
        state=attempt.state,
        nonce=attempt.nonce,
        verifier=attempt.verifier,
        locales=(locale,),
        by_itself=not anew,
    )
    await count(deps, at, Result.BEGUN)
    return url, _seal(deps, at, attempt)


def is_under_way(deps: Deps, at: Door, sealed: str) -> bool:
    """Whether this browser went to LINE and has not come back: of LINE's own error pages (channel
    not published, callback not registered) we are never told.
    """
    attempt = _open(deps, at, sealed)
    return attempt is not None and deps.clock() - attempt.begun < ATTEMPT_LASTS


async def finish(deps: Deps, at: Door, sealed: str, returned: Returned) -> str:
    """Trade the code, check who it is for this very channel, and sign them in.

    Returns what the browser's session cookie is to hold. Raises `SignInFailed`, counted.
    """
    try:
        attempt = _begun_here(deps, at, sealed, returned)
        channel = login(deps, at.channel)
        tokens = await _exchanged(channel, attempt, returned.code)
        identity = await _vouched_for(deps, channel, attempt, tokens)
        return await _welcomed(deps, at, identity, tokens)
    except SignInFailed as failure:
        await count(deps, at, Result(failure.why))
        if failure.why == Result.CREDENTIALS:
            await _look_soon(deps, at)
        raise


async def welcome(
    deps: Deps, at: Door, identity: Identity, tokens: UserTokens | None, *, source: str = "web"
) -> str:
    """Sign in whom LINE has vouched for on the door's own Login channel, by web or liff.

    What that shows about the binding is written down. Returns what the session cookie is to hold.
    Raises `StorageDown`, but not soon: LINE's code is spent.
    """
    (friend, told), known = await asyncio.gather(
        _friendship(deps, at, tokens), _known(deps, at, identity.user_id)
    )
    who = SignedIn(
        identity.user_id, identity.name or "", identity.picture_url, friend, known, told, source
    )

    async def record(session: AsyncSession) -> tuple[str, bool]:
        member, news = await prove(session, at.account, at.channel, at.site, who, now=deps.clock())
        sealed = await begin_session(
            deps, session, at, member, tokens, friend=friend, source=source
        )
        await tally(deps, session, at, Result.DONE)
        return sealed, news

    sealed, news = await deps.database.insist(record)
    deps.metrics.sign_in(Result.DONE)
    deps.bell.ring("menus")
    if news:
        await _look_soon(deps, at)
    log.info("member.signed_in", site=at.site.slug, source=source)
    return sealed


async def _welcomed(deps: Deps, at: Door, identity: Identity, tokens: UserTokens) -> str:
    try:
        return await welcome(deps, at, identity, tokens)
    except StorageDown as down:
        log.warning("sign_in.not_recorded", site=at.site.slug, error=str(down))
        raise failed(Result.UNRECORDED) from down


async def _look_soon(deps: Deps, at: Door) -> None:
    """The account's next turn sees it too; nobody's sign-in is to fail for it."""
    try:
        await look_soon(deps, at.account.id)
    except StorageDown as down:
        log.warning("sign_in.seen_later", site=at.site.slug, error=str(down))


def _begun_here(deps: Deps, at: Door, sealed: str, returned: Returned) -> Attempt:
    """The attempt this browser began, if this is its end. Raises `SignInFailed`."""
    if returned.error:
        declined = returned.error.upper() == "ACCESS_DENIED"
        raise failed(Result.DECLINED if declined else Result.ENDED)
    attempt = _open(deps, at, sealed)
    same = attempt and secrets.compare_digest(attempt.state.encode(), returned.state.encode())
    if attempt is None or not same:
        raise failed(Result.FOREIGN)
    if deps.clock() - attempt.begun >= ATTEMPT_LASTS:
        raise failed(Result.EXPIRED)
    return attempt


async def _exchanged(channel: LineLogin, attempt: Attempt, code: str) -> UserTokens:
    try:
        return await channel.exchange(code, attempt.callback_url, attempt.verifier)
    except CredentialsRefused as refused:
        raise failed(Result.CREDENTIALS) from refused
    except RefusedByVendor as refused:
        raise failed(Result.USED) from refused
    except VendorError as error:
        raise failed(Result.LINE) from error


async def _vouched_for(
    deps: Deps, channel: LineLogin, attempt: Attempt, tokens: UserTokens
) -> Identity:
    """Who LINE says it is, for this channel and this attempt. Raises `SignInFailed`."""
    try:
        identity = await channel.verify_id_token(tokens.id_token or "", attempt.nonce)
    except RefusedByVendor as refused:
        expired = "expired" in refused.message.lower()  # it is seconds old: a clock is wrong
        raise failed(Result.CLOCK if expired else Result.UNVERIFIED) from refused
    except VendorError as error:
        raise failed(Result.LINE) from error
    issued = identity.issued_at
    if issued is not None and abs(deps.clock() - issued) > CLOCKS_MAY_DIFFER:
        raise failed(Result.CLOCK)
    return identity


async def _friendship(deps: Deps, at: Door, tokens: UserTokens | None) -> tuple[bool | None, bool]:
    """Whether they are a friend of the account, and whether LINE said so."""
    if tokens is None:
        return None, False
    try:
        return await login(deps, at.channel).friendship(tokens.access_token), True
    except VendorError as error:
        log.info("sign_in.friendship_unread", site=at.site.slug, error=str(error))
        return None, False


async def _known(deps: Deps, at: Door, user_id: str) -> bool | None:
    """Whether the official account knows this person; None when LINE does not say."""
    try:
        profile = await messaging(deps, at.account).profile(user_id)
    except (VendorError, SecretUnreadable):
        return None
    return profile is not None


def _seal(deps: Deps, at: Door, attempt: Attempt) -> str:
    plain = msgspec.json.encode(attempt).decode()
    return deps.ring.seal(plain, table="cookie", column="sign-in", row=at.site.id)


def _open(deps: Deps, at: Door, sealed: str) -> Attempt | None:
    """None for what this site never sealed."""
    try:
        plain = deps.ring.open(sealed, table="cookie", column="sign-in", row=at.site.id)
        return msgspec.json.decode(plain, type=Attempt)
    except (SecretUnreadable, msgspec.MsgspecError, ValueError):
        return None
