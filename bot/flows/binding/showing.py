"""Turn stored alerts, plans and repairs into what their cards show."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.binding.desired import Desired
from bot.binding.model import Advice, Asks, Finding, Repair, Rule, Severity
from bot.binding.report import report
from bot.cards.alert_state import Remedy, Status, Way
from bot.cards.alerts import AlertShown
from bot.cards.repair import Change, PlanShown, RepairShown
from bot.flows.binding.looking import rules
from bot.flows.binding.repair import Plan, Repaired
from bot.text import Text, _
from storage import alerts
from storage.tables import Account, Alert


def status_of(alert: Alert, now: datetime) -> Status:
    """Where an alert stands at `now`; a mute that ran out leaves what was before it."""
    if alert.resolved_at:
        return Status.RESOLVED
    if alert.muted_until and alert.muted_until > now:
        return Status.MUTED
    return Status.ACKNOWLEDGED if alert.acknowledged_at else Status.OPEN


def shown(alert: Alert, account: Account, want: Desired, now: datetime) -> AlertShown:
    """The alert with its rule's words and its one remedy."""
    rule = next((rule for rule in rules() if rule.name == alert.check), None)
    drift = alerts.drift_of(alert)
    means = drift.means or (rule.means if rule else _("This check no longer exists."))
    return AlertShown(
        id=alert.id,
        account=account.slug,
        account_name=account.name,
        check=alert.check,
        subject=alert.subject,
        subject_name=alert.subject_name,
        broken=alert.severity >= Severity.BROKEN,
        title=title_of(rule, alert.check),
        means=means,
        expected=drift.expected,
        actual=drift.actual,
        remedy=remedy_of(rule, want, alert.subject) if rule else None,
        status=status_of(alert, now),
        opened_at=alert.opened_at,
        acknowledged_by=alert.acknowledged_by,
        muted_until=alert.muted_until,
        muted_by=alert.muted_by,
        resolved_at=alert.resolved_at,
        resolved_by=alert.resolved_by,
    )


def title_of(rule: Rule | None, check: str) -> Text:
    """What happened; a check there is no more goes by its name."""
    return rule.title if rule else _("Check “{name}”", name=check)


def remedy_of(rule: Rule, want: Desired, subject: str) -> Remedy | None:
    """The one thing to do about it."""
    match rule.ending:
        case Repair(label):
            return Remedy(Way.REPAIR, label)
        case Asks(label, parameter):
            return Remedy(Way.ASKS, label, target=parameter)
        case Advice(label, how, link):
            about = next((a for a in want.wants(rule.about) if str(a.subject) == subject), None)
            return Remedy(Way.ADVICE, label, how, link(about)) if about else None
        case _:
            return None


def plan_shown(plan: Plan, account: Account) -> PlanShown:
    """A repair plan with its digest."""
    return PlanShown(
        account=account.slug,
        account_name=account.name,
        site=plan.site or "",
        digest=plan.digest,
        changes=[_change(finding) for finding in plan.changes],
        left=[finding.rule.title for finding in plan.left],
    )


def repair_shown(repaired: Repaired, slugs: Collection[str] | None = None) -> RepairShown:
    """What a repair did, and the binding, or these sites of it, as the last look found it."""
    seen = repaired.seen
    return RepairShown(
        report(seen.want, seen.verdict, seen.checklist).within(slugs),
        [_change(finding) for finding in repaired.done],
        [(_change(finding).label, objection) for finding, objection in repaired.refused],
    )


def _change(finding: Finding) -> Change:
    ending, drift = finding.rule.ending, finding.drift
    label = ending.label if isinstance(ending, Repair) else finding.rule.label
    return Change(label, finding.subject.name, drift.actual, drift.expected)
