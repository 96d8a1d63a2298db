"""The café's LIFF page as members come to it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Page, expect
from sqlmodel import select

from sandbox.line.model import Person
from storage.tables import Site
from tests.browser import PATIENCE
from tests.world import ROOM, World


@dataclass
class Shop:
    """The café, bound and published, its account linked and shareTargetPicker agreed to."""

    world: World
    liff_id: str  #: the present one

    @property
    def page(self) -> str:
        """The LIFF app's endpoint."""
        return f"{self.world.trial.url}/s/{ROOM}/liff"

    def link(self, more: str = "") -> str:
        """The LIFF URL."""
        return f"{self.world.trial.line_url}/{self.liff_id}{more}"

    async def in_line(self, person: Person, more: str = "") -> str:
        """What LINE's own browser opens when somebody taps the LIFF URL."""
        visit = await self.world.line.open_liff(person, self.liff_id, more)
        return visit.primary_url

    async def renew(self) -> None:
        """`/line liff reissue` with a new LIFF id; the old app stays for a week."""
        view = await self.world.form(f"liff reissue {ROOM}")
        await self.world.submit(view, {"renew": ["yes"]})
        await self.world.result()
        self.liff_id = await present_id(self.world)

    async def move_to(self, address: str) -> None:
        """The site gets an address of its own, at LINE too."""
        async with self.world.deps.database.transaction() as session:
            (site,) = await session.scalars(select(Site))
            site.address = address
        body = {"view": {"url": f"{address}/liff"}}
        self.world.line.edit_liff_app(self.world.login, self.liff_id, body)


async def opened_shop(world: World) -> Shop:
    """Set everything up."""
    await world.bound()
    world.line.accept_share_target_picker(world.login)
    return Shop(world, await present_id(world))


async def present_id(world: World) -> str:
    """The LIFF id the site has now."""
    (site,) = await world.rows(Site)
    assert site.liff_id
    return site.liff_id


async def allow(page: Page, person: Person, *, friend: bool = False) -> None:
    """On LINE's page, agree as this person; a browser LINE knows is not asked who it is."""
    await _be(page, person)
    if await page.locator("[name=add_friend]").count():
        await page.set_checked("[name=add_friend]", friend)
    await page.click("button.allow")


async def decline(page: Page, person: Person) -> None:
    """On LINE's page, do not agree."""
    await _be(page, person)
    await page.click("button[value=decline]")


async def _be(page: Page, person: Person) -> None:
    await page.wait_for_selector("button.allow")
    if await page.locator("input[type=radio]").count():
        await page.check(f"input[value={person.key}]")


async def greeted(page: Page, person: Person) -> None:
    """The page says hello to this person."""
    hello = page.locator("#member h1")
    await expect(hello).to_contain_text(person.display_name, timeout=PATIENCE)
    await expect(hello).to_be_visible()


async def told(page: Page, problem: str) -> None:
    """The page shows this problem and no other."""
    await expect(page.locator(f"[data-problem={problem}]")).to_be_visible(timeout=PATIENCE)
    await expect(page.locator("[data-problem]:visible")).to_have_count(1)
