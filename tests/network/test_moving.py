"""`/line move`: shown first, in waves with a check after each, stopped by trouble, and undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import PlanChanged, Refused
from bot.flows.network.moving import move, move_back
from bot.flows.network.moving_plan import Wish, plan
from sandbox.slack.model import View
from sandbox.slack.seen import words_of
from storage.tables import Account, LoginChannel, Move, RetiredLiffApp, Site
from tests.world import ROOM, World, words_in

NEW = "https://shop.example.com"


async def network(world: World, count: int = 13, base: str = "") -> Account:
    """The café with so many sub-sites, each with its LIFF app; all is well."""
    account = await world.bound()
    (channel,) = await world.rows(LoginChannel)
    async with world.deps.database.transaction() as session:
        for number in range(count):
            slug = f"shop-{number:02}"
            address = f"{base}/{slug}" if base else None
            url = address or f"{world.trial.url}/s/{slug}"
            app = world.line.add_liff_app(
                world.login,
                {
                    "view": {"type": "full", "url": f"{url}/liff"},
                    "botPrompt": "aggressive",
                    "scope": ["openid", "profile", "chat_message.write"],
                },
            )
            world.line.register_callback(world.login, f"{url}/login/callback")
            session.add(Site(account_id=account.id, slug=slug, name=f"Shop {number}",
                             address=address, login_channel_id=channel.id, liff_id=app.liff_id,
                             created_at=world.clock()))  # fmt: skip
    await world.next_round()
    assert await world.open_checks() == set()
    return account


def paste(world: World, slugs: list[str], base: str = f"{NEW}/s") -> None:
    """The administrator pastes the callback URLs at LINE."""
    for slug in slugs:
        world.line.register_callback(world.login, f"{base}/{slug}/login/callback")


async def slugs(world: World) -> list[str]:
    return [site.slug for site in await world.rows(Site)]


async def endpoints(world: World) -> dict[str, str]:
    """Where each site's LIFF app leads, by slug."""
    apps = world.login.liff_apps
    return {s.slug: str(apps[s.liff_id or ""].view["url"]) for s in await world.rows(Site)}


async def addresses(world: World) -> dict[str, str | None]:
    return {site.slug: site.address for site in await world.rows(Site)}


async def shown(world: World, words: str) -> View:
    view = await world.form(f"move {words}")
    assert view.callback_id == "move"
    return view


async def test_the_plan_shows_endpoints_and_callbacks_and_changes_nothing(world: World) -> None:
    await network(world, 2)
    before = await world.everything_stored()
    words = words_in(await shown(world, f"all {NEW}"))
    assert f"`{world.trial.url}/s/shop-00/liff` → `{NEW}/s/shop-00/liff`" in words
    assert f"{NEW}/s/shop-01/login/callback" in words
    assert world.login.channel_id in words
    assert "it follows the setting PUBLIC_URL" in words
    assert await world.everything_stored() == before


async def test_all_sites_move_to_the_same_paths_under_the_new_address(stored_world: World) -> None:
    world = stored_world
    await network(world)
    paste(world, await slugs(world))
    view = await shown(world, f"all {NEW}")
    await world.submit(view, {})
    words = await world.result()
    assert "Moved: 14 of 14 sites" in words
    assert await endpoints(world) == {slug: f"{NEW}/s/{slug}/liff" for slug in await slugs(world)}
    assert await addresses(world) == {slug: f"{NEW}/s/{slug}" for slug in await slugs(world)}
    assert await world.open_checks() == set()
    assert (await world.deeds()).count("slack:site:moved") == 14
    await world.settle()
    told = [post for post in world.posts() if "Moved: 14 of 14" in words_of(post)]
    assert len(told) == 1


async def test_the_first_site_that_does_not_check_out_stops_the_move(stored_world: World) -> None:
    """Nobody has pasted the callback URLs: one site is hurt, not fourteen; and it can go back."""
    world = stored_world
    await network(world)
    before = await addresses(world)
    await world.submit(await shown(world, f"all {NEW}"), {})
    words = await world.result()
    assert "Move stopped: 1 of 14 sites" in words
    assert "callback" in words.lower()
    now = await addresses(world)
    assert [slug for slug in now if now[slug] != before[slug]] == ["shop-00"]
    assert await world.open_checks() == {"callback-url"}
    front = world.slack.front("lin")
    assert front is not None
    await world.slack.press("lin", front, "move.back", patience=0)
    await world.eventually(lambda: _brought_back(world))
    assert await addresses(world) == before
    assert (await endpoints(world))["shop-00"] == f"{world.trial.url}/s/shop-00/liff"
    await world.settle()
    assert await world.open_checks() == set()


async def _brought_back(world: World) -> bool:
    return any(row.back_at for row in await world.rows(Move))


async def test_a_move_that_was_stopped_goes_on_from_there(world: World) -> None:
    account = await network(world)
    paste(world, [f"shop-{number:02}" for number in range(5)])
    wish = Wish("all", NEW)
    digest = (await plan(world.deps, account.id, wish)).digest
    ended = await move(world.deps, account, wish, digest, by="U1")
    assert (len(ended.arrived), ended.total) == (11, 14)  # the first, and one wave of ten
    paste(world, await slugs(world))
    digest = (await plan(world.deps, account.id, wish)).digest
    ended = await move(world.deps, account, wish, digest, by="U1")
    assert (len(ended.arrived), ended.total, ended.troubles) == (3, 3, ())
    assert set((await endpoints(world)).values()) == {
        f"{NEW}/s/{slug}/liff" for slug in await slugs(world)
    }


