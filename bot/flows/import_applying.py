"""Carry an import out, some rows at a time: whoever dies, the next goes on from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog

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
from bot.flows.importing import as_is, wanted_of
from bot.flows.subnets import add_site, edit_site, fulfil
from bot.text import Text, _, to_json
from storage import accounts, claims, imports, outbox
from storage.tables import Account, Import, ImportRow, Site

log = structlog.get_logger()

AT_A_TIME = 60  #: rows under one claim; few seconds' work
LEASE = timedelta(minutes=3)  #: longer than those rows take, LINE's time-outs included
BETWEEN = timedelta(seconds=1.2)  #: two edits of the one message; Slack allows one a second

REMOVED = _("the site has been removed since the dry run")
ADDED_SINCE = _("somebody else has added this site since the dry run")


async def import_due(deps: Deps) -> int:
    """Take one import that is due some rows further; returns how many were taken."""
    due = await claims.claim(deps.database, Import, now=deps.clock(), limit=1, lease=LEASE)
    for made in due:
        try:
            await _further(deps, made)
        except LeaseLost:
            log.info("import.lease_lost", id=made.id)
        except MoorlineError as error:
            log.warning("import.failed", id=made.id, error=str(error))
            await _again(deps, made)
    return len(due)


async def _further(deps: Deps, made: Import) -> None:
    async with deps.database.reading() as session:
        account = await session.get_one(Account, made.account_id)
        rows = await imports.left(session, made.id, AT_A_TIME)
    for row in rows:
        await _carry_out(deps, account, made, row)
    if any(row.outcome in ("added", "changed") for row in rows):
        await _served(deps, account)
    await _write_down(deps, made, rows)


async def _carry_out(deps: Deps, account: Account, made: Import, row: ImportRow) -> None:
    """Do what the dry run showed, and note on the row what became of it."""
    try:
        row.outcome = await _outcome(deps, account, made, row)
    except InvalidForm as invalid:
        said = [_("{column}: {problem}", column=name, problem=one)
                for name, one in invalid.errors.items()]  # fmt: skip
        _refuse(row, said)
    except (NotFound, SecretUnreadable) as refused:
        _refuse(row, [refused.said])


async def _outcome(deps: Deps, account: Account, made: Import, row: ImportRow) -> str:
    wanted, adding = wanted_of(deps, row), row.values["kind"] == RowKind.ADD
    async with deps.database.reading() as session:
        present = await accounts.site_by_slug(session, wanted.slug)
    if present is None:
        if not adding:
            raise NotFound(REMOVED)
        row.site_id = (await add_site(deps, account, wanted, by=made.by)).id
        return "added"
    if present.account_id != account.id:
        raise NotFound(ADDED_SINCE)
    row.site_id = present.id
    if not differences(as_is(deps, present), wanted):
        return _stands(made, row, present)
    if adding:
        raise NotFound(ADDED_SINCE)
    await edit_site(deps, account, present, wanted, by=made.by)
    return "changed"


def _stands(made: Import, row: ImportRow, present: Site) -> str:
    """The site is as wanted: by this very import, if it died before it could write that down."""
    if row.values["kind"] == RowKind.CHANGE:
        return "changed"
    ours = present.created_by == made.by and present.created_at >= made.created_at
    return "added" if row.values["kind"] == RowKind.ADD and ours else "same"


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


async def _write_down(deps: Deps, made: Import, rows: Sequence[ImportRow]) -> None:
    """What became of the rows, and the news for Slack, in one transaction. Raises `LeaseLost`."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        for row in rows:
            site = await session.get(Site, row.site_id) if row.outcome == "added" else None
            if site is not None and site.login_channel_id is None:
                row.outcome = "waiting"
        await imports.settle(session, rows)
        if await imports.left(session, made.id, 1):
            await claims.finish(session, made, due_at=now, attempts=0)
            tell_at = now + BETWEEN
        else:  # the digest is free again: the same table may have work to do another day
            digest = f"{made.digest}:{made.id}"
            await claims.finish(session, made, due_at=None, done_at=now, digest=digest)
            tell_at = now
        await outbox.wish(session, "import", f"import:{made.id}", account_id=made.account_id,
                          payload={"import_id": made.id}, now=now, due_at=tell_at)  # fmt: skip
    deps.bell.ring("announce")


async def _again(deps: Deps, made: Import) -> None:
    """Give the import back; the next try waits longer each time."""
    try:
        async with deps.database.transaction() as session:
            later = deps.clock() + claims.backoff(made.attempts)
            await claims.finish(session, made, due_at=later)
    except (LeaseLost, StorageDown):  # then its lease runs out
        log.info("import.not_given_back", id=made.id)
