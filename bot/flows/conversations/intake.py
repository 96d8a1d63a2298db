"""From stored webhook events to members, messages, and wishes for what Slack is to show."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.deps import Deps
from bot.errors import LeaseLost
from bot.flows.conversations.digestion import Arrival, Digestion
from bot.flows.members.profiles import Read, Seen, read_at_once
from bot.platforms.line_events import parse, read
from bot.text import _
from storage import claims
from storage.tables import Account, Event

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
UNREADABLE = _("Something arrived that could not be read; LINE's raw event is kept")

Profiles = Mapping[str, Mapping[str, Read]]  #: account id -> user id -> answer


async def digest(deps: Deps, *, limit: int = 200) -> int:
    """Digest events that wait, in the order LINE dates them; returns how many were taken.

    Each event is digested once whoever runs this, and one that cannot be digested holds up no
    other. Raises `StorageDown`.
    """
    rows = await claims.claim(deps.database, Event, now=deps.clock(), limit=limit, lease=LEASE)
    if not rows:
        return 0
    arrivals = sorted(map(_arrival, rows), key=lambda one: (one.happening.at, one.row.id))
    profiles = await _profiles(deps, arrivals)
    try:
        await _take_in(deps, arrivals, profiles)
    except (SQLAlchemyError, LeaseLost):
        for one in arrivals:
            await _take_in_alone(deps, one, profiles)
    deps.bell.ring("announce")
    deps.bell.ring("media")
    return len(rows)


def _arrival(row: Event) -> Arrival:
    given = parse(row.body)
    if isinstance(given.value, dict):
        return Arrival(row, read(given, row.received_at))
    return _unreadable(Arrival(row, read({}, row.received_at)), "not a JSON object")


def _unreadable(one: Arrival, failure: str) -> Arrival:
    """The arrival without what may have been wrong with it; it still becomes a line in Slack."""
    bare = replace(one.happening, line=UNREADABLE, text=None, message_id=None, reply_token=None)
    return Arrival(one.row, replace(bare, type=""), failure)


async def _profiles(deps: Deps, arrivals: Sequence[Arrival]) -> Profiles:
    """Who wrote, asked of LINE before the transaction; all accounts at once."""
    seen: dict[str, list[Seen]] = {}
    for one in arrivals:
        what = one.happening
        if what.user_id and what.friendship != "blocked":
            again = what.friendship == "friend"
            seen.setdefault(one.row.account_id, []).append(
                Seen(what.user_id, what.conversation, again)
            )
    async with deps.database.reading() as session:
        accounts = [await session.get_one(Account, account_id) for account_id in seen]
    answers = await asyncio.gather(
        *(read_at_once(deps, account, seen[account.id]) for account in accounts)
    )
    return {account.id: answer for account, answer in zip(accounts, answers, strict=True)}


async def _take_in_alone(deps: Deps, one: Arrival, profiles: Profiles) -> None:
    """Digest one event by itself; what the database refuses is kept as an unreadable line."""
    try:
        await _take_in(deps, [one], profiles)
    except LeaseLost:
        log.info("intake.lease_lost", row=one.row.id)
    except SQLAlchemyError as error:
        # no traceback: PostgreSQL repeats the row it refused, and with it what a member wrote
        log.error("intake.poison", row=one.row.id, error=type(error).__name__)
        if one.failure is None:
            await _take_in_alone(deps, _unreadable(one, type(error).__name__), profiles)


async def _take_in(deps: Deps, arrivals: Sequence[Arrival], profiles: Profiles) -> None:
    """Everything these events change, in one transaction."""
    by_account = sorted(arrivals, key=lambda one: one.row.account_id)
    async with deps.database.transaction() as session:
        for account_id, group in groupby(by_account, key=lambda one: one.row.account_id):
            share = Digestion(session, account_id, deps.clock())
            await share.run(list(group), profiles.get(account_id, {}))
