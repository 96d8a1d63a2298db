"""Points as entries in a ledger: earned, spent, expired, corrected; each act enters once.

Everything here runs in the caller's transaction and keeps the member's row locked until it ends,
so a balance is never read by two who would both spend it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.binding.points import Line, expired, gone_from
from bot.errors import NotFound, Refused
from bot.flows.members.leveling import NO_MEMBER, settle_level
from bot.text import Text, _
from storage import members, points
from storage.happened import Trigger, note
from storage.tables import Account, Member, PointEntry, new_id

MOST_HELD = 1_000_000_000  #: points of one member; beyond it something is wrong


@dataclass(frozen=True)
class Act:
    """What makes an entry: where, why, by whom, and under which name it can happen only once."""

    once: str
    at: datetime
    site_id: str | None = None
    purchase_id: str | None = None
    ticket_id: str | None = None
    reason: str = ""
    by: str = ""  #: Slack user id; "" when it happened by itself
    by_tasks: Sequence[str] = ()  #: ids of the tasks behind it


async def earn(
    session: AsyncSession, account: Account, member_id: str, count: int, act: Act
) -> PointEntry:
    """Add points, which expire as the account says; a second time gives the first entry.

    Raises `NotFound` for another account's member or one who has left, `Refused` when it cannot be
    a number of points.
    """
    if count <= 0:
        raise Refused(_("Points earned are a whole number above zero."))
    gone = gone_from(act.at, account.points_last, account.time_zone)
    if await members.present(session, account.id, member_id) is None:
        raise NotFound(NO_MEMBER)
    made = await _bring(session, account, member_id, count, act, kind="earn", gone=gone)
    await note(session, account_id=account.id, site_id=act.site_id, member_id=member_id,
               trigger=Trigger.EARN, once=f"earn:{made.id}", at=act.at,
               by_tasks=act.by_tasks)  # fmt: skip
    return made


async def spend(
    session: AsyncSession, account: Account, member_id: str, count: int, act: Act
) -> PointEntry:
    """Take points away, those that expire soonest first; a second time gives the first entry.

    Raises `Refused` when there are too few, `NotFound` for another account's member.
    """
    if count <= 0:
        raise Refused(_("Points spent are a whole number above zero."))
    return await _take(session, account, member_id, count, act, kind="spend")


async def correct(
    session: AsyncSession, account: Account, member_id: str, count: int, act: Act
) -> PointEntry:
    """Add points that do not expire, or with a negative count take some away; says why.

    Raises `Refused` without a reason and when fewer than none would be left, `NotFound`.
    """
    if not act.reason:
        raise Refused(_("Say why the points are corrected; the reason stays in the ledger."))
    if count < 0:
        return await _take(session, account, member_id, -count, act, kind="correct")
    if count == 0:
        raise Refused(_("Correcting by nothing changes nothing."))
    return await _bring(session, account, member_id, count, act, kind="correct")


async def give_back(
    session: AsyncSession, account: Account, paid: PointEntry, act: Act
) -> PointEntry:
    """Points that paid for a ticket come back; they last as if earned now. No level counts them:
    `act` names the ticket and no purchase.
    """
    gone = gone_from(act.at, account.points_last, account.time_zone)
    count = -paid.points
    return await _bring(session, account, paid.member_id, count, act, kind="correct", gone=gone)


async def take_back(session: AsyncSession, account: Account, earning: PointEntry, act: Act) -> int:
    """Take away what an earning brought, and return how many points that is: what has expired of
    it is gone anyway, and nobody is left with fewer than none.
    """
    await _locked(session, account, earning.member_id)
    if known := await points.entry(session, account.id, act.once):
        return -known.points
    await _rid_of_past(session, account, earning.member_id, act.at)
    left = earning.points - await points.expired_of(session, earning.id)
    count = min(left, await points.balance(session, earning.member_id))
    if count > 0:
        await _take(session, account, earning.member_id, count, act, kind="correct")
    return max(count, 0)


async def balance(session: AsyncSession, member_id: str, now: datetime) -> int:
    """The points a member can spend now; what has expired is not among them."""
    total = await points.balance(session, member_id)
    if not await points.any_past(session, member_id, now):
        return total
    lines = [_line(one) for one in await points.ledger(session, member_id)]
    return total - sum(expired(lines, now).values())


async def write_off(
    session: AsyncSession, account_id: str, member_id: str, now: datetime
) -> Sequence[PointEntry]:
    """Enter what has expired, once for each line that brought points. The member is locked."""
    lines = [_line(one) for one in await points.ledger(session, member_id)]
    made = []
    for lot, count in expired(lines, now).items():
        gone = next(line.expires_at for line in lines if line.id == lot)
        made.append(
            PointEntry(
                id=new_id(),
                account_id=account_id,
                member_id=member_id,
                kind="expire",
                points=-count,
                lot_id=lot,
                once=f"expire:{lot}",
                at=gone or now,
            )
        )
    session.add_all(made)
    await session.flush()
    await session.execute(
        update(PointEntry)
        .where(col(PointEntry.member_id) == member_id, points.past(now))
        .values(due_at=None)
        .execution_options(synchronize_session=False)
    )
    return made


async def _take(
    session: AsyncSession, account: Account, member_id: str, count: int, act: Act, *, kind: str
) -> PointEntry:
    await _locked(session, account, member_id)
    if known := await points.entry(session, account.id, act.once):
        return known
    await _rid_of_past(session, account, member_id, act.at)
    held = await points.balance(session, member_id)
    if held < count:
        raise Refused(_too_few(held, count))
    made = _entry(account, member_id, kind, -count, act, gone=None)
    session.add(made)
    await session.flush()
    await settle_level(session, member_id)
    return made


async def _bring(
    session: AsyncSession,
    account: Account,
    member_id: str,
    count: int,
    act: Act,
    *,
    kind: str,
    gone: datetime | None = None,
) -> PointEntry:
    await _locked(session, account, member_id)
    if known := await points.entry(session, account.id, act.once):
        return known
    await _room(session, member_id, count)
    made = _entry(account, member_id, kind, count, act, gone=gone)
    session.add(made)
    await session.flush()
    await settle_level(session, member_id)
    return made


async def _rid_of_past(
    session: AsyncSession, account: Account, member_id: str, now: datetime
) -> None:
    if await points.any_past(session, member_id, now):
        await write_off(session, account.id, member_id, now)


async def _locked(session: AsyncSession, account: Account, member_id: str) -> Member:
    member = await members.lock(session, account.id, member_id)
    if member is None:
        raise NotFound(_("There is no such member."))
    return member


async def _room(session: AsyncSession, member_id: str, count: int) -> None:
    if await points.balance(session, member_id) + count > MOST_HELD:
        raise Refused(_("Nobody can hold more than {most} points.", most=f"{MOST_HELD:,}"))


def _entry(
    account: Account, member_id: str, kind: str, count: int, act: Act, *, gone: datetime | None
) -> PointEntry:
    return PointEntry(
        account_id=account.id,
        member_id=member_id,
        site_id=act.site_id,
        kind=kind,
        points=count,
        purchase_id=act.purchase_id,
        ticket_id=act.ticket_id,
        expires_at=gone,
        due_at=gone,
        reason=act.reason,
        by=act.by,
        once=act.once,
        at=act.at,
    )


def _line(row: PointEntry) -> Line:
    return Line(row.id, row.points, row.at, row.expires_at, row.lot_id)


def _too_few(held: int, wanted: int) -> Text:
    return _("That takes {wanted} points; there are {held}.", wanted=f"{wanted:,}",
             held=f"{held:,}")  # fmt: skip
