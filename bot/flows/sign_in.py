"""A member signs in on a site with LINE; what that shows about the binding is written down.

LINE Login v2.1 with state, nonce and PKCE: https://developers.line.biz/en/docs/line-login/
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import structlog

from bot.binding.desired import Kind, Subject
from bot.deps import Deps
from bot.errors import NotFound, Refused, SecretUnreadable, VendorError
from bot.flows.desired import site_url
from bot.flows.proving import SignedIn, prove_by
from bot.flows.reach import login, messaging
from bot.text import _
from storage import accounts
from storage.accounts import Bound
from storage.tables import LoginChannel, Site

log = structlog.get_logger()

ATTEMPT_LASTS = timedelta(minutes=10)  #: as long as LINE's code


@dataclass(frozen=True)
class Door:
    """A site and the Login channel its members come in by."""

    bound: Bound
    site: Site
    channel: LoginChannel
    callback_url: str

    @property
    def subject(self) -> Subject:
        return Subject(Kind.SITE, self.site.slug, self.site.name)


class Attempt(msgspec.Struct, frozen=True):
    """What must come back unchanged; sealed to the site in the member's browser."""

    state: str
    nonce: str
    verifier: str
    begun: datetime


async def door(deps: Deps, slug: str) -> Door:
    """The site with this slug. Raises `NotFound`."""
    async with deps.database.reading() as session:
        site = await accounts.site_by_slug(session, slug)
        if site is None or site.login_channel_id is None:
            raise NotFound(_("There is no site here. Check the address."))
        bound = await accounts.bound(session, site.account_id)
    channel = next(row for row in bound.login_channels if row.id == site.login_channel_id)
    url = site_url(deps.settings, site.slug, site.address)
    return Door(bound, site, channel, f"{url}/login/callback")


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


async def finish(deps: Deps, at: Door, sealed: str, state: str, code: str) -> SignedIn:
    """Trade the code, check who it is for this very channel, and learn from it.

    Raises `Refused` for a forged, foreign or stale attempt, `VendorError` when LINE says no.
    """
    attempt = _open(deps, at, sealed)
    fresh = deps.clock() - attempt.begun < ATTEMPT_LASTS
    if not fresh or not secrets.compare_digest(attempt.state, state):
        raise Refused(_("This sign-in is not the one begun here, or took too long. Try again."))
    channel = login(deps, at.channel)
    tokens = await channel.exchange(code, at.callback_url, attempt.verifier)
    identity = await channel.verify_id_token(tokens.id_token or "", attempt.nonce)
    friend = await channel.friendship(tokens.access_token)
    known = await _known(deps, at, identity.user_id)
    who = SignedIn(identity.user_id, identity.name or "", identity.picture_url, friend, known)
    await prove_by(deps, at.bound, at.channel, at.subject, who)
    log.info("member.signed_in", site=at.site.slug)
    return who


async def _known(deps: Deps, at: Door, user_id: str) -> bool | None:
    """Whether the official account knows this person; None when LINE does not say."""
    try:
        profile = await messaging(deps, at.bound.account).profile(user_id)
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
