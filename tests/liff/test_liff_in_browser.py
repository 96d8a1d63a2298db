"""The LIFF page in a real browser: inside LINE and outside, with a small SDK in LINE's place."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.checking_sdk import examine_sdk
from sandbox.line.model import Person
from storage import readings
from storage.tables import MemberSession
from tests.browser import IN_ONE_LOOP, PATIENCE, PHONE, axe, visit
from tests.liff.shop import Shop, allow, decline, greeted, opened_shop, told
from tests.world import World

pytestmark = IN_ONE_LOOP
DEEP = "/tickets/claim/K7?from=chat"


@pytest_asyncio.fixture(loop_scope="session")
async def shop(shown_world: World) -> AsyncIterator[Shop]:
    yield await opened_shop(shown_world)


@pytest.fixture
def alan(shop: Shop) -> Person:
    return shop.world.trial.furnished.alan


async def proofs(world: World) -> dict[str, str]:
    async with world.deps.database.reading() as session:
        found = await readings.proofs(session, (await world.account()).id)
    return {proof.name: proof.value for proof in found}


async def test_a_member_comes_by_the_link_outside_line_and_shares_the_shop(
    chromium: Browser, shop: Shop, alan: Person
) -> None:
    async with visit(chromium, shop.link(), device=PHONE) as page:
        await allow(page, alan, friend=True)
        await greeted(page, alan)
        assert page.url == shop.page  # LINE's parameters are gone
        await expect(page.locator("#is-friend")).to_be_visible()
        await expect(page.locator("#no-friend")).to_be_hidden()
        await axe(page)
        await page.click("#share")
        await page.check("dialog [value=hanako]")
        await page.click("dialog button:has-text('Share')")
        await expect(page.locator("#shared")).to_be_visible()
        await page.click("#share")
        await page.click("dialog button:has-text('Cancel')")
        await expect(page.locator("#shared")).to_be_hidden()
        await page.reload()
        await greeted(page, alan)  # without a second question
    (shared,) = shop.world.line.shares
    assert shared.to == ["hanako"]
    (card,) = shared.messages
    assert (card["type"], card["altText"]) == ("flex", "小島咖啡")
    assert f'"uri": "{shop.link()}"' in str(card).replace("'", '"')
    assert {one.source for one in await shop.world.rows(MemberSession)} == {"liff"}
    shown = await proofs(shop.world)
    assert shown["share-target-picker"] == "available"
    assert (shown["account-linked"], shown["same-provider"]) == ("linked", "same")
    assert "callback-registered" not in shown  # nobody came back by the callback address


async def test_inside_line_nobody_is_asked_and_a_stranger_becomes_a_friend(
    chromium: Browser, shop: Shop, alan: Person
) -> None:
    async with visit(chromium, await shop.in_line(alan), device=PHONE, language="ja") as page:
        await greeted(page, alan)
        assert "access_token" not in page.url
        await expect(page.locator("#close")).to_be_visible()
        await page.click("#add-friend")
        await page.click("dialog button:has-text('Cancel')")
        await page.click("#add-friend")
        await page.click("dialog button:has-text('Add')")
        await expect(page.locator("#is-friend")).to_be_visible()
    assert shop.world.line.is_friend(shop.world.login, alan)


async def test_a_path_of_the_liff_url_leads_on_to_the_sites_own_page(
    chromium: Browser, shop: Shop, alan: Person
) -> None:
    onward = shop.page.removesuffix("/liff") + DEEP
    async with visit(chromium, await shop.in_line(alan, DEEP)) as page:
        await page.wait_for_url(onward, timeout=PATIENCE)
    async with visit(chromium, shop.link(DEEP)) as page:
        await allow(page, alan)
        await page.wait_for_url(onward, timeout=PATIENCE)


async def test_at_a_sites_own_address_no_path_leads_to_another(
    chromium: Browser, shop: Shop, alan: Person
) -> None:
    own = shop.world.trial.url.replace("127.0.0.1", "localhost")
    async with visit(chromium, await shop.in_line(alan)) as page:
        await greeted(page, alan)
        await shop.move_to(own)
        await page.reload()
        await told(page, "outside")
        await expect(page.locator("#by-link")).to_have_attribute("href", shop.link())
    async with visit(chromium, await shop.in_line(alan)) as page:
        await greeted(page, alan)
        for path in ("//evil.example.com/x", r"/\evil.example.com", "/liff/again", "//"):
            await page.goto(f"{own}/liff{path}")
            await greeted(page, alan)
            assert page.url.startswith(f"{own}/liff")
        await page.goto(f"{own}/liff/me")
        await page.wait_for_url(f"{own}/me", timeout=PATIENCE)


async def test_a_token_that_has_expired_is_renewed_once(
    chromium: Browser, shop: Shop, alan: Person
) -> None:
    async with visit(chromium, shop.link(), refusals=True) as page:
        await allow(page, alan)
        await greeted(page, alan)
        shop.world.clock.advance(minutes=61)
        await page.reload()
        await allow(page, alan)
        await greeted(page, alan)
        expired = {"error": "invalid_request", "error_description": "IdToken expired."}
        shop.world.line.faults.add("/oauth2/v2.1/verify", method="POST", status=400, body=expired)
        await page.reload()
        await allow(page, alan)
        await told(page, "stale")  # and goes round no more
        shop.world.line.faults.clear()
        await page.click("#again")
        await greeted(page, alan)


async def test_an_old_liff_id_leads_to_the_present_one(
    chromium: Browser, shop: Shop, alan: Person
) -> None:
    old = await shop.in_line(alan)
    await shop.renew()
    async with visit(chromium, old) as page:
        await allow(page, alan)  # the stand-in's link opens as in a browser outside LINE
        await greeted(page, alan)


async def test_a_page_whose_liff_id_is_gone_recovers_or_says_so(
    chromium: Browser, shop: Shop, alan: Person
) -> None:
    shop.world.line.delete_liff_app(shop.world.login, shop.liff_id)
    async with visit(chromium, shop.page, refusals=True) as page:
        await told(page, "unknown")
        await axe(page)


async def test_whatever_goes_wrong_at_line_is_said_in_words(
    chromium: Browser, shop: Shop, alan: Person
) -> None:
    line = shop.world.line
    async with visit(chromium, shop.link(), refusals=True) as page:
        await decline(page, alan)
        await told(page, "declined")
        await page.click("#again")
        await page.wait_for_selector("button.allow")
        await page.go_back()
        await told(page, "signin")  # LINE did not say why they came back
        await page.click("#again")
        shop.world.login.published = False
        await allow(page, alan)
        await expect(page.locator("h1")).to_have_text("400 Bad Request")
        await page.goto(shop.page)
        await told(page, "signin")
        line.publish(shop.world.login)
        await page.click("#again")
        line.faults.add("/oauth2/v2.1/verify", method="POST", status=500)
        await allow(page, alan)
        await told(page, "server")
        line.faults.clear()
        line.faults.add("/liff/edge", status=403)
        await page.click("#again")
        await told(page, "blocked")
        line.faults.clear()
        await page.click("#again")
        await greeted(page, alan)


async def test_a_file_that_is_not_the_one_that_was_pinned_is_not_run(
    chromium: Browser, shop: Shop, alan: Person
) -> None:
    settings = shop.world.deps.settings
    settings.liff_sdk_url = f"{shop.world.trial.line_url}/liff/edge/versions/2.31.2/sdk.js"
    printed = await examine_sdk(settings)
    settings.liff_sdk_integrity = printed.partition("INTEGRITY=")[2]
    async with visit(chromium, await shop.in_line(alan)) as page:
        await greeted(page, alan)
    settings.liff_sdk_integrity = "sha384-" + "A" * 64
    with pytest.raises(AssertionError, match="valid digest"):  # so says the browser itself
        async with visit(chromium, await shop.in_line(alan)) as page:
            await told(page, "blocked")
