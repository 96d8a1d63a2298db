"""Who did what, when, old → new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import Audit

BY_ITSELF = "moorline"


class Tag(StrEnum):
    """source:subject:action."""

    ACCOUNT_BOUND = "slack:account:bound"
    ACCOUNT_REBOUND = "slack:account:rebound"
    PARAMETER_CHANGED = "slack:parameter:changed"
    SECRET_CHANGED = "slack:secret:changed"
    BINDING_REPAIRED = "slack:binding:repaired"
    STEP_CONFIRMED = "slack:step:confirmed"
    ALERT_OPENED = "line:alert:opened"
    ALERT_RESOLVED = "line:alert:resolved"
    ALERT_ACKNOWLEDGED = "slack:alert:acknowledged"
    ALERT_MUTED = "slack:alert:muted"
    ALERTS_MOVED = "slack:alerts:moved"
    MESSAGE_SENT = "slack:message:sent"
    DELIVERIES_TAKEN_IN = "line:deliveries:taken-in"
    LIFF_REISSUED = "slack:liff:reissued"
    LIFF_ADOPTED = "slack:liff:adopted"
    LIFF_IGNORED = "slack:liff:ignored"
    LIFF_HEEDED = "slack:liff:heeded"
    LIFF_DELETED = "slack:liff:deleted"
    LIFF_EXPIRED = "moorline:liff:deleted"
    SITE_MOVED = "slack:site:moved"


def record(
    session: AsyncSession,
    tag: Tag,
    *,
    account_id: str,
    at: datetime,
    who: str,
    subject: str,
    old: str = "",
    new: str = "",
) -> None:
    """Write it down in the caller's transaction. Secrets are never passed here."""
    session.add(
        Audit(account_id=account_id, at=at, who=who, tag=tag, subject=subject, old=old, new=new)
    )


async def latest(
    session: AsyncSession, account_id: str, *, subject: str | None = None, limit: int = 20
) -> Sequence[Audit]:
    """The newest entries, newest first."""
    entries = select(Audit).where(col(Audit.account_id) == account_id)
    if subject:
        entries = entries.where(col(Audit.subject) == subject)
    return (await session.scalars(entries.order_by(col(Audit.id).desc()).limit(limit))).all()
