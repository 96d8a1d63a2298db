"""Chapters five and eight: a member writes, an operator answers; an alert, and its repair."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from docs.camera import Camera

WELL = "#2eb67d"  #: the bar of an alert that is over


async def talk(camera: Camera) -> None:
    """A member asks, an operator answers by the form."""
    page, words = camera.page, camera.words
    await camera.take_phone(words["member"])
    await page.click("#phone .follow")
    await camera.write(words["question"])
    card = page.locator(".message", has_text=words["question"]).last
    await card.locator("[data-action=send]").click()
    await page.fill(".modal textarea", words["answer"])
    await camera.shot(page.locator(".modal"), "reply-form")
    await page.click(".modal [type=submit]")
    await expect(page.locator("#phone .theirs .bubble")).to_have_text(words["answer"])
    await camera.close()


async def thread(camera: Camera) -> None:
    """The conversation in Slack and on the phone, and the inbox."""
    page = camera.page
    card = page.locator(".message", has=page.locator("[data-action=send]")).first
    if not await card.locator(".thread article").count():
        await card.locator(".thread > .linkish").first.click()
    await camera.shot(card, "conversation")
    await card.locator(".thread > .linkish").first.click()
    await camera.phone("phone-chat")
    await camera.take_phone(camera.words["other"])
    await page.click("#phone .follow")
    await camera.write(camera.words["other question"])
    await expect(
        page.locator(".message", has_text=camera.words["other question"]).last
    ).to_be_visible()
    await camera.shot(await camera.answer("inbox", "[data-action=send]"), "inbox")
    await camera.dismiss()


async def alerts(camera: Camera) -> None:
    """One that Moorline can mend itself, with its plan; one that only a person can."""
    page = camera.page
    url = page.locator("[data-edit=webhook_url] input")
    await url.fill("https://elsewhere.example.com/hook")
    await url.press("Enter")
    alert = _alert(camera, "webhook-url")
    await expect(alert.locator("[data-action=repair]")).to_be_visible()
    await camera.shot(alert, "alert-repair")
    await alert.locator("[data-action=repair]").first.click()
    await camera.shot(page.locator(".modal"), "repair-plan")
    await camera.save()
    await expect(alert.locator(".bar").first).to_have_attribute("data-color", WELL)
    await camera.shot(alert, "alert-resolved")
    await page.click("[data-switch=use_webhook]")
    await expect(_alert(camera, "webhook-enabled")).to_be_visible()
    await camera.shot(_alert(camera, "webhook-enabled"), "alert")


async def well_again(camera: Camera) -> None:
    """The switch is on again, and the alert green."""
    await camera.page.click("[data-switch=use_webhook]")
    bar = _alert(camera, "webhook-enabled").locator(".bar").first
    await expect(bar).to_have_attribute("data-color", WELL)


def _alert(camera: Camera, check: str) -> Locator:
    """The newest alert of a check."""
    page = camera.page
    return page.locator(".message", has=page.locator("code", has_text=check)).last
