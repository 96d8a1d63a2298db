"""The gallery in a real browser."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from bot.gallery.app import listed
from bot.playing import Playground
from tests.browser import IN_ONE_LOOP, axe, visit

pytestmark = IN_ONE_LOOP


async def test_everything_is_drawn_and_can_be_narrowed(
    chromium: Browser, played: Playground
) -> None:
    async with visit(chromium, f"{played.address}/gallery", language="ja-JP") as page:
        await expect(page.locator("body[data-ready]")).to_be_attached()
        every = sum(len(listed()[kind]) for kind in ("cards", "forms", "pages"))
        await expect(page.locator(".sample")).to_have_count(3 * every)
        await expect(page.locator(".unknown")).to_have_count(0)
        await page.fill("#top input", "member.entrance")
        await page.click("#top .choice[lang=en]")
        await page.click("#top .choice[lang=zh-TW]")
        frame = page.frame_locator("#shown iframe >> nth=0")
        await expect(frame.locator("html[lang=ja]")).to_be_attached()
        await axe(page)
