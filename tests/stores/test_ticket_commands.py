"""`/line ticket create|list|show|edit|void`: forms, limits, cards."""

from __future__ import annotations

from sandbox.slack.seen import words_of
from storage.tables import Audit, Site, Ticket, TicketStore
from tests.stores.shop import create, opened_shop, redeemed, the_ticket
from tests.world import ROOM, World, words_in

WHOLE = {
    "picture": "https://example.com/latte.jpg",
    "terms": "內用外帶皆可",
    "price_points": "１,０００",
    "valid_from": "2026-12-01",
    "valid_until": "2026/12/31",
    "per_member": "2",
    "quantity": "100",
    "stores": "taipei 50\ntainan",
    "claim_link": ["yes"],
}
"""Every field of the form but the name."""


async def test_a_ticket_is_made_by_its_form_shown_and_changed(world: World) -> None:
    await opened_shop(world)
    words = await create(world, **WHOLE)
    assert "2026-12-01 to 2026-12-31" in words
    assert "1,000 points" in words
    assert "• Taipei: 0 of 50" in words
    made = await the_ticket(world)
    assert (made.price_points, made.quantity, made.per_member) == (1000, 100, 2)
    assert made.valid_until is not None
    assert made.valid_until.isoformat() == "2026-12-31T16:00:00+00:00"
    assert f"/s/{ROOM}/tickets/claim/{made.claim_key}" in words
    (parent,) = [one for one in await world.rows(Site) if one.parent]
    assert f"/{parent.liff_id}/tickets/claim/{made.claim_key}" in words

    form = await world.form("ticket edit 拿鐵")
    assert "tainan" in repr(form.blocks)
    seen = await world.submit(form, {"name": "大杯拿鐵", "stores": "all 9", "claim_link": []})
    assert seen.ok, seen.errors
    words = await world.result()
    await world.slack.close("lin", everything=True)
    assert "• Tainan: 0 of 9" in words
    assert (await the_ticket(world)).claim_key is None
    entries = [(one.tag, one.new) for one in await world.rows(Audit) if "ticket" in one.tag]
    assert entries == [
        ("slack:ticket:created", "拿鐵"),
        ("slack:ticket:changed", "name: 大杯拿鐵"),
        ("slack:ticket:changed", "claim link: off"),
        ("slack:ticket:changed", "stores: 3"),
    ]
    assert "大杯拿鐵" in await world.whisper("lin", ROOM, "ticket list")


async def test_what_cannot_be_is_said_under_its_field_and_nothing_is_stored(world: World) -> None:
    await opened_shop(world)
    form = await world.form("ticket create")
    wrong = {
        "name": "拿鐵",
        "picture": "http://example.com/a.jpg",
        "price_points": "-5",
        "price_money": "1.5",
        "valid_from": "2026-12-31",
        "valid_until": "2026-12-01",
        "per_member": "0",
        "quantity": "99999999999",
        "stores": "nowhere 5",
    }
    seen = await world.submit(form, wrong)
    assert set(seen.errors) == set(wrong) - {"name", "valid_from"}
    assert await world.rows(Ticket) == []


async def test_a_shrunken_ticket_counts_what_was_redeemed_and_issued(world: World) -> None:
    await opened_shop(world)
    await create(world, quantity="10")
    await redeemed(world, "m000", "001")
    await redeemed(world, "m001", "001")
    seen = await world.submit(await world.form("ticket edit 拿鐵"), {"quantity": "1"})
    assert "2 have been issued already" in seen.errors["quantity"]
    await world.slack.close("lin", everything=True)
    seen = await world.submit(await world.form("ticket edit 拿鐵"), {"stores": "taipei 2"})
    assert seen.ok, seen.errors
    await world.result()
    (share,) = await world.rows(TicketStore)
    assert (share.site_id, share.quota, share.redeemed) == ("taipei", 2, 2)


