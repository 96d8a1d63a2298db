"""A member signed in on a site: the session, the cookie that names it, and the tokens behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.deps import Deps
from bot.errors import SecretUnreadable
from bot.flows.members.doors import Door
from bot.flows.sealed import seal_access_token, seal_refresh_token
from bot.platforms.line_sign_in import UserTokens
from storage import sessions
from storage.tables import LoginChannel, Member, MemberSession, MemberToken, new_id

SESSION_LASTS = timedelta(days=30)
REFRESH_LASTS = timedelta(days=90)
"""LINE's refresh tokens, from the sign-in on; refreshing does not extend it
(https://developers.line.biz/en/reference/line-login/#refresh-access-token)."""


@dataclass(frozen=True)
class Visitor:
    """A member who is signed in on the site they are looking at."""

    member: Member
    session: MemberSession
    at: Door


async def begin_session(
    deps: Deps,
    session: AsyncSession,
    at: Door,
    member: Member,
    tokens: UserTokens | None,
    *,
    friend: bool | None,
    source: str,
) -> str:
    """Note that this member is signed in here now; returns what the browser's cookie is to hold.

    They must have been verified for the door's own Login channel. `source` is web or liff.
    """
    now = deps.clock()
    begun = MemberSession(
        account_id=at.account.id,
        site_id=at.site.id,
        member_id=member.id,
        source=source,
        friend=friend,
        created_at=now,
        expires_at=now + SESSION_LASTS,
    )
    session.add(begun)
    if tokens is not None:
        await _keep(deps, session, begun, at.channel, tokens)
    return _seal(deps, at, begun.id)


async def visitor(deps: Deps, at: Door, sealed_cookie: str) -> Visitor | None:
    """Who the cookie names on this site; None for nobody: absent, forged, expired, signed out,
    of another site or account, or of a member who has left.
    """
    session_id = _open(deps, at, sealed_cookie)
    if not session_id:
        return None
    async with deps.database.reading(quick=True) as session:
        found = await sessions.live(session, session_id, at.site.id, deps.clock())
    return None if found is None else Visitor(*found, at)


async def end_session(deps: Deps, at: Door, sealed_cookie: str) -> None:
    """Sign out in this browser; the tokens stay until the member leaves or they expire."""
    session_id = _open(deps, at, sealed_cookie)
    if not session_id:
        return
    async with deps.database.transaction() as session:
        await sessions.end(session, session_id, at.site.id, deps.clock())


def form_token(deps: Deps, who: Visitor) -> str:
    """What a form of this session carries, so that no other page can send it."""
    return deps.ring.seal("form", table="cookie", column="form", row=who.session.id)


def is_form_token(deps: Deps, who: Visitor, token: str) -> bool:
    """Whether a form was shown to this very session."""
    try:
        return deps.ring.open(token, table="cookie", column="form", row=who.session.id) == "form"
    except SecretUnreadable:
        return False


async def _keep(
    deps: Deps,
    session: AsyncSession,
    begun: MemberSession,
    channel: LoginChannel,
    tokens: UserTokens,
) -> None:
    """Remember the tokens. Those of the LIFF app, which live for hours and cannot be refreshed, do
    not take the place of those that can.
    """
    now = begun.created_at
    row = await sessions.token(session, begun.member_id, channel.id)
    lasting = row is not None and row.refresh_until is not None and row.refresh_until > now
    if lasting and not tokens.refresh_token:
        return
    if row is not None:
        await session.delete(row)
        await session.flush()
    row_id = new_id()
    session.add(
        MemberToken(
            id=row_id,
            account_id=begun.account_id,
            member_id=begun.member_id,
            login_channel_id=channel.id,
            access_token_box=seal_access_token(deps, row_id, tokens.access_token),
            access_until=now + timedelta(seconds=tokens.seconds),
            refresh_token_box=seal_refresh_token(deps, row_id, tokens.refresh_token),
            refresh_until=now + REFRESH_LASTS if tokens.refresh_token else None,
        )
    )


def _seal(deps: Deps, at: Door, session_id: str) -> str:
    return deps.ring.seal(session_id, table="cookie", column="session", row=at.site.id)


def _open(deps: Deps, at: Door, sealed: str) -> str:
    try:
        return deps.ring.open(sealed, table="cookie", column="session", row=at.site.id)
    except SecretUnreadable:
        return ""
