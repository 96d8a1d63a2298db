"""The edge keeps accounts in memory, and still notices every change in time."""

from __future__ import annotations

from datetime import timedelta

from storage.secrets import KeyRing
from storage.tables import Account
from tests.clock import Clock
from tests.edge.harness import SECRET, Edge, account_row, delivery, event


async def test_the_former_secret_is_accepted_until_its_time(
    edge: Edge, ring: KeyRing, clock: Clock
) -> None:
    await change_secret(edge, ring, clock, to="f" * 32)
    edge.line.forget("island-coffee")
    assert (await edge.post(delivery(event()))).status == 200
    assert (await edge.post(delivery(event()), secret="f" * 32)).status == 200
    clock.advance(hours=24)
    assert (await edge.post(delivery(event()))).status == 401
    assert (await edge.post(delivery(event()), secret="f" * 32)).status == 200


async def test_a_secret_changed_by_another_process_is_noticed_by_its_first_delivery(
    edge: Edge, ring: KeyRing, clock: Clock
) -> None:
    assert (await edge.post(delivery(event()))).status == 200
    await change_secret(edge, ring, clock, to="f" * 32)
    assert (await edge.post(delivery(event()), secret="f" * 32)).status == 200


async def test_an_account_removed_by_another_process_is_noticed_within_30_s(
    edge: Edge, clock: Clock
) -> None:
    assert (await edge.post(delivery())).status == 200
    async with edge.database.transaction() as session:
        await session.delete(await session.get_one(Account, edge.account.id))
    clock.advance(seconds=30)
    assert (await edge.post(delivery(event()))).status == 404


async def test_an_account_made_by_another_process_is_noticed_by_its_first_delivery(
    edge: Edge, ring: KeyRing, clock: Clock
) -> None:
    assert (await edge.post(delivery(event()), slug="tea-house")).status == 404
    async with edge.database.transaction() as session:
        session.add(account_row(ring, clock(), slug="tea-house"))
    assert (await edge.post(delivery(event()), slug="tea-house")).status == 200


async def change_secret(edge: Edge, ring: KeyRing, clock: Clock, *, to: str) -> None:
    """As the flow does it: the present secret becomes the former one for 24 hours."""
    row = {"table": "account", "row": edge.account.id}
    async with edge.database.transaction() as session:
        account = await session.get_one(Account, edge.account.id)
        account.messaging_secret_box = ring.seal(to, column="messaging_secret_box", **row)
        account.former_secret_box = ring.seal(SECRET, column="former_secret_box", **row)
        account.former_secret_until = clock() + timedelta(hours=24)
