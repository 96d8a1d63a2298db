"""What Slack is told of many alerts at once: one message for a group, and its history beneath."""

from __future__ import annotations

from dataclasses import dataclass

from bot.binding.report import load
from bot.cards.alert_groups import GroupShown, alert_group
from bot.deps import Deps
from bot.flows.announcements.announce_alerts import UNSAID, add_note, place, spoken
from bot.flows.announcements.announcing import announcement
from bot.flows.binding.desired import desired
from bot.flows.binding.showing_groups import group_shown
from storage import accounts, alert_groups
from storage.tables import Account, AlertGroup, Outbox


@dataclass(frozen=True)
class Told:
    """A group read for telling."""

    group: AlertGroup
    account: Account
    shown: GroupShown


async def read(deps: Deps, group_id: str) -> Told | None:
    """The group and what its card shows; None if it was deleted with its account."""
    async with deps.database.reading() as session:
        group = await session.get(AlertGroup, group_id)
        if group is None:
            return None
        bound = await accounts.bound(session, group.account_id)
        members = await alert_groups.members(session, group_id)
        card = await accounts.card(session, group.account_id)
    want, seen = desired(bound, deps.settings), load(card) if card else None
    return Told(group, bound.account, group_shown(group, members, want, seen, deps.clock()))


@announcement("alert-group")
async def tell_group(deps: Deps, row: Outbox) -> None:
    """Posted once and edited ever after; not posted when it is over or muted before Slack knew."""
    told = await read(deps, row.payload["group_id"])
    if told is None or (told.shown.status in UNSAID and not told.group.announced_at):
        return
    channel = told.account.slack_channel
    known = (told.group.slack_channel, told.group.slack_ts)
    ts = await place(deps, spoken(alert_group(told.shown), told.account), channel, known)
    now = deps.clock()
    async with deps.database.transaction() as session:
        group = await session.get_one(AlertGroup, told.group.id)
        group.slack_channel, group.slack_ts = channel, ts
        group.announced_at = group.announced_at or now
        for alert in await alert_groups.members(session, group.id):
            alert.announced_at = alert.announced_at or now


@announcement("group-note")
async def tell_group_note(deps: Deps, row: Outbox) -> None:
    """One line of history in a group's thread."""
    told = await read(deps, row.payload["group_id"])
    if told is None or not told.group.slack_ts or not told.group.slack_channel:
        return
    await add_note(deps, row, told.account, told.group.slack_channel, told.group.slack_ts)
