"""`/line liff reissue`, as a test goes through it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.line.faults import Fault
from sandbox.line.model import LiffApp
from storage.tables import LoginChannel, Site
from tests.world import ROOM, World

APPS = "/liff/v1/apps"


async def another_site(world: World, slug: str, liff_id: str | None = None) -> Site:
    """A sub-site on the café's Login channel, with its callback registered."""
    (channel,) = await world.rows(LoginChannel)
    world.line.register_callback(world.login, f"{world.trial.url}/s/{slug}/login/callback")
    site = Site(account_id=channel.account_id, slug=slug, name=slug.title(), liff_id=liff_id,
                login_channel_id=channel.id, created_at=world.clock())  # fmt: skip
    async with world.deps.database.transaction() as session:
        session.add(site)
    return site


async def site_of(world: World, slug: str = ROOM) -> Site:
    return next(site for site in await world.rows(Site) if site.slug == slug)


def apps(world: World) -> dict[str, LiffApp]:
    return world.login.liff_apps


def fill(world: World, upto: int = 30) -> None:
    """Somebody else's LIFF apps take the slots."""
    for number in range(upto - len(apps(world))):
        world.line.add_liff_app(
            world.login, {"view": {"type": "full", "url": f"https://other.example/{number}"}}
        )


class AfterTwo(Fault):
    """Two calls go well; then LINE answers 500."""

    well = 2

    def hits(self, request: web.BaseRequest) -> bool:
        AfterTwo.well -= super().hits(request)
        return super().hits(request) and AfterTwo.well < 0


async def reissued(world: World, target: str = ROOM, **values: Any) -> str:
    """The words of the result of the form."""
    view = await world.form(f"liff reissue {target}")
    assert view.callback_id == "liff.reissue"
    seen = await world.submit(view, values)
    assert seen.ok, (seen.failure, seen.errors)
    words = await world.result()
    await world.slack.close("lin", everything=True)
    await world.settle()
    return words
