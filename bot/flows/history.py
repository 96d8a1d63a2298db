"""Who did what to an account."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.listings import AuditShown
from bot.deps import Deps
from storage import audit
from storage.tables import Account


async def history(deps: Deps, account: Account, site: str | None) -> Sequence[AuditShown]:
    """The newest entries of an account, or of one of its sites."""
    subject = f"site:{site}" if site else None
    async with deps.database.reading() as session:
        entries = await audit.latest(session, account.id, subject=subject)
    return [AuditShown(e.at, e.who, e.tag, e.subject, e.old, e.new) for e in entries]
