"""The member's side of tickets in a real browser: a phone at a store's counter."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot.flows.stores.tickets import Issuing, issue
from storage.tables import IssuedTicket, Member, Purchase
from tests.browser import IN_ONE_LOOP, PATIENCE, PHONE, axe, visit
from tests.liff.shop import allow
from tests.stores.shop import create, opened_shop, the_ticket
from tests.world import ROOM, World

pytestmark = IN_ONE_LOOP


async def usable(page: Page, name: str) -> None:
    """Nobody is kept out, nothing is cut off at the side; for people's eyes, a picture on wish."""
    await axe(page)
    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    if folder := os.environ.get("MOORLINE_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def test_a_ticket_is_found_redeemed_by_the_stores_code_and_shown_as_fresh(
    chromium: Browser, shown_world: World
) -> None:
    world = shown_world
    await opened_shop(world, members=0)
    await create(world, name="拿鐵招待券", stores="taipei 5", terms="限內用，不得折現。")
    async with visit(chromium, f"{world.trial.url}/s/{ROOM}/", device=PHONE) as page:
        await page.locator(".line").click()
        await page.get_by_role("button", name="許可").click()
        await page.wait_for_url("**/me")
        (member,) = await world.rows(Member)
        async with world.deps.database.transaction() as session:
            how = Issuing("operator", world.clock())
            await issue(session, await the_ticket(world), member.id, how, once="browser")
        await page.goto(f"{world.trial.url}/s/{ROOM}/tickets")
        await usable(page, "tickets")
        await page.get_by_role("link", name="拿鐵招待券").click()
        await usable(page, "ticket")
        await page.locator("#code").fill("999")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_be_visible()
        await usable(page, "ticket-wrong-code")
        await page.locator("#code").fill("001")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_be_visible()
        await expect(page.get_by_text("Taipei").first).to_be_visible()
        await expect(page.locator("#code")).to_have_count(0)
        await usable(page, "ticket-redeemed")
        await page.goto(f"{world.trial.url}/s/{ROOM}/points")
        await expect(page.get_by_text("None")).to_have_count(0)
        await usable(page, "points")


async def test_a_claim_link_opens_in_liff_and_the_ticket_is_redeemed_there(
    chromium: Browser, shown_world: World
) -> None:
    world = shown_world
    await opened_shop(world, members=0)
    words = await create(world, name="免費咖啡", claim_link=["yes"])
    ticket = await the_ticket(world)
    path = f"/tickets/claim/{ticket.claim_key}"
    (link, _web) = re.findall(rf"http\S+{path}", words)
    assert link.startswith(f"{world.trial.line_url}/")
    liff_id = link.removeprefix(f"{world.trial.line_url}/").split("/")[0]
    alan = world.trial.furnished.alan
    inside = (await world.line.open_liff(alan, liff_id, path)).primary_url
    async with visit(chromium, inside, device=PHONE) as page:
        await page.wait_for_url(f"{world.trial.url}/s/{ROOM}{path}", timeout=PATIENCE)
        await usable(page, "claim")
        await page.locator("main button").click()
        await page.wait_for_url("**/tickets/0*", timeout=PATIENCE)
        await page.locator("#code").fill("001")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_be_visible()
    async with visit(chromium, link, device=PHONE) as page:  # outside LINE, a second time
        await allow(page, alan)
        await page.wait_for_url(f"{world.trial.url}/s/{ROOM}{path}", timeout=PATIENCE)
        await page.locator("main button").click()
        await expect(page.get_by_role("alert")).to_be_visible()
    (issued,) = await world.rows(IssuedTicket)
    assert (issued.source, issued.redeemed_at is None) == ("claim", False)


async def test_points_just_added_are_told_on_the_phone(
    chromium: Browser, shown_world: World
) -> None:
    world = shown_world
    await opened_shop(world, members=0)
    async with visit(chromium, f"{world.trial.url}/s/{ROOM}/", device=PHONE) as page:
        await page.locator(".line").click()
        await page.get_by_role("button", name="許可").click()
        await page.wait_for_url("**/me")
        await page.goto(f"{world.trial.url}/s/{ROOM}/points")
        await page.locator("#amount").fill("３,０００")
        await page.locator("#code").fill("001")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("+30")
        await usable(page, "points-added")


async def test_enter_does_not_choose_how_a_ticket_is_paid(
    chromium: Browser, shown_world: World
) -> None:
    """The keyboard's “Go” after the code would spend points where money was meant."""
    world = shown_world
    await opened_shop(world, members=0)
    await create(world, price_points="3", price_money="120")
    async with visit(chromium, f"{world.trial.url}/s/{ROOM}/", device=PHONE) as page:
        await page.locator(".line").click()
        await page.get_by_role("button", name="許可").click()
        await page.wait_for_url("**/me")
        await page.goto(f"{world.trial.url}/s/{ROOM}/offers/{(await the_ticket(world)).id}")
        await page.locator("#code").fill("001")
        await page.keyboard.press("Enter")
        await usable(page, "offer")
        await page.locator("[value=counter]").click()
        await page.wait_for_url("**/tickets")
    (sold,) = await world.rows(Purchase)
    assert (sold.amount, sold.points) == (120, 0)
