"""Move sites in waves: one first, then ten at a time; each wave is checked before the next begins.

The way back is stored before the first site leaves, so it survives whatever happens on the way.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from bot.cards.moving import Arrived, MovedShown, moved, moving
from bot.deps import Deps
from bot.errors import PlanChanged, Refused
from bot.flows.alone import alone
from bot.flows.desired import site_url
from bot.flows.moving_plan import MovePlan, Relocation, Wish, plan
from bot.flows.moving_wave import Step, take
from bot.flows.progress import Progress
from bot.flows.repair import CHANGED_SINCE
from bot.text import Text, _
from storage import accounts, moves
from storage.accounts import Bound
from storage.tables import Account, Move

WAVE = 10  #: sites that move together, once the first one is well


async def move(deps: Deps, account: Account, wish: Wish, digest: str, *, by: str) -> MovedShown:
    """Carry out the plan that was shown; stops at the first wave that does not check out.

    Raises `PlanChanged` if anything has changed since, and what `plan` raises.
    """
    found, move_id = await _begun(deps, account, wish, digest, by)
    progress = Progress(deps, account)
    arrived: list[Relocation] = []
    troubles: Sequence[Text] = ()
    webhook = found.webhook[1] if found.webhook else None
    for wave in _waves(found.relocations) or [[]]:
        await progress.say(moving(len(arrived), len(found.relocations)))
        troubles = await take(
            deps, account.id, [_step(way) for way in wave], by=by, webhook=webhook, of=move_id
        )
        arrived += wave
        webhook = None
        if troubles:
            break
    shown = MovedShown(
        account=account.slug,
        move=move_id,
        arrived=tuple(Arrived(one.site.name, one.old_url, one.new_url) for one in arrived),
        total=len(found.relocations),
        troubles=tuple(troubles),
        back=False,
        undoable=any(one.old != one.new for one in arrived),
    )
    await progress.end(moved(shown))
    return shown


async def move_back(deps: Deps, account: Account, move_id: str, *, by: str) -> MovedShown:
    """Bring back the sites of a move that are still where it took them.

    Raises `NotFound`, and `Refused` when that was done before or a former address is taken.
    """
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    async with deps.database.transaction() as session:
        row = await moves.of_account(session, account.id, move_id)
        if row.back_at is not None:
            raise Refused(_("These sites have been brought back already."))
    steps = _reversed(bound, row)
    arrived: list[Arrived] = []
    troubles: list[Text] = []
    progress = Progress(deps, account)
    for start in range(0, len(steps), WAVE):
        await progress.say(moving(len(arrived), len(steps)))
        wave = steps[start : start + WAVE]
        try:
            troubles += await take(deps, account.id, wave, by=by)
        except IntegrityError:
            raise Refused(_("A former address has been given to another site.")) from None
        arrived += [_arrived(deps, bound, step) for step in wave]
    async with deps.database.transaction() as session:
        (await moves.of_account(session, account.id, move_id)).back_at = deps.clock()
    shown = MovedShown(account.slug, move_id, tuple(arrived), len(steps), tuple(troubles),
                       back=True, undoable=False)  # fmt: skip
    await progress.end(moved(shown))
    return shown


async def _begun(
    deps: Deps, account: Account, wish: Wish, digest: str, by: str
) -> tuple[MovePlan, str]:
    """The plan, once more and still the same, and the way back on record."""
    async with alone(deps, account.id):
        found = await plan(deps, account.id, wish)
        if found.digest != digest:
            raise PlanChanged(CHANGED_SINCE)
        steps = [(way.site.id, way.old, way.new) for way in found.relocations]
        row = Move(account_id=account.id, by=by, created_at=deps.clock(), steps=steps)
        async with deps.database.transaction() as session:
            session.add(row)
    return found, row.id


def _waves(ways: Sequence[Relocation]) -> list[Sequence[Relocation]]:
    """One site alone, then the others in tens."""
    rest = ways[1:]
    tens = [rest[start : start + WAVE] for start in range(0, len(rest), WAVE)]
    return [ways[:1], *tens] if ways else []


def _step(way: Relocation) -> Step:
    return Step(way.site.id, way.old, way.new)


def _reversed(bound: Bound, row: Move) -> Sequence[Step]:
    """The steps taken, backwards; a site that has moved on since stays where it is."""
    here = {site.id: site.address for site in bound.sites}
    taken = [Step(site_id, new, old) for site_id, old, new in row.steps[: row.moved]]
    return [
        step
        for step in reversed(taken)
        if step.old != step.new and step.site_id in here and here[step.site_id] == step.old
    ]


def _arrived(deps: Deps, bound: Bound, step: Step) -> Arrived:
    site = next(one for one in bound.sites if one.id == step.site_id)
    urls = [site_url(deps.settings, site.slug, address) for address in (step.old, step.new)]
    return Arrived(site.name, *urls)
