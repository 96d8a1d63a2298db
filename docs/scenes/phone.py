"""Chapters five and seven on a member's phone: signing in, the member page, a ticket."""

from __future__ import annotations

from playwright.async_api import expect

from docs.camera import Camera
from docs.scenes.stores import CODE


async def play(camera: Camera) -> None:
    """From the site's page to a redeemed ticket."""
    page, shown = camera.page, camera.shown
    await camera.take_phone(camera.words["member"])
    await page.click("#phone [data-app=browser]")
    await page.locator("#phone .browser:not([hidden]) .site").first.click()
    await expect(shown.locator("a[href$='/login']").first).to_be_visible()
    await camera.phone("phone-site")
    await shown.locator("a[href$='/login']").first.click()
    await expect(shown.locator("button.allow")).to_be_visible()
    await camera.phone("phone-consent")
    await shown.locator("button.allow").click()
    await expect(shown.locator("form[action$='/logout']")).to_be_attached()
    await camera.phone("phone-member")
    await shown.locator("a[href$='/tickets']").first.click()
    await shown.locator("a[href*='/tickets/']", has_text=camera.words["ticket"]).first.click()
    await shown.locator("[name=code]").fill(CODE)
    await camera.phone("phone-ticket")
    await shown.locator("[name=code]").press("Enter")
    await expect(shown.locator("[name=code]")).to_have_count(0)
    await camera.phone("phone-redeemed")
