"""Members by the name or LINE user id somebody types."""

from __future__ import annotations

from bot.binding.roles import Scope
from bot.deps import Deps
from bot.errors import NotFound
from bot.text import Text, _
from storage import members, store_records
from storage.tables import Account, Member

MOST_NAMED = 10
MOST_LOOKED_AT = 500


async def member_named(
    deps: Deps, account: Account, words: str, seen: Scope | None = None
) -> Member:
    """The one member these words name. Raises `NotFound`, with those they may mean.

    To a store manager (`seen`) exist only members something is on record of at their stores.
    """
    sites = None if seen is None else seen.sites
    async with deps.database.reading() as session:
        most = MOST_NAMED if sites is None else MOST_LOOKED_AT
        found = list(await members.find(session, account.id, words, limit=most))
        if sites is not None:
            known = await store_records.served(session, [one.id for one in found], sites)
            found = [one for one in found if one.id in known]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(no_member(account, words))
    names = ", ".join(f"{one.name or '—'} ({one.user_id})" for one in found[:MOST_NAMED])
    raise NotFound(_("“{words}” may mean several members: {names}. Write the user id instead.",
                     words=words, names=names))  # fmt: skip


def no_member(account: Account, words: str) -> Text:
    """Nobody is called so, as far as the reader may know."""
    return _("No member of {account} is called “{words}”; part of a name is enough.",
             account=account.name, words=words)  # fmt: skip
