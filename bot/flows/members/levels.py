"""An account's levels: added, changed, removed, listed. `level_sweep.py` has members follow."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.levels import Threshold, problems
from bot.cards.levels import LevelLine, LevelsShown
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound
from bot.text import _
from storage import levels
from storage.audit import Tag, record
from storage.tables import Account, Level

log = structlog.get_logger()


async def check_level(
    deps: Deps, account: Account, wanted: Threshold, *, present: Level | None = None
) -> None:
    """Raise `InvalidForm` under each wrong field; changes nothing. `present` is being edited."""
    async with deps.database.reading() as session:
        await _check(session, account, wanted, present)


async def add_level(deps: Deps, account: Account, wanted: Threshold, *, by: str) -> None:
    """Store a level; members whose points reach it get it soon. Raises `InvalidForm`."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        sweep = await levels.hold(session, account.id, now)
        await _check(session, account, wanted, None)
        session.add(Level(account_id=account.id, name=wanted.name, threshold=wanted.points,
                          created_at=now, created_by=by))  # fmt: skip
        levels.begin(sweep, now)
        record(session, Tag.LEVEL_ADDED, account_id=account.id, at=now, who=by,
               subject=f"level:{wanted.name}", new=_words(wanted))  # fmt: skip
    _go(deps, account, "level.added")


async def edit_level(
    deps: Deps, account: Account, level_id: str, wanted: Threshold, *, by: str
) -> None:
    """Change a level's name or threshold; members follow soon. Raises `InvalidForm`, `NotFound`."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        sweep = await levels.hold(session, account.id, now)
        stored = await _stored(session, account, level_id)
        await _check(session, account, wanted, stored)
        before = Threshold(stored.name, stored.threshold)
        if before == wanted:
            return
        stored.name, stored.threshold = wanted.name, wanted.points
        moved = (before.name, wanted.name) if before.name != wanted.name else ("", "")
        levels.begin(sweep, now, old=moved[0], new=moved[1])
        record(session, Tag.LEVEL_CHANGED, account_id=account.id, at=now, who=by,
               subject=f"level:{before.name}", old=_words(before),
               new=_words(wanted))  # fmt: skip
    _go(deps, account, "level.changed")


async def remove_level(deps: Deps, account: Account, level_id: str, *, by: str) -> str:
    """Remove a level and return its name; its members get what their points reach among the rest,
    those it was given by hand too. Raises `NotFound`.
    """
    now = deps.clock()
    async with deps.database.transaction() as session:
        sweep = await levels.hold(session, account.id, now)
        stored = await _stored(session, account, level_id)
        await session.delete(stored)
        levels.begin(sweep, now, old=stored.name)
        before = Threshold(stored.name, stored.threshold)
        record(session, Tag.LEVEL_REMOVED, account_id=account.id, at=now, who=by,
               subject=f"level:{stored.name}", old=_words(before))  # fmt: skip
    _go(deps, account, "level.removed")
    return before.name


async def levels_shown(deps: Deps, account: Account) -> LevelsShown:
    """The levels with how many members have each."""
    async with deps.database.reading() as session:
        rows = await levels.of_account(session, account.id)
        holders = await levels.holders(session, account.id)
        renamings = await levels.sweeping(session, account.id)
    nobody = levels.Holders()
    lines = tuple(
        LevelLine(account.slug, row.id, row.name, row.threshold, held.members, held.fixed)
        for row in rows
        for held in (holders.get(row.name, nobody),)
    )
    without = holders.get("", nobody).members
    return LevelsShown(account.slug, account.name, lines, without, renamings is not None)


async def level_named(deps: Deps, account: Account, name: str) -> Level:
    """A level of this account by its name, in any case. Raises `NotFound` with its levels."""
    async with deps.database.reading() as session:
        rows = await levels.of_account(session, account.id)
    for row in rows:
        if row.name.casefold() == name.casefold():
            return row
    if not rows:
        raise NotFound(_("{account} has no levels yet. Add one with `/line level add`.",
                         account=account.name))  # fmt: skip
    raise NotFound(_("{account} has no level “{level}”. Its levels: {levels}.",
                     account=account.name, level=name,
                     levels=", ".join(row.name for row in rows)))  # fmt: skip


async def level_with_id(deps: Deps, account: Account, level_id: str) -> Level:
    """The level a button or form was made for. Raises `NotFound` when it is gone."""
    async with deps.database.reading() as session:
        return await _stored(session, account, level_id)


async def _stored(session: AsyncSession, account: Account, level_id: str) -> Level:
    found = await session.get(Level, level_id)
    if found is None or found.account_id != account.id:
        raise NotFound(_("This level is gone. `/line level list` shows those there are."))
    return found


async def _check(
    session: AsyncSession, account: Account, wanted: Threshold, present: Level | None
) -> None:
    rows: Sequence[Level] = await levels.of_account(session, account.id)
    others = [
        Threshold(one.name, one.threshold)
        for one in rows
        if present is None or one.id != present.id
    ]
    names = await levels.sweeping(session, account.id) or {}
    mine = present.name if present else None
    busy = [old for old, new in names.items() if new != mine]
    if found := problems(wanted, others, busy):
        raise InvalidForm(found)


def _words(level: Threshold) -> str:
    return f"{level.name}: {level.points}"


def _go(deps: Deps, account: Account, event: str) -> None:
    log.info(event, account=account.slug)
    deps.bell.ring("levels")
