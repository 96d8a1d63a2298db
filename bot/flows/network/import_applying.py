"""Carry an import out: its rows some at a time, each lot whole or not at all, then the LIFF apps.

What became of a row is written down with the site it made, in one transaction: whoever dies, the
next goes on from there and does nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.site_plan import RowKind, differences
from bot.deps import Deps
from bot.errors import (
    InvalidForm,
    LeaseLost,
    MoorlineError,
    NotFound,
    SecretUnreadable,
    StorageDown,
)
from bot.flows.network.importing import as_is, wanted_of
from bot.flows.network.register import Register
from bot.flows.network.subnets import fulfil
from bot.text import Text, _, to_json
from storage import accounts, claims, imports, outbox
from storage.tables import Account, Import, ImportRow, Site

log = structlog.get_logger()

AT_A_TIME = 100  #: rows in one transaction; well under a second
LEASE = timedelta(minutes=3)  #: longer than a lot takes, and than LIFF apps are made in one go
BETWEEN = timedelta(seconds=1.2)  #: two edits of the one message; Slack allows one a second

REMOVED = _("the site has been removed since the dry run")
ADDED_SINCE = _("somebody else has added this site since the dry run")


async def import_due(deps: Deps) -> int:
    """Take one import that is due a lot further; returns how many were taken."""
    due = await claims.claim(deps.database, Import, now=deps.clock(), limit=1, lease=LEASE)
    for made in due:
        try:
            await _further(deps, made)
        except LeaseLost:
            log.info("import.lease_lost", id=made.id)
        except IntegrityError:  # another account took a slug or an address at this very moment
            log.info("import.collided", id=made.id)
            await claims.put_off(deps.database, made, deps.clock())
        except MoorlineError as error:
            log.warning("import.failed", id=made.id, error=str(error))
            await claims.put_off(deps.database, made, deps.clock())
    return len(due)


async def _further(deps: Deps, made: Import) -> None:
    if await _carried_out(deps, made):
        return
    async with deps.database.reading() as session:
        account = await session.get_one(Account, made.account_id)
    await _served(deps, account)
    await _finish(deps, made)


async def _carried_out(deps: Deps, made: Import) -> bool:
    """Take the next rows; False when none are left. Raises `LeaseLost`, `IntegrityError`."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        account = await session.get_one(Account, made.account_id)
        register = await Register.opened(deps, session, account)
        rows = await imports.left(session, made.id, AT_A_TIME)
        present = {one.slug: one for one in (await accounts.bound(session, account.id)).sites}
        for row in rows:
            await _carry_out(register, present, made, row)
            row.redemption_code_box = None  # it has done its service
        if rows:
            await claims.finish(session, made, due_at=now, attempts=0)
            await _tell(session, made, now, now + BETWEEN)
    deps.bell.ring("announce")
    return bool(rows)


async def _carry_out(
    register: Register, present: dict[str, Site], made: Import, row: ImportRow
) -> None:
    """Do what the dry run showed, and note on the row what became of it."""
    try:
        row.outcome = await _outcome(register, present, made, row)
    except InvalidForm as invalid:
        said = [_("{column}: {problem}", column=name, problem=one)
                for name, one in invalid.errors.items()]  # fmt: skip
        _refuse(row, said)
    except (NotFound, SecretUnreadable) as refused:
        _refuse(row, [refused.said])


async def _outcome(
    register: Register, present: dict[str, Site], made: Import, row: ImportRow
) -> str:
    wanted, adding = wanted_of(register.deps, row), row.values["kind"] == RowKind.ADD
    site = present.get(wanted.slug)
    if site is None:
        if not adding:
            raise NotFound(REMOVED)
        site = present[wanted.slug] = register.add(wanted, by=made.by)
        row.site_id = site.id
        return "added"
    row.site_id = site.id
    if not differences(as_is(register.deps, site), wanted):
        return "same"
    if adding:
        raise NotFound(ADDED_SINCE)
    await register.change(site, wanted, by=made.by)
    return "changed"


def _refuse(row: ImportRow, said: Sequence[Text]) -> None:
    row.outcome, row.problem = "refused", [to_json(one) for one in said]


async def _served(deps: Deps, account: Account) -> None:
    """Have the new sites' LIFF apps made now; what LINE does not do now, a job does later."""
    try:
        await fulfil(deps, account.id)
    except StorageDown:
        raise
    except MoorlineError as error:
        log.warning("import.not_served", account=account.slug, error=str(error))


async def _finish(deps: Deps, made: Import) -> None:
    """Its end and the news for Slack, in one transaction. Raises `LeaseLost`."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        await imports.note_waiting(session, made.id)
        digest = f"{made.digest}:{made.id}"  # the same table may have work to do another day
        await claims.finish(session, made, due_at=None, done_at=now, digest=digest)
        await _tell(session, made, now, now)
    deps.bell.ring("announce")


async def _tell(session: AsyncSession, made: Import, now: datetime, at: datetime) -> None:
    await outbox.wish(session, "import", f"import:{made.id}", account_id=made.account_id,
                      payload={"import_id": made.id}, now=now, due_at=at)  # fmt: skip
