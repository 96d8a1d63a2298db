"""Chapters five to seven: a store, its levels, menus and tickets; a new secret."""

from __future__ import annotations

from playwright.async_api import expect

from docs.camera import Camera

CODE = "1001"
STORES = ("taipei", "tainan")


async def play(camera: Camera) -> None:
    """Two stores, and what belongs to them."""
    for site in STORES:
        form = await camera.form(
            "subnet add",
            name=camera.words[site],
            site=site,
            service_phone="02-2393-0606",
            redemption_code=CODE if site == STORES[0] else "1002",
            points_per="100",
        )
        if site == STORES[0]:
            await camera.shot(form, "subnet-form")
        await camera.save()
    await camera.shot(await camera.answer("subnet list", "[data-action^=subnet]"), "store-table")
    await camera.shot(await camera.answer("login-channel list", ".header"), "login-channels")
    await _levels(camera)
    await _tickets(camera)
    menus = await camera.answer("rich-menu", ".header")
    await camera.shot(menus, "rich-menus")
    await camera.dismiss()


async def _levels(camera: Camera) -> None:
    for name, points in (("silver", "100"), ("gold", "500")):
        await camera.form("level add", name=camera.words[name], threshold=points)
        await camera.save()
    await camera.answer(f"level give {camera.words['member']} {camera.words['gold']}", ".content")
    await camera.shot(await camera.answer("level list", "[data-action^=level]"), "levels")


async def _tickets(camera: Camera) -> None:
    name = camera.words["ticket"]
    form = await camera.form("ticket create", name=name, stores="all 50", per_member="1")
    await camera.shot(form, "ticket-form")
    await camera.save()
    form = await camera.form(f"ticket issue {name}", member=camera.words["member"])
    await camera.shot(form, "ticket-issue")
    await camera.save()


async def reissue(camera: Camera) -> None:
    """A new Login channel secret, as LINE's “Issue” gives it."""
    page = camera.page
    before = await page.locator("[data-value=login_secret]").inner_text()
    await page.click("[data-does=reissue_login]")
    await expect(page.locator("[data-value=login_secret]")).not_to_have_text(before)
    secret = await page.locator("[data-value=login_secret]").inner_text()
    form = await camera.form("liff reissue line-kojima", login_channel_secret=secret)
    await camera.shot(form, "reissue-form")
    await page.click(".modal [type=submit]")
    await expect(page.locator(".modal [type=submit]")).to_have_count(0)
    await expect(page.locator(".modal")).not_to_contain_text("⏳")
    await camera.shot(page.locator(".modal"), "reissued")
    await camera.close()
