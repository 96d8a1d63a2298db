"""The database locked or gone: 503, so that LINE delivers again, and recovery without a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from storage.database import Database
from storage.deliveries import sightings
from tests.clock import Clock
from tests.edge.harness import Edge, delivery, event
from tests.edge.outages import gone, locked

Outage = Callable[[Database], AbstractAsyncContextManager[None]]
OUTAGES = pytest.mark.parametrize("outage", [locked, gone])


@OUTAGES
async def test_events_get_503_then_200(edge: Edge, outage: Outage) -> None:
    assert (await edge.post(delivery(event()))).status == 200
    async with outage(edge.database):
        answers = await asyncio.gather(*(edge.post(delivery(event())) for _ in range(5)))
        assert {answer.status for answer in answers} == {503}
    await recovered(edge)


@OUTAGES
async def test_a_known_account_stays_known_however_old(
    edge: Edge, clock: Clock, outage: Outage
) -> None:
    assert (await edge.post(delivery(event()))).status == 200
    clock.advance(hours=1)
    async with outage(edge.database):
        assert (await edge.post(delivery(event()))).status == 503
    await recovered(edge)


async def test_an_account_never_seen_gets_503_not_404(edge: Edge) -> None:
    async with gone(edge.database):
        assert (await edge.post(delivery(event()))).status == 503
    await recovered(edge)


@OUTAGES
async def test_a_bad_signature_is_401_all_the_same(edge: Edge, outage: Outage) -> None:
    assert (await edge.post(delivery(event()))).status == 200
    async with outage(edge.database):
        assert (await edge.post(delivery(event()), secret="0" * 32)).status == 401
        assert (await edge.post(delivery(), secret="0" * 32)).status == 401


async def test_empty_events_are_not_answered_200_while_they_cannot_be_counted(edge: Edge) -> None:
    assert (await edge.post(delivery())).status == 200
    async with gone(edge.database):
        assert (await edge.post(delivery())).status == 503
    assert (await edge.post(delivery())).status == 200
    async with edge.database.reading() as session:
        assert (await sightings(session, edge.account.id)).well == 2


async def test_a_cut_connection_costs_no_event(edge: Edge) -> None:
    assert (await edge.post(delivery(event()))).status == 200
    async with gone(edge.database):
        pass
    answers = await asyncio.gather(*(edge.post(delivery(event())) for _ in range(5)))
    assert {answer.status for answer in answers} == {200}


async def recovered(edge: Edge) -> None:
    """The very next delivery is stored; nothing that got 503 blocks it."""
    assert (await edge.post(delivery(event("01AFTER")))).status == 200
    assert "01AFTER" in [stored.webhook_event_id for stored in await edge.stored()]
