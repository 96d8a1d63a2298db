"""From stored webhook events to members, messages, and wishes for what Slack is to show."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.deps import Deps
from bot.errors import LeaseLost
from bot.flows.profiles import Read, Seen, describe, read_at_once
from bot.platforms.line_events import Happening, parse, read, without_words
from bot.text import _, to_json
from storage import claims, members, messages, waiting
from storage.tables import Account, Event, Member, Message

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
TOKEN_LIVES = timedelta(minutes=1)
UNREADABLE = _("Something arrived that could not be read; LINE's raw event is kept")

Profiles = Mapping[str, Mapping[str, Read]]  #: account id -> user id -> answer


@dataclass(frozen=True)
class Arrival:
    """A claimed event and what it says. `failure` is why it could not be read properly."""

    row: Event
    happening: Happening
    failure: str | None = None


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
            await _Digestion(deps, session, account_id).run(
                list(group), profiles.get(account_id, {})
            )


@dataclass(frozen=True)
class _Digestion:
    """One account's share of a batch, inside its transaction."""

    deps: Deps
    session: AsyncSession
    account_id: str

    async def run(self, arrivals: Sequence[Arrival], profiles: Mapping[str, Read]) -> None:
        """`arrivals` in the order LINE dates them."""
        now = self.deps.clock()
        people = {one.happening.user_id for one in arrivals if one.happening.user_id}
        enrolled = await members.enrol(self.session, self.account_id, people, now)
        for user_id, member in enrolled.items():
            unread = member.profile_read_at is None
            describe(member, profiles.get(user_id), wanted=unread, now=now)
        for one in arrivals:
            await self._take_in(one, enrolled)

    async def _take_in(self, one: Arrival, enrolled: Mapping[str, Member]) -> None:
        what, now = one.happening, self.deps.clock()
        member = enrolled.get(what.user_id or "")
        if member and what.friendship:
            members.befriend(member, what.friendship, what.at)
        message = await self._write(what, self._message(one, member))
        await messages.show(self.session, message, now)
        if what.written:
            await waiting.bring_forward(self.session, self.account_id, message.id, now=now)
        await claims.finish(self.session, one.row, due_at=None, digested_at=now,
                            **_stamp(one, gone=message.unsent_at is not None))  # fmt: skip

    async def _write(self, what: Happening, message: Message) -> Message:
        if what.message_id and what.unsends:
            return await messages.unsend(self.session, message, without_words)
        if what.message_id and what.edits:
            return await messages.edit(self.session, message)
        return await messages.keep(self.session, message)

    def _message(self, one: Arrival, member: Member | None) -> Message:
        what = one.happening
        return Message(
            account_id=self.account_id,
            conversation=what.conversation,
            member_id=member.id if member else None,
            event_id=one.row.id,
            line_message_id=what.message_id,
            direction="in",
            kind=what.kind,
            text=what.text,
            line=to_json(what.line),
            at=what.at,
            reply_token=what.reply_token,
            reply_until=one.row.received_at + TOKEN_LIVES if what.reply_token else None,
            mode=what.mode,
        )


def _stamp(one: Arrival, *, gone: bool) -> dict[str, str | None]:
    """What the event's row keeps; the words of a message taken back before are not among it."""
    about = None if one.happening.unsends else one.happening.message_id
    stamp = {"failure": one.failure, "line_message_id": about}
    return stamp | {"body": without_words(one.row.body)} if about and gone else stamp
