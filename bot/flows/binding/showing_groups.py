"""Turn a group of alerts into what its card shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.binding.desired import Desired, Kind
from bot.binding.model import Severity, State
from bot.binding.report import Report
from bot.binding.rules.login import callback_url
from bot.cards.alert_groups import GroupShown, Member
from bot.cards.alert_state import Status
from bot.flows.binding.looking import rules
from bot.flows.binding.showing import remedy_of, status_of, title_of
from bot.text import _
from storage.tables import Alert, AlertGroup


def group_shown(
    group: AlertGroup,
    members: Sequence[Alert],
    want: Desired,
    seen: Report | None,
    now: datetime,
) -> GroupShown:
    """The group with its rule's words, and its one remedy for all that are left; `seen` is the
    newest look at the account.
    """
    rule = next((rule for rule in rules() if rule.name == group.check), None)
    left = [alert for alert in members if not alert.resolved_at]
    some = left or list(members)
    kind, _colon, channel = group.about.partition(":")
    names = {one.channel_id: one.subject.name for one in want.login_channels}
    quiet = max(some, key=lambda alert: alert.muted_until or alert.opened_at)
    return GroupShown(
        id=group.id,
        alert=some[0].id,
        account=want.slug,
        account_name=want.name,
        check=group.check,
        channel_id=channel if kind == Kind.LOGIN_CHANNEL else "",
        channel_name=names.get(channel, ""),
        broken=any(alert.severity >= Severity.BROKEN for alert in some),
        title=title_of(rule, group.check),
        means=rule.means if rule else _("This check no longer exists."),
        remedy=remedy_of(rule, want, some[0].subject) if rule else None,
        members=_members(left, want),
        unasked=_unasked(group, want, seen),
        total=len(members),
        status=Status.RESOLVED if group.resolved_at else _status(left, now),
        opened_at=group.opened_at,
        acknowledged_by=next((one.acknowledged_by for one in some if one.acknowledged_by), ""),
        muted_until=quiet.muted_until,
        muted_by=quiet.muted_by,
        resolved_at=group.resolved_at,
    )


def _status(left: Sequence[Alert], now: datetime) -> Status:
    """One that nobody looks after leaves the whole group open."""
    states = {status_of(alert, now) for alert in left}
    return next((one for one in (Status.OPEN, Status.ACKNOWLEDGED) if one in states), Status.MUTED)


def _members(left: Sequence[Alert], want: Desired) -> Sequence[Member]:
    addresses = {str(site.subject): site.callback_url for site in want.sites}
    return [
        Member(
            alert.subject,
            alert.subject_name,
            addresses.get(alert.subject, "") if alert.check == callback_url.name else "",
        )
        for alert in left
    ]


def _unasked(group: AlertGroup, want: Desired, seen: Report | None) -> Sequence[str]:
    """Callback addresses of the same Login channel that nothing has shown to be registered."""
    if group.check != callback_url.name or seen is None:
        return ()
    unknown = {
        line.subject
        for line in seen.checks
        if line.check == group.check and line.state is State.UNKNOWN
    }
    return [
        site.callback_url
        for site in want.sites
        if str(site.login_channel.subject) == group.about and str(site.subject) in unknown
    ]
