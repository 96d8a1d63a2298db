"""Groups of alerts: one message tells of all their members, until the last of them is resolved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import Alert, AlertGroup, new_id


class GroupKey(NamedTuple):
    """What the alerts of a group have in common."""

    check: str
    about: str  #: "login-channel:1234567890" where each Login channel has its own, else ""


async def open_of(session: AsyncSession, account_id: str) -> Mapping[GroupKey, AlertGroup]:
    """The groups of an account that are not resolved."""
    unresolved = select(AlertGroup).where(
        col(AlertGroup.account_id) == account_id, col(AlertGroup.resolved_at).is_(None)
    )
    return {GroupKey(one.check, one.about): one for one in await session.scalars(unresolved)}


async def opened(
    session: AsyncSession, account_id: str, key: GroupKey, members: Collection[Alert], now: datetime
) -> AlertGroup:
    """A new group of these alerts, in the caller's transaction."""
    group = AlertGroup(
        id=new_id(), account_id=account_id, check=key.check, about=key.about, opened_at=now
    )
    session.add(group)
    await session.flush()
    for alert in members:
        alert.group_id = group.id
    return group


async def members(session: AsyncSession, group_id: str) -> Sequence[Alert]:
    """Every alert of a group, resolved ones too, in the order of their subjects' names."""
    inside = select(Alert).where(col(Alert.group_id) == group_id)
    return (await session.scalars(inside.order_by(col(Alert.subject_name), col(Alert.id)))).all()
