"""Alerts: one row from a finding's opening to its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.binding.model import Drift, Finding, Severity
from bot.text import Text, from_json, to_json
from storage.tables import Alert, new_id

Key = tuple[str, str]


def drift_of(alert: Alert) -> Drift:
    """The drift an alert tells of."""
    means = from_json(alert.means) if alert.means else None
    return Drift(
        from_json(alert.expected),
        from_json(alert.actual),
        Severity(alert.severity),
        means if isinstance(means, Text) else None,
    )


async def open_of(session: AsyncSession, account_id: str) -> Mapping[Key, Alert]:
    """Every unresolved alert of an account, by check and subject, oldest first."""
    unresolved = (
        select(Alert)
        .where(col(Alert.account_id) == account_id, col(Alert.resolved_at).is_(None))
        .order_by(col(Alert.opened_at))
    )
    return {(alert.check, alert.subject): alert for alert in await session.scalars(unresolved)}


async def is_open(session: AsyncSession, account_id: str, check: str) -> bool:
    """Whether an alert of this check about the account itself is unresolved."""
    unresolved = select(Alert.id).where(
        col(Alert.account_id) == account_id,
        col(Alert.check) == check,
        col(Alert.resolved_at).is_(None),
    )
    return await session.scalar(unresolved.limit(1)) is not None


def opened(session: AsyncSession, account_id: str, finding: Finding, now: datetime) -> Alert:
    """A new alert for a finding, in the caller's transaction."""
    check, subject = finding.key
    alert = Alert(
        id=new_id(),
        account_id=account_id,
        check=check,
        subject=subject,
        subject_name=finding.subject.name,
        severity=finding.severity,
        expected=to_json(finding.drift.expected),
        actual=to_json(finding.drift.actual),
        means=to_json(finding.drift.means) if finding.drift.means else None,
        opened_at=now,
        changed_at=now,
    )
    session.add(alert)
    return alert


def changed(alert: Alert, finding: Finding, now: datetime) -> None:
    """The same alert tells of another drift."""
    alert.severity = finding.severity
    alert.expected = to_json(finding.drift.expected)
    alert.actual = to_json(finding.drift.actual)
    alert.means = to_json(finding.drift.means) if finding.drift.means else None
    alert.changed_at = now


async def latest(session: AsyncSession, account_id: str, limit: int = 20) -> Sequence[Alert]:
    """The newest alerts, open ones included, newest first."""
    newest = (
        select(Alert)
        .where(col(Alert.account_id) == account_id)
        .order_by(col(Alert.opened_at).desc())
    )
    return (await session.scalars(newest.limit(limit))).all()


class Mute(NamedTuple):
    """Until when somebody wanted to hear no more of it."""

    until: datetime
    by: str  #: Slack user id


async def mutes(session: AsyncSession, account_id: str, now: datetime) -> Mapping[Key, Mute]:
    """What was muted, the last time it was open, until later than now."""
    check, subject = col(Alert.check), col(Alert.subject)
    mine = col(Alert.account_id) == account_id
    last = (
        select(check, subject, func.max(col(Alert.opened_at)).label("at"))
        .where(mine)
        .group_by(check, subject)
        .subquery()
    )
    same = (last.c.check == check, last.c.subject == subject, last.c.at == col(Alert.opened_at))
    found = (
        select(check, subject, col(Alert.muted_until), col(Alert.muted_by))
        .join(last, and_(*same))
        .where(mine, col(Alert.muted_until) > now)
    )
    rows = await session.execute(found)
    return {(name, about): Mute(until, by) for name, about, until, by in rows if until}
