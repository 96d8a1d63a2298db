"""The member's side: tickets on the phone, redeemed, claimed, bought; points earned."""

from __future__ import annotations

import re

from bot.flows.stores.tickets import Issuing, issue
from storage.tables import IssuedTicket, Member, PointEntry, Redemption
from tests.members import Browser, Shown, browsing
from tests.stores.shop import create, opened_shop, the_ticket
from tests.world import ROOM, World

HOME = f"/s/{ROOM}"


async def sent(browser: Browser, path: str, **typed: str) -> Shown:
    """Open a page and send its first form for the counter."""
    shown = await browser.get(path)
    found = re.search(r'name="once" value="([^"]+)"', shown.text)
    assert found, shown.text
    form = {"token": shown.form_token, "once": found[1], **typed}
    return await browser.post(path, form)


async def given(world: World) -> str:
    """The signed-in member gets a ticket; its id."""
    (member,) = [one for one in await world.rows(Member) if one.signed_in_at]
    async with world.deps.database.transaction() as session:
        how = Issuing("operator", world.clock())
        return (await issue(session, await the_ticket(world), member.id, how, once="g")).id


async def test_a_ticket_is_redeemed_on_the_phone_and_shown_as_fresh(world: World) -> None:
    await opened_shop(world)
    await create(world, stores="taipei 5", terms="內用", valid_until="2026-12-31")
    async with browsing(world) as browser:
        await browser.sign_in(world.chen)
        path = f"{HOME}/tickets/{await given(world)}"
        assert "拿鐵" in (await browser.get(f"{HOME}/tickets")).text
        shown = await browser.get(path)
        assert "until 2026-12-31" in shown.text
        assert "Taipei" in shown.text
        wrong = await sent(browser, path, code="999")
        assert (wrong.status, "Tries left: 4" in wrong.text) == (400, True)
        assert (await sent(browser, path, code="００１")).status == 303
        done = await browser.get(path)
        assert "Redeemed just now" in done.text
        assert "Taipei" in done.text
        assert 'name="code"' not in done.text
        world.clock.advance(minutes=4)
        assert "Redeemed just now" not in (await browser.get(path)).text
        assert len(await world.rows(Redemption)) == 1
    async with browsing(world) as stranger:
        await stranger.sign_in(world.line.create_person("林小美"))
        assert (await stranger.get(path)).status == 404
        assert "拿鐵" not in (await stranger.get(f"{HOME}/tickets")).text


async def test_a_claim_link_survives_signing_in_and_gives_one(world: World) -> None:
    await opened_shop(world)
    await create(world, claim_link=["yes"])
    path = f"{HOME}/tickets/claim/{(await the_ticket(world)).claim_key}"
    async with browsing(world) as browser:
        assert "Log in with LINE to get it" in (await browser.get(path)).text
        assert "Get this ticket" in (await browser.sign_in(world.chen)).text
        assert (await sent(browser, path)).status == 303
        again = await sent(browser, path)
        assert "at most 1" in again.text
        assert (await browser.get(f"{HOME}/tickets/claim/nonsense-key")).status == 404
    assert len(await world.rows(IssuedTicket)) == 1


async def test_points_are_earned_and_buy_a_ticket_with_the_stores_code(world: World) -> None:
    await opened_shop(world)
    await create(world, price_points="3")
    async with browsing(world) as browser:
        await browser.sign_in(world.chen)
        for amount in ("-5", "1.5", "999999999", ""):
            refused = await sent(browser, f"{HOME}/points", amount=amount, code="001")
            assert refused.status == 400
        assert (await sent(browser, f"{HOME}/points", amount="１,２50", code="001")).status == 303
        assert "12 points" in (await browser.get(f"{HOME}/points")).text
        offer = f"{HOME}/offers/{(await the_ticket(world)).id}"
        assert "3 points" in (await browser.get(f"{HOME}/tickets")).text
        assert (await sent(browser, offer, code="002", payment="points")).status == 303
        assert "9 points" in (await browser.get(f"{HOME}/points")).text
    entries = [(one.kind, one.points, one.site_id) for one in await world.rows(PointEntry)]
    assert entries == [("earn", 12, "taipei"), ("spend", -3, "tainan")]


async def test_a_purchase_says_what_it_added_and_only_to_whom_and_when_it_did(
    world: World,
) -> None:
    await opened_shop(world)
    async with browsing(world) as browser, browsing(world) as stranger:
        await browser.sign_in(world.chen)
        await sent(browser, f"{HOME}/points", amount="9000", code="001")
        done = await sent(browser, f"{HOME}/points", amount="3000", code="001")
        assert "+30 points, balance 120" in (await browser.get(done.location)).text
        small = await sent(browser, f"{HOME}/points", amount="99", code="001")
        assert "too small for a point; balance 120" in (await browser.get(small.location)).text
        await stranger.sign_in(world.line.create_person("林小美"))
        assert "balance" not in (await stranger.get(done.location)).text
        world.clock.advance(minutes=3)
        assert "+30 points, balance" not in (await browser.get(done.location)).text
        assert (await browser.get(f"{HOME}/points?purchase=%00nonsense")).status == 200


async def test_addresses_nobody_was_given_are_refused_by_either_database(
    stored_world: World,
) -> None:
    world = stored_world
    await opened_shop(world)
    async with browsing(world) as browser:
        await browser.sign_in(world.chen)
        strange = ("%00", "%ff", "%ed%a0%80", "x" * 3000)
        for path in (
            f"{at}/{one}" for at in ("tickets", "offers", "tickets/claim") for one in strange
        ):
            assert (await browser.get(f"{HOME}/{path}")).status == 404, path
        assert (await browser.get("/s/%00/tickets")).status == 404
        shown = await browser.get(f"{HOME}/points?purchase=%00")
        assert (shown.status, "balance" in shown.text) == (200, False)
        typed = await sent(browser, f"{HOME}/points", amount="\x00", code="\x00")
        assert typed.status == 400
        assert (await sent(browser, f"{HOME}/points", amount="500", code="\x00")).status == 400
