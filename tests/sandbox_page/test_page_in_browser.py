"""The sandbox page in a real browser: operator, member and administrator, through the page only."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from bot.playing import Playground
from tests.browser import IN_ONE_LOOP, visit

pytestmark = IN_ONE_LOOP

QUESTION = "請問今天有營業嗎？"
ANSWER = "有的，營業到晚上九點。"


async def type_command(page: Page, text: str) -> None:
    """Type a line into Slack and send it."""
    await page.fill("[data-composer=channel]", text)
    await page.press("[data-composer=channel]", "Enter")


async def set_up(page: Page) -> None:
    """`/line setup` with what the consoles show, until the binding card stands in the channel."""
    await type_command(page, "/line setup")
    await page.click(".helper button")
    await page.click(".modal [type=submit]")
    await expect(page.locator(".messages [data-action^=confirm]").first).to_be_attached()
    await expect(page.locator(".modal .header")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".modal")).to_have_count(0)


async def test_a_whole_story_from_set_up_to_an_answer_on_the_phone(
    chromium: Browser, played: Playground
) -> None:
    async with visit(chromium, played.address) as page:
        await set_up(page)
        await page.click("[data-switch=use_webhook]")
        await expect(page.locator("[data-switch=use_webhook]")).to_have_attribute(
            "aria-checked", "true"
        )
        await page.click("#phone .follow")
        await page.fill("#phone .writes input", QUESTION)
        await page.press("#phone .writes input", "Enter")
        card = page.locator(".message", has_text=QUESTION)
        await card.locator("[data-action=send]").click()
        await page.fill(".modal textarea", ANSWER)
        await page.click(".modal [type=submit]")
        await expect(page.locator("#phone .theirs .bubble")).to_have_text(ANSWER)


async def test_a_wrong_secret_is_refused_under_its_field_and_the_rest_stays_typed(
    chromium: Browser,
    played: Playground,
) -> None:
    async with visit(chromium, played.address) as page:
        await type_command(page, "/line setup")
        await page.click(".helper button")
        await page.fill("[data-block=messaging_channel_secret] input", "0" * 32)
        await page.click(".modal [type=submit]")
        wrong = page.locator(".modal .input.wrong")
        await expect(wrong).to_have_count(1)
        await expect(wrong).to_have_attribute("data-block", "messaging_channel_secret")
        await expect(page.locator("[data-block=oa_id] input")).to_have_value("@516kjima")


async def test_an_alert_opens_live_and_turns_green_in_place(
    chromium: Browser, played: Playground
) -> None:
    async with visit(chromium, played.address) as page:
        await set_up(page)
        await page.click("[data-switch=use_webhook]")
        await page.click("[data-switch=chat]")
        ticked = page.locator(".messages [data-action^=confirm]")
        await expect(ticked).to_have_count(5)
        await page.click("[data-switch=use_webhook]")
        alert = page.locator(".message", has=page.locator("code", has_text="webhook-enabled"))
        await expect(alert.locator(".bar")).to_have_attribute("data-color", re.compile("a30200"))
        await page.click("[data-switch=use_webhook]")
        await expect(alert.locator(".bar").first).to_have_attribute(
            "data-color", re.compile("2eb67d")
        )
        await expect(alert).to_have_count(1)


async def test_somebody_without_the_right_is_refused_for_their_eyes_only(
    chromium: Browser,
    played: Playground,
) -> None:
    async with visit(chromium, played.address) as page:
        await page.click(".person:has-text('Alice')")
        await type_command(page, "/line setup")
        await expect(page.locator(".message.ephemeral")).to_be_visible()
        await page.click(".person:has-text('林店長')")
        await expect(page.locator(".message.ephemeral")).to_have_count(0)


async def test_a_member_blocks_unblocks_and_unsends(chromium: Browser, played: Playground) -> None:
    async with visit(chromium, played.address) as page:
        await set_up(page)
        await page.click("[data-switch=use_webhook]")
        await page.click("#phone .follow")
        await page.fill("#phone .writes input", QUESTION)
        await page.press("#phone .writes input", "Enter")
        await expect(page.locator(".message", has_text=QUESTION)).to_be_visible()
        await page.hover("#phone .mine")
        await page.click("#phone .unsend")
        await expect(page.locator("#phone .gone")).to_be_visible()
        await expect(page.locator(".message", has_text=QUESTION)).to_have_count(0)
        await page.click("#phone .block")
        await expect(page.locator("#phone .writes input")).to_be_disabled()
        await page.click("#phone .unblock")
        await expect(page.locator("#phone .writes input")).to_be_enabled()


async def test_everything_can_be_done_from_the_keyboard(
    chromium: Browser, played: Playground
) -> None:
    async with visit(chromium, played.address) as page:
        await page.focus("[data-composer=channel]")
        await page.keyboard.type("/line setu")
        await page.keyboard.press("Tab")
        await expect(page.locator("[data-composer=channel]")).to_have_value("/line setup ")
        await page.keyboard.press("Enter")
        first = page.locator("[data-block=oa_id] input")
        await expect(first).to_be_focused()
        await page.keyboard.type("@nobody")
        await page.keyboard.press("Escape")
        await expect(page.locator(".modal")).to_have_count(0)
        await page.focus("[data-switch=chat]")
        await page.keyboard.press("Space")
        await expect(page.locator("[data-switch=chat]")).to_have_attribute("aria-checked", "true")


async def test_a_value_is_copied_and_a_reissued_secret_is_shown_at_once(
    chromium: Browser,
    played: Playground,
) -> None:
    async with visit(chromium, played.address) as page:
        shown = page.locator("[data-value=messaging_secret]")
        before = await shown.inner_text()
        await page.click("[data-does=reissue_messaging]")
        await expect(shown).not_to_have_text(before)
        await page.locator("[data-card=messaging] .paste .chip").first.click()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied == await shown.inner_text() == played.trial.furnished.account.channel.secret


async def test_a_link_to_a_console_leads_to_its_stand_in(
    chromium: Browser, played: Playground
) -> None:
    async with visit(chromium, played.address) as page:
        await set_up(page)
        await page.evaluate("document.querySelector('[data-card=login]').open = false")
        await page.click(".messages a[href*='line-login'] >> nth=0")
        await expect(page.locator("[data-card=login]")).to_have_attribute("open", "")
        assert len(page.context.pages) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-TW", "要貼上的值"), ("ja-JP", "貼り付ける値"), ("fr-FR", "Values to paste")],
)
async def test_the_page_speaks_the_browsers_language(
    chromium: Browser, played: Playground, language: str, words: str
) -> None:
    async with visit(chromium, played.address, language=language) as page:
        await expect(page.locator("[data-card=values] summary")).to_have_text(words)
