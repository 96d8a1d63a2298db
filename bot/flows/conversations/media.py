"""Pictures, films, sounds and files members send: copied from LINE into the Slack thread.

A row of a message that came in is due until its content is copied. Slack's id of the copy is
written down before anybody can see it, so that what is taken back is found and deleted.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from bot.deps import Deps
from bot.errors import LeaseLost, MoorlineError, NotYet, VendorError
from bot.flows.announcements.announce_conversations import thread_of
from bot.flows.reach import messaging
from bot.platforms.line_content import Content
from bot.platforms.line_media import State, copied, file_name, with_state
from bot.text import _
from storage import claims, messages
from storage.tables import Account, Message

log = structlog.get_logger()

BATCH = 4  #: each may hold as many bytes as the limit allows
LEASE = timedelta(minutes=4)  #: longer than fetching and handing over may take
GIVE_UP = timedelta(hours=24)
MEGABYTE = 1_000_000


async def copy_due(deps: Deps) -> int:
    """Copy what waits; returns how many messages were tried."""
    rows = await claims.claim(
        deps.database, Message, now=deps.clock(), limit=BATCH, lease=LEASE,
        where=messages.came_in(),
    )  # fmt: skip
    await asyncio.gather(*(_copy(deps, row) for row in rows))
    if rows:
        deps.bell.ring("announce")
    return len(rows)


async def _copy(deps: Deps, row: Message) -> None:
    try:
        state = await _copied(deps, row)
    except (VendorError, NotYet) as error:
        log.info("media.not_copied", message=row.id, error=str(error))
        permanent = isinstance(error, VendorError) and error.permanent
        late = deps.clock() - row.at > GIVE_UP
        state = "failed" if permanent or late else ""
    except MoorlineError as error:  # the secret does not open; somebody may mend SECRET_KEYS
        log.warning("media.unreadable", message=row.id, error=str(error))
        state = ""
    try:
        await _note(deps, row, state)
    except LeaseLost:
        log.info("media.lease_lost", message=row.id)


async def _copied(deps: Deps, row: Message) -> State:
    """Try once. Raises `NotYet` while LINE prepares it or its thread does not stand yet."""
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
    if not copied(row.media) or account.conversations != "thread":
        return "failed"
    if row.slack_file and await deps.slack.files.shared(row.slack_file):
        return "copied"
    if row.slack_ts is None:  # words first, then what they speak of
        raise NotYet(_("Its message does not stand in Slack yet."))
    thread = await thread_of(deps, account, row.conversation)
    most = int(deps.settings.media_limit * MEGABYTE)
    content = await messaging(deps, account).content(row.media["id"], most)
    if content == "preparing":
        raise NotYet(_("LINE is still preparing it."))
    if isinstance(content, Content):
        await _put(deps, row, content, account.slack_channel, thread)
        return "copied"
    return content


async def _put(deps: Deps, row: Message, content: Content, channel: str, thread: str) -> None:
    """Into the thread, unless it was taken back meanwhile. Raises `LeaseLost`."""
    name = file_name(row.media, content.type)
    file_id = await deps.slack.files.prepare(name, content.body)
    async with deps.database.transaction() as session:
        taken_back = await messages.copied_as(session, row, file_id)
    if not taken_back:
        await deps.slack.files.share(file_id, name, channel, thread)
        async with deps.database.reading() as session:
            taken_back = (await session.get_one(Message, row.id)).unsent_at is not None
    if taken_back:
        await deps.slack.files.delete(file_id)


async def _note(deps: Deps, row: Message, state: State) -> None:
    """Write down what came of it; where nothing was copied, the message says why."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        if not state:
            await claims.finish(session, row, due_at=now + claims.backoff(row.attempts))
            return
        await claims.finish(session, row, due_at=None)
        stored = await session.get_one(Message, row.id, with_for_update=True)
        if stored.media is not None:
            stored.media = with_state(stored.media, state)
        if state != "copied":
            await messages.show(session, [stored], now)
