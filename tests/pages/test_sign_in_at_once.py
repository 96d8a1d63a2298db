"""LINE's code works once: no sign-in is lost to others at the same time, or to a busy database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from contextlib import AsyncExitStack, closing

from storage.tables import Member, MemberSession, Proof, Tally
from tests.members import Browser, browsing
from tests.world import ROOM, World

AT_ONCE = 12
PATIENCE = 5.0  #: seconds the database waits for its turn to write, before it is "down"


async def test_many_at_once_all_get_in(stored_world: World) -> None:
    """Strangers to each other, all of them showing the same things about the binding."""
    world = stored_world
    await world.bound()
    for before in (world.trial.furnished.alan, world.trial.furnished.chen):
        async with browsing(world) as browser:
            await browser.sign_in(before)
    people = [world.line.create_person(f"會員 {number}") for number in range(AT_ONCE)]
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(browsing(world)) for _one in people]
        pairs = list(zip(browsers, people, strict=True))
        urls = await asyncio.gather(*(browser.to_line() for browser in browsers))
        backs = [
            await world.line.authorize(one, url) for one, url in zip(people, urls, strict=True)
        ]
        shown = await asyncio.gather(
            *(browser.get(back) for (browser, _one), back in zip(pairs, backs, strict=True))
        )
    assert Counter((one.status, one.location) for one in shown) == {(303, f"/s/{ROOM}/me"): AT_ONCE}
    assert len(await world.rows(Member)) == len(await world.rows(MemberSession)) == AT_ONCE + 2
    assert {one.name: one.times for one in await world.rows(Tally)} == {
        "sign-in.begun": AT_ONCE + 2,
        "sign-in.done": AT_ONCE + 2,
    }
    shows = [one.value for one in await world.rows(Proof) if one.name == "login-published"]
    assert shows == ["published"]


async def test_one_person_in_two_browsers_at_once_is_one_member(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    alan = world.trial.furnished.alan
    async with browsing(world) as one, browsing(world) as two:
        pages = await asyncio.gather(one.sign_in(alan), two.sign_in(alan))
    assert [page.status for page in pages] == [200, 200]
    assert len(await world.rows(Member)) == 1


async def test_a_sign_in_outlasts_a_database_another_program_keeps_locked(
    world: World, browser: Browser
) -> None:
    await world.bound()
    back = await world.line.authorize(world.trial.furnished.alan, await browser.to_line())
    file = world.deps.database.url.database or ""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        coming = asyncio.create_task(browser.get(back))
        await asyncio.sleep(PATIENCE + 0.5)
        other.execute("ROLLBACK")
        shown = await coming
    assert (shown.status, shown.location) == (303, f"/s/{ROOM}/me")


async def test_one_that_cannot_be_recorded_says_so_and_the_next_goes_well(
    world: World, browser: Browser
) -> None:
    await world.bound()
    alan = world.trial.furnished.alan
    back = await world.line.authorize(alan, await browser.to_line())
    world.deps.database.insists = 0.1
    async with world.deps.database.turn():
        shown = await browser.get(back)
    assert shown.status == 503
    assert "LINE confirmed who you are" in shown.text
    assert f'href="/s/{ROOM}/login"' in shown.text
    assert (await browser.sign_in(alan)).status == 200
    assert 'result="unrecorded"} 1.0' in (await browser.get("/metrics")).text
