"""`/line level give`: a member's level by a person's word, whatever their points."""

from __future__ import annotations

from collections.abc import Sequence

from bot.binding.levels import BY_POINTS, named_last
from bot.cards.levels import GiveLevel, Given, WhoIsMeant
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.members.leveling import NO_MEMBER, fix_level
from bot.text import _
from storage import levels, members
from storage.tables import Account, Member

MOST_CANDIDATES = 20


async def give_as_typed(
    deps: Deps, account: Account, words: Sequence[str], *, by: str
) -> Given | WhoIsMeant:
    """Do what "MEMBER LEVEL" says, or ask which of several members is meant.

    Raises `Refused` when the words end with no level of this account, `NotFound` for the member.
    """
    async with deps.database.reading() as session:
        names = [one.name for one in await levels.of_account(session, account.id)]
        meant = named_last(words, names)
        who, level = meant or ("", "")
        found = await members.find(session, account.id, who, limit=MOST_CANDIDATES) if who else ()
    if not who and not names:
        raise Refused(_("{account} has no levels yet. Add one with `/line level add`.",
                        account=account.name))  # fmt: skip
    if not who:
        raise Refused(
            _("Say who and which level, such as `/line level give 陳怡君 {level}`; `auto` lets "
              "points decide. Levels: {levels}.", level=names[0],
              levels=", ".join(names))
        )  # fmt: skip
    if not found:
        raise NotFound(
            _("No member of {account} is called “{words}”. `/line inbox` shows who has written; "
              "part of a name is enough.", account=account.name, words=who)
        )  # fmt: skip
    if len(found) > 1:
        ways = [(one.name, one.user_id, GiveLevel(account.slug, one.id, level)) for one in found]
        return WhoIsMeant(who, level, tuple(ways))
    return await give_level(deps, account, found[0].id, level, by=by)


async def give_level(deps: Deps, account: Account, member_id: str, level: str, *, by: str) -> Given:
    """Give a member of this account a level, or with `auto` let points decide again."""
    async with deps.database.transaction() as session:
        member = await session.get(Member, member_id)
        if member is None or member.account_id != account.id:
            raise NotFound(NO_MEMBER)
        wanted = None if level == BY_POINTS else level
        now = await fix_level(session, member_id, wanted, by=by, at=deps.clock())
    return Given(member.name, now or "", by_points=wanted is None)
