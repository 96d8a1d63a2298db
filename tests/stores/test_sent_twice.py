"""Slack delivers what somebody did twice, an acknowledgement being lost: it is done once."""

from __future__ import annotations

from storage.tables import Audit, IssuedTicket, PointEntry, TicketRound
from tests.stores.shop import create, opened_shop
from tests.world import ROOM, World

CORRECT = "points correct Um000 50 開幕禮"


async def audited(world: World, tag: str) -> int:
    """How often the audit tells of it."""
    return [one.tag for one in await world.rows(Audit)].count(tag)


async def corrected(world: World, times: int, of: int) -> None:
    """Type it, have it delivered so often, and wait for all `of` answers there are then."""
    world.slack.delivery.repeats = times - 1
    await world.slack.command("lin", ROOM, CORRECT)
    await world.slack.wait_for(
        lambda: len(world.slack.ephemerals("lin", ROOM)) >= of, about="every answer"
    )


async def test_a_correction_typed_once_is_entered_once(world: World) -> None:
    await opened_shop(world)
    before = len(world.slack.ephemerals("lin", ROOM))
    await corrected(world, times=3, of=before + 3)
    assert [one.points for one in await world.rows(PointEntry)] == [50]
    assert await audited(world, "slack:points:corrected") == 1
    await corrected(world, times=1, of=before + 4)  # typed anew, on purpose
    assert [one.points for one in await world.rows(PointEntry)] == [50, 50]


async def issued_by_form(world: World, **to: object) -> None:
    """Fill in the form, have it delivered twice, and wait for both to be done."""
    form = await world.form("ticket issue 拿鐵")
    start = world.slack.journal.latest
    world.slack.delivery.repeats = 1
    assert (await world.submit(form, to)).ok
    world.slack.delivery.repeats = 0
    await world.slack.wait_for(lambda: updates(world, start) >= 2, about="both answers")
    await world.slack.close("lin", everything=True)


async def test_a_form_that_issues_tickets_issues_once(world: World) -> None:
    await opened_shop(world)
    await create(world)
    await issued_by_form(world, member="會員 1")
    await issued_by_form(world, everybody=["yes"])
    assert len(await world.rows(IssuedTicket)) == 1
    assert len(await world.rows(TicketRound)) == 1
    assert await audited(world, "slack:ticket:issued") == 2


def updates(world: World, start: int) -> int:
    """How often a modal was updated since."""
    told = world.slack.journal.since(start)
    return [one.by for one in told if one.kind == "api.called"].count("views.update")
