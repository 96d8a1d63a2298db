"""The operator's guide in a real browser: on a desk and on a phone, with all its pictures."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.browser import DESK, IN_ONE_LOOP, PHONE, Device, axe, visit
from tests.world import World

pytestmark = IN_ONE_LOOP


@pytest.mark.parametrize(("language", "device"), [("zh-TW", PHONE), ("en-US", DESK)])
async def test_a_link_leads_to_its_step_and_every_picture_is_there(
    chromium: Browser, shown_world: World, language: str, device: Device
) -> None:
    address = f"{shown_world.trial.url}/guide#callback-registered"
    async with visit(chromium, address, language=language, device=device) as page:
        await expect(page.locator("h3", has_text="3.3")).to_be_in_viewport()
        await page.click("nav li:nth-child(7) a")
        await expect(page.locator("#chapter-7")).to_be_in_viewport()
        broken = await page.evaluate(
            """() => Promise.all([...document.images].map(async (one) => {
                one.loading = "eager";
                await one.decode().catch(() => {});
                return one.naturalWidth ? "" : one.src;
            })).then((all) => all.filter(Boolean))"""
        )
        assert broken == []
        wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0
        await axe(page)
