"""Rotating keys: all secrets move, none is lost, and the old key can go."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlmodel import SQLModel, col

from bot.errors import SecretUnreadable
from storage import rotation
from storage.database import Database
from storage.rotation import rotate
from storage.secrets import KeyRing, new_key
from storage.tables import Account, LoginChannel
from tests.clock import Clock

OLD, NEW = new_key(), new_key()


def _sealed(ring: KeyRing, plain: str, table: str, column: str, row: str) -> str:
    return ring.seal(plain, table=table, column=column, row=row)


def account(ring: KeyRing, clock: Clock, row: str) -> Account:
    return Account(
        id=row,
        slug=row,
        name="Tea house",
        oa_id="@tea",
        messaging_channel_id="1",
        messaging_secret_box=_sealed(ring, f"m-{row}", "account", "messaging_secret_box", row),
        secret_since=clock(),
        former_secret_box=_sealed(ring, f"f-{row}", "account", "former_secret_box", row),
        bot_user_id="U1",
        slack_channel=row,
        created_at=clock(),
        changed_at=clock(),
        changed_by="U1",
    )


async def fill(database: Database, clock: Clock, accounts: int) -> None:
    """Accounts with two secrets each, the first with a Login channel, all under the old key."""
    ring = KeyRing.parse(OLD)
    async with database.transaction() as session:
        session.add_all(account(ring, clock, f"a{number:04d}") for number in range(accounts))
        await session.flush()
        session.add(
            LoginChannel(
                id="l1",
                account_id="a0000",
                channel_id="2",
                secret_box=_sealed(ring, "l", "login_channel", "secret_box", "l1"),
                created_at=clock(),
            )
        )


async def opened(database: Database, ring: KeyRing) -> list[str]:
    async with database.reading() as session:
        accounts = (await session.scalars(select(Account).order_by(col(Account.id)))).all()
        channel = (await session.scalars(select(LoginChannel))).one()
    plain = [
        ring.open(
            one.messaging_secret_box, table="account", column="messaging_secret_box", row=one.id
        )
        for one in accounts
    ]
    plain.append(
        ring.open(channel.secret_box, table="login_channel", column="secret_box", row="l1")
    )
    return plain


async def test_afterwards_the_old_key_can_be_dropped(database: Database, clock: Clock) -> None:
    await fill(database, clock, 2)
    assert await rotate(database, KeyRing.parse(f"{NEW},{OLD}")) == 5
    assert await opened(database, KeyRing.parse(NEW)) == ["m-a0000", "m-a0001", "l"]


async def test_rotating_again_finds_nothing_to_do(database: Database, clock: Clock) -> None:
    await fill(database, clock, 1)
    ring = KeyRing.parse(f"{NEW},{OLD}")
    await rotate(database, ring)
    assert await rotate(database, ring) == 0


async def test_more_secrets_than_a_batch_are_all_rotated(database: Database, clock: Clock) -> None:
    await fill(database, clock, 450)
    assert await rotate(database, KeyRing.parse(f"{NEW},{OLD}")) == 901


async def test_one_unreadable_secret_does_not_hold_up_the_others(
    database: Database, clock: Clock
) -> None:
    await fill(database, clock, 3)
    stranger = _sealed(KeyRing.parse(new_key()), "x", "account", "messaging_secret_box", "a0001")
    async with database.transaction() as session:
        await session.execute(
            update(Account).where(col(Account.id) == "a0001").values(messaging_secret_box=stranger)
        )
    with pytest.raises(SecretUnreadable, match=r"account\.messaging_secret_box of a0001"):
        await rotate(database, KeyRing.parse(f"{NEW},{OLD}"))
    async with database.transaction() as session:
        (await session.get_one(Account, "a0001")).messaging_secret_box = _sealed(
            KeyRing.parse(NEW), "m-a0001", "account", "messaging_secret_box", "a0001"
        )
    assert "m-a0002" in await opened(database, KeyRing.parse(NEW))


async def test_a_secret_changed_meanwhile_is_not_overwritten(
    database: Database, clock: Clock
) -> None:
    """The server enters a new secret between our reading the old one and our writing it back."""
    await fill(database, clock, 1)
    ring = KeyRing.parse(f"{NEW},{OLD}")
    place = ("account", "messaging_secret_box", "a0000")
    async with database.transaction() as session:
        row = await session.get_one(Account, "a0000")
        read, row.messaging_secret_box = row.messaging_secret_box, _sealed(ring, "entered", *place)
    column = SQLModel.metadata.tables["account"].c.messaging_secret_box
    late = (("a0000",), read, _sealed(ring, "m-a0000", *place))
    assert await rotation._replace(database, column, [late]) == 0
    assert await rotate(database, ring) == 2
    assert await opened(database, KeyRing.parse(NEW)) == ["entered", "l"]
