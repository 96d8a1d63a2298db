"""Tell LINE that a member has left: it wants every channel's access to them taken away.

https://developers.line.biz/en/docs/line-login/development-guidelines/#deauthorize
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.deps import Deps
from bot.errors import LeaseLost, MoorlineError, RefusedByVendor, VendorError
from bot.flows.reach import login
from bot.flows.sealed import (
    access_token,
    refresh_token,
    seal_access_token,
    seal_refresh_token,
)
from bot.platforms.line_sign_in import UserTokens
from storage import claims
from storage.tables import LoginChannel, MemberToken

log = structlog.get_logger()

AT_ONCE = 10
LEASE = timedelta(seconds=120)
REFUSED_FOR = timedelta(hours=1)  #: before LINE is asked again for what it definitely refused
CLOSE = timedelta(minutes=1)  #: an access token this close to its end is refreshed first


@dataclass(frozen=True)
class Ended:
    """What came of one attempt: `why` not, if it did not; fresh tokens, if LINE gave some."""

    why: MoorlineError | None = None
    fresh: UserTokens | None = None


async def say_farewell_due(deps: Deps) -> int:
    """Deauthorise what is due; returns how many were tried."""
    rows = await claims.claim(
        deps.database, MemberToken, now=deps.clock(), limit=AT_ONCE, lease=LEASE
    )
    for row in rows:
        try:
            await _note(deps, row, await _deauthorise(deps, row))
        except LeaseLost:
            log.info("farewell.lease_lost", token=row.id)
    return len(rows)


async def _deauthorise(deps: Deps, row: MemberToken) -> Ended:
    """An access token that has ended is refreshed; where that is refused, LINE has nothing left
    that could be taken away.
    """
    async with deps.database.reading() as session:
        channel = await session.get_one(LoginChannel, row.login_channel_id)
    fresh: UserTokens | None = None
    try:
        line, token = login(deps, channel), access_token(deps, row)
        if row.access_until - deps.clock() < CLOSE:
            if not (renewing := refresh_token(deps, row)):
                return Ended()
            try:
                fresh = await line.refresh(renewing)
            except RefusedByVendor:
                return Ended()
            token = fresh.access_token
        await line.deauthorize(token)
    except MoorlineError as error:
        return Ended(error, fresh)
    return Ended()


async def _note(deps: Deps, row: MemberToken, ended: Ended) -> None:
    now = deps.clock()
    over = max(row.refresh_until or row.access_until, row.access_until) < now
    async with deps.database.transaction() as session:
        if ended.why is None or over:
            await claims.finish(session, row, due_at=None)
            await session.delete(await session.get_one(MemberToken, row.id))
        else:
            definite = isinstance(ended.why, VendorError) and ended.why.permanent
            wait = REFUSED_FOR if definite else claims.backoff(row.attempts)
            kept = _kept(deps, row, ended.fresh) if ended.fresh else {}
            await claims.finish(session, row, due_at=now + wait, **kept)
    if ended.why is not None:
        log.warning("farewell.not_said", token=row.id, error=str(ended.why), given_up=over)


def _kept(deps: Deps, row: MemberToken, fresh: UserTokens) -> dict[str, object]:
    """What the row holds from now on; LINE may hand out another refresh token."""
    kept: dict[str, object] = {
        "access_token_box": seal_access_token(deps, row.id, fresh.access_token),
        "access_until": deps.clock() + timedelta(seconds=fresh.seconds),
    }
    if fresh.refresh_token:
        kept["refresh_token_box"] = seal_refresh_token(deps, row.id, fresh.refresh_token)
    return kept
