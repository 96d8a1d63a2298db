"""The day an account's service ends: how far off it is, and the reminders before it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from bot.cards.service import reminder
from bot.deps import Deps
from bot.flows.announcements.announce_alerts import spoken
from bot.flows.announcements.announcing import announcement
from storage import outbox
from storage.tables import Account, Outbox

BEFORE = (1, 7, 30)  #: days
MORNING = timedelta(hours=9)  #: reminders come when people are at work


def days_left(account: Account, now: datetime) -> int | None:
    """Days from today, where the account lives, to the last day of its service; negative once it
    is over, None when no day was set."""
    if account.service_until is None:
        return None
    today = now.astimezone(ZoneInfo(account.time_zone)).date()
    return (account.service_until - today).days


def mark(left: int) -> int | None:
    """Which reminder so many days before the end belongs to; None: none yet, or no longer."""
    return next((days for days in BEFORE if 0 <= left <= days), None)


async def remind(deps: Deps) -> int:
    """Wish for each reminder that is due and was never wished; returns how many are due.

    Whoever sets a day three days off gets the reminder of seven days, and none of thirty.
    """
    now = deps.clock()
    async with deps.database.reading() as session:
        wanted = select(Account).where(col(Account.service_until).is_not(None))
        every = (await session.scalars(wanted)).all()
    due = [(one, days) for one in every if (days := _due(one, now))]
    for account, days in due:
        try:
            await _wish(deps, account, days, now)
        except IntegrityError:  # another process wished it a moment ago
            continue
    return len(due)


def _due(account: Account, now: datetime) -> int | None:
    left = days_left(account, now - MORNING)
    return None if left is None else mark(left)


async def _wish(deps: Deps, account: Account, days: int, now: datetime) -> None:
    until = account.service_until
    async with deps.database.transaction() as session:
        await outbox.wish(
            session,
            "service",
            f"service:{account.id}:{until}:{days}",
            account_id=account.id,
            payload={"until": str(until)},
            now=now,
            once=True,
        )
    deps.bell.ring("announce")


@announcement("service")
async def tell_service(deps: Deps, row: Outbox) -> None:
    """Say how many days are left; nothing once the day was changed or has passed."""
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
    until, left = account.service_until, days_left(account, deps.clock())
    if until is None or left is None or left < 0:
        return
    if until != date.fromisoformat(row.payload["until"]):
        return
    card = spoken(reminder(account.name, until, left), account)
    await deps.slack.post(
        account.slack_channel, card.text, card.blocks, attachments=card.attachments
    )
