"""Give sites their LIFF slots, in order, and make the LIFF apps they lack at LINE.

A site is due until its LIFF app stands and its id is stored. Whoever dies in between leaves an app
that already leads to the site; it is found there and taken over, so no second one is made.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.binding.capacity import MOST, Slots, choose
from bot.binding.desired import DesiredSite
from bot.deps import Deps
from bot.errors import MoorlineError, RefusedByVendor, VendorError
from bot.flows.alone import alone
from bot.flows.binding.desired import desired
from bot.flows.binding.verify import look_soon
from bot.flows.network.liff_making import Making
from bot.flows.network.pool import relist, slots
from storage import accounts, sites
from storage.accounts import Bound
from storage.audit import BY_ITSELF, Tag, record
from storage.tables import LoginChannel, Site

log = structlog.get_logger()

AT_ONCE = 20  #: Login channels worked on side by side, each with one call at a time
STALE = timedelta(minutes=5)
"""While sites wait, LINE is asked this often whether slots have become free."""


async def fulfil(deps: Deps, account_id: str) -> int:
    """Serve the account's waiting and unfinished sites; returns how many have their app now.

    Raises `Refused` when somebody else holds the account for too long; then nothing is lost, and a
    job comes back to it. What LINE does not do now is done later.
    """
    done = 0
    while True:
        async with alone(deps, account_id):
            await _assign(deps, account_id)
            made = await _serve(deps, account_id)
        if made is None:
            break
        done += made
    if done:
        await look_soon(deps, account_id)
    return done


async def _assign(deps: Deps, account_id: str) -> None:
    """Give waiting sites the slots there are; ask LINE for news of slots when none is left."""
    if not await _placed(deps, account_id):
        return
    now = deps.clock()
    async with deps.database.reading() as session:
        channels = [one.channel for one in await sites.taken(session, account_id)]
    old = [one for one in channels if one.listed_at is None or now - one.listed_at >= STALE]
    if old:
        await relist(deps, account_id, old)
        await _placed(deps, account_id)


async def _placed(deps: Deps, account_id: str) -> int:
    """Assign in order; returns how many sites still wait."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        await sites.hold(session, account_id)
        queue = await sites.waiting(session, account_id)
        room = {one.channel: one for one in await slots(session, account_id)} if queue else {}
        for place, site in enumerate(queue):
            channel = choose(tuple(room.values()))
            if channel is None:
                return len(queue) - place
            room[channel] = Slots(channel, room[channel].used + 1)
            site.login_channel_id, site.due_at, site.attempts = channel, now, 0
            record(session, Tag.SITE_PLACED, account_id=account_id, at=now, who=BY_ITSELF,
                   subject=f"site:{site.slug}")  # fmt: skip
    return 0


async def _serve(deps: Deps, account_id: str) -> int | None:
    """Make what is due now; returns how many apps stand, None when nothing was due."""
    async with deps.database.reading() as session:
        todo = await sites.due(session, account_id, deps.clock())
        if not todo:
            return None
        bound = await accounts.bound(session, account_id)
    queues: dict[str, list[Site]] = defaultdict(list)
    for site in todo:
        queues[str(site.login_channel_id)].append(site)
    wanted = {one.site_id: one for one in desired(bound, deps.settings).sites}
    some = list(queues.items())[:AT_ONCE]
    made = await asyncio.gather(
        *(_on_channel(deps, _row(bound, key), queue, wanted) for key, queue in some)
    )
    return sum(made)


def _row(bound: Bound, channel: str) -> LoginChannel:
    return next(row for row in bound.login_channels if row.id == channel)


async def _on_channel(
    deps: Deps, channel: LoginChannel, queue: Sequence[Site], wanted: Mapping[str, DesiredSite]
) -> int:
    """One channel's sites, one after the other; LINE's trouble ends the round for this channel."""
    making = Making(deps, channel)
    try:
        return await _one_by_one(making, channel, queue, wanted)
    finally:
        await making.write_down()


async def _one_by_one(
    making: Making,
    channel: LoginChannel,
    queue: Sequence[Site],
    wanted: Mapping[str, DesiredSite],
) -> int:
    for place, site in enumerate(queue):
        try:
            await making.make(site, wanted[site.id])
        except RefusedByVendor as refused:
            if await _full(making):
                await making.wait(queue[place:])
                return place
            log.warning("liff.refused", site=site.slug, error=str(refused),
                        request_id=refused.request_id)  # fmt: skip
            await making.give_up(site)
        except MoorlineError as error:
            log.warning("liff.not_made", channel=channel.channel_id, error=str(error))
            await making.postpone(queue[place:], error)
            return place
    return len(queue)


async def _full(making: Making) -> bool:
    """LINE's 400 says neither "full" nor "wrong": count anew, and learn whose the apps are."""
    try:
        return len(await making.list_anew()) >= MOST
    except VendorError:
        return False


async def fulfil_due(deps: Deps) -> int:
    """Serve every account that has work; returns how many sites have got their app."""
    async with deps.database.reading() as session:
        todo = await sites.unfinished(session, deps.clock())
    done = 0
    for account_id in todo:
        try:
            done += await fulfil(deps, account_id)
        except MoorlineError as error:
            log.warning("fulfil.failed", account=account_id, error=str(error))
    return done


def due_soon(site: Site, now: datetime) -> None:
    """Have the site's LIFF app made, or made as it should be, by the next round."""
    site.due_at, site.attempts = now, 0
