"""Write down what a look found: alerts, kept answers, the binding card; all in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.changes import AtLine, found_at_line
from bot.binding.desired import Desired
from bot.binding.model import Finding
from bot.binding.report import dump, load, report
from bot.binding.rules.liff import liff_apps
from bot.binding.rules.login import callback, callback_url
from bot.binding.verdict import Changed, Opened, Resolved, Transition, reconcile
from bot.deps import Deps
from bot.errors import VendorError
from bot.flows.binding.grouping import New, join, touched, wish_group
from bot.flows.binding.kept import to_keep, turns_taken
from bot.flows.binding.looking import Look, probes
from bot.flows.network.site_wishes import refresh
from bot.text import Text, _
from storage import accounts, alerts, claims, outbox, readings, sites
from storage.audit import AT_LINE, BY_ITSELF, Tag, record
from storage.tables import Account, Alert, AlertGroup

log = structlog.get_logger()

A_DAY = timedelta(days=1)
"""After which an address LINE refused is told of, although no turn came to ask about it again."""


@dataclass(frozen=True)
class Moment:
    """What one settling shares: when, by whose repair, and how long news is held back."""

    session: AsyncSession
    account: Account
    now: datetime
    by: str
    grace: timedelta | None
    asked: Collection[str]  #: whose callback addresses were asked about in turn
    news: list[New] = field(default_factory=list)  #: alerts opened now
    groups: set[str] = field(default_factory=set)  #: of which members have changed


async def settle(
    deps: Deps,
    seen: Look,
    *,
    by: str = "",
    grace: timedelta | None = None,
    claimed: Account | None = None,
) -> Sequence[Transition]:
    """Reconcile the open alerts with a verdict and wish for what Slack is to be told.

    A look that began before another was settled is dropped: it may have seen the past. `claimed`
    is the row a job holds; raises `LeaseLost` if the job was too slow.
    """
    now = deps.clock()
    async with deps.database.transaction() as session:
        bound = await accounts.bound(session, seen.want.account_id, lock=True)
        account = bound.account
        due_at = now + timedelta(seconds=deps.settings.verify_every)
        news: Sequence[Transition] = ()
        if account.verified_at is None or account.verified_at <= seen.since:
            asked = {f"site:{slug}" for name, slug in seen.in_turn if name == callback.name}
            moment = Moment(session, account, now, by, grace, asked)
            news = await _believe(moment, seen)
            account.verified_at = seen.since
        if claimed is None:
            account.due_at = due_at
        else:
            await claims.finish(session, claimed, due_at=due_at, attempts=0)
    for outcome in seen.verdict.outcomes:
        deps.metrics.binding(seen.want.slug, outcome.rule.name, str(outcome.subject), outcome.state)
    log.info("binding.verified", account=seen.want.slug, findings=len(seen.verdict.findings),
             unread=len(seen.verdict.failed), news=len(news))  # fmt: skip
    deps.bell.ring("announce")
    return news


async def _believe(moment: Moment, seen: Look) -> Sequence[Transition]:
    session, account = moment.session, moment.account
    open_ = await alerts.open_of(session, account.id)
    drifts = {key: alerts.drift_of(row) for key, row in open_.items()}
    news = reconcile(drifts, seen.verdict)
    before = await accounts.card(session, account.id)
    if news:
        _note_changes(moment, found_at_line(before and load(before), seen.want, drifts, news))
    mutes = await alerts.mutes(session, account.id, moment.now)
    for transition in news:
        await _write(moment, open_, mutes, transition)
    await _tell_news(moment, seen.want, open_)
    await _confirm(moment, open_)
    answers = to_keep(probes(), seen.want, seen.answers, seen.kept, seen.since)
    turns = turns_taken(probes(), seen.want, seen.in_turn, seen.since)
    await readings.keep(session, account.id, {**answers, **turns})
    unread = [outcome.key for outcome in seen.verdict.failed]
    await readings.note_unread(session, account.id, unread, moment.now)
    await sites.learn(session, account.id, _listed(seen), seen.since)
    card = dump(report(seen.want, seen.verdict, seen.checklist))
    if before != card:
        await accounts.keep_card(session, account.id, card)
        await refresh(session, account, before, card, moment.now)
        await outbox.wish(session, "binding", f"binding:{account.id}",
                          account_id=account.id, now=moment.now)  # fmt: skip
    return news


def _listed(seen: Look) -> Mapping[str, Sequence[str]]:
    """The LIFF ids LINE has told, by Login channel."""
    apps = {key: answer for (name, key), answer in seen.answers.items() if name == liff_apps.name}
    return {
        channel: [app.liff_id for app in answer]
        for channel, answer in apps.items()
        if not isinstance(answer, VendorError)
    }


def _note_changes(moment: Moment, changes: Sequence[AtLine]) -> None:
    """What somebody changed at LINE stands in the audit, as what is changed here does."""
    for one in changes:
        record(moment.session, Tag.FOUND_CHANGED, account_id=moment.account.id, at=moment.now,
               who=AT_LINE, subject=one.subject, old=_found(one.check, one.old),
               new=_found(one.check, one.new))  # fmt: skip


def _found(check: str, value: Text | str) -> Text:
    return _("{check}: {value}", check=check, value=value)


async def _write(
    moment: Moment,
    open_: Mapping[alerts.Key, Alert],
    mutes: Mapping[alerts.Key, alerts.Mute],
    transition: Transition,
) -> None:
    match transition:
        case Opened(finding):
            moment.news.append(_open(moment, finding, mutes.get(finding.key)))
        case Changed(finding):
            alert = open_[finding.key]
            alerts.changed(alert, finding, moment.now)
            await _tell_change(moment, alert)
        case Resolved(key):
            await _resolve(moment, open_[key])


def _open(moment: Moment, finding: Finding, former: alerts.Mute | None) -> New:
    """What was muted when it was open the last time stays muted."""
    session, account, now = moment.session, moment.account, moment.now
    alert = alerts.opened(session, account.id, finding, now)
    record(session, Tag.ALERT_OPENED, account_id=account.id, at=now, who=BY_ITSELF,
           subject=alert.subject, new=alert.check)  # fmt: skip
    due_at = now + (moment.grace or timedelta(0))
    if alert.check == callback_url.name and alert.subject not in moment.asked:
        due_at = max(due_at, now + A_DAY)  # who asked has seen it; the next turn asks once more
    if former:
        alert.muted_until, alert.muted_by = former
        due_at = max(due_at, former.until)
    return New(alert, due_at)


async def _tell_news(moment: Moment, want: Desired, open_: Mapping[alerts.Key, Alert]) -> None:
    """Each in a message of its own, or many in one."""
    session, now = moment.session, moment.now
    if moment.news:
        await session.flush()
        every = [*open_.values(), *(new.alert for new in moment.news)]
        for new in await join(session, want, every, moment.news, now):
            await wish(session, new.alert, now, new.due_at)
    await touched(session, moment.groups, now, moment.by)


async def _confirm(moment: Moment, open_: Mapping[alerts.Key, Alert]) -> None:
    """What a person was shown, and LINE still refuses when its turn comes, is told now."""
    for subject in moment.asked:
        alert = open_.get((callback_url.name, subject))
        group = await moment.session.get(AlertGroup, alert.group_id) if alert else None
        if group and not group.announced_at:
            await wish_group(moment.session, group, moment.now)
        if group:
            continue
        muted = alert and alert.muted_until and alert.muted_until > moment.now
        if alert and not (alert.resolved_at or alert.announced_at or muted):
            await wish(moment.session, alert, moment.now)


async def _tell_change(moment: Moment, alert: Alert) -> None:
    """One that Slack does not know yet is told in its time, as it is by then."""
    if alert.group_id:
        moment.groups.add(alert.group_id)
    elif alert.announced_at:
        await tell(moment.session, alert, moment.now, "changed")
    else:
        await outbox.stir(moment.session, topic(alert))


async def _resolve(moment: Moment, alert: Alert) -> None:
    alert.resolved_at = moment.now
    alert.resolved_by = moment.by
    record(moment.session, Tag.ALERT_RESOLVED, account_id=alert.account_id, at=moment.now,
           who=moment.by or BY_ITSELF, subject=alert.subject, old=alert.check)  # fmt: skip
    if alert.group_id:
        moment.groups.add(alert.group_id)
        return
    # Told even if Slack seems not to know it: it may be posted at this very moment.
    await tell(moment.session, alert, moment.now, "resolved", by=moment.by)


async def tell(session: AsyncSession, alert: Alert, now: datetime, what: str, by: str = "") -> None:
    """Have the message of an alert without a group edited, and `what` happened written into its
    thread.
    """
    await wish(session, alert, now)
    await outbox.wish(session, "note", f"note:{alert.id}:{what}:{now.isoformat()}",
                      account_id=alert.account_id, now=now,
                      payload={"alert_id": alert.id, "what": what, "by": by,
                               "at": now.isoformat()})  # fmt: skip


def topic(alert: Alert) -> str:
    """What the outbox knows an alert's message by."""
    return f"alert:{alert.id}"


async def wish(
    session: AsyncSession,
    alert: Alert,
    now: datetime,
    due_at: datetime | None = None,
    *,
    again: bool = False,
) -> None:
    """Have the alert's message brought up to date, at `due_at` or at once.

    `again` asks for it a second time, beside what is wished already. An alert about the Slack
    channel itself goes to administrators instead.
    """
    kind = "unusable" if alert.check == "slack-channel" else "alert"
    name = f"{topic(alert)}:{due_at.isoformat()}" if again and due_at else topic(alert)
    await outbox.wish(session, kind, name, account_id=alert.account_id,
                      payload={"alert_id": alert.id}, now=now, due_at=due_at)  # fmt: skip