async def test_a_whole_move_is_brought_back_but_not_sites_that_moved_on_since(
    world: World,
) -> None:
    account = await network(world, 12)
    before = await addresses(world)
    paste(world, await slugs(world))
    wish = Wish("all", NEW)
    ended = await move(
        world.deps, account, wish, (await plan(world.deps, account.id, wish)).digest, by="U1"
    )
    world.line.register_callback(world.login, "https://own.example.com/login/callback")
    one = Wish("shop-03", "https://own.example.com")
    await move(world.deps, account, one, (await plan(world.deps, account.id, one)).digest, by="U1")
    back = await move_back(world.deps, account, ended.move, by="U1")
    assert (len(back.arrived), back.troubles) == (12, ())
    assert await addresses(world) == before | {"shop-03": "https://own.example.com"}
    assert await world.open_checks() == set()
    with pytest.raises(Refused):
        await move_back(world.deps, account, ended.move, by="U1")


async def test_one_site_moves_to_an_address_of_its_own_and_its_fallback_follows(
    world: World,
) -> None:
    account = await network(world, 1)
    site = next(one for one in await world.rows(Site) if one.slug == "shop-00")
    url = f"{world.trial.url}/s/shop-00/liff"
    former = world.line.add_liff_app(world.login, {"view": {"type": "full", "url": url}})
    async with world.deps.database.transaction() as session:
        session.add(
            RetiredLiffApp(
                account_id=account.id,
                login_channel_id=str(site.login_channel_id),
                site_id=site.id,
                liff_id=former.liff_id,
                retired_at=world.clock(),
            )
        )
    world.line.register_callback(world.login, f"{NEW}/login/callback")
    await world.submit(await shown(world, f"shop-00 {NEW}/"), {})
    assert "Moved: 1 of 1 sites" in await world.result()
    assert (await addresses(world))["shop-00"] == NEW
    assert (await endpoints(world))["shop-00"] == f"{NEW}/liff"
    assert former.view["url"] == f"{NEW}/liff"


async def test_sites_under_a_named_former_address_move(world: World) -> None:
    account = await network(world, 2, base="https://old.example.com/shops")
    wish = Wish("all", NEW, "https://old.example.com")
    found = await plan(world.deps, account.id, wish)
    assert [way.new for way in found.relocations] == [
        f"{NEW}/shops/shop-00", f"{NEW}/shops/shop-01",
    ]  # fmt: skip


async def test_after_public_url_has_changed_webhook_and_endpoints_follow(world: World) -> None:
    account = await network(world, 2)
    settings = world.deps.settings.model_copy(update={"public_url": NEW})
    deps = replace(world.deps, settings=settings)
    wish = Wish("all", NEW)
    found = await plan(deps, account.id, wish)
    assert found.webhook == (f"{world.trial.url}/line/{ROOM}/webhook", f"{NEW}/line/{ROOM}/webhook")
    assert len(found.relocations) == 3
    paste(world, await slugs(world))
    await move(deps, account, wish, found.digest, by="U1")
    assert world.cafe.channel.webhook_url == f"{NEW}/line/{ROOM}/webhook"
    assert set(await addresses(world)) == set(await slugs(world))
    assert set((await addresses(world)).values()) == {None}
    assert (await endpoints(world))["shop-01"] == f"{NEW}/s/shop-01/liff"


async def test_a_plan_that_line_has_overtaken_is_refused_whole(world: World) -> None:
    account = await network(world, 1)
    wish = Wish("all", NEW)
    found = await plan(world.deps, account.id, wish)
    site = next(one for one in await world.rows(Site) if one.slug == "shop-00")
    world.line.edit_liff_app(
        world.login, site.liff_id or "", {"view": {"url": "https://third.example.com"}}
    )
    with pytest.raises(PlanChanged):
        await move(world.deps, account, wish, found.digest, by="U1")
    assert await world.rows(Move) == []


async def test_when_line_does_not_take_an_endpoint_the_move_stops_and_the_site_stays_due(
    world: World,
) -> None:
    account = await network(world)
    paste(world, await slugs(world))
    wish = Wish("all", NEW)
    digest = (await plan(world.deps, account.id, wish)).digest
    world.line.faults.add("/liff/v1/apps", method="PUT", status=500)
    ended = await move(world.deps, account, wish, digest, by="U1")
    assert (len(ended.arrived), bool(ended.troubles)) == (1, True)
    site = next(one for one in await world.rows(Site) if one.slug == "shop-00")
    assert site.due_at is not None


@pytest.mark.parametrize(
    ("target", "address", "why"),
    [
        ("shop-00", "http://shop.example.com", "https://"),
        ("shop-00", "https://shop.example.com/#top", "#"),
        ("shop-00", "https://taken.example.com/shop-01", "already there"),
        ("shop-00", "https://taken.example.com/shop-01/inside", "inside the address"),
        ("all", "shop", "no address"),
        ("nowhere", NEW, "Its sites:"),
    ],
)
async def test_an_address_that_cannot_be_is_refused_with_the_reason(
    world: World, target: str, address: str, why: str
) -> None:
    account = await network(world, 2, base="https://taken.example.com")
    world.line.register_callback(world.login, f"{world.trial.url}/s/shop-00/login/callback")
    async with world.deps.database.transaction() as session:
        for site in await world.rows(Site):
            if site.slug == "shop-00":
                (await session.get_one(Site, site.id)).address = None
    await world.slack.command("lin", ROOM, f"move {target} {address}", patience=0)
    assert why in await world.result()
    assert (await world.account()).id == account.id
    assert await world.rows(Move) == []