async def test_a_withdrawn_ticket_is_asked_about_first_and_then_gone(world: World) -> None:
    await opened_shop(world)
    await create(world, claim_link=["yes"])
    await world.whisper("lin", ROOM, "ticket void 拿")
    assert (await the_ticket(world)).voided_at is None
    card = world.slack.ephemerals("lin", ROOM)[-1]
    await world.slack.press("lin", card, "ticket.void")
    await world.eventually(lambda: _voided(world))
    assert (await the_ticket(world)).claim_key is None
    assert "withdrawn" in await world.whisper("lin", ROOM, "ticket list")
    assert "No kind of ticket is called “茶”" in await world.whisper("lin", ROOM, "ticket show 茶")


async def _voided(world: World) -> bool:
    return (await the_ticket(world)).voided_at is not None


async def test_a_store_that_a_ticket_names_or_that_has_records_stays(world: World) -> None:
    await opened_shop(world)
    await create(world, stores="taipei 5")
    await redeemed(world, "m000", "001")
    for command, why in (
        ("subnet remove taipei", "These tickets name Taipei: 拿鐵"),
        ("subnet remove taipei", "has redemptions or points on record"),
    ):
        form = await world.form(command)
        await world.submit(form, {})
        assert why in await world.result()
        await world.slack.close("lin", everything=True)
        seen = await world.submit(await world.form("ticket edit 拿鐵"), {"stores": "all"})
        assert seen.ok
        await world.result()
        await world.slack.close("lin", everything=True)


async def test_the_list_makes_one_too_and_the_form_names_the_stores(world: World) -> None:
    await opened_shop(world)
    assert "Create a ticket" in await world.whisper("lin", ROOM, "ticket list")
    card = world.slack.ephemerals("lin", ROOM)[-1]
    await world.slack.press("lin", card, "ticket.create")
    form = await world.slack.wait_for(lambda: world.slack.front("lin"), about="the form")
    assert "tainan, taipei" in words_in(form)
    assert (await world.submit(form, {"name": "拿鐵"})).ok
    assert "🎫 拿鐵" in await world.result()
    await world.whisper("lin", ROOM, "role grant @alice store-manager taipei")
    assert "Create a ticket" not in await world.whisper("alice", ROOM, "ticket list")


async def test_who_manages_one_store_need_not_say_which(world: World) -> None:
    await opened_shop(world)
    await world.whisper("lin", ROOM, "role grant @alice store-manager taipei")
    assert "Tasks of Taipei" in await world.whisper("alice", ROOM, "task list")
    assert "Every morning" in await world.whisper("alice", ROOM, "report")
    assert "of Taipei are not told" in await world.whisper("alice", ROOM, "digest")
    assert "of Taipei are told every day at 8:00" in await world.whisper("alice", ROOM, "digest 8")
    assert "of Taipei are told every day at 8:00" in await world.whisper("alice", ROOM, "digest")
    shown = await world.whisper("alice", ROOM, "report")
    assert "Told every day at 8:00" in shown
    assert "Every morning" not in shown
    await world.slack.press("alice", world.slack.ephemerals("alice", ROOM)[-1], "digest")
    await world.slack.wait_for(
        lambda: "switched off" in words_of(world.slack.ephemerals("alice", ROOM)[-1])
    )
    await world.whisper("lin", ROOM, "role grant @alice store-manager taipei tainan")
    assert "Say which of your stores" in await world.whisper("alice", ROOM, "report")
    assert "Say which site" in await world.whisper("alice", ROOM, "task list")


async def test_a_store_that_would_greet_friends_is_told_where_that_is_done(world: World) -> None:
    await opened_shop(world)
    welcome = {"name": "歡迎", "trigger": "add-friend", "action": "text", "content": "您好"}
    seen = await world.submit(await world.form("task create taipei"), welcome)
    assert f"/line task create {ROOM}" in seen.errors["trigger"]
    await world.slack.close("lin", everything=True)
    assert (await world.submit(await world.form(f"task create {ROOM}"), welcome)).ok
    assert "您好" in await world.result()
