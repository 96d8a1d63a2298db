"""Who did what to an account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards.listings import AuditShown
from bot.deps import Deps
from storage import audit, members
from storage.tables import Account, Audit

MEMBER = "member:"  #: begins what is about a member: the row's id follows, which tells nobody


async def history(
    deps: Deps, account: Account, sites: Collection[str] | None
) -> Sequence[AuditShown]:
    """The newest entries of an account, or only those about sites with these slugs."""
    subjects = None if sites is None else [f"site:{slug}" for slug in sites]
    async with deps.database.reading() as session:
        entries = await audit.latest(session, account.id, subjects=subjects)
        names = await _names(session, account, entries)
    shown = [AuditShown(e.at, e.who, e.tag, e.subject, e.old, e.new) for e in entries]
    return [replace(one, subject=names.get(one.subject, one.subject)) for one in shown]


async def _names(
    session: AsyncSession, account: Account, entries: Sequence[Audit]
) -> Mapping[str, str]:
    """What to call the members that entries are about, by subject."""
    about = {e.subject for e in entries if e.subject.startswith(MEMBER)}
    ids = [one.removeprefix(MEMBER) for one in about]
    found = await members.with_ids(session, account.id, ids) if ids else ()
    return {MEMBER + one.id: one.name for one in found if one.name}
