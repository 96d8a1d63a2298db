"""`/line subnet import` and `export`, as a test goes through them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.flows.network.import_applying import import_due
from sandbox.slack.model import Message, View
from sandbox.slack.seen import words_of
from storage.tables import Site
from tests.world import World

TABLE = """name,site,address,service_phone,redemption_code,rich_menu,active
台北店,taipei,,02-2393,701,,yes
高雄店,kaohsiung,https://kaohsiung.example.com,07-311,702,,no
"""
CODE = "70142"


async def dry_run(world: World, table: str, **more: Any) -> str:
    """Submit a table; the words of the dry run, which stays in front."""
    return await compared(world, {"csv": table, **more})


async def compared(world: World, values: Mapping[str, Any]) -> str:
    seen = await world.submit(await world.form("subnet import"), values)
    assert seen.ok, (seen.failure, seen.errors)
    return await world.result()


def front(world: World) -> View:
    view = world.slack.front("lin")
    assert view is not None
    return view


async def apply(world: World) -> str:
    """Press Apply in the dry run in front, and let all be done."""
    assert front(world).callback_id == "subnet.import.apply"
    assert (await world.submit(front(world), {})).ok
    words = await world.result()
    await world.slack.close("lin", everything=True)
    await done(world)
    return words


async def all_due(world: World) -> None:
    while await import_due(world.deps):
        pass


async def done(world: World) -> None:
    await all_due(world)
    await world.later(seconds=2)


async def imported(world: World, table: str, **more: Any) -> None:
    await dry_run(world, table, **more)
    await apply(world)


async def sites(world: World) -> dict[str, Site]:
    return {site.slug: site for site in await world.rows(Site) if not site.parent}


def messages(world: World) -> list[Message]:
    """The channel's messages about imports."""
    return [post for post in world.posts() if "Import" in words_of(post)]


def message(world: World) -> str:
    (one,) = messages(world)
    return words_of(one)


def table_of(count: int, **columns: str) -> str:
    """A table of so many sites."""
    heads = ["name", "site", *columns]
    rows = [[f"Store {n}", f"store-{n}", *columns.values()] for n in range(count)]
    return "\n".join(",".join(row) for row in [heads, *rows])
