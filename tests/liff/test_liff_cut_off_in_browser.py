"""The LIFF page on a bad line, and on a site that is not in use, in every language."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect
from sqlmodel import select

from bot.locale import Language, Speaker, language_of
from bot.pages.liff import PROBLEMS
from bot.text import _
from storage.tables import Site
from tests.browser import IN_ONE_LOOP, PHONE, axe, visit
from tests.liff.shop import Shop, greeted, opened_shop, told
from tests.world import World

pytestmark = [IN_ONE_LOOP, pytest.mark.parametrize("language", ["zh-TW", "en-US", "ja-JP"])]
SDK = "**/liff/edge/**"
LATE = 16_000  #: milliseconds; the page waits fifteen seconds for LINE's SDK


@pytest_asyncio.fixture(loop_scope="session")
async def shop(shown_world: World) -> AsyncIterator[Shop]:
    yield await opened_shop(shown_world)


async def cut_off(route: Route) -> None:
    """The line goes dead just as the SDK is asked for."""
    await route.request.frame.page.context.set_offline(True)
    await route.abort("internetdisconnected")


async def held_back(route: Route) -> None:
    """Somebody between refuses."""
    await route.abort("blockedbyclient")


async def never(route: Route) -> None:
    """No answer, ever."""


async def put_out_of_use(shop: Shop, route: Route) -> None:
    """While the page is open, somebody takes the tick away."""
    async with shop.world.deps.database.transaction() as session:
        for site in await session.scalars(select(Site)):
            site.active = False
    await route.continue_()


async def says(page: Page, problem: str, language: str) -> None:
    """The page tells of it in the reader's language, and keeps nobody out."""
    await told(page, problem)
    words = Speaker(language_of(language)).say(PROBLEMS[problem])
    assert language_of(language) is Language.EN or words != PROBLEMS[problem].msgid
    await expect(page.locator(f"[data-problem={problem}]")).to_have_text(words)
    await axe(page, but=".line-text")


async def test_offline_held_back_and_never_answered_are_told_apart_and_heal(
    chromium: Browser, shop: Shop, language: str
) -> None:
    alan = shop.world.trial.furnished.alan
    address = await shop.in_line(alan)
    async with visit(
        chromium, "about:blank", language=language, device=PHONE, refusals=True
    ) as page:
        await page.clock.install()
        await page.route(SDK, cut_off)
        await page.goto(address)
        await says(page, "offline", language)
        await page.context.set_offline(False)
        for problem, happens in (("blocked", held_back), ("late", never)):
            await page.unroute_all(behavior="ignoreErrors")
            await page.route(SDK, happens)
            await page.click("#again")
            if happens is never:
                await expect(page.locator("#busy")).to_be_visible()
                await page.clock.fast_forward(LATE)
            await says(page, problem, language)
        await page.unroute_all(behavior="ignoreErrors")
        await page.click("#again")
        await greeted(page, alan)


async def test_a_site_put_out_of_use_under_an_open_page_says_so(
    chromium: Browser, shop: Shop, language: str
) -> None:
    alan = shop.world.trial.furnished.alan
    heading = Speaker(language_of(language)).say(_("Not in use at present"))
    async with visit(
        chromium, await shop.in_line(alan), language=language, device=PHONE, refusals=True
    ) as page:
        await greeted(page, alan)
        await page.route("**/liff/session", lambda route: put_out_of_use(shop, route))
        await page.reload()
        await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert await page.locator("script").count() == 0
        await axe(page)
