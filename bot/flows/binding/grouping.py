"""One message for many alerts of one check: no single cause floods the Slack channel.

A few alerts of a check have messages of their own. When more come at once, or one after another,
a group tells of them all, and of those that follow, until the last is resolved. Callback addresses
have one group for each Login channel from the first on: that is where somebody has to paste them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.desired import Desired
from bot.binding.rules.login import callback_url
from storage import alert_groups, outbox
from storage.alert_groups import GroupKey
from storage.tables import Alert, AlertGroup

FEW = 4  #: alerts of a check that have messages of their own


@dataclass(frozen=True)
class New:
    """An alert that has just opened, and when it is to be told of."""

    alert: Alert
    due_at: datetime


async def join(
    session: AsyncSession,
    want: Desired,
    open_: Iterable[Alert],
    news: Collection[New],
    now: datetime,
) -> Sequence[New]:
    """Have those of `news` told by a group that are too many; returns the others.

    `open_` is every unresolved alert of the account, those of `news` included.
    """
    groups = await alert_groups.open_of(session, want.account_id)
    alone: list[New] = []
    apart = _single(want, open_)
    for key, some in _by_key(want, news).items():
        group = groups.get(key)
        if group:
            for new in some:
                new.alert.group_id = group.id
        elif key.about or _too_many(apart[key]):
            untold = [alert for alert in apart[key] if alert.announced_at is None]
            group = await alert_groups.opened(session, want.account_id, key, untold, now)
        if group:
            await wish_group(session, group, now, min(new.due_at for new in some))
        else:
            alone += some
    return alone


def _by_key(want: Desired, news: Iterable[New]) -> Mapping[GroupKey, list[New]]:
    channels, found = _channels(want), dict[GroupKey, list[New]]()
    for new in news:
        found.setdefault(_key(new.alert, channels), []).append(new)
    return found


def _single(want: Desired, open_: Iterable[Alert]) -> Mapping[GroupKey, list[Alert]]:
    channels, found = _channels(want), dict[GroupKey, list[Alert]]()
    for alert in open_:
        if alert.group_id is None and alert.resolved_at is None:
            found.setdefault(_key(alert, channels), []).append(alert)
    return found


def _key(alert: Alert, channels: Mapping[str, str]) -> GroupKey:
    about = channels.get(alert.subject, "") if alert.check == callback_url.name else ""
    return GroupKey(alert.check, about)


def _channels(want: Desired) -> Mapping[str, str]:
    """The Login channel of each site, subject by subject."""
    return {str(site.subject): str(site.login_channel.subject) for site in want.sites}


def _too_many(singles: Sequence[Alert]) -> bool:
    untold = sum(alert.announced_at is None for alert in singles)
    return untold > FEW or len(singles) > 2 * FEW


async def wish_group(
    session: AsyncSession,
    group: AlertGroup,
    now: datetime,
    due_at: datetime | None = None,
    *,
    again: bool = False,
) -> None:
    """Have the group's message brought up to date, at `due_at` or at once; with `again` a second
    time, beside what is wished already.
    """
    name = f"alert-group:{group.id}"
    await outbox.wish(session, "alert-group", f"{name}:{due_at.isoformat()}" if again and due_at
                      else name, account_id=group.account_id, payload={"group_id": group.id},
                      now=now, due_at=due_at)  # fmt: skip


async def note_group(
    session: AsyncSession, group: AlertGroup, now: datetime, what: str, by: str = ""
) -> None:
    """Have `what` happened to the group written into its thread."""
    await outbox.wish(session, "group-note", f"group-note:{group.id}:{what}:{now.isoformat()}",
                      account_id=group.account_id, now=now,
                      payload={"group_id": group.id, "what": what, "by": by,
                               "at": now.isoformat()})  # fmt: skip


async def touched(
    session: AsyncSession, group_ids: Collection[str], now: datetime, by: str
) -> None:
    """Members of these groups have changed or were resolved; say so, and end what is over."""
    for group_id in sorted(group_ids):
        group = await session.get_one(AlertGroup, group_id)
        every = await alert_groups.members(session, group_id)
        if all(alert.resolved_at for alert in every) and not group.resolved_at:
            group.resolved_at = now
            await note_group(session, group, now, "resolved", by)
        await wish_group(session, group, now)
