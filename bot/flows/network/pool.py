"""The pool of Login channels: what each serves, what is free, and how it grows and shrinks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.capacity import Slots
from bot.cards.pool import PoolLine, Shown
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound, Refused, VendorError
from bot.flows.binding.desired import desired
from bot.flows.binding.rotation import enter_login_secret
from bot.flows.network.introducing import newest
from bot.flows.network.pool_lines import pool_lines
from bot.flows.network.pool_trying import ALREADY, NewChannel, depends, insist_idle, try_channel
from bot.flows.reach import login
from bot.flows.sealed import seal_login_secret
from bot.text import Text, _
from storage import accounts, pool, sites
from storage.audit import Tag, record
from storage.tables import Account, LoginChannel, new_id

__all__ = [
    "NewChannel",
    "add_channel",
    "callback_urls",
    "channel_named",
    "count_waiting",
    "edit_channel",
    "insist_removable",
    "list_pool",
    "relist",
    "remove_channel",
    "shown",
    "slots",
    "try_channel",
]

log = structlog.get_logger()


async def slots(session: AsyncSession, account_id: str) -> Sequence[Slots]:
    """The slots of each Login channel as rows know them: ours, promised, retired and foreign."""
    return [Slots(one.channel.id, one.used) for one in await sites.taken(session, account_id)]


async def relist(deps: Deps, account_id: str, channels: Sequence[LoginChannel]) -> dict[str, Text]:
    """Take in LINE's own lists of these channels; returns why one could not be read, by row id."""

    async def one(channel: LoginChannel) -> list[str] | VendorError:
        try:
            return [app.liff_id for app in await login(deps, channel).liff_apps()]
        except VendorError as error:
            log.info("pool.not_listed", channel=channel.channel_id, error=str(error))
            return error

    found = await asyncio.gather(*map(one, channels))
    answers = list(zip(channels, found, strict=True))
    good = {c.channel_id: ids for c, ids in answers if not isinstance(ids, VendorError)}
    async with deps.database.transaction() as session:
        await sites.learn(session, account_id, good, deps.clock())
    return {c.id: error.said for c, error in answers if isinstance(error, VendorError)}


async def list_pool(deps: Deps, account: Account) -> Sequence[PoolLine]:
    """Every Login channel with LINE's own count, or the last one known where LINE is silent."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    silent = await relist(deps, account.id, bound.login_channels)
    async with deps.database.reading() as session:
        seen = await newest(session, account.id)
        return pool_lines(bound, await sites.taken(session, account.id), seen, silent)


async def channel_named(deps: Deps, account: Account, word: str) -> LoginChannel:
    """A Login channel of the account by its id at LINE or its label. Raises `NotFound`."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    for channel in bound.login_channels:
        if word and word.lower() in (channel.channel_id, channel.label.lower(), channel.id):
            return channel
    raise NotFound(
        _("{account} has no Login channel “{word}”. There are: {names}.", account=account.name,
          word=word, names=[one.label or one.channel_id for one in bound.login_channels])
    )  # fmt: skip


async def shown(deps: Deps, account: Account, channel: LoginChannel) -> Shown:
    """A channel with the sites it serves, as rows know them."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        seen = await newest(session, account.id)
        lines = pool_lines(bound, await sites.taken(session, account.id), seen, {})
    return Shown(
        next(line for line in lines if line.channel_id == channel.channel_id),
        tuple(one.name for one in bound.sites if one.login_channel_id == channel.id),
    )


async def add_channel(deps: Deps, account: Account, given: NewChannel, *, by: str) -> LoginChannel:
    """Store a Login channel that LINE accepted (`try_channel`); waiting sites move in by `fulfil`.

    Raises `InvalidForm` when somebody else has stored it a moment ago.
    """
    row_id, now = new_id(), deps.clock()
    row = LoginChannel(
        id=row_id,
        account_id=account.id,
        channel_id=given.channel_id,
        secret_box=seal_login_secret(deps, row_id, given.secret),
        label=given.label,
        created_at=now,
    )
    try:
        async with deps.database.transaction() as session:
            session.add(row)
            record(session, Tag.CHANNEL_ADDED, account_id=account.id, at=now, who=by,
                   subject=f"login-channel:{given.channel_id}",
                   new=given.label or given.channel_id)  # fmt: skip
    except IntegrityError:
        raise InvalidForm({"login_channel_id": ALREADY}) from None
    await relist(deps, account.id, [row])
    deps.bell.ring("subnets")
    return row


async def edit_channel(
    deps: Deps, account: Account, row: LoginChannel, given: NewChannel, *, by: str
) -> None:
    """Store what `try_channel` accepted. Raises `InvalidForm` for a new id while sites depend."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        await sites.hold(session, account.id)
        stored = await session.get_one(LoginChannel, row.id)
        if stored.channel_id != given.channel_id:
            insist_idle(row, await sites.of_channel(session, row.id))
        for column, value in (("label", given.label), ("channel_id", given.channel_id)):
            if (was := getattr(stored, column)) != value:
                record(session, Tag.CHANNEL_CHANGED, account_id=account.id, at=now, who=by,
                       subject=f"login-channel:{given.channel_id}", old=f"{column}: {was or '—'}",
                       new=f"{column}: {value or '—'}")  # fmt: skip
                setattr(stored, column, value)
    if given.secret:
        await enter_login_secret(deps, stored, given.secret, by)


async def remove_channel(deps: Deps, account: Account, row: LoginChannel, *, by: str) -> None:
    """Take a Login channel that serves nothing out of the pool; at LINE nothing changes.

    Raises `Refused`, saying what it serves, while sites depend on it.
    """
    async with deps.database.transaction() as session:
        await sites.hold(session, account.id)
        serving = await sites.of_channel(session, row.id)
        if not serving:
            await pool.forget(session, row)
            record(session, Tag.CHANNEL_REMOVED, account_id=account.id, at=deps.clock(), who=by,
                   subject=f"login-channel:{row.channel_id}",
                   old=row.label or row.channel_id)  # fmt: skip
    if serving:
        raise Refused(depends(row, [one.name for one in serving]))


async def insist_removable(deps: Deps, row: LoginChannel) -> None:
    """Raise `Refused`, saying what a channel serves, while sites depend on it."""
    async with deps.database.reading() as session:
        serving = await sites.of_channel(session, row.id)
    if serving:
        raise Refused(depends(row, [one.name for one in serving]))


async def callback_urls(deps: Deps, account: Account, row: LoginChannel) -> Sequence[str]:
    """The callback addresses to paste into a Login channel."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    wanted = desired(bound, deps.settings).sites
    return [one.callback_url for one in wanted if one.login_channel.channel_id == row.channel_id]


async def count_waiting(deps: Deps, account: Account) -> int:
    """How many sites wait for a LIFF slot."""
    async with deps.database.reading() as session:
        return len(await sites.waiting(session, account.id))
