"""What people do on the sandbox page, and the shortest way to a bound café."""

from __future__ import annotations

from playwright.async_api import FrameLocator, Page, expect

from bot.playing import Playground

CHANNEL, ADMINISTRATOR = "line-kojima", "lin"


async def bind(ground: Playground) -> None:
    """Set the café up without looking: form, LINE's consoles, and the bot's result."""
    slack, line, cafe = ground.trial.slack, ground.trial.line, ground.trial.furnished.account
    login = ground.trial.furnished.login_channel
    line.set_use_webhook(cafe, True)
    line.set_chat(cafe, True)
    line.register_callback(login, f"{ground.trial.url}/s/{CHANNEL}/login/callback")
    line.publish(login)
    line.link_account(login, cafe)
    view = (await slack.command(ADMINISTRATOR, CHANNEL, "setup")).view
    assert view is not None
    values = {
        "oa_id": cafe.basic_id,
        "messaging_channel_id": cafe.channel.channel_id,
        "messaging_channel_secret": cafe.channel.secret,
        "login_channel_id": login.channel_id,
        "login_channel_secret": login.secret,
    }
    assert (await slack.submit(ADMINISTRATOR, view, values)).ok
    await slack.wait_for(lambda: cafe.channel.webhook_url and login.liff_apps, within=20)
    await slack.wait_for(lambda: slack.history(CHANNEL), within=20, about="the binding card")
    await slack.close(ADMINISTRATOR, everything=True)


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


async def write(page: Page, text: str) -> None:
    """Write from the phone."""
    await page.fill("#phone .writes input[type=text]", text)
    await page.press("#phone .writes input[type=text]", "Enter")


async def befriend(page: Page) -> None:
    """Add the account as a friend, whoever has the phone, unless they are one."""
    await page.locator("#phone .line-app > header .chip").wait_for()
    if await page.locator("#phone .follow").count():
        await page.click("#phone .follow")
        await expect(page.locator("#phone .block")).to_be_visible()


def in_browser(page: Page) -> FrameLocator:
    """What the phone's browser shows."""
    return page.frame_locator("#phone .browser:not([hidden]) iframe")


async def take_phone(page: Page, name: str) -> None:
    """Take the phone of a member into one's hand."""
    chosen = page.locator("#phone .people .person", has_text=name)
    await chosen.click()
    await expect(chosen).to_have_attribute("aria-pressed", "true")


async def sign_in(page: Page, site: str) -> FrameLocator:
    """Open a site in the phone's browser and sign in with LINE there; what is then shown."""
    await page.click("#phone [data-app=browser]")
    await page.locator("#phone .browser:not([hidden]) .site", has_text=site).click()
    shown = in_browser(page)
    await shown.locator("a[href$='/login']").first.click()
    await shown.locator("button.allow").click()
    await expect(shown.locator("form[action$='/logout']")).to_be_attached()
    return shown
