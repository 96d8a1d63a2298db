"""A member signs in on a site with LINE; what that shows about the binding is written down.

LINE Login v2.1 with state, nonce and PKCE: https://developers.line.biz/en/docs/line-login/
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import msgspec
import structlog

from bot.deps import Deps
from bot.errors import Refused, SecretUnreadable, VendorError
from bot.flows.doors import Door
from bot.flows.proving import SignedIn, prove_by
from bot.flows.reach import login, messaging
from bot.flows.sessions import begin_session
from bot.platforms.line_sign_in import Identity, UserTokens
from bot.text import _

log = structlog.get_logger()

ATTEMPT_LASTS = timedelta(minutes=10)  #: as long as LINE's code


class Attempt(msgspec.Struct, frozen=True):
    """What must come back unchanged; sealed to the site in the member's browser."""

    state: str
    nonce: str
    verifier: str
    begun: datetime


def begin(deps: Deps, at: Door, locale: str) -> tuple[str, str]:
    """Where to send the member, and the sealed attempt their browser keeps."""
    attempt = Attempt(
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(48),
        deps.clock(),
    )
    url = login(deps, at.channel).authorize_url(
        at.callback_url,
        state=attempt.state,
        nonce=attempt.nonce,
        verifier=attempt.verifier,
        locales=(locale,),
    )
    return url, _seal(deps, at, attempt)


async def finish(deps: Deps, at: Door, sealed: str, state: str, code: str) -> str:
    """Trade the code, check who it is for this very channel, and sign them in.

    Returns what the browser's session cookie is to hold. Raises `Refused` for a forged, foreign or
    stale attempt, `VendorError` when LINE says no.
    """
    attempt = _open(deps, at, sealed)
    fresh = deps.clock() - attempt.begun < ATTEMPT_LASTS
    if not fresh or not secrets.compare_digest(attempt.state.encode(), state.encode()):
        raise Refused(_("This sign-in is not the one begun here, or took too long. Try again."))
    channel = login(deps, at.channel)
    tokens = await channel.exchange(code, at.callback_url, attempt.verifier)
    identity = await channel.verify_id_token(tokens.id_token or "", attempt.nonce)
    return await welcome(deps, at, identity, tokens)


async def welcome(
    deps: Deps, at: Door, identity: Identity, tokens: UserTokens, *, source: str = "web"
) -> str:
    """Sign in whom LINE has vouched for on the door's own Login channel, by web or liff.

    What that shows about the binding is written down. Returns what the session cookie is to hold.
    Raises `VendorError`.
    """
    friend = await login(deps, at.channel).friendship(tokens.access_token)
    known = await _known(deps, at, identity.user_id)
    who = SignedIn(identity.user_id, identity.name or "", identity.picture_url, friend, known)
    await prove_by(deps, at.account, at.channel, at.site, who)
    sealed = await begin_session(deps, at, who, tokens, source=source)
    log.info("member.signed_in", site=at.site.slug, source=source)
    return sealed


async def _known(deps: Deps, at: Door, user_id: str) -> bool | None:
    """Whether the official account knows this person; None when LINE does not say."""
    try:
        profile = await messaging(deps, at.account).profile(user_id)
    except VendorError:
        return None
    return profile is not None


def _seal(deps: Deps, at: Door, attempt: Attempt) -> str:
    plain = msgspec.json.encode(attempt).decode()
    return deps.ring.seal(plain, table="cookie", column="sign-in", row=at.site.id)


def _open(deps: Deps, at: Door, sealed: str) -> Attempt:
    try:
        plain = deps.ring.open(sealed, table="cookie", column="sign-in", row=at.site.id)
        return msgspec.json.decode(plain, type=Attempt)
    except (SecretUnreadable, msgspec.MsgspecError, ValueError):
        raise Refused(
            _("This sign-in was not begun in this browser. Go back to the site and try again.")
        ) from None
