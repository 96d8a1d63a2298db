"""What people write in a member's thread: the team's own talk or, where the account wants it so
(`/line set thread-replies on`), an answer to the member.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.cards import threads as cards
from bot.cards.kit import render
from bot.cards.parts import Card
from bot.deps import Deps
from bot.errors import InvalidForm, LeaseLost, NotAllowed, NotFound, Refused, VendorError
from bot.flows.access import About, authorise
from bot.flows.announcements.announcing import announcement
from bot.flows.conversations.reply import write
from bot.locale import Speaker, language_of
from storage import claims, messages, outbox, overheard
from storage.tables import Account, Outbox, Overheard

log = structlog.get_logger()

BATCH = 20
LEASE = timedelta(seconds=60)
STALE = timedelta(hours=1)
"""After so long nobody expects their words to go out; they are told instead that they did not."""


@dataclass(frozen=True)
class Place:
    """A thread in Slack."""

    channel: str
    thread_ts: str


async def overhear_due(deps: Deps) -> int:
    """Decide what becomes of what was said, each thread in order; returns how many were taken."""
    rows = await claims.claim(
        deps.database, Overheard, now=deps.clock(), limit=BATCH, lease=LEASE,
        where=overheard.first_in_line(),
    )  # fmt: skip
    await asyncio.gather(*(_decide(deps, row) for row in rows))
    return len(rows)


async def _decide(deps: Deps, row: Overheard) -> None:
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
    try:
        if row.event.startswith("written:"):
            await _written(deps, account, row)
        else:
            await _changed(deps, account, row)
    except VendorError as error:
        log.warning("thread.undecided", error=str(error), request_id=error.request_id)
        await claims.put_off(deps.database, row, deps.clock())
    else:
        await _finish(deps, row)


async def _written(deps: Deps, account: Account, row: Overheard) -> None:
    if not account.thread_replies:
        await _hint(deps, row)
        return
    refusal = await _sent(deps, account, row)
    if refusal is not None:
        await _whisper(deps, account, _place(row), row.user, refusal)


async def _sent(deps: Deps, account: Account, row: Overheard) -> Card | None:
    """Put the words on their way to the member; the card says why not."""
    try:
        await authorise(deps, row.user, "send", About(account=account.id))
    except NotAllowed as no:
        return cards.not_sent(no.said)
    hindered = _hindered(row, deps.clock())
    if hindered is not None:
        return hindered
    try:
        await write(
            deps, account.id, row.conversation, row.words, author=row.user,
            written_as=overheard.source(row.slack_channel, row.slack_ts),
        )  # fmt: skip
    except InvalidForm as wrong:
        return cards.not_sent(next(iter(wrong.errors.values())))
    except (NotFound, Refused) as no:
        return cards.not_sent(no.said)
    return None


def _hindered(row: Overheard, now: datetime) -> Card | None:
    if row.hindrance == "files":
        return cards.files_not_sent()
    if row.hindrance == "names":
        return cards.names_not_sent()
    return cards.too_late() if now - row.heard_at > STALE else None


async def _changed(deps: Deps, account: Account, row: Overheard) -> None:
    """What was sent was edited or deleted in Slack: the receipt says what the member has."""
    what = row.event.partition(":")[0]
    async with deps.database.transaction() as session:
        sent = await overheard.written_as(session, account.id, row.slack_channel, row.slack_ts)
        if sent is None:
            return
        sent.changed_since = what
        await messages.account_for(session, sent, deps.clock())
    deps.bell.ring("announce")
    await _whisper(deps, account, _place(row), row.user, cards.not_taken_back(what))


async def _hint(deps: Deps, row: Overheard) -> None:
    """Once a person and account: what is written here stays here, and how to answer."""
    async with deps.database.transaction() as session:
        await outbox.wish(
            session, "thread-hint", f"thread-hint:{row.account_id}:{row.user}",
            account_id=row.account_id, now=deps.clock(), once=True,
            payload={"user": row.user, "channel": row.slack_channel, "thread": row.thread_ts},
        )  # fmt: skip
    deps.bell.ring("announce")


@announcement("thread-hint", in_channel=False)
async def tell_hint(deps: Deps, row: Outbox) -> None:
    """Whisper it to whoever wrote in a member's thread for the first time."""
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
    where = row.payload
    place = Place(where["channel"], where["thread"])
    await _whisper(deps, account, place, where["user"], cards.stays_here())


async def _whisper(deps: Deps, account: Account, place: Place, user: str, card: Card) -> None:
    """Tell one person, in the thread and in their language; nobody else sees it."""
    person = await deps.slack.person(user)
    said = render(card, Speaker(language_of(person.locale), account.time_zone))
    try:
        await deps.slack.ephemeral(
            place.channel, user, said.text, said.blocks,
            attachments=said.attachments, thread_ts=place.thread_ts,
        )  # fmt: skip
    except VendorError as error:
        if not error.permanent:
            raise
        log.info("thread.whisper_lost", error=str(error), request_id=error.request_id)


def _place(row: Overheard) -> Place:
    return Place(row.slack_channel, row.thread_ts)


async def _finish(deps: Deps, row: Overheard) -> None:
    """Decided; the words are of no further use here."""
    try:
        async with deps.database.transaction() as session:
            await claims.finish(session, row, due_at=None, words="")
    except LeaseLost:
        log.info("thread.lease_lost", row=row.id)
