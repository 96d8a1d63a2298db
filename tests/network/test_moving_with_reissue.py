"""What one command leaves behind, the other takes up: cards, fallbacks, sites that are due."""

from __future__ import annotations

from bot.flows.network.fulfil import fulfil_due
from bot.flows.network.moving import move
from bot.flows.network.moving_plan import Wish, plan
from bot.flows.network.reissue import Wish as Reissue
from bot.flows.network.reissue import reissue
from sandbox.slack.seen import words_of
from storage.tables import RetiredLiffApp, Site
from tests.world import World

NEW = "https://taipei.example.com"


async def added(world: World) -> Site:
    """A sub-site made by `/line subnet add`, with its card in the channel."""
    await world.bound()
    world.line.register_callback(world.login, f"{world.trial.url}/s/taipei/login/callback")
    view = await world.form("subnet add")
    seen = await world.submit(view, {"name": "Taipei", "site": "taipei"})
    assert seen.ok, (seen.failure, seen.errors)
    await world.result()
    await world.slack.close("lin", everything=True)
    await fulfil_due(world.deps)
    await world.settle()
    return await site_of(world)


async def site_of(world: World) -> Site:
    return next(one for one in await world.rows(Site) if one.slug == "taipei")


def cards(world: World) -> list[str]:
    return [words_of(post) for post in world.posts() if "/login/callback" in words_of(post)]


async def test_a_sites_card_follows_its_new_address(world: World) -> None:
    await added(world)
    account = await world.account()
    world.line.register_callback(world.login, f"{NEW}/login/callback")
    wish = Wish("taipei", NEW)
    found = await plan(world.deps, account.id, wish)
    ended = await move(world.deps, account, wish, found.digest, by="U1")
    assert ended.troubles == ()
    await fulfil_due(world.deps)
    await world.settle()
    assert any(f"{NEW}/login/callback" in card for card in cards(world))
    assert not any("/s/taipei/login" in card for card in cards(world))
    assert (await site_of(world)).due_at is None


async def test_a_reissued_site_is_not_given_another_app_by_the_job(world: World) -> None:
    site = await added(world)
    account = await world.account()
    await reissue(world.deps, account.id, Reissue("taipei", renew=True), by="U1")
    renewed = (await site_of(world)).liff_id
    assert renewed != site.liff_id
    await fulfil_due(world.deps)
    await world.later(minutes=30)
    assert (await site_of(world)).liff_id == renewed
    assert len(world.login.liff_apps) == 3
    assert [row.liff_id for row in await world.rows(RetiredLiffApp)] == [site.liff_id]
