"""Tickets on their way to members, back again, and who of the team may see and do what."""

from __future__ import annotations

from bot.flows.stores.ticket_rounds import AT_A_TIME, round_due
from sandbox.slack.seen import words_of
from storage.tables import IssuedTicket, Member, Redemption, TicketRound
from tests.stores.counter import Counter
from tests.stores.shop import (
    create,
    opened_shop,
    posts_about,
    pressed_form,
    redeemed,
    the_ticket,
    told,
)
from tests.world import ROOM, World


async def given(world: World, **to: object) -> str:
    """`/line ticket issue 拿鐵`, filled in; the words of the answer."""
    seen = await world.submit(await world.form("ticket issue 拿鐵"), to)
    words = await world.result() if seen.ok else str(seen.errors)
    await world.slack.close("lin", everything=True)
    return words


async def test_one_member_gets_one_by_name_and_wrong_names_are_said(world: World) -> None:
    await opened_shop(world)
    await create(world, per_member="1")
    assert "會員 1 has “拿鐵” now" in await given(world, member="會員 1")
    assert "at most 1" in await given(world, member="會員 1")
    assert "may mean several members" in await given(world, member="會員")
    assert "exactly one" in await given(world)
    assert "exactly one" in await given(world, member="會員 1", everybody=["yes"])
    assert "no site osaka" in await given(world, site="osaka")
    assert "Nobody would get it" in await given(world, level="金卡")
    (held,) = await world.rows(IssuedTicket)
    assert (held.member_id, held.source) == ("m001", "operator")


async def test_many_get_theirs_in_steps_told_in_one_message(stored_world: World) -> None:
    world = stored_world
    await opened_shop(world, members=AT_A_TIME + 30)
    await create(world, per_member="1", quantity=str(AT_A_TIME + 10))
    assert "會員 7 has" in await given(world, member="會員 7")
    assert f"{AT_A_TIME + 30} members" in await given(world, site="taipei")
    await told(world)
    assert await round_due(world.deps) == 1
    world.clock.advance(seconds=2)
    await told(world)
    (post,) = posts_about(world, "Issuing tickets: 拿鐵")
    assert f"{AT_A_TIME} of {AT_A_TIME + 30}" in words_of(post)
    while await round_due(world.deps):
        pass
    await told(world)
    (same,) = posts_about(world, "Tickets issued: 拿鐵")
    assert same.ts == post.ts
    assert f"all {AT_A_TIME + 10} have been given out" in words_of(same)
    held = [one.member_id for one in await world.rows(IssuedTicket)]
    assert len(held) == len(set(held)) == AT_A_TIME + 10


async def test_a_round_that_dies_half_way_goes_on_and_gives_nobody_two(world: World) -> None:
    await opened_shop(world, members=5)
    await create(world)
    await given(world, everybody=["yes"])
    (made,) = await world.rows(TicketRound)
    while await round_due(world.deps):
        pass
    async with world.deps.database.transaction() as session:  # as if its end had been lost
        stored = await session.get_one(TicketRound, made.id)
        stored.after, stored.due_at, stored.issued = "", world.clock(), 0
    while await round_due(world.deps):
        pass
    held = [one.member_id for one in await world.rows(IssuedTicket)]
    assert len(held) == len(set(held)) == len(await world.rows(Member))


async def test_a_store_manager_sees_and_reverses_only_their_own(world: World) -> None:
    await opened_shop(world)
    await create(world)
    await redeemed(world, "m000", "001")
    await redeemed(world, "m001", "002")
    await world.whisper("lin", ROOM, "role grant @alice store-manager taipei")
    words = await world.whisper("alice", ROOM, "ticket reverse")
    assert "會員 0" in words
    assert "會員 1" not in words
    assert "is called" in await world.whisper("alice", ROOM, "ticket reverse 會員 1")
    own, other = await _of(world, "m000"), await _of(world, "m001")
    await world.whisper("alice", ROOM, "ticket reverse")
    value = f'{{"account":"{ROOM}","redemption":"%s"}}'
    form = await pressed_form(world, "alice", "ticket.reverse", value % own.id)
    assert (await world.submit(form, {"reason": "點錯了"}, "alice")).ok
    await world.result("alice")
    assert (await _of(world, "m000")).reason == "點錯了"
    for command in ("ticket create", "ticket issue 拿鐵", "ticket held 會員 0", "points correct"):
        assert "asks for a role" in await world.whisper("alice", ROOM, command)
    assert (await _of(world, "m001")).reversed_at is None
    assert other.site_id == "tainan"


