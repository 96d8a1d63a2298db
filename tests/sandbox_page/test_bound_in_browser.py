"""The sandbox page in a real browser, with the café bound: each test leaves it well."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import Browser, expect

import bot.playing
from bot.playing import Playground
from tests.browser import IN_ONE_LOOP, axe, visit
from tests.sandbox_page.steps import (
    befriend,
    in_browser,
    sign_in,
    take_phone,
    type_command,
    write,
)

pytestmark = IN_ONE_LOOP
PICTURE = Path(bot.playing.__file__).parent / "pictures" / "members.png"


async def test_an_alert_opens_live_and_turns_green_in_place(
    chromium: Browser, bound: Playground
) -> None:
    async with visit(chromium, bound.address) as page:
        await page.click("[data-switch=use_webhook]")
        alert = page.locator(".message", has=page.locator("code", has_text="webhook-enabled"))
        bar = alert.locator(".bar").first
        await expect(bar).to_have_attribute("data-color", re.compile("a30200"))
        await page.click("[data-switch=use_webhook]")
        await expect(bar).to_have_attribute("data-color", re.compile("2eb67d"))
        await expect(alert).to_have_count(1)


async def test_a_member_blocks_unblocks_and_unsends(chromium: Browser, bound: Playground) -> None:
    async with visit(chromium, bound.address) as page:
        await befriend(page)
        await write(page, "這句話會收回")
        said = page.locator(".message", has_text="這句話會收回")
        await expect(said).to_be_visible()
        await page.hover("#phone .mine")
        await page.click("#phone .unsend")
        await expect(page.locator("#phone .gone")).to_be_visible()
        await expect(said).to_have_count(0)
        await page.click("#phone .block")
        await expect(page.locator("#phone .writes input")).to_be_disabled()
        await page.click("#phone .unblock")
        await expect(page.locator("#phone .writes input")).to_be_enabled()


async def test_a_member_sends_more_than_words_and_taps_the_menu(
    chromium: Browser, bound: Playground
) -> None:
    async with visit(chromium, bound.address) as page:
        await take_phone(page, "佐藤花子")
        await befriend(page)
        await page.click("#phone .plus")
        await axe(page, "#phone")
        await page.set_input_files("[data-sends=kind_own_image] input", str(PICTURE))
        for kind in ("kind_image", "kind_sticker", "kind_location"):
            await page.click("#phone .plus")
            await page.click(f"[data-sends={kind}]")
        await page.click("#phone .plus")
        await page.set_input_files("[data-sends=kind_file] input", str(PICTURE))
        await expect(page.locator("#phone .bubble.image img")).to_have_count(2)
        await expect(page.locator("#phone .bubble.file b")).to_have_text("members.png")
        shown = "[...document.querySelectorAll('#phone .image img')].map(i => i.naturalWidth)"
        assert await page.evaluate(shown) == [1200, 480]
        await page.click("#phone .rich-menu .bar")
        await page.click("#phone .rich-menu [aria-label='營業時間']")
        await expect(page.locator("#phone .bubble.text")).to_have_text("今天營業到幾點？")


async def test_each_phone_signs_in_for_itself_on_the_real_pages(
    chromium: Browser, bound: Playground
) -> None:
    async with visit(chromium, bound.address) as page:
        await take_phone(page, "陳怡君")
        shown = await sign_in(page, "小島咖啡")
        await expect(shown.locator("body")).to_contain_text("陳怡君")
        address = page.locator("#phone .browser:not([hidden]) .bar input")
        await expect(address).to_have_value(re.compile(r"/s/line-kojima/me$"))
        await take_phone(page, "Alan Lin")
        await page.click("#phone [data-app=browser]")
        await page.click("#phone .browser:not([hidden]) .site")
        await expect(in_browser(page).locator("a[href$='/login']").first).to_be_visible()
        await take_phone(page, "陳怡君")
        await page.click("#phone .browser:not([hidden]) [aria-label='重新整理']")
        await expect(in_browser(page).locator("body")).to_contain_text("陳怡君")


async def test_a_liff_link_asks_once_and_opens_over_the_chat(
    chromium: Browser, bound: Playground
) -> None:
    login = bound.trial.furnished.login_channel
    link = f"{bound.trial.settings.liff_url}/{next(iter(login.liff_apps))}"
    async with visit(chromium, bound.address) as page:
        await take_phone(page, "Alan Lin")
        await befriend(page)
        await write(page, f"看看 {link}")
        await page.click("#phone .bubble .address")
        await expect(page.locator("#phone .consent li").first).to_have_text("openid")
        await page.click("#phone .consent .go")
        frame = page.locator("#phone .sheet iframe")
        await expect(frame).to_have_attribute("src", re.compile("liff.*access_token"))
        await page.click("#phone .sheet .close")
        await page.click("#phone .bubble .address")
        await expect(frame).to_be_attached()
        assert await page.locator("#phone .consent").count() == 0


async def test_the_apps_home_opens_for_whoever_is_chosen(
    chromium: Browser, bound: Playground
) -> None:
    slack = bound.trial.slack
    mei = slack.directory.user("mei")
    await slack.command("lin", "line-kojima", f"role grant <@{mei.id}> store-manager line-kojima")
    async with visit(chromium, bound.address) as page:
        role = page.locator(".sidebar .person", has_text="小美").locator("small")
        await expect(role).to_have_text("店長")
        await page.click("[data-entry='⚓ Moorline']")
        await expect(page.locator(".home [data-action='home.bind']")).to_be_visible()
        await page.click(".sidebar .person:has-text('小美')")
        await expect(page.locator(".home")).to_contain_text("小島咖啡")
        await expect(page.locator(".home [data-action='home.bind']")).to_have_count(0)
        await page.click("[data-tab=messages]")
        await expect(page.locator("[data-tab=messages]")).to_have_attribute("aria-selected", "true")


async def test_files_of_a_thread_are_shown_and_a_deleted_one_is_said(
    chromium: Browser, bound: Playground
) -> None:
    slack = bound.trial.slack
    files = {"menu.png": PICTURE.read_bytes(), "prices.csv": b"latte,120\n"}
    said = await slack.say("lin", "line-kojima", "新菜單", files=files)
    async with visit(chromium, bound.address) as page:
        message = page.locator(".message", has_text="新菜單")
        await expect(message.locator(".file.named b")).to_have_text("prices.csv")
        picture = message.locator(".file img")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)")
        slack.messages.forget_file(said.files[0]["id"])
        await expect(message.locator(".file.gone")).to_be_visible()
        await expect(message.locator(".file img")).to_have_count(0)


async def test_a_link_to_a_console_leads_to_its_stand_in(
    chromium: Browser, bound: Playground
) -> None:
    async with visit(chromium, bound.address) as page:
        card = page.locator("[data-card=login]")
        await card.evaluate("card => { card.open = false; }")
        await page.click(".messages a[href*='developers.line.biz/console'] >> nth=0")
        await expect(card).to_have_attribute("open", "")
        assert len(page.context.pages) == 1


async def test_pictures_that_cards_show_are_loaded(chromium: Browser, bound: Playground) -> None:
    """The menus' are the server's own, at another address than the page's."""
    async with visit(chromium, bound.address) as page:
        await type_command(page, "/line rich-menu")
        picture = page.locator(".message.ephemeral img").last
        await expect(picture).to_be_visible()
        assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)")
