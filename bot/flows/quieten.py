"""Acknowledge and mute alerts, and choose where they go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.roles import RoleName, Scope
from bot.cards.alerts import FOR_EVER, AlertShown
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.alerting import tell, wish
from bot.flows.desired import desired
from bot.flows.showing import shown
from bot.text import _
from storage import accounts, alerts, outbox
from storage.audit import Tag, record
from storage.tables import Account, Alert

UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
AN_HOUR = timedelta(hours=1)
EVERYTHING = Scope(RoleName.ADMINISTRATOR)
NEVER_ENDS = datetime(9999, 1, 1, tzinfo=UTC)


def duration(words: Sequence[str]) -> tuple[str | None, timedelta]:
    """Read `[CHECK] [30m|4h|2d|for-ever]`; without a time it is an hour."""
    check: str | None = None
    time = AN_HOUR
    for word in words:
        if match := re.fullmatch(r"(\d{1,4})([mhd])", word):
            time = int(match[1]) * UNITS[match[2]]
        elif word in ("for-ever", "forever"):
            time = FOR_EVER
        else:
            check = word
    return check, time


async def acknowledge(deps: Deps, alert_id: str, *, by: str) -> None:
    """Somebody is on it; said in the alert's message and thread."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        alert = await _unresolved(session, alert_id)
        alert.acknowledged_at, alert.acknowledged_by = now, by
        record(session, Tag.ALERT_ACKNOWLEDGED, account_id=alert.account_id, at=now, who=by,
               subject=alert.subject, new=alert.check)  # fmt: skip
        await tell(session, alert, now, "acknowledged", by=by)
    deps.bell.ring("announce")


async def mute(deps: Deps, alert_id: str, time: timedelta, *, by: str) -> None:
    """Quieten one alert for `time`; no time ends the silence."""
    async with deps.database.transaction() as session:
        await _mute(session, await _unresolved(session, alert_id), time, deps.clock(), by)
    deps.bell.ring("announce")


async def mute_all(
    deps: Deps,
    account: Account,
    check: str | None,
    time: timedelta,
    *,
    by: str,
    within: Scope = EVERYTHING,
) -> int:
    """Quieten every open alert of an account, or those of one check; returns how many.

    Only what is `within` a person's scope is touched.
    """
    async with deps.database.transaction() as session:
        open_ = await alerts.open_of(session, account.id)
        meant = [one for one in open_.values()
                 if check in (None, one.check) and within.covers(one.subject)]  # fmt: skip
        for alert in meant:
            await _mute(session, alert, time, deps.clock(), by)
    deps.bell.ring("announce")
    return len(meant)


async def _mute(
    session: AsyncSession, alert: Alert, time: timedelta, now: datetime, by: str
) -> None:
    forever = time >= FOR_EVER
    until = NEVER_ENDS if forever else now + time
    alert.muted_until, alert.muted_by = (until, by) if time else (None, "")
    record(session, Tag.ALERT_MUTED, account_id=alert.account_id, at=now, who=by,
           subject=alert.subject, old=alert.check,
           new=until.isoformat() if time else "unmuted")  # fmt: skip
    await tell(session, alert, now, "muted" if time else "unmuted", by=by)
    if time and not forever:  # the card says so when the silence is over
        await wish(session, alert, now, until, again=True)


async def _unresolved(session: AsyncSession, alert_id: str) -> Alert:
    alert = await session.get(Alert, alert_id)
    if alert is None:
        raise NotFound(_("This alert no longer exists."))
    if alert.resolved_at:
        raise Refused(_("This alert is resolved already."))
    return alert


async def listed(deps: Deps, account: Account, within: Scope = EVERYTHING) -> Sequence[AlertShown]:
    """Open alerts first, then the latest resolved ones; only what the person sees."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        open_ = list((await alerts.open_of(session, account.id)).values())
        ended = [one for one in await alerts.latest(session, account.id) if one.resolved_at]
    want = desired(bound, deps.settings)
    seen = [[one for one in group if within.covers(one.subject)] for group in (open_, ended)]
    both = [*seen[0], *seen[1][:5]]
    return [shown(alert, account, want, deps.clock()) for alert in both]


async def move(deps: Deps, account: Account, channel: str, name: str, *, by: str) -> None:
    """The account lives in another Slack channel from now on; its cards are posted there anew."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        holder = await accounts.in_slack_channel(session, channel)
        if holder is not None and holder.id != account.id:
            raise Refused(_("{account} already lives in this channel; one channel holds one "
                            "account.", account=holder.name))  # fmt: skip
        stored = await session.get_one(Account, account.id)
        old, stored.slack_channel, stored.slack_channel_name = stored.slack_channel, channel, name
        stored.due_at = now
        record(session, Tag.ALERTS_MOVED, account_id=account.id, at=now, who=by,
               subject=f"account:{account.slug}", old=old, new=channel)  # fmt: skip
        await outbox.wish(session, "binding", f"binding:{account.id}", account_id=account.id,
                          now=now)  # fmt: skip
        for alert in (await alerts.open_of(session, account.id)).values():
            if alert.announced_at:
                await wish(session, alert, now)
    deps.bell.ring("verify")
    deps.bell.ring("announce")