async def _of(world: World, member: str) -> Redemption:
    (one,) = [row for row in await world.rows(Redemption) if row.member_id == member]
    return one


async def test_points_are_shown_corrected_and_narrowed_to_ones_own_stores(world: World) -> None:
    account = await opened_shop(world)
    counter = Counter(world.deps, account, world.clock)
    assert await counter.earn(500, "001", page="taipei") == 5
    assert await counter.earn(700, "002", once="b", page="taipei") == 7
    words = await world.whisper("lin", ROOM, 'points correct "會員 0" -2 重複登錄')
    assert "-2 points. The balance is 10" in words
    assert "there are 10" in await world.whisper("lin", ROOM, 'points correct "會員 0" -11 多了')
    assert "not a whole number" in await world.whisper("lin", ROOM, "points correct Um000 1.5 多了")
    words = await world.whisper("lin", ROOM, "points 會員 0")
    assert "*10* points" in words
    assert "重複登錄" in words
    await world.whisper("lin", ROOM, "role grant @alice store-manager taipei")
    words = await world.whisper("alice", ROOM, "points 會員 0")
    assert "*+5* · earned" in words
    assert "+7" not in words
    assert "*10* points" not in words
    assert "is called" in await world.whisper("alice", ROOM, "points 會員 1")


async def test_wrong_codes_are_told_to_the_stores_managers_with_one_thing_to_do(
    world: World,
) -> None:
    account = await opened_shop(world)
    await create(world)
    counter = Counter(world.deps, account, world.clock)
    await world.whisper("lin", ROOM, "role grant @alice store-manager taipei")
    issued = await counter.give(await the_ticket(world), "m000")
    for number in range(5):
        await counter.redeem(issued, f"9{number}", page="taipei", once=f"o{number}")
    await told(world)
    (card,) = world.slack.direct_messages("alice")
    assert "會員 0 typed five wrong redemption codes on the page of Taipei" in words_of(card)
    assert not posts_about(world, "redemption codes")
    await world.slack.press("alice", card, "subnet.edit")
    form = await world.slack.wait_for(lambda: world.slack.front("alice"), about="the form")
    assert (await world.submit(form, {"redemption_code": "７７ 77"}, "alice")).ok
    await world.result("alice")
    world.clock.advance(minutes=10)
    assert await counter.redeem(issued, "7777", page="taipei", once="new") == "taipei"


async def test_without_a_manager_the_accounts_channel_is_told_of_wrong_codes(world: World) -> None:
    account = await opened_shop(world)
    await create(world)
    counter = Counter(world.deps, account, world.clock)
    issued = await counter.give(await the_ticket(world), "m000")
    for number in range(7):
        await counter.redeem(issued, f"9{number}", page="tainan", once=f"o{number}")
    await told(world)
    (post,) = posts_about(world, "redemption codes typed wrongly")
    assert "Tainan" in words_of(post)


async def test_two_stores_cannot_have_one_code_whichever_way_it_comes(world: World) -> None:
    await opened_shop(world)
    for command, code in (("subnet edit tainan", "００１"), ("subnet add", "00 1")):
        form = await world.form(command)
        given = {"name": "店", "redemption_code": code}
        given |= {"site": "kaohsiung"} if command == "subnet add" else {}
        seen = await world.submit(form, given)
        assert "Another store has this code" in seen.errors["redemption_code"]
        assert "Taipei" not in str(seen.errors)
        await world.slack.close("lin", everything=True)
    table = "site,name,redemption_code,points_per\na,甲,9,\nb,乙,９,50\nc,丙,002,1.5\nd,丁,8,50"
    await world.submit(await world.form("subnet import"), {"csv": table})
    words = await world.result()
    assert words.count("Another store has this code") == 1
    assert "points_per: “1.5” is not a whole number" in words
    assert "2 to add" in words
