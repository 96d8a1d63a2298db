"""An account's rich menus as LINE lists them, asked sparingly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec
from sqlalchemy.exc import IntegrityError

from bot.binding.platforms import RichMenu
from bot.binding.rules.rich_menus import ASKED, KEEP
from bot.binding.rules.rich_menus import rich_menus as probe
from bot.deps import Deps
from bot.flows.binding.kept import Kept
from bot.flows.reach import messaging
from storage import readings
from storage.tables import Account, Reading


async def known_menus(
    deps: Deps, account: Account, *, within: timedelta = KEEP
) -> Sequence[RichMenu] | None:
    """LINE's list as it was read not longer ago than `within`; None when it was not."""
    now = deps.clock()
    async with deps.database.reading() as session:
        rows = await readings.every(session, account.id)
    for row in rows:
        serves = row.keep_until > now and now - row.read_at <= within
        if row.probe == probe.name and serves:
            stored = msgspec.convert(row.answer, Kept)
            if stored.about == ASKED:
                return msgspec.convert(stored.answer, list[RichMenu])
    return None


async def menus_at_line(
    deps: Deps, account: Account, *, within: timedelta = KEEP, seconds: float | None = None
) -> Sequence[RichMenu]:
    """LINE's list, asked anew when the one we have is older than `within`. Raises `VendorError`."""
    known = await known_menus(deps, account, within=within)
    if known is not None:
        return known
    asked_at = deps.clock()
    found = list(await messaging(deps, account).rich_menus(seconds=seconds))
    reading = Reading(
        account_id=account.id,
        probe=probe.name,
        subject=account.slug,
        answer=msgspec.to_builtins(Kept(ASKED, found)),
        read_at=asked_at,
        keep_until=asked_at + KEEP,
    )
    try:
        async with deps.database.transaction() as session:
            await readings.keep(session, account.id, {(reading.probe, reading.subject): reading})
    except IntegrityError:  # somebody else has kept the same a moment ago
        pass
    return found
