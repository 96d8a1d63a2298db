"""One member, many sites: a person is one member of an account wherever they sign in, and another
account knows nothing of it."""

from __future__ import annotations

from sandbox.line.model import Person
from storage.tables import LoginChannel, Member, Site, Visit
from tests.levels.ladder import earns, held, with_levels
from tests.members import browsing
from tests.network.shops import added, another_channel, channel_added, filled, site
from tests.world import ROOM, World

OTHER = "line-dessert"


async def two_channels(world: World) -> None:
    """The café with Taipei on its first Login channel and Tainan on a second one."""
    await filled(world, 1, prefix="taipei")
    north = another_channel(world)
    world.line.register_callback(north, f"{world.trial.url}/s/tainan/login/callback")
    await channel_added(world, north)
    async with world.deps.database.transaction() as session:
        (first,) = [row for row in await world.rows(LoginChannel) if row.label != "北區"]
        stored = await session.get_one(LoginChannel, first.id)
        stored.foreign_apps = 30  # the first one is full
    await added(world, name="小島咖啡 台南店", site="tainan")


async def visit(world: World, person: Person, *slugs: str) -> None:
    """Sign in on these sites, each in a browser that knows nothing yet."""
    for slug in slugs:
        async with browsing(world) as browser:
            shown = await browser.sign_in(person, site=slug, friend=True)
            assert (shown.status, person.display_name in shown.text) == (200, True)


async def visits(world: World) -> dict[str, set[str]]:
    """The names of those who signed in, by the site's slug."""
    slugs = {one.id: one.slug for one in await world.rows(Site)}
    names = {one.id: one.name for one in await world.rows(Member)}
    found: dict[str, set[str]] = {}
    for one in await world.rows(Visit):
        found.setdefault(slugs[one.site_id], set()).add(names[one.member_id])
    return found


async def test_one_person_on_two_channels_is_one_member_and_another_account_has_their_own(
    stored_world: World,
) -> None:
    world = stored_world
    account = await with_levels(world, 銀卡=100)
    await two_channels(world)
    await world.set_up_another("小島甜點", OTHER)
    alan, hanako = world.trial.furnished.alan, world.trial.furnished.hanako
    assert (await site(world, "tainan")).login_channel_id != (
        await site(world, "taipei01")
    ).login_channel_id
    await visit(world, alan, "taipei01", "tainan", "tainan", OTHER)
    await visit(world, hanako, "tainan")
    dessert = await world.account(OTHER)
    members = [(row.account_id, row.name) for row in await world.rows(Member)]
    assert sorted(members) == sorted(
        [(account.id, "Alan Lin"), (account.id, hanako.display_name), (dessert.id, "Alan Lin")]
    )
    assert await visits(world) == {
        "taipei01": {"Alan Lin"},
        "tainan": {"Alan Lin", hanako.display_name},
        OTHER: {"Alan Lin"},
    }
    alans = {row.account_id: row for row in await world.rows(Member) if row.name == "Alan Lin"}
    assert await earns(world, alans[account.id], 150) == "銀卡"
    assert await held(world, [alans[dessert.id]]) == [None]


async def test_the_store_table_counts_each_sites_members(world: World) -> None:
    await world.bound()
    await two_channels(world)
    await visit(world, world.trial.furnished.alan, "taipei01", "tainan", ROOM)
    await visit(world, world.trial.furnished.hanako, "tainan", "tainan")
    table = await world.whisper("lin", ROOM, "subnet list")
    taipei, tainan = (part for part in table.split("members ")[1:])
    counts = {"taipei": taipei.split()[0], "tainan": tainan.split()[0]}
    assert counts == {"taipei": "1", "tainan": "2"}


async def test_what_one_site_is_told_the_inbox_shows_once(world: World) -> None:
    """Who signs in on two sites and writes is one line of the inbox, with one level."""
    await with_levels(world, 一般會員=0)
    await two_channels(world)
    await world.line.send_text(world.chen, world.cafe, "你好")
    await world.settle()
    await visit(world, world.chen, "taipei01", "tainan")
    inbox = await world.whisper("lin", ROOM, "inbox")
    assert inbox.count("level 一般會員") == 1
    assert len(await world.rows(Member)) == 1
