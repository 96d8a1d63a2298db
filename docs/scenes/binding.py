"""Chapters one to five: LINE's consoles, the form, the binding card."""

from __future__ import annotations

from playwright.async_api import expect

from docs.camera import Camera

SITE = "line-kojima"


async def play(camera: Camera) -> None:
    """From nothing to a green binding card."""
    page = camera.page
    await camera.shot(page.locator("[data-card=manager]"), "manager")
    form = await camera.form("setup")
    await page.click(".helper button")
    await camera.shot(form, "setup-form")
    await page.click(".modal [type=submit]")
    await expect(page.locator(".messages [data-action^=confirm]").first).to_be_attached()
    await expect(page.locator(".modal .header")).to_be_visible()
    await camera.close()
    card = page.locator(".message", has=page.locator("[data-action^=confirm]")).last
    await camera.shot(card, "binding-card")
    await _at_line(camera)
    await _confirm(camera)
    await camera.shot(page.locator(".message").first, "binding-card-green")


async def _at_line(camera: Camera) -> None:
    """The steps a person takes at LINE's consoles."""
    page, url = camera.page, camera.ground.trial.url
    for switch in ("use_webhook", "chat", "published", "share_target_picker"):
        await page.click(f"[data-switch={switch}]")
    await page.select_option("[data-choice=linked_account]", index=1)
    await page.fill("[data-edit=callback] input", f"{url}/s/{SITE}/login/callback")
    await page.press("[data-edit=callback] input", "Enter")
    await expect(page.locator("[data-card=login]")).to_contain_text("/login/callback")
    await camera.shot(page.locator("[data-card=messaging]"), "messaging-channel")
    await camera.shot(page.locator("[data-card=login]"), "login-channel")


async def _confirm(camera: Camera) -> None:
    """What LINE cannot prove yet, on the operator's word."""
    page = camera.page
    waiting = page.locator(".message:not(.ephemeral) [data-action^=confirm]")
    await expect(waiting).to_have_count(5)  # the switches' step ticks itself, and the card moves
    await page.locator(".messages [data-action=verify]").first.click()
    await expect(waiting).to_have_count(4)
    for left in range(3, -1, -1):
        await waiting.first.click()
        await expect(waiting).to_have_count(left)
    await camera.dismiss()
