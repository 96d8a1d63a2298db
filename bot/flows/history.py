"""Who did what to an account."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.cards.listings import AuditShown
from bot.deps import Deps
from storage import audit
from storage.tables import Account


async def history(
    deps: Deps, account: Account, sites: Collection[str] | None
) -> Sequence[AuditShown]:
    """The newest entries of an account, or only those about sites with these slugs."""
    subjects = None if sites is None else [f"site:{slug}" for slug in sites]
    async with deps.database.reading() as session:
        entries = await audit.latest(session, account.id, subjects=subjects)
    return [AuditShown(e.at, e.who, e.tag, e.subject, e.old, e.new) for e in entries]
