"""LINE's own SDK, built from npm, on the LIFF page: its official mock, and the SDK itself, whose
calls to LINE's servers reach the stand-in. The page's policy is the one members get.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from bot.settings import Settings
from sandbox.line.model import Person
from tests.browser import IN_ONE_LOOP, PATIENCE
from tests.liff.sdk_build import bundle
from tests.liff.shop import Shop, allow, greeted, opened_shop, told
from tests.world import opened

pytestmark = IN_ONE_LOOP
LINE = re.compile(r"^https://[a-z-]+\.line(-scdn|-apps)?\.(me|net|com)/")
OWN = {name: Settings.model_fields[name].default for name in ("liff_sdk_url", "liff_url")}


@pytest_asyncio.fixture(loop_scope="session")
async def shop(sqlite_url: str) -> AsyncIterator[Shop]:
    """The SDK goes by the browser's clock, so the world does too."""
    async with opened(sqlite_url, live=True, **OWN) as world:
        yield await opened_shop(world)


class Internet:
    """LINE's servers as the browser meets them; `asked` are the hosts it went to."""

    def __init__(self, line_url: str) -> None:
        self._line_url = line_url
        self.asked: set[str] = set()

    async def answer(self, route: Route) -> None:
        """The SDK and its words by ourselves, the rest by the stand-in."""
        parts = urlsplit(route.request.url)
        self.asked.add(parts.netloc)
        sdk = bundle()
        assert sdk is not None
        if route.request.url == OWN["liff_sdk_url"]:
            await route.fulfill(path=sdk, content_type="text/javascript")
        elif parts.netloc == "liffsdk.line-scdn.net":
            words = {"languages": {"en": "en.json"}} if "manifest" in parts.path else {}
            await route.fulfill(json=words, headers={"Access-Control-Allow-Origin": "*"})
        else:
            url = f"{self._line_url}{parts.path}" + (f"?{parts.query}" if parts.query else "")
            answered = await route.fetch(url=url, max_redirects=0)
            await route.fulfill(response=answered)


async def visiting(
    chromium: Browser, shop: Shop, mocked: dict[str, Any] | None = None
) -> tuple[BrowserContext, Page, Internet]:
    """A browser whose Internet ends at the stand-in; `mocked` are the mock's answers."""
    context = await chromium.new_context(locale="en")
    context.set_default_timeout(PATIENCE)
    internet = Internet(shop.world.trial.line_url)
    await context.route(LINE, internet.answer)
    if mocked is not None:
        await context.add_init_script(f"window.mocked = {json.dumps(mocked)}")
    return context, await context.new_page(), internet


async def test_the_sdk_itself_signs_a_member_in_under_the_pages_policy(
    chromium: Browser, shop: Shop
) -> None:
    alan: Person = shop.world.trial.furnished.alan
    context, page, internet = await visiting(chromium, shop)
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if "Policy" in said.text else None)
    await page.goto(shop.page)
    await allow(page, alan, friend=True)
    await greeted(page, alan)
    assert page.url == shop.page
    await expect(page.locator("#is-friend")).to_be_visible()
    await expect(page.locator("#share")).to_be_visible()
    assert await page.evaluate("liff.getVersion()") == "2.31.0"
    await page.goto(f"{shop.page}?liff.state=%2Fme")
    await page.wait_for_url(shop.page.replace("/liff", "/me"))
    assert {"static.line-scdn.net", "api.line.me", "access.line.me"} <= internet.asked
    # Scripts for functions the page does not use; the SDK goes on without them.
    assert [one for one in blocked if "extensions_" not in one] == []
    await context.close()


async def test_with_lines_mock_the_page_welcomes_shares_and_recovers(
    chromium: Browser, shop: Shop
) -> None:
    furnished = shop.world.trial.furnished
    answers: dict[str, Any] = {
        "isLoggedIn": True,
        "getIDToken": shop.world.line.liff_id_token(furnished.hanako, shop.world.login),
        "getAccessToken": shop.world.line.liff_access_token(furnished.hanako, shop.world.login),
        "isApiAvailable": True,
        "getContext": {"endpointUrl": shop.page},
        "shareTargetPicker": {"status": "success"},
    }
    context, page, _internet = await visiting(chromium, shop, answers)
    await page.goto(shop.page)
    await greeted(page, furnished.hanako)
    await page.click("#share")
    await expect(page.locator("#shared")).to_be_visible()
    await context.close()
    stranger = answers | {"getIDToken": "of.nobody.here"}
    context, page, _internet = await visiting(chromium, shop, stranger)
    async with page.expect_response(lambda answer: answer.url.endswith("/liff/session")):
        await page.goto(shop.page)  # the mock's login and logout lead nowhere: one renewal
    await page.reload()
    await told(page, "stale")
    await context.close()
    elsewhere = answers | {"getContext": {"endpointUrl": "https://old.example.com/liff"}}
    context, page, _internet = await visiting(chromium, shop, elsewhere)
    await page.goto(shop.page)
    await told(page, "outside")
    await context.close()
