"""Move sites in waves: one first, then ten at a time; each wave is checked before the next begins.

The way back is stored before the first site leaves, so it survives whatever happens on the way: a
move that was cut off is gone on with, or brought back, from `/line move` alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from bot.cards.moving import Arrived, MovedShown, moved, moving
from bot.deps import Deps
from bot.errors import PlanChanged, Refused
from bot.flows.alone import alone
from bot.flows.binding.desired import site_url
from bot.flows.binding.repair import CHANGED_SINCE
from bot.flows.network.moving_plan import MovePlan, Wish, plan, webhook_to_set
from bot.flows.network.moving_wave import Step, Wave, take
from bot.flows.progress import Progress
from bot.text import Text, _
from storage import accounts, moves
from storage.accounts import Bound
from storage.tables import Account, Move

WAVE = 10  #: sites that move together, once the first one is well
A_WAVE_TAKES = timedelta(minutes=5)  #: at most; after that without news a move was cut off
UNDER_WAY = _("Sites of this account are being moved at this moment. Look again when that is over.")


@dataclass(frozen=True)
class Way:
    """What is left of a move: its steps with their places in the record, and what they show."""

    bound: Bound
    row: Move
    steps: Sequence[tuple[int, Step]]
    webhook: str | None  #: to be set with the first wave


async def move(deps: Deps, account: Account, wish: Wish, digest: str, *, by: str) -> MovedShown:
    """Carry out the plan that was shown; stops at the first wave that does not check out.

    Raises `PlanChanged` if anything has changed since, `Refused`, and what `plan` raises.
    """
    found, row = await _begun(deps, account, wish, digest, by)
    steps = [Step(way.site.id, way.old, way.new) for way in found.relocations]
    webhook = found.webhook[1] if found.webhook else None
    way = Way(found.bound, row, list(enumerate(steps)), webhook)
    async with _busy(deps, account, row.id):
        return await _carry_out(deps, account, way, by)


async def go_on(deps: Deps, account: Account, move_id: str, *, by: str) -> MovedShown:
    """Go on with a move that stopped or was cut off: the sites left go where the plan said.

    Raises `NotFound`, `Refused`, and `VendorError` when LINE cannot be read.
    """
    async with _taken_up(deps, account, move_id) as (bound, row):
        async with deps.database.reading() as session:
            steps = left_of(bound, row, await moves.taken_since(session, row))
        if not steps:
            raise Refused(_("No site of this move is left: all are there, or moved on since."))
        follows = any(step.new is None for _place, step in steps)
        webhook = await webhook_to_set(deps, bound) if follows else None
        return await _carry_out(deps, account, Way(bound, row, steps, webhook), by)


async def move_back(deps: Deps, account: Account, move_id: str, *, by: str) -> MovedShown:
    """Bring back the sites of a move that are still where it took them.

    Raises `NotFound`, and `Refused` when that was done before or a former address is taken.
    """
    async with _taken_up(deps, account, move_id) as (bound, row):
        steps = way_back(bound, row)
        arrived: list[Arrived] = []
        troubles: list[Text] = []
        progress = Progress(deps, account, f"move:{row.id}")
        for start in range(0, len(steps), WAVE):
            await progress.say(moving(len(arrived), len(steps)))
            until = deps.clock() + A_WAVE_TAKES
            wave = Wave(steps[start : start + WAVE], move_id=move_id, until=until)
            troubles += await _take(deps, account, wave, by=by)
            arrived += [_arrived(deps, bound, step) for step in wave.steps]
        async with deps.database.transaction() as session:
            (await moves.of_account(session, account.id, move_id)).back_at = deps.clock()
        shown = MovedShown(account.slug, move_id, tuple(arrived), len(steps), tuple(troubles),
                           back=True, undoable=False)  # fmt: skip
        await progress.end(moved(shown))
    return shown


async def _begun(
    deps: Deps, account: Account, wish: Wish, digest: str, by: str
) -> tuple[MovePlan, Move]:
    """The plan, once more and still the same, and the way back on record."""
    async with alone(deps, account.id):
        found = await plan(deps, account.id, wish)
        if found.digest != digest:
            raise PlanChanged(CHANGED_SINCE)
        now = deps.clock()
        steps = [(way.site.id, way.old, way.new) for way in found.relocations]
        row = Move(account_id=account.id, by=by, created_at=now, steps=steps,
                   under_way_until=now + A_WAVE_TAKES)  # fmt: skip
        async with deps.database.transaction() as session:
            if await moves.under_way(session, account.id, now):
                raise Refused(UNDER_WAY)
            session.add(row)
    return found, row


async def _carry_out(deps: Deps, account: Account, way: Way, by: str) -> MovedShown:
    """One site, then the others in tens, until one wave does not check out."""
    progress = Progress(deps, account, f"move:{way.row.id}")
    arrived: list[Step] = []
    troubles: Sequence[Text] = ()
    webhook = way.webhook
    for some in _waves(way.steps) or [[]]:
        await progress.say(moving(len(arrived), len(way.steps)))
        steps = [step for _place, step in some]
        upto = some[-1][0] + 1 if some else 0
        wave = Wave(steps, webhook, way.row.id, upto, deps.clock() + A_WAVE_TAKES)
        troubles = await _take(deps, account, wave, by=by)
        arrived += steps
        webhook = None
        if troubles:
            break
    shown = MovedShown(
        account=account.slug,
        move=way.row.id,
        arrived=tuple(_arrived(deps, way.bound, step) for step in arrived),
        total=len(way.steps),
        troubles=tuple(troubles),
        back=False,
        undoable=any(step.old != step.new for step in arrived),
    )
    await progress.end(moved(shown))
    return shown


async def _take(deps: Deps, account: Account, wave: Wave, *, by: str) -> Sequence[Text]:
    try:
        return await take(deps, account.id, wave, by=by)
    except IntegrityError:
        raise Refused(_("One of these addresses has been given to another site.")) from None


@asynccontextmanager
async def _taken_up(
    deps: Deps, account: Account, move_id: str
) -> AsyncIterator[tuple[Bound, Move]]:
    """A move that was not brought back and that nobody else is at."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        row = await moves.of_account(session, account.id, move_id)
        if row.back_at is not None:
            raise Refused(_("These sites have been brought back already."))
        if not await moves.take_up(session, move_id, now, now + A_WAVE_TAKES):
            raise Refused(UNDER_WAY)
        bound = await accounts.bound(session, account.id)
    async with _busy(deps, account, move_id):
        yield bound, row


@asynccontextmanager
async def _busy(deps: Deps, account: Account, move_id: str) -> AsyncIterator[None]:
    """However it ends, nobody is at the move afterwards; who is cut off leaves it to the clock."""
    try:
        yield
    finally:
        async with deps.database.transaction() as session:
            (await moves.of_account(session, account.id, move_id)).under_way_until = None


def _waves(steps: Sequence[tuple[int, Step]]) -> list[Sequence[tuple[int, Step]]]:
    """One site alone, then the others in tens."""
    rest = steps[1:]
    tens = [rest[start : start + WAVE] for start in range(0, len(rest), WAVE)]
    return [steps[:1], *tens] if steps else []


def left_of(bound: Bound, row: Move, since: Collection[str]) -> Sequence[tuple[int, Step]]:
    """The steps not taken, of sites that are still where the plan found them and that no newer
    move has taken along (`since`).
    """
    here = {site.id: site.address for site in bound.sites}
    steps = [(place, Step(*step)) for place, step in enumerate(row.steps)]
    return [
        (place, step)
        for place, step in steps[row.moved :]
        if step.site_id in here and here[step.site_id] == step.old and step.site_id not in since
    ]


def way_back(bound: Bound, row: Move) -> Sequence[Step]:
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
