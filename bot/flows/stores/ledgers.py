"""A member's ledger as somebody of the team sees and corrects it."""

from __future__ import annotations

from bot.binding.roles import Scope
from bot.cards.points import EntryShown, LedgerShown
from bot.deps import Deps
from bot.errors import NotFound
from bot.flows.members.leveling import NO_MEMBER
from bot.flows.members.naming import member_named
from bot.flows.stores import points as flow
from storage import accounts, members, points
from storage.audit import Tag, record
from storage.tables import Account, Member

MOST = 40


async def ledger_shown(deps: Deps, account: Account, seen: Scope, words: str) -> LedgerShown:
    """The ledger of the member these words name; for a store manager what happened at their own
    stores, and only of members something happened to there. Raises `NotFound`.
    """
    member = await member_named(deps, account, words, seen)
    async with deps.database.reading() as session:
        found = await points.newest(session, member.id, limit=MOST, sites=seen.sites)
        held = await flow.balance(session, member.id, deps.clock())
        bound = await accounts.bound(session, account.id)
    names = {site.id: site.name for site in bound.sites}
    return LedgerShown(
        member=member.name,
        level=member.level or "",
        balance=held if seen.sites is None else None,
        entries=[
            EntryShown(
                kind=one.kind,
                points=one.points,
                at=one.at,
                store=names.get(one.site_id or "", ""),
                reason=one.reason,
                by=one.by,
                expires_at=one.expires_at,
            )
            for one in found
        ],
    )


async def correct_points(
    deps: Deps, account: Account, member: Member, count: int, reason: str, *, once: str, by: str
) -> int:
    """Correct a balance, once; returns what it is now.

    Raises `Refused`, and `NotFound` for who has left.
    """
    now = deps.clock()
    act = flow.Act(f"correct:{once}", now, reason=reason, by=by)
    async with deps.database.transaction() as session:
        if await members.present(session, account.id, member.id) is None:
            raise NotFound(NO_MEMBER)
        if await points.entry(session, account.id, act.once):
            return await flow.balance(session, member.id, now)
        await flow.correct(session, account, member.id, count, act)
        record(session, Tag.POINTS_CORRECTED, account_id=account.id, at=now, who=by,
               subject=f"member:{member.id}", new=f"{count:+d}: {reason}")  # fmt: skip
        return await flow.balance(session, member.id, now)
