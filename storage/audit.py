"""Who did what, when, old → new."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.text import Text, to_json
from storage.tables import Audit

BY_ITSELF = "moorline"
AT_LINE = "line"  #: found changed at LINE; nobody did it here


class Tag(StrEnum):
    """source:subject:action."""

    ACCOUNT_BOUND = "slack:account:bound"
    ACCOUNT_REBOUND = "slack:account:rebound"
    PARAMETER_CHANGED = "slack:parameter:changed"
    SECRET_CHANGED = "slack:secret:changed"
    BINDING_REPAIRED = "slack:binding:repaired"
    STEP_CONFIRMED = "slack:step:confirmed"
    STEP_REFUTED = "line:step:refuted"
    FOUND_CHANGED = "line:setting:changed"
    ALERT_OPENED = "line:alert:opened"
    ALERT_RESOLVED = "line:alert:resolved"
    ALERT_ACKNOWLEDGED = "slack:alert:acknowledged"
    ALERT_MUTED = "slack:alert:muted"
    ALERTS_MOVED = "slack:alerts:moved"
    MESSAGE_SENT = "slack:message:sent"
    DELIVERIES_TAKEN_IN = "line:deliveries:taken-in"
    ROLE_GRANTED = "slack:role:granted"
    ROLE_REVOKED = "slack:role:revoked"
    LIFF_REISSUED = "slack:liff:reissued"
    LIFF_ADOPTED = "slack:liff:adopted"
    LIFF_IGNORED = "slack:liff:ignored"
    LIFF_HEEDED = "slack:liff:heeded"
    LIFF_DELETED = "slack:liff:deleted"
    LIFF_EXPIRED = "moorline:liff:deleted"
    SITE_MOVED = "slack:site:moved"
    SITE_ADDED = "slack:site:added"
    SITE_CHANGED = "slack:site:changed"
    SITE_REMOVED = "slack:site:removed"
    SITE_PLACED = "moorline:site:placed"
    SITE_WAITS = "moorline:site:waits"
    MENU_MADE = "slack:rich-menu:made"
    LIFF_MADE = "moorline:liff:made"
    TICKET_MADE = "slack:ticket:created"
    TICKET_CHANGED = "slack:ticket:changed"
    TICKET_ISSUED = "slack:ticket:issued"
    TICKET_VOIDED = "slack:ticket:voided"
    REDEMPTION_REVERSED = "slack:redemption:reversed"
    PURCHASE_REVERSED = "slack:purchase:reversed"
    POINTS_CORRECTED = "slack:points:corrected"
    CHANNEL_ADDED = "slack:login-channel:added"
    CHANNEL_CHANGED = "slack:login-channel:changed"
    CHANNEL_REMOVED = "slack:login-channel:removed"
    LEVEL_ADDED = "slack:level:added"
    LEVEL_CHANGED = "slack:level:changed"
    LEVEL_REMOVED = "slack:level:removed"
    LEVEL_GIVEN = "slack:level:given"
    TASK_ADDED = "slack:task:added"
    TASK_CHANGED = "slack:task:changed"
    TASK_PAUSED = "slack:task:paused"
    TASK_RESUMED = "slack:task:resumed"
    TASK_STOPPED = "moorline:task:stopped"
    DIGEST_CHANGED = "slack:digest:changed"
    RECORDS_EXPORTED = "slack:records:exported"
    MEMBER_FORGOTTEN = "member:member:forgotten"


def record(
    session: AsyncSession,
    tag: Tag,
    *,
    account_id: str,
    at: datetime,
    who: str,
    subject: str,
    old: Text | str = "",
    new: Text | str = "",
) -> None:
    """Write it down in the caller's transaction. Secrets are never passed here. Sentences are kept
    as such, for readers of every language.
    """
    session.add(
        Audit(account_id=account_id, at=at, who=who, tag=tag, subject=subject,
              old=to_json(old), new=to_json(new))
    )  # fmt: skip


def _about(account_id: str, subjects: Collection[str] | None) -> ColumnElement[bool]:
    """Entries of an account: about anything, or only about these subjects."""
    of_account = col(Audit.account_id) == account_id
    if subjects is None:
        return of_account
    return and_(of_account, col(Audit.subject).in_(subjects))


async def count(
    session: AsyncSession, account_id: str, *, subjects: Collection[str] | None = None
) -> int:
    """How many entries there are, about anything or only about these subjects."""
    counted = select(func.count()).select_from(Audit).where(_about(account_id, subjects))
    return await session.scalar(counted) or 0


async def latest(
    session: AsyncSession,
    account_id: str,
    *,
    subjects: Collection[str] | None = None,
    skip: int,
    limit: int,
) -> Sequence[Audit]:
    """The newest entries but the `skip` newest of all, newest first."""
    entries = select(Audit).where(_about(account_id, subjects)).order_by(col(Audit.id).desc())
    return (await session.scalars(entries.offset(skip).limit(limit))).all()
