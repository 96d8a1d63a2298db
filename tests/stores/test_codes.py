"""Redemption codes: wrong ones are counted and lock; right ones are told apart, alike in time."""

from __future__ import annotations

import asyncio

from sqlmodel import select

from bot.binding.codes import most_wrong, owner, plain_code
from storage.tables import CodeLock, Outbox, Site
from tests.stores.counter import Counter

WRONG = "999"
LOCKED = "Too many wrong codes"


async def alarms(counter: Counter) -> list[dict[str, object]]:
    """What the stores' managers are to be told."""
    async with counter.deps.database.reading() as session:
        wished = await session.scalars(select(Outbox).where(Outbox.kind == "code-lock"))
        return [one.payload for one in wished]


async def test_the_fifth_wrong_code_locks_the_member_for_ten_minutes(counter: Counter) -> None:
    issued = await counter.give(await counter.offer())
    for left in (4, 3, 2, 1):
        assert f"Tries left: {left}" in await counter.redeem(issued, WRONG, page="taipei")
    assert LOCKED in await counter.redeem(issued, WRONG, page="taipei")
    assert LOCKED in await counter.redeem(issued, "001", page="tainan")  # right, but nobody listens
    (alarm,) = await alarms(counter)
    assert (alarm["site"], alarm["member"], alarm["whole_page"]) == ("taipei", "m000", False)
    counter.clock.advance(minutes=10, seconds=-1)
    assert LOCKED in await counter.redeem(issued, "001")
    counter.clock.advance(seconds=1)
    assert await counter.redeem(issued, "001") == "taipei"


async def test_wrong_codes_older_than_ten_minutes_do_not_count(counter: Counter) -> None:
    issued = await counter.give(await counter.offer())
    for _ in range(4):
        await counter.redeem(issued, WRONG)
        counter.clock.advance(minutes=2)
    counter.clock.advance(minutes=2)  # the first is ten minutes old
    assert "Tries left: 1" in await counter.redeem(issued, WRONG)
    assert await alarms(counter) == []


async def test_many_wrong_codes_at_once_are_all_counted(counter: Counter) -> None:
    """Guessing in parallel gains nothing: the right code among the tries is not told."""
    issued = await counter.give(await counter.offer())
    tries = [f"{number:03}" for number in range(900, 920)]
    came = await asyncio.gather(
        *(counter.redeem(issued, one, once=one) for one in tries), counter.redeem(issued, WRONG)
    )
    assert sum("Tries left" in one for one in came) == 4
    assert sum(LOCKED in one for one in came) == len(came) - 4
    assert len(await alarms(counter)) == 1


async def test_one_person_alone_does_not_lock_a_stores_page_and_five_do(counter: Counter) -> None:
    ticket = await counter.offer()
    issued = await counter.give_all(ticket, 3)
    for _ in range(5):
        await counter.redeem(issued[0], WRONG, page="taipei")
    assert "Tries left" in await counter.redeem(issued[1], WRONG, member="m001", page="tainan")
    assert LOCKED in await counter.redeem(issued[1], WRONG, member="m001", page="taipei")
    assert LOCKED in await counter.redeem(issued[2], "001", member="m002", page="taipei")
    assert await counter.redeem(issued[2], "001", member="m002", page="tainan") == "taipei"
    assert [one["whole_page"] for one in await alarms(counter)] == [False, True]


async def test_a_changed_code_counts_at_once(counter: Counter) -> None:
    ticket = await counter.offer()
    one, other = await counter.give(ticket, once="1"), await counter.give(ticket, once="2")
    assert await counter.redeem(one, "001") == "taipei"
    await counter.set_code("taipei", "314159")
    assert "belongs to no store" in await counter.redeem(other, "001", once="2")
    assert await counter.redeem(other, "314159", once="2") == "taipei"
    await counter.set_code("taipei", "")
    assert "has been used" in await counter.redeem(other, "314159", once="3")


async def test_a_store_whose_code_cannot_be_opened_does_not_close_the_others(
    counter: Counter,
) -> None:
    async with counter.deps.database.transaction() as session:
        (await session.get_one(Site, "main")).redemption_code_box = "v1.00000000.AAAA"
    issued = await counter.give(await counter.offer())
    assert await counter.redeem(issued, "001") == "taipei"


async def test_neither_codes_nor_tries_are_stored_or_logged(counter: Counter) -> None:
    issued = await counter.give(await counter.offer())
    await counter.redeem(issued, "271828")
    async with counter.deps.database.reading() as session:
        kept = (await session.scalars(select(CodeLock))).all()
    assert len(kept) == 2
    assert "271828" not in "".join(repr(one) for one in kept)
    assert "001" not in repr(counter.deps.codes)


def test_a_code_is_its_owners_and_nothing_is_nobodys() -> None:
    codes = [("a", "001"), ("b", plain_code("００２")), ("c", "")]
    assert [owner(typed, codes) for typed in ("001", "2", "002", "", " ", "0" * 500)] == [
        "a", None, "b", None, None, None,
    ]  # fmt: skip
    assert plain_code(" Ｔａｉpei 1") == "taipei1"


def test_the_parents_page_serves_every_store_and_is_held_to_five_for_each() -> None:
    assert most_wrong(member=True, stores=600) == 5
    assert most_wrong(member=False, stores=1) == 5
    assert most_wrong(member=False, stores=3) == 15
