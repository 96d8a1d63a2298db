"""`/line rich-menu` and the field of sub-sites: what LINE has, and what is refused."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.flows.members.menu_checking import FRESH
from sandbox.slack.seen import words_of
from storage.tables import Audit
from tests.menus.at_line import PNG, give, menu
from tests.network.shops import added, filled, refused, site
from tests.world import ROOM, World

PICTURE = re.compile(r'"image_url": ?"([^"]+)"|\'image_url\': \'([^\']+)\'')


@asynccontextmanager
async def fetching() -> AsyncIterator[Callable[[str], Awaitable[tuple[int, str, bytes]]]]:
    """As Slack fetches pictures: without any cookie or token."""
    async with aiohttp.ClientSession() as http:

        async def get(url: str) -> tuple[int, str, bytes]:
            async with http.get(url) as answer:
                return answer.status, answer.content_type, await answer.read()

        yield get


async def test_the_list_shows_what_line_has_and_who_uses_it(world: World) -> None:
    await world.bound()
    assert "LINE has none made with the Messaging API" in await give(world, "")
    menu(world, "春季")
    default = menu(world, "一般")
    world.line.set_default_menu(world.cafe, default.rich_menu_id)
    world.clock.advance(seconds=FRESH.total_seconds() + 1)
    await give(world, f"{ROOM} 春季")
    listed = await give(world, "")
    spring, usual = listed.split("*一般*")
    assert f"`{ROOM}`" in spring
    assert "1200 × 810" in spring
    assert "選單" in spring
    assert "The default" in usual
    assert default.rich_menu_id in usual


async def test_slack_can_fetch_each_picture_and_nobody_anything_else(world: World) -> None:
    await world.bound()
    menu(world, "春季")
    bare = menu(world, "夏季", picture=False)
    await give(world, "")
    card = repr(world.slack.ephemerals("lin", ROOM)[-1].blocks)
    addresses = [one or other for one, other in PICTURE.findall(card)]
    async with fetching() as get:
        assert [await get(one) for one in addresses[:1]] == [(200, "image/png", PNG)]
        status, kind, body = await get(addresses[1])
        assert (status, kind, body[:4], body == PNG) == (200, "image/png", b"\x89PNG", False)
        for forged in (
            addresses[0][:-8] + "AAAAAAA=",
            addresses[0].rpartition("/")[0] + f"/{bare.rich_menu_id}",
            addresses[0].replace(ROOM, "line-other"),
        ):
            assert (await get(forged))[0] == 404
        world.line.faults.add("/v2/bot/richmenu", status=500)
        assert (await get(addresses[0]))[0] == 200
    assert "Bearer" not in card


async def test_a_name_line_does_not_have_is_refused_with_those_it_has(world: World) -> None:
    await world.bound()
    assert "/line rich-menu make makes one" in await give(world, f"{ROOM} 春季")
    menu(world, "春季")
    menu(world, "夏季")
    world.clock.advance(minutes=1)
    answer = await give(world, f"{ROOM} 秋季")
    assert "LINE has no rich menu “秋季”" in answer
    assert "“春季”, “夏季”" in answer
    assert "rich_menu" not in answer  # a typed command has no fields
    assert (await site(world, ROOM)).rich_menu == ""
    assert "get the rich menu “夏季”" in await give(world, f"{ROOM} 夏季")
    assert (await site(world, ROOM)).rich_menu == "夏季"
    (entry,) = [row for row in await world.rows(Audit) if row.tag == "slack:site:changed"]
    assert (entry.old, entry.new) == ("rich_menu: —", "rich_menu: 夏季")


async def test_with_line_down_a_name_is_taken_with_a_warning_and_checked_later(
    world: World,
) -> None:
    await world.bound()
    world.line.faults.add("/v2/bot/richmenu/list", status=503)
    assert "could not be asked" in await give(world, f"{ROOM} 春季")
    assert (await site(world, ROOM)).rich_menu == "春季"
    words = await added(world, rich_menu="春季")
    assert "could not be asked" in words
    world.line.faults.clear()
    await world.next_round()
    assert await world.open_checks() >= {"rich-menu"}
    menu(world, "春季")
    await world.later(minutes=11)
    assert "rich-menu" not in await world.open_checks()


async def test_the_sub_sites_form_checks_the_name_under_its_field(world: World) -> None:
    await world.bound()
    menu(world, "春季")
    errors = await refused(world, rich_menu="秋季")
    assert set(errors) == {"rich_menu"}
    assert "春季" in errors["rich_menu"]
    assert "春季" in await added(world, rich_menu="春季")
    view = await world.form("subnet edit taipei")
    seen = await world.submit(view, {"name": "台北店", "rich_menu": "冬季"})
    assert set(seen.errors or {}) == {"rich_menu"}
    assert (await site(world, "taipei")).rich_menu == "春季"


async def test_a_menu_is_chosen_from_a_form(world: World) -> None:
    await world.bound()
    made = menu(world, "春季")
    view = await world.form(f"rich-menu {ROOM}")
    assert (await world.submit(view, {"rich_menu": made.rich_menu_id})).ok
    assert "get the rich menu “春季”" in await world.result()
    await world.slack.close("lin", everything=True)
    view = await world.form(f"rich-menu {ROOM}")
    assert (await world.submit(view, {"rich_menu": "-"})).ok
    assert "no rich menu of its own" in await world.result()


async def test_the_alert_leads_to_the_form(world: World) -> None:
    await world.bound()
    gone = menu(world, "春季")
    await give(world, f"{ROOM} 春季")
    world.line.delete_rich_menu(world.cafe, gone.rich_menu_id)
    await world.later(minutes=11)
    post = world.alert_post("rich-menu")
    assert "no rich menu of this name" in words_of(post)
    await world.slack.press("lin", post, "rich-menu.choose")
    view = await world.slack.wait_for(lambda: world.slack.front("lin"), about="the form")
    assert view.callback_id == "rich-menu"


@pytest.mark.parametrize(
    ("user", "role", "typed", "answer"),
    [
        ("alice", "store-manager taipei01", "taipei01 春季", "get the rich menu"),
        ("alice", "store-manager taipei01", "taipei02 春季", "not one of your sites"),
        ("alice", "operator", "taipei02 春季", "get the rich menu"),
        ("alice", "", "taipei01 春季", "asks for a role"),
        ("lin", "", "nowhere 春季", "has no site `nowhere`"),
    ],
)
async def test_who_may_give_which_site_its_menu(
    world: World, user: str, role: str, typed: str, answer: str
) -> None:
    await world.bound()
    await filled(world, 2, prefix="taipei")
    menu(world, "春季")
    if role:
        await world.whisper("lin", ROOM, f"role grant @alice {role}")
    assert answer in await give(world, typed, user)


async def test_a_store_manager_sees_only_their_sites_in_the_list(world: World) -> None:
    await world.bound()
    await filled(world, 2, prefix="taipei")
    menu(world, "春季")
    for slug in ("taipei01", "taipei02"):
        await give(world, f"{slug} 春季")
    await world.whisper("lin", ROOM, "role grant @alice store-manager taipei01")
    listed = await give(world, "", "alice")
    assert "taipei01" in listed
    assert "taipei02" not in listed
