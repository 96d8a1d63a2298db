"""Who signs in on a site gets that site's rich menu, once, whatever LINE does meanwhile."""

from __future__ import annotations

import pytest

from bot.flows.members.menu_linking import link_due
from bot.flows.members.menu_wishes import wish_menu
from storage.tables import Member, MenuWish
from tests.members import browsing
from tests.menus.at_line import give, menu, settled, shown, sign_in, wish
from tests.network.shops import added, filled
from tests.world import ROOM, World

LINK = "/v2/bot/user/"


async def test_a_member_who_signs_in_gets_the_sites_menu(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    menu(world, "春季")
    alan = world.trial.furnished.alan
    await give(world, f"{ROOM} 春季")
    await sign_in(world, alan)
    assert shown(world, alan) == "春季"
    assert ((await wish(world)).due_at, (await wish(world)).failure) == (None, None)


async def test_each_site_gives_its_own_and_one_without_takes_it_away(world: World) -> None:
    await world.bound()
    await filled(world, 2, prefix="taipei")
    menu(world, "台北")
    world.line.set_default_menu(world.cafe, menu(world, "預設").rich_menu_id)
    alan = world.trial.furnished.alan
    await give(world, "taipei01 台北")
    await sign_in(world, alan, "taipei01")
    assert shown(world, alan) == "台北"
    await sign_in(world, alan, "taipei02")
    assert shown(world, alan) == "預設"
    calls = [call for call in world.calls_to_line(LINK) if "/all/" not in call.path]
    assert [call.method for call in calls] == ["POST", "DELETE"]


async def test_a_site_without_a_menu_asks_nothing_of_line(world: World) -> None:
    await world.bound()
    await sign_in(world, world.trial.furnished.alan)
    assert await world.rows(MenuWish) == []
    assert not [call for call in world.line.calls if "richmenu" in call.path]


async def test_who_becomes_a_friend_later_gets_the_menu_then(world: World) -> None:
    """LINE takes the wish of a stranger and does nothing."""
    await world.bound()
    menu(world, "春季")
    await give(world, f"{ROOM} 春季")
    alan = world.trial.furnished.alan
    await sign_in(world, alan, friend=False)
    assert shown(world, alan) is None
    await world.line.follow(alan, world.cafe)
    await world.settle()
    await settled(world)
    assert shown(world, alan) == "春季"


async def test_line_down_delays_the_menu_and_a_crash_loses_nothing(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    menu(world, "春季")
    await give(world, f"{ROOM} 春季")
    alan = world.trial.furnished.alan
    world.line.faults.add(LINK, method="POST", status=500)
    await sign_in(world, alan)
    assert shown(world, alan) is None
    world.line.faults.clear()
    world.clock.advance(minutes=6)
    await settled(world)
    assert shown(world, alan) == "春季"
    assert (await wish(world)).attempts == 0


async def test_line_asking_us_to_slow_down_is_heeded(world: World) -> None:
    await world.bound()
    menu(world, "春季")
    await give(world, f"{ROOM} 春季")
    world.line.faults.add(LINK, method="POST", status=429, headers={"Retry-After": "600"})
    await sign_in(world, world.trial.furnished.alan)
    world.line.faults.clear()
    world.clock.advance(minutes=9)
    assert await link_due(world.deps) == 0
    world.clock.advance(minutes=2)
    assert await link_due(world.deps) == 1
    assert shown(world, world.trial.furnished.alan) == "春季"


async def test_many_members_cost_one_list(world: World) -> None:
    await world.bound()
    menu(world, "春季")
    await give(world, f"{ROOM} 春季")
    before = len(world.calls_to_line("/v2/bot/richmenu/list"))
    furnished = world.trial.furnished
    for person in (furnished.alan, furnished.chen, furnished.hanako):
        await sign_in(world, person)
        assert shown(world, person) == "春季"
    assert len(world.calls_to_line("/v2/bot/richmenu/list")) == before


@pytest.mark.parametrize("trouble", ["gone", "no-picture"])
async def test_a_menu_line_cannot_show_is_one_alert_and_heals_by_itself(
    world: World, trouble: str
) -> None:
    await world.bound()
    made = menu(world, "春季", picture=trouble != "no-picture")
    await give(world, f"{ROOM} 春季")
    await world.settle()
    if trouble == "gone":
        world.line.delete_rich_menu(world.cafe, made.rich_menu_id)
    furnished = world.trial.furnished
    people = (furnished.alan, furnished.chen, furnished.hanako)
    for person in people:
        await sign_in(world, person)
    await world.settle()
    assert await world.open_checks() == {"rich-menu"}
    assert len(world.alert_posts("rich-menu")) == 1
    if trouble == "gone":
        menu(world, "春季")
    else:
        world.line.give_picture(made, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xb0\0\0\x03\x2a",
                                "image/png")  # fmt: skip
    await world.later(minutes=61)
    await settled(world)
    await world.next_round()
    assert [shown(world, person) for person in people] == ["春季"] * 3
    assert await world.open_checks() == set()


async def test_a_menu_made_anew_under_its_name_is_shown_again(world: World) -> None:
    """LINE's menus cannot be changed: whoever edits one makes it again and deletes the old one."""
    await world.bound()
    old = menu(world, "春季")
    await give(world, f"{ROOM} 春季")
    alan = world.trial.furnished.alan
    await sign_in(world, alan)
    world.line.delete_rich_menu(world.cafe, old.rich_menu_id)
    new = menu(world, "春季")
    assert shown(world, alan) is None
    await world.later(minutes=11)
    await settled(world)
    found = world.line.menu_shown_to(world.cafe, alan)
    assert found is not None
    assert found.rich_menu_id == new.rich_menu_id
    assert await world.open_checks() == set()


async def test_members_follow_when_their_site_gets_another_menu(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    for name in ("春季", "夏季"):
        menu(world, name)
    await give(world, f"{ROOM} 春季")
    alan = world.trial.furnished.alan
    await sign_in(world, alan)
    await give(world, f"{ROOM} 夏季")
    await settled(world)
    assert shown(world, alan) == "夏季"
    await give(world, f"{ROOM} -")
    await settled(world)
    assert shown(world, alan) is None
    assert (await wish(world)).linked_id is None


async def test_a_removed_site_takes_its_menu_along(world: World) -> None:
    await world.bound()
    await added(world)
    callback = f"{world.trial.url}/s/taipei/login/callback"
    world.line.register_callback(world.login, callback)
    menu(world, "台北")
    await give(world, "taipei 台北")
    alan = world.trial.furnished.alan
    await sign_in(world, alan, "taipei")
    assert shown(world, alan) == "台北"
    view = await world.form("subnet remove taipei")
    assert (await world.submit(view, {})).ok
    await world.result()
    await settled(world)
    assert shown(world, alan) is None


async def test_a_menu_given_by_a_task_stays_whatever_the_sites_do(world: World) -> None:
    account = await world.bound()
    for name in ("春季", "生日"):
        menu(world, name)
    await give(world, f"{ROOM} 春季")
    alan = world.trial.furnished.alan
    await sign_in(world, alan)
    (member,) = await world.rows(Member)
    async with world.deps.database.transaction() as session:
        await wish_menu(session, account.id, member.id, "生日", world.clock())
    await settled(world)
    assert shown(world, alan) == "生日"
    await give(world, f"{ROOM} -")
    await settled(world)
    assert shown(world, alan) == "生日"


async def test_who_has_blocked_the_account_is_left_alone_until_they_return(world: World) -> None:
    await world.bound()
    menu(world, "春季")
    await give(world, f"{ROOM} 春季")
    alan = world.trial.furnished.alan
    async with browsing(world) as browser:
        await browser.sign_in(alan, friend=True)
    world.clock.advance(seconds=1)
    await world.line.block(alan, world.cafe)
    await world.settle()
    await settled(world)
    assert not [call for call in world.calls_to_line(LINK) if call.method == "POST"]
    world.clock.advance(seconds=1)
    await world.line.follow(alan, world.cafe)
    await world.settle()
    await settled(world)
    assert shown(world, alan) == "春季"


async def test_two_accounts_menus_do_not_meet(world: World) -> None:
    await world.bound()
    other, _login = await world.set_up_another("小島甜點", "line-dessert")
    menu(world, "春季")
    menu(world, "春季", account=other)
    await give(world, f"{ROOM} 春季")
    alan = world.trial.furnished.alan
    await sign_in(world, alan, "line-dessert")
    assert (shown(world, alan), shown(world, alan, other)) == (None, None)
    await sign_in(world, alan)
    assert (shown(world, alan), shown(world, alan, other)) == ("春季", None)
