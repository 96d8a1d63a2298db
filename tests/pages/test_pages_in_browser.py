"""Members' pages in a real browser: signing in and out, what goes wrong at LINE, and who can use
them: on a phone, by keyboard, in the dark, without scripts.
"""

from __future__ import annotations

from playwright.async_api import Browser, Page, expect
from sqlmodel import select

from bot.flows.members.farewell import say_farewell_due
from storage.tables import Member, Site
from tests.browser import IN_ONE_LOOP, PHONE, Device, axe, visit
from tests.world import ROOM, World

pytestmark = IN_ONE_LOOP

SMALLEST = Device(320, 568, phone=True)
LINES_COLOURS = ".line-text"
"""White on #06C755 is what LINE prescribes; a brand's own mark is free of WCAG's contrast rule
(https://www.w3.org/TR/WCAG22/#contrast-minimum, “Logotypes”)."""


async def shop(world: World) -> str:
    """The café, bound, with a telephone; the address of its page."""
    await world.bound()
    async with world.deps.database.transaction() as session:
        for site in await session.scalars(select(Site)):
            site.service_phone = "02-2345-6789"
    return f"{world.trial.url}/s/{ROOM}/"


async def usable(page: Page) -> None:
    """Nobody is kept out, and nothing is cut off at the side."""
    await axe(page, but=LINES_COLOURS)
    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


async def press_line_button(page: Page) -> None:
    await page.locator(".line").click()
    await page.wait_for_url("**/oauth2/v2.1/authorize**")


async def test_a_member_signs_in_on_a_phone_looks_around_and_signs_out(
    chromium: Browser, shown_world: World
) -> None:
    home = await shop(shown_world)
    async with visit(chromium, home, device=PHONE) as page:
        assert await page.locator("html").get_attribute("lang") == "zh-Hant-TW"
        await expect(page.get_by_role("link", name="LINE 登入")).to_be_visible()
        await usable(page)
        await press_line_button(page)
        await page.get_by_role("button", name="許可").click()
        await page.wait_for_url("**/me")
        await expect(page.get_by_role("heading", level=1)).to_have_text("陳怡君")
        await expect(page.get_by_text("您登入過的網站")).to_be_visible()
        await usable(page)
        await page.emulate_media(color_scheme="dark")
        await usable(page)
        await page.get_by_role("button", name="登出").click()
        await expect(page.get_by_role("link", name="LINE 登入")).to_be_visible()
        await page.goto(f"{home}me")
        assert page.url == home
        await usable(page)


async def test_a_member_who_declines_may_try_again(chromium: Browser, shown_world: World) -> None:
    home = await shop(shown_world)
    async with visit(chromium, home, device=SMALLEST) as page:
        await press_line_button(page)
        await page.get_by_role("button", name="取消").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("您沒有同意登入")
        await usable(page)
        await press_line_button(page)


async def test_whoever_is_stuck_at_line_is_told_why_on_return(
    chromium: Browser, shown_world: World
) -> None:
    """LINE sends nobody back while the callback is not registered or the channel not published."""
    home = await shop(shown_world)
    world = shown_world
    callback = f"{home}login/callback"
    async with visit(chromium, home, device=SMALLEST, language="en-US") as page:
        world.login.callbacks.remove(callback)
        await page.locator(".line").click()
        await expect(page.get_by_text("400 Bad Request")).to_be_visible()
        await page.go_back()
        await page.reload()
        await expect(page.get_by_text("Only the shop can mend that")).to_be_visible()
        await expect(page.get_by_role("link", name="02-2345-6789")).to_have_attribute(
            "href", "tel:0223456789"
        )
        await usable(page)
        world.login.callbacks.append(callback)
        world.login.published = False
        await press_line_button(page)
        await page.get_by_role("radio").last.check()
        await page.get_by_role("button", name="Allow").click()
        await expect(page.get_by_text("developing status")).to_be_visible()
        await page.goto(home)
        lost = page.get_by_role("heading", name="Did LINE show an error page?")
        await expect(lost).to_be_visible()


async def test_by_keyboard_alone_a_member_signs_in_and_unlinks(
    chromium: Browser, shown_world: World
) -> None:
    home = await shop(shown_world)
    async with visit(chromium, home, language="ja-JP") as page:
        await tab_to(page, "LINEでログイン")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/oauth2/v2.1/authorize**")
        await page.get_by_role("button", name="Allow").click()
        await page.wait_for_url("**/me")
        await tab_to(page, "アカウント連携を解除")
        await page.keyboard.press("Enter")
        await usable(page)
        await tab_to(page, "連携を解除して情報を削除")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("連携を解除しました")
        await usable(page)
    assert await say_farewell_due(shown_world.deps) == 1
    assert shown_world.login.consents == {}
    (left,) = await shown_world.rows(Member)
    assert left.name == ""


async def tab_to(page: Page, words: str) -> None:
    """Press Tab until what says so has the focus, and see that it shows it."""
    for _ in range(12):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus-visible")
        if words == (await focused.inner_text()).strip():
            outline = await focused.evaluate("one => getComputedStyle(one).outlineStyle")
            assert outline != "none"
            return
    raise AssertionError(f"Tab does not reach “{words}”")


async def test_pages_work_without_scripts(chromium: Browser, shown_world: World) -> None:
    home = await shop(shown_world)
    context = await chromium.new_context(java_script_enabled=False, locale="zh-TW")
    page = await context.new_page()
    await page.goto(home)
    await press_line_button(page)
    await page.get_by_role("button", name="許可").click()
    await page.wait_for_url("**/me")
    await page.get_by_text("解除帳號連結").click()
    await expect(page.get_by_role("button", name="解除連結並刪除我的資料")).to_be_visible()
    await context.close()
