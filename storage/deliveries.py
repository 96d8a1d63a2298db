"""Deliveries that did not verify and wait for the secret that does, and sightings of LINE's tests.

Both are written because of requests nobody has vouched for, so both are bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import Literal

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.binding.platforms import Rejections, Sightings
from storage.database import Database
from storage.inbox import Inbox
from storage.tables import Account, HeldDelivery, Sighting, new_id

MOST_HELD = 1_000  #: deliveries of one account
LARGEST_HELD = 256 * 1024  #: bytes of one body
HELD_FOR = timedelta(hours=24)

Kind = Literal["well", "badly-signed", "strayed"]
NOBODY = ""  #: the account of requests to a path that belongs to none


def _insert(database: Database, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """The two dialects' own INSERT, which know ON CONFLICT; they are used alike."""
    return sqlite.insert(table) if database.kind == "sqlite" else postgresql.insert(table)


async def hold(
    database: Database, account_id: str, body: bytes, signature: str, now: datetime
) -> bool:
    """Keep a delivery; False when it is too large or the account is gone or has `MOST_HELD`.

    The same body is kept once. What was kept first stays: LINE redelivers what came later.
    """
    if len(body) > LARGEST_HELD:
        return False
    digest = sha256(account_id.encode() + b":" + body).hexdigest()
    async with database.transaction() as session:
        account = select(col(Account.id)).where(col(Account.id) == account_id).with_for_update()
        if await session.scalar(account) is None:
            return False
        mine = col(HeldDelivery.account_id) == account_id
        if (await session.scalars(select(func.count()).where(mine))).one() >= MOST_HELD:
            return False
        await session.execute(
            _insert(database, HeldDelivery)
            .values(
                id=new_id(),
                account_id=account_id,
                body=body,
                digest=digest,
                signature=signature,
                received_at=now,
            )
            .on_conflict_do_nothing()
        )
    return True


async def sighted(
    database: Database, account_id: str, kind: Kind, path: str, now: datetime, *, times: int = 1
) -> None:
    """Count test requests; they are durable when this returns. `path` comes without its query."""
    row = _insert(database, Sighting).values(
        account_id=account_id, kind=kind, times=times, last_at=now, last_path=path
    )
    new = row.excluded
    async with database.transaction() as session:
        await session.execute(
            row.on_conflict_do_update(
                index_elements=["account_id", "kind"],
                set_={
                    "times": col(Sighting.times) + new.times,
                    "last_at": new.last_at,
                    "last_path": new.last_path,
                },
            )
        )


async def sightings(session: AsyncSession, account_id: str) -> Sightings:
    """What was counted for the account so far; `strayed` is of the whole server."""
    rows = await session.execute(
        select(col(Sighting.account_id), col(Sighting.kind), col(Sighting.times)).where(
            col(Sighting.account_id).in_((account_id, NOBODY))
        )
    )
    times = {(account, kind): count for account, kind, count in rows}
    return Sightings(
        well=times.get((account_id, "well"), 0),
        badly_signed=times.get((account_id, "badly-signed"), 0),
        strayed=times.get((NOBODY, "strayed"), 0),
    )


async def rejections(session: AsyncSession, account_id: str, since: datetime) -> Rejections:
    """The deliveries held for the account that arrived at or after `since`."""
    held, first_at = (
        await session.execute(
            select(func.count(), func.min(col(HeldDelivery.received_at))).where(
                col(HeldDelivery.account_id) == account_id, col(HeldDelivery.received_at) >= since
            )
        )
    ).one()
    return Rejections(held, first_at)


async def take_in(
    database: Database,
    inbox: Inbox,
    account_id: str,
    opened: Callable[[bytes, str], Sequence[tuple[str, str]] | None],
) -> int:
    """After a new secret: store the events of the held deliveries it verifies; return how many.

    `opened(body, signature)` gives the events of a delivery, or None if it does not verify
    (`bot.platforms.webhook_body.opener`); those stay. A delivery is let go only once its events
    are durable. Raises what `Inbox.append` raises; asking again goes on where it stopped.
    """
    stored, last = 0, ""
    while held := await _held_after(database, account_id, last):
        last = held[-1].id
        events = {one.id: opened(one.body, one.signature) for one in held}
        verified = [one for one, opened_events in events.items() if opened_events is not None]
        stored += await inbox.append(account_id, list(chain(*filter(None, events.values()))))
        async with database.transaction() as session:
            await session.execute(delete(HeldDelivery).where(col(HeldDelivery.id).in_(verified)))
    return stored


async def _held_after(database: Database, account_id: str, last: str) -> Sequence[HeldDelivery]:
    """The next few; never all at once, since together they may fill 256 MB."""
    async with database.reading() as session:
        held = await session.scalars(
            select(HeldDelivery)
            .where(col(HeldDelivery.account_id) == account_id, col(HeldDelivery.id) > last)
            .order_by(col(HeldDelivery.id))
            .limit(20)
        )
        return held.all()


async def expire(database: Database, now: datetime) -> int:
    """Let go what was held for 24 hours; return how many."""
    async with database.transaction() as session:
        expired = await session.execute(
            delete(HeldDelivery)
            .where(col(HeldDelivery.received_at) <= now - HELD_FOR)
            .returning(col(HeldDelivery.id))
        )
        return len(expired.all())
