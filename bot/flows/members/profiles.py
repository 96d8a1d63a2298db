"""Who a member is: name, picture and language, read from LINE beside the way of the messages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.deps import Deps
from bot.errors import LeaseLost, MoorlineError, RefusedByVendor
from bot.flows.reach import messaging
from bot.platforms.line import LineMessaging, Profile
from storage import claims, conversations, lines, members, messages
from storage.tables import Account, Member

log = structlog.get_logger()

STALE = timedelta(hours=24)
AT_ONCE_SECONDS = 2.0  #: what a batch of messages may wait for all its profiles together
MOST_AT_ONCE = 20  #: profiles of one batch; the rest is read by the job
BATCH = 20
LEASE = timedelta(seconds=60)
QUICK_TRIES = 6  #: about a minute; after that a member is asked about hourly
LATER = timedelta(hours=1)


@dataclass(frozen=True)
class Read:
    """LINE answered. No `profile` means it shows none: unknown, blocked, or never consented
    (https://developers.line.biz/en/reference/messaging-api/#get-profile)."""

    profile: Profile | None


@dataclass(frozen=True)
class Seen:
    """A member in the conversation an event came from; `again` asks anew even if not stale."""

    user_id: str
    conversation: str
    again: bool = False


async def read_at_once(deps: Deps, account: Account, seen: Iterable[Seen]) -> Mapping[str, Read]:
    """The profiles of those unknown or stale, as far as LINE tells them within two seconds.

    Never raises: who is missing from the answer is read later by `refresh_due`.
    """
    people = {one.user_id: one for one in seen}
    async with deps.database.reading() as session:
        known = await members.known(session, account.id, people)
    now = deps.clock()
    wanted = [one for one in people.values() if _wants_reading(known.get(one.user_id), one, now)]
    if not wanted:
        return {}
    try:
        line = messaging(deps, account)
    except MoorlineError as error:
        log.warning("profiles.unreadable", account=account.slug, error=str(error))
        return {}
    tasks = {
        one.user_id: asyncio.create_task(_read(line, one.user_id, one.conversation))
        for one in wanted[:MOST_AT_ONCE]
    }
    _done, late = await asyncio.wait(tasks.values(), timeout=AT_ONCE_SECONDS)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    answers = {user: task.result() for user, task in tasks.items() if task not in late}
    return {user: answer for user, answer in answers.items() if answer is not None}


def describe(member: Member, answer: Read | None, *, wanted: bool, now: datetime) -> None:
    """Take over what LINE said of a member; who could not be read is put on the job's list."""
    if answer is None:
        if wanted and member.due_at is None:
            member.due_at = now + claims.backoff(1)
        return
    member.profile_read_at, member.due_at = now, None
    if answer.profile is not None:
        member.name = answer.profile.display_name or member.name
        member.picture_url = answer.profile.picture_url
        member.language = answer.profile.language or member.language


def stale(member: Member | None, now: datetime) -> bool:
    """Whether LINE should be asked again who this is."""
    return member is None or member.profile_read_at is None or member.profile_read_at < now - STALE


async def refresh_due(deps: Deps) -> int:
    """Read the profiles that could not be read at once; returns how many were tried."""
    rows = await claims.claim(deps.database, Member, now=deps.clock(), limit=BATCH, lease=LEASE)
    await asyncio.gather(*(_refresh(deps, row) for row in rows))
    if rows:
        deps.bell.ring("announce")
    return len(rows)


async def _refresh(deps: Deps, row: Member) -> None:
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
        group = await members.group_of(session, row.id)
    try:
        line = messaging(deps, account)
        answer = await _read(line, row.user_id, f"user:{row.user_id}")
        if answer is not None and answer.profile is None and group:
            answer = await _read(line, row.user_id, group)
    except MoorlineError as error:
        log.warning("profiles.unreadable", account=account.slug, error=str(error))
        answer = None
    try:
        await _note(deps, row, answer)
    except LeaseLost:
        log.info("profiles.lease_lost", member=row.id)


async def _note(deps: Deps, row: Member, answer: Read | None) -> None:
    now = deps.clock()
    async with deps.database.transaction() as session:
        due_at = now + _patience(row.attempts) if answer is None else None
        await claims.finish(session, row, due_at=due_at)
        if answer is None:
            return
        member = await session.get_one(Member, row.id, with_for_update=True)
        if member.forgotten_at is not None:  # they left while LINE was being asked
            return
        nameless = not member.name
        describe(member, answer, wanted=False, now=now)
        if nameless and member.name:
            for one in await conversations.with_member(session, member.id):
                await conversations.show(session, one, now)
            await messages.show(session, await lines.shown_of(session, member.id), now)


def _patience(attempts: int) -> timedelta:
    return claims.backoff(attempts) if attempts <= QUICK_TRIES else LATER


def _wants_reading(member: Member | None, seen: Seen, now: datetime) -> bool:
    """Those whose reading failed lately are left to the job, which knows when to try again."""
    if member is not None and member.due_at is not None:
        return False
    return seen.again or stale(member, now)


async def _read(line: LineMessaging, user_id: str, conversation: str) -> Read | None:
    """Ask LINE; None when it did not answer. In a group its members can be asked about as such."""
    kind, _colon, place = conversation.partition(":")
    try:
        if kind == "group":
            return Read(await line.group_member_profile(place, user_id))
        return Read(await line.profile(user_id))
    except RefusedByVendor as refused:
        log.info("profiles.refused", error=str(refused), request_id=refused.request_id)
        return Read(None)
    except MoorlineError as error:
        log.info("profiles.unread", error=str(error))
        return None
