"""Takes the pictures of the documentation anew: `make pictures` (needs Chromium).

Everything in them is real: the program, between the stand-ins, played in a browser.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.logs import configure
from bot.playing import Playground, playing
from tests import browser

FOLDER = Path(__file__).parent / "pictures"
LARGEST = 300_000  #: bytes of one picture
LANGUAGES = {"en-US": "", "zh-TW": ".zh-TW"}  #: of the browser, and what ends the files' names
WORDS = {
    "en-US": ("Are you open today? May I bring my dog?", "Yes, until nine, and dogs are welcome."),
    "zh-TW": ("請問今天有營業嗎？可以帶狗嗎？", "有的，營業到晚上九點，露天座位歡迎毛小孩。"),
}  # fmt: skip


async def main() -> int:
    """Take every picture; returns 1 without Chromium, or if a picture is too large."""
    configure("error", None)
    if browser.program() is None:
        sys.stderr.write("Chromium is not installed\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    for language in LANGUAGES:
        async with playing(0, None, verify_every=1.0) as ground:
            ground.trial.slack.directory.user("lin").locale = language
            async with browser.opened(ground.address, language=language) as page:
                await take(ground, page, language)
    sizes = {file.name: file.stat().st_size for file in sorted(FOLDER.glob("*.png"))}
    for name, size in sizes.items():
        sys.stdout.write(f"{name:28} {size / 1000:6.0f} kB\n")
    return int(any(size > LARGEST for size in sizes.values()))


async def take(ground: Playground, page: Page, language: str) -> None:
    """Play one story and take its pictures on the way."""
    await set_up(page)
    card = page.locator(".message", has=page.locator("[data-action^=confirm]")).last
    await shot(card, "binding-card", language)
    await finish_at_line(ground, page)
    await talk(page, *WORDS[language])
    await page.click("[data-switch=use_webhook]")
    alert = page.locator(".message", has=page.locator("code", has_text="webhook-enabled")).last
    await expect(alert).to_be_visible()
    await shot(alert, "alert", language)
    await page.locator("[data-card=values] summary").click()
    await page.mouse.move(2, 500)
    await page.locator(".messages").evaluate("place => place.scrollTop = place.scrollHeight")
    await page.screenshot(path=name_of("sandbox", language))


async def set_up(page: Page) -> None:
    """`/line setup`, and the form as it looks filled in."""
    await page.fill("[data-composer=channel]", "/line setup")
    await page.press("[data-composer=channel]", "Enter")
    await page.click(".helper button")
    await page.click(".modal [type=submit]")
    await expect(page.locator(".messages [data-action^=confirm]").first).to_be_attached()
    await expect(page.locator(".modal .header")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".modal")).to_have_count(0)


async def finish_at_line(ground: Playground, page: Page) -> None:
    """The steps a person takes at LINE's consoles, until the binding card is green."""
    line, furnished = ground.trial.line, ground.trial.furnished
    callback = f"{ground.trial.url}/s/line-kojima/login/callback"
    line.register_callback(furnished.login_channel, callback)
    line.link_account(furnished.login_channel, furnished.account)
    line.publish(furnished.login_channel)
    await page.click("[data-switch=use_webhook]")
    await page.click("[data-switch=chat]")
    await page.locator(".messages [data-action=verify]").first.click()
    waiting = page.locator(".message:not(.ephemeral) [data-action^=confirm]")
    await expect(waiting).to_have_count(4)
    for left in range(3, -1, -1):
        await waiting.first.click()
        await expect(waiting).to_have_count(left)
    while await page.locator(".ephemeral .linkish").count():
        await page.locator(".ephemeral .linkish").first.click()


async def talk(page: Page, question: str, answer: str) -> None:
    """A member asks, an operator answers."""
    await page.click("#phone .follow")
    await page.fill("#phone .writes input[type=text]", question)
    await page.press("#phone .writes input[type=text]", "Enter")
    card = page.locator(".message", has_text=question).last
    await card.locator("[data-action=send]").click()
    await page.fill(".modal textarea", answer)
    await page.click(".modal [type=submit]")
    await expect(page.locator("#phone .theirs .bubble")).to_have_text(answer)
    await page.keyboard.press("Escape")
    await expect(page.locator(".modal")).to_have_count(0)
    if await card.locator(".thread > .linkish").count():
        await card.locator(".thread > .linkish").first.click()


async def shot(place: Locator, name: str, language: str) -> None:
    """A picture of one message, in a window tall enough to show all of it."""
    await place.page.set_viewport_size({"width": 1500, "height": 1800})
    await place.scroll_into_view_if_needed()
    await place.page.mouse.move(2, 500)
    await place.screenshot(path=name_of(name, language))
    await place.page.set_viewport_size({"width": 1500, "height": 920})


def name_of(name: str, language: str) -> Path:
    """Where a picture goes."""
    return FOLDER / f"{name}{LANGUAGES[language]}.png"


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
