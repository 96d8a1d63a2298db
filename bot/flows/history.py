"""Who did what to an account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards.audit import A_PAGE, AuditEntry, AuditPage, AuditShown
from bot.deps import Deps
from bot.text import from_json
from storage import audit, members
from storage.tables import Account, Audit

MEMBER = "member:"  #: begins what is about a member: the row's id follows, which tells nobody


async def history(
    deps: Deps, account: Account, sites: Collection[str] | None, asked: AuditPage
) -> AuditShown:
    """One page of an account's entries, or only of those about sites with these slugs; one too far
    shows the last.
    """
    subjects = None if sites is None else [f"site:{slug}" for slug in sites]
    async with deps.database.reading() as session:
        total = await audit.count(session, account.id, subjects=subjects)
        page = max(0, min(asked.page, (total - 1) // A_PAGE))
        entries = await audit.latest(
            session, account.id, subjects=subjects, skip=page * A_PAGE, limit=A_PAGE
        )
        names = await _names(session, account, entries)
    shown = [
        AuditEntry(
            e.at,
            e.who,
            e.tag,
            names.get(e.subject, e.subject),
            from_json(e.old),
            from_json(e.new),
        )
        for e in entries
    ]
    return AuditShown(account.name, tuple(shown), total, replace(asked, page=page))


async def _names(
    session: AsyncSession, account: Account, entries: Sequence[Audit]
) -> Mapping[str, str]:
    """What to call the members that entries are about, by subject."""
    about = {e.subject for e in entries if e.subject.startswith(MEMBER)}
    ids = [one.removeprefix(MEMBER) for one in about]
    found = await members.with_ids(session, account.id, ids) if ids else ()
    return {MEMBER + one.id: one.name for one in found if one.name}
