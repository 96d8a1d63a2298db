"""Raw webhook events once they are digested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, inspect, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.errors import LeaseLost
from bot.text import _
from storage.tables import Event


@dataclass(frozen=True)
class Stamp:
    """What a digested event keeps: the LINE message whose words it holds, and what went wrong."""

    row: Event
    line_message_id: str | None
    failure: str | None


async def digested(session: AsyncSession, stamps: Sequence[Stamp], now: datetime) -> None:
    """Report events of one claim done, all or none. Raises `LeaseLost` when one was taken over."""
    claim = stamps[0].row.claim
    ours = col(Event.id).in_([stamp.row.id for stamp in stamps]), col(Event.claim) == claim
    done = await session.execute(
        update(Event)
        .where(*ours)
        .values(claim=None, leased_until=None, due_at=None, attempts=0, digested_at=now)
        .returning(col(Event.id))
        .execution_options(synchronize_session=False)
    )
    if len(done.all()) < len(stamps):
        raise LeaseLost(_("Another process is digesting these events"))
    table = cast(Table, inspect(Event).local_table)
    await session.execute(
        update(table)
        .where(table.c.id == bindparam("row"))
        .values(line_message_id=bindparam("about"), failure=bindparam("why")),
        [
            {"row": stamp.row.id, "about": stamp.line_message_id, "why": stamp.failure}
            for stamp in stamps
        ],
    )


async def purge(session: AsyncSession, event_id: str, body: str) -> None:
    """Leave `body` of a raw event, because what it held was taken back."""
    await session.execute(
        update(Event)
        .where(col(Event.id) == event_id)
        .values(body=body)
        .execution_options(synchronize_session=False)
    )
