"""The sandbox page in a real browser, before anything is bound."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from bot.playing import Playground
from tests.browser import IN_ONE_LOOP, axe, visit
from tests.sandbox_page.steps import type_command

pytestmark = IN_ONE_LOOP


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-TW", "要貼上的值"), ("ja-JP", "貼り付ける値"), ("fr-FR", "Values to paste")],
)
async def test_the_page_speaks_the_browsers_language_and_keeps_nobody_out(
    chromium: Browser, unbound: Playground, language: str, words: str
) -> None:
    async with visit(chromium, unbound.address, language=language) as page:
        await expect(page.locator("[data-card=values] summary")).to_have_text(words)
        await axe(page)


async def test_a_wrong_secret_is_refused_under_its_field_and_the_rest_stays_typed(
    chromium: Browser, unbound: Playground
) -> None:
    async with visit(chromium, unbound.address) as page:
        await type_command(page, "/line setup")
        await page.click(".helper button")
        await page.fill("[data-block=messaging_channel_secret] input", "0" * 32)
        await page.click(".modal [type=submit]")
        wrong = page.locator(".modal .input.wrong")
        await expect(wrong).to_have_count(1)
        await expect(wrong).to_have_attribute("data-block", "messaging_channel_secret")
        await expect(page.locator("[data-block=oa_id] input")).to_have_value("@516kjima")
        await axe(page)
        await page.keyboard.press("Escape")
        await expect(page.locator(".modal")).to_have_count(0)


async def test_somebody_without_the_right_is_refused_for_their_eyes_only(
    chromium: Browser, unbound: Playground
) -> None:
    async with visit(chromium, unbound.address) as page:
        await page.click(".sidebar .person:has-text('Alice')")
        await type_command(page, "/line setup")
        await expect(page.locator(".message.ephemeral")).to_be_visible()
        await page.click(".sidebar .person:has-text('林店長')")
        await expect(page.locator(".message.ephemeral")).to_have_count(0)


async def test_everything_can_be_done_from_the_keyboard(
    chromium: Browser, unbound: Playground
) -> None:
    async with visit(chromium, unbound.address) as page:
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
    chromium: Browser, unbound: Playground
) -> None:
    async with visit(chromium, unbound.address) as page:
        shown = page.locator("[data-value=messaging_secret]")
        before = await shown.inner_text()
        await page.click("[data-does=reissue_messaging]")
        await expect(shown).not_to_have_text(before)
        await page.locator("[data-card=messaging] .paste .chip").first.click()
        copied = await page.evaluate("navigator.clipboard.readText()")
        secret = unbound.trial.furnished.account.channel.secret
        assert copied == await shown.inner_text() == secret


async def test_the_consoles_switch_edit_and_break_what_an_administrator_could(
    chromium: Browser, unbound: Playground
) -> None:
    line, cafe = unbound.trial.line, unbound.trial.furnished.account
    login = unbound.trial.furnished.login_channel
    async with visit(chromium, unbound.address) as page:
        await page.click("[data-card=login] .row .chip:has-text('Alan Lin')")
        await page.click("[data-switch=share_target_picker]")
        await page.select_option("[data-choice=linked_account]", cafe.basic_id)
        await page.fill("[data-edit=callback] input", "https://shop.example.com/back")
        await page.press("[data-edit=callback] input", "Enter")
        await expect(page.locator("[data-card=login]")).to_contain_text("/back")
        assert login.roles["alan"] == "Tester"
        assert (login.share_target_picker, login.linked_account) == (True, cafe.basic_id)
        await page.select_option("[data-choice=default_menu]", label="台北店")
        await expect(page.locator("#phone .rich-menu")).to_have_attribute("data-menu", "台北店")
        await page.click("[data-does=new_login]")
        await expect(page.locator("[data-card^=login]")).to_have_count(2)
        await page.click("[data-does^='delete_login']")
        await expect(page.locator("[data-card^=login]")).to_have_count(1)
        await page.select_option("[data-choice=where]", "where_messaging")
        await page.click("[data-does=fault_500]")
        await expect(page.locator("[data-card=faults] .warned")).to_be_visible()
        assert [fault.path for fault in line.faults.active] == ["/v2/bot"]
        await page.click("[data-does=heal]")
        await expect(page.locator("[data-card=faults] .warned")).to_have_count(0)


async def test_what_is_typed_focused_and_closed_stays_so_when_something_above_it_goes(
    chromium: Browser, unbound: Playground
) -> None:
    login = unbound.trial.furnished.login_channel
    async with visit(chromium, unbound.address) as page:
        await page.click("[data-card=values] summary")
        typing = page.locator("[data-card=login] [data-edit=callback] input")
        await typing.fill("https://shop.example.com/half")
        unbound.trial.line.publish(login)
        await expect(page.locator("[data-card=login] .chip:has-text('Alan Lin')")).to_have_count(0)
        await expect(typing).to_be_focused()
        await expect(typing).to_have_value("https://shop.example.com/half")
        await expect(page.locator("[data-card=values]")).not_to_have_attribute("open", "")
