"""Moves of late as `/line move` alone shows them: what is left of each, and the way back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.cards.moving import MoveShown
from bot.deps import Deps
from bot.flows.binding.desired import site_url
from bot.flows.network.moving import left_of, way_back
from storage import accounts, moves
from storage.accounts import Bound
from storage.tables import Account, Move

MOST = 5  #: moves shown


async def recorded(deps: Deps, account: Account) -> Sequence[MoveShown]:
    """The newest moves with something to go on with or to bring back, newest first."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        rows = await moves.latest(session, account.id, 4 * MOST)
        since = [await moves.taken_since(session, row) for row in rows]
    shown = [_shown(deps, bound, row, gone) for row, gone in zip(rows, since, strict=True)]
    return [one for one in shown if one.left or one.back or one.under_way][:MOST]


def _shown(deps: Deps, bound: Bound, row: Move, since: Collection[str]) -> MoveShown:
    slugs = {site.id: site.slug for site in bound.sites}
    way = next(((slugs[site], old, new) for site, old, new in row.steps if site in slugs), None)
    urls = [site_url(deps.settings, way[0], address) for address in way[1:]] if way else ["", ""]
    return MoveShown(
        account=bound.account.slug,
        move=row.id,
        by=row.by,
        at=row.created_at,
        old=urls[0],
        new=urls[1],
        taken=row.moved,
        total=len(row.steps),
        left=len(left_of(bound, row, since)),
        back=len(way_back(bound, row)),
        under_way=row.under_way_until is not None and row.under_way_until > deps.clock(),
    )
