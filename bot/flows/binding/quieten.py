"""Acknowledge and mute alerts, and choose where they go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.roles import RoleName, Scope
from bot.cards.alert_buttons import FOR_EVER
from bot.cards.alerts import AlertShown
from bot.deps import Deps
from bot.errors import NotAllowed, NotFound, Refused
from bot.flows.binding.alerting import tell, wish
from bot.flows.binding.desired import desired
from bot.flows.binding.grouping import note_group, wish_group
from bot.flows.binding.showing import shown
from bot.text import _
from storage import accounts, alert_groups, alerts, outbox
from storage.audit import Tag, record
from storage.tables import Account, Alert, AlertGroup

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
        await _say(session, [alert], now, "acknowledged", by=by)
    deps.bell.ring("announce")


async def acknowledge_group(
    deps: Deps, alert_id: str, group_id: str, within: Scope, *, by: str
) -> None:
    """Somebody is on all alerts of the group this one is in, as far as they are `within` their
    scope.
    """
    now = deps.clock()
    async with deps.database.transaction() as session:
        meant = await _left_of(session, alert_id, group_id, within)
        for alert in meant:
            alert.acknowledged_at, alert.acknowledged_by = now, by
            record(session, Tag.ALERT_ACKNOWLEDGED, account_id=alert.account_id, at=now, who=by,
                   subject=alert.subject, new=alert.check)  # fmt: skip
        await _say(session, meant, now, "acknowledged", by=by)
    deps.bell.ring("announce")


async def mute_group(
    deps: Deps, alert_id: str, group_id: str, time: timedelta, within: Scope, *, by: str
) -> None:
    """Quieten the alerts of the group this one is in, as far as they are `within` a scope; no time
    ends the silence.
    """
    async with deps.database.transaction() as session:
        meant = await _left_of(session, alert_id, group_id, within)
        await _mute(session, meant, time, deps.clock(), by)
    deps.bell.ring("announce")


async def mute(deps: Deps, alert_id: str, time: timedelta, *, by: str) -> None:
    """Quieten one alert for `time`; no time ends the silence."""
    async with deps.database.transaction() as session:
        await _mute(session, [await _unresolved(session, alert_id)], time, deps.clock(), by)
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
        await _mute(session, meant, time, deps.clock(), by)
    deps.bell.ring("announce")
    return len(meant)


async def _mute(
    session: AsyncSession, meant: Sequence[Alert], time: timedelta, now: datetime, by: str
) -> None:
    forever = time >= FOR_EVER
    until = NEVER_ENDS if forever else now + time
    for alert in meant:
        alert.muted_until, alert.muted_by = (until, by) if time else (None, "")
        record(session, Tag.ALERT_MUTED, account_id=alert.account_id, at=now, who=by,
               subject=alert.subject, old=alert.check,
               new=until.isoformat() if time else "unmuted")  # fmt: skip
    ends = until if time and not forever else None
    await _say(session, meant, now, "muted" if time else "unmuted", by=by, ends=ends)


async def _say(
    session: AsyncSession,
    alerts_: Sequence[Alert],
    now: datetime,
    what: str,
    *,
    by: str,
    ends: datetime | None = None,
) -> None:
    """Have each message of these alerts edited once, and once more when a silence `ends`."""
    for alert in alerts_:
        if alert.group_id:
            continue
        await tell(session, alert, now, what, by=by)
        if ends:
            await wish(session, alert, now, ends, again=True)
    for group_id in sorted({alert.group_id for alert in alerts_ if alert.group_id}):
        group = await session.get_one(AlertGroup, group_id)
        await wish_group(session, group, now)
        await note_group(session, group, now, what, by)
        if ends:
            await wish_group(session, group, now, ends, again=True)


async def _left_of(
    session: AsyncSession, alert_id: str, group_id: str, within: Scope
) -> Sequence[Alert]:
    """The unresolved alerts of the group an alert is in that are within a scope."""
    every = await alert_groups.members(session, group_id)
    if alert_id not in {alert.id for alert in every}:
        raise NotFound(_("This alert no longer exists."))
    left = [alert for alert in every if not alert.resolved_at]
    if not left:
        raise Refused(_("This alert is resolved already."))
    meant = [alert for alert in left if within.covers(alert.subject)]
    if not meant:
        raise NotAllowed(_("This is not about one of your sites."))
    return meant


async def _unresolved(session: AsyncSession, alert_id: str) -> Alert:
    alert = await session.get(Alert, alert_id)
    if alert is None:
        raise NotFound(_("This alert no longer exists."))
    if alert.resolved_at:
        raise Refused(_("This alert is resolved already."))
    return alert


async def listed(deps: Deps, account: Account, within: Scope = EVERYTHING) -> Sequence[AlertShown]:
    """Open alerts first, those of a group as one, then the latest resolved ones; only what the
    person sees.
    """
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        open_ = list((await alerts.open_of(session, account.id)).values())
        ended = [one for one in await alerts.latest(session, account.id) if one.resolved_at]
    want = desired(bound, deps.settings)
    seen = [[one for one in group if within.covers(one.subject)] for group in (open_, ended)]
    lines: dict[str, AlertShown] = {}
    for alert in [*seen[0], *seen[1][:5]]:
        name = alert.group_id if alert.group_id and not alert.resolved_at else alert.id
        known = lines.get(name)
        lines[name] = (
            replace(known, count=known.count + 1)
            if known
            else shown(alert, account, want, deps.clock())
        )
    return list(lines.values())


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
            if alert.announced_at and not alert.group_id:
                await wish(session, alert, now)
        for group in (await alert_groups.open_of(session, account.id)).values():
            if group.announced_at:
                await wish_group(session, group, now)
    deps.bell.ring("verify")
    deps.bell.ring("announce")
