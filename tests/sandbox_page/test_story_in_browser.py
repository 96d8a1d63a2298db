"""One whole story through the page alone: operator, member and administrator, from nothing to a
signed-in member of a sub-site.
"""

from __future__ import annotations

import re

from playwright.async_api import Browser, Locator, Page, expect

from bot.playing import Playground
from tests.browser import IN_ONE_LOOP, visit
from tests.sandbox_page.steps import befriend, set_up, sign_in, type_command, write

pytestmark = IN_ONE_LOOP
QUESTION, ANSWER = "請問今天有營業嗎？可以帶狗嗎？", "有的，營業到晚上九點，歡迎毛小孩。"


async def test_from_set_up_to_a_signed_in_member_of_a_sub_site(
    chromium: Browser, played: Playground
) -> None:
    async with visit(chromium, played.address) as page:
        await set_up(page)
        await finish_at_line(page, f"{played.trial.url}/s/line-kojima/login/callback")
        await talk(page)
        await webhook_off_and_repaired(page)
        await open_a_sub_site(page)
        callback = page.locator("[data-edit=callback] input")
        await callback.fill(f"{played.trial.url}/s/taipei/login/callback")
        await callback.press("Enter")
        shown = await sign_in(page, "台北店")
        await expect(shown.locator("body")).to_contain_text("陳怡君")


async def finish_at_line(page: Page, callback: str) -> None:
    """The steps only a person can take, at LINE's consoles."""
    for switch in ("use_webhook", "chat", "published"):
        await page.click(f"[data-switch={switch}]")
    await page.select_option("[data-choice=linked_account]", label="小島咖啡")
    await page.fill("[data-edit=callback] input", callback)
    await page.press("[data-edit=callback] input", "Enter")
    await expect(page.locator("[data-card=login]")).to_contain_text(callback)


async def talk(page: Page) -> None:
    """A member asks, an operator answers."""
    await befriend(page)
    await write(page, QUESTION)
    await page.locator(".message", has_text=QUESTION).locator("[data-action=send]").first.click()
    await page.fill(".modal textarea", ANSWER)
    await page.click(".modal [type=submit]")
    await expect(page.locator("#phone .theirs .bubble.text")).to_have_text(ANSWER)
    await close_forms(page)


async def webhook_off_and_repaired(page: Page) -> None:
    """Somebody changes the webhook URL at LINE; the alert's own button puts it right."""
    url = page.locator("[data-edit=webhook_url] input")
    ours = await url.input_value()
    await url.fill("https://elsewhere.example.com/hook")
    await url.press("Enter")
    alert = page.locator(".message", has=page.locator("code", has_text="webhook-url"))
    await expect(colour(alert)).to_have_attribute("data-color", re.compile("a30200"))
    await alert.locator("[data-action=repair]").first.click()
    await page.click(".modal [type=submit]")
    await expect(colour(alert)).to_have_attribute("data-color", re.compile("2eb67d"))
    await expect(url).to_have_value(ours)
    await close_forms(page)


def colour(alert: Locator) -> Locator:
    return alert.locator(".bar").first


async def open_a_sub_site(page: Page) -> None:
    """`/line subnet add`, until the site stands in the phone's browser."""
    await type_command(page, "/line subnet add")
    await page.fill("[data-block=name] input", "台北店")
    await page.fill("[data-block=site] input", "taipei")
    await page.click(".modal [type=submit]")
    await page.click("#phone [data-app=browser]")
    await expect(page.locator("#phone .site", has_text="台北店").first).to_be_attached()
    await close_forms(page)


async def close_forms(page: Page) -> None:
    """Put away whatever form or result is in front."""
    if await page.locator(".modal").count():
        await page.click(".modal .close")
    await expect(page.locator(".modal")).to_have_count(0)
